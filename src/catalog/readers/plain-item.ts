/**
 * The quick way through an XML feed: an item of the plain shape, which is nearly every item there is, is read here and
 * not by the parser. Plain is: elements without attributes, closed in order, with text, CDATA and XML's own entities.
 * Anything else, well-formed or not, is left to the parser, which judges it.
 */
import { addField, fieldKey, type RawValue } from '../raw-record.ts'

const DEPTH_MAX = 8
const NAME = /^[A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?$/
const ILLEGAL = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/
/** Of numeric references those that are characters of XML without a second look. */
const ENTITY =
  /&(?:amp|lt|gt|quot|apos|#(?:3[2-9]|[4-9]\d|[1-9]\d{2,3}|[1-4]\d{4})|#x(?:[2-9a-fA-F][\da-fA-F]|[1-9a-cA-C][\da-fA-F]{3}));/y
const SLASH = 0x2f
const BANG = 0x21
const CDATA = '<![CDATA['
const CDATA_END = ']]>'

/** `more`: the text ends within the item. `unusual`: the parser must read it. */
export type PlainEnd = number | 'more' | 'unusual'

/** An element's name as the text has it: `g:price`, or `g:price/` for one that is empty. */
interface Name {
  readonly text: string
  readonly closing: string
  readonly prefix: string
  readonly key: string
  readonly isEmpty: boolean
}

const names = new Map<string, Name | undefined>()
const NAMES_MAX = 5_000

/** Undefined for what is no plain start of an element. */
function nameOf(text: string): Name | undefined {
  const known = names.get(text)
  if (known || names.has(text)) return known
  const isEmpty = text.endsWith('/')
  const bare = isEmpty ? text.slice(0, -1).trimEnd() : text
  const colon = bare.indexOf(':')
  const name = NAME.test(bare)
    ? {
        text: bare,
        closing: `${bare}>`,
        prefix: colon < 0 ? '' : bare.slice(0, colon),
        key: fieldKey(bare.slice(colon + 1)),
        isEmpty,
      }
    : undefined
  if (names.size < NAMES_MAX && text.length < 100) names.set(text, name)
  return name
}

/** Where the item that begins at `start` ends, if it is plain. */
export function plainItemEnd(text: string, start: number): PlainEnd {
  const open: Name[] = []
  let at = start
  let sections = 0
  let entity = text.indexOf('&', start)
  for (;;) {
    const tag = text.indexOf('<', at)
    if (tag < 0 || tag + 1 >= text.length) return 'more'
    for (; entity >= 0 && entity < tag; entity = text.indexOf('&', entity + 1)) {
      ENTITY.lastIndex = entity
      // Within a section, which ends before `at`, it stands for itself.
      if (entity >= at && !ENTITY.test(text)) return 'unusual'
    }
    const code = text.charCodeAt(tag + 1)
    if (code === SLASH) {
      const closing = (open.pop() as Name).closing
      at = tag + 2 + closing.length
      if (!text.startsWith(closing, tag + 2)) return at > text.length ? 'more' : 'unusual'
      if (open.length === 0) return isLegal(text.slice(start, at), sections) ? at : 'unusual'
      continue
    }
    if (code === BANG) {
      if (!text.startsWith(CDATA, tag)) return tag + CDATA.length > text.length ? 'more' : 'unusual'
      const end = text.indexOf(CDATA_END, tag + CDATA.length)
      if (end < 0) return 'more'
      at = end + CDATA_END.length
      sections++
      continue
    }
    const end = text.indexOf('>', tag)
    if (end < 0) return 'more'
    const name = nameOf(text.slice(tag + 1, end))
    if (!name || open.length === DEPTH_MAX) return 'unusual'
    if (!name.isEmpty) open.push(name)
    else if (open.length === 0) return 'unusual'
    at = end + 1
  }
}

/** The end of a section stands nowhere but there. */
function isLegal(item: string, sections: number): boolean {
  if (ILLEGAL.test(item)) return false
  let ends = 0
  for (let at = item.indexOf(CDATA_END); at >= 0; at = item.indexOf(CDATA_END, at + 1)) ends++
  return ends === sections
}

interface Level {
  readonly name: Name
  readonly fields: Map<string, RawValue>
  /** Keys that hold a prefixed value. */
  readonly strong: Set<string>
  text: string
}

const levelOf = (name: Name): Level => ({ name, fields: new Map(), strong: new Set(), text: '' })

/** The fields of an item that {@link plainItemEnd} has found plain. `prefixes`: those of the vocabulary we read. */
export function plainItemFields(item: string, prefixes: ReadonlySet<string>): Map<string, RawValue> {
  let at = item.indexOf('>') + 1
  const end = item.lastIndexOf('<')
  const root = levelOf(nameOf(item.slice(1, at - 1)) as Name)
  const stack: Level[] = [root]
  let top = root
  while (at < end) {
    const tag = item.indexOf('<', at)
    if (tag > at && top !== root) top.text += decoded(item.slice(at, tag))
    if (tag >= end) break
    const code = item.charCodeAt(tag + 1)
    if (code === BANG) {
      const close = item.indexOf(CDATA_END, tag)
      top.text += lineEnds(item.slice(tag + CDATA.length, close))
      at = close + CDATA_END.length
    } else if (code === SLASH) {
      const { name, fields, text } = stack.pop() as Level
      top = stack.at(-1) as Level
      keep(top, name, fields.size > 0 ? fields : text, prefixes)
      at = tag + 2 + name.closing.length
    } else {
      const close = item.indexOf('>', tag)
      const name = nameOf(item.slice(tag + 1, close)) as Name
      at = close + 1
      const next = item.indexOf('<', at)
      if (name.isEmpty) keep(top, name, '', prefixes)
      else if (item.charCodeAt(next + 1) === SLASH) {
        // Nothing but text inside, as nearly always.
        keep(top, name, decoded(item.slice(at, next)), prefixes)
        at = next + 2 + name.closing.length
      } else {
        top = levelOf(name)
        stack.push(top)
      }
    }
  }
  return root.fields
}

/** Prefixed fields win over plain ones of the same name; other vocabularies (media:, dc:) are not ours to read. */
function keep({ fields, strong }: Level, { prefix, key }: Name, value: RawValue, prefixes: ReadonlySet<string>): void {
  const isPrefixed = prefixes.has(prefix)
  if ((prefix !== '' && !isPrefixed) || key === '') return
  if (isPrefixed && !strong.has(key)) {
    strong.add(key)
    fields.set(key, value)
  } else if (isPrefixed || !strong.has(key)) addField(fields, key, value)
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

const decoded = (text: string): string => {
  const normal = lineEnds(text)
  return normal.includes('&')
    ? normal.replace(/&(?:(\w+)|#(\d+)|#x([\da-fA-F]+));/g, (_whole, name?: string, decimal?: string, hex?: string) =>
        name
          ? (ENTITIES[name] as string)
          : String.fromCodePoint(decimal ? Number(decimal) : Number.parseInt(hex ?? '', 16)),
      )
    : normal
}

/** As every XML parser gives them. */
const lineEnds = (text: string): string => (text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text)
