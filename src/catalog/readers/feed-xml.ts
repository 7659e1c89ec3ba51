/**
 * What the RSS and Atom readers share: one pass over the XML that turns every `item` or `entry` into a record.
 *
 * Threat: entity bombs, external entities, endless elements and depth. Layers: any DOCTYPE ends the import, entities
 * other than XML's own five are faults, depth and length are bounded, nothing is resolved or fetched.
 */
import { SaxesParser } from 'saxes'
import { AppError } from '../../shared/errors.ts'
import { addField, fieldKey, type RawRecord, type RawValue } from '../raw-record.ts'
import { plainItemEnd, plainItemFields } from './plain-item.ts'
import { RECORD_CHARS_MAX, type Reading, recordOf } from './reader.ts'

const DEPTH_MAX = 64
const GOOGLE_NAMESPACE = 'http://base.google.com/ns/1.0'

interface OpenElement {
  readonly key: string
  /** Prefixed fields win over plain ones of the same name. */
  readonly prefixed: boolean
  text: string
  readonly fields: Map<string, RawValue>
  /** Keys that hold a prefixed value. */
  readonly strong: Set<string>
}

/** Reads every element called `itemName`, wherever it stands, as one record. */
export async function* feedXmlRecords(
  text: AsyncIterable<string>,
  itemName: 'item' | 'entry',
): AsyncGenerator<readonly Reading[]> {
  const parser = new SaxesParser({ fragment: false, position: true })
  const stack: OpenElement[] = []
  let page: Reading[] = []
  let depth = 0
  let itemDepth = -1
  let itemLine = 0
  let itemStart = 0
  let elementStart = 0
  let oversized = false
  const prefixes = new Set(['g'])

  // What was read past the parser, so that places are told as they are in the file.
  let linesPast = 0
  let columnsPast = 0
  let pastAtLine = 0
  const goPast = (piece: string): void => {
    if (pastAtLine !== parser.line) columnsPast = 0
    pastAtLine = parser.line
    const lines = countLines(piece)
    linesPast += lines
    if (lines === 0) columnsPast += piece.length
    else columnsPast = piece.length - piece.lastIndexOf('\n') - 1 - parser.column
  }
  // Where the parser stands right behind an item, and how much it was given.
  let closedAt = -1
  let written = 0

  const fail = (why: string): never => {
    const column = parser.column + 1 + (pastAtLine === parser.line ? columnsPast : 0)
    throw new AppError('invalid', `line ${parser.line + linesPast}, column ${column}: ${why}`)
  }
  parser.on('error', (error) => fail(`not well-formed XML (${error.message.replace(/^\d+:\d+: /, '')})`))
  parser.on('doctype', () => fail('a DOCTYPE is refused; take it out of the file'))
  parser.on('opentag', (tag) => {
    depth++
    elementStart = parser.position
    if (depth > DEPTH_MAX) fail(`elements are nested more than ${DEPTH_MAX} deep`)
    for (const [name, value] of Object.entries(tag.attributes))
      if (name.startsWith('xmlns:') && value === GOOGLE_NAMESPACE) prefixes.add(name.slice(6))
    const colon = tag.name.indexOf(':')
    const prefix = colon < 0 ? '' : tag.name.slice(0, colon)
    const local = tag.name.slice(colon + 1)
    if (itemDepth < 0) {
      if (local !== itemName || (prefix !== '' && !prefixes.has(prefix) && prefix !== 'atom')) return
      itemDepth = depth
      itemLine = parser.line + linesPast
      itemStart = parser.position
      oversized = false
      stack.push(newElement('', true))
      return
    }
    const prefixed = prefixes.has(prefix)
    // Other vocabularies (media:, dc:) are not ours to read; a key of blanks is met by no attribute.
    const element = newElement(prefix === '' || prefixed ? fieldKey(local) : '', prefixed)
    const href = tag.attributes.href
    // Atom's own link names its kind; without one it is the page.
    if (element.key === 'link' && typeof href === 'string' && (tag.attributes.rel ?? 'alternate') === 'alternate')
      element.text = href
    stack.push(element)
  })
  const onText = (piece: string): void => {
    elementStart = parser.position
    if (itemDepth < 0 || oversized) return
    if (parser.position - itemStart > RECORD_CHARS_MAX) oversized = true
    else (stack[stack.length - 1] as OpenElement).text += piece
  }
  parser.on('text', onText)
  parser.on('cdata', onText)
  parser.on('closetag', () => {
    elementStart = parser.position
    if (itemDepth >= 0) {
      const element = stack.pop() as OpenElement
      if (depth === itemDepth) {
        page.push(
          oversized
            ? {
                kind: 'fault',
                line: itemLine,
                rule: 'record-too-large',
                message: `line ${itemLine}: the item is longer than ${RECORD_CHARS_MAX} characters`,
              }
            : recordOf(element.fields, { line: itemLine }),
        )
        itemDepth = -1
        closedAt = parser.position
      } else if (element.key !== '') keep(stack[stack.length - 1] as OpenElement, element)
    }
    depth--
  })

  const write = (piece: string): void => {
    written += piece.length
    parser.write(piece)
    if (parser.position - elementStart > RECORD_CHARS_MAX)
      fail(`a text or tag is longer than ${RECORD_CHARS_MAX} characters`)
  }
  const opening = `<${itemName}>`
  const closing = `</${itemName}>`

  /** Reads what is plain and has the parser read the rest; returns what needs more text to be told. */
  const readOn = (all: string, isLast: boolean): string => {
    let at = 0
    while (at < all.length) {
      if (closedAt !== written) {
        const end = all.indexOf(closing, at)
        const to = end < 0 ? all.length : end + closing.length
        write(all.slice(at, to))
        at = to
        continue
      }
      const begin = behindBlanks(all, at)
      if (!all.startsWith(opening, begin)) {
        if (!isLast && opening.startsWith(all.slice(begin))) return all.slice(at)
        closedAt = -1
        continue
      }
      const end = plainItemEnd(all, begin)
      if (end === 'more' && !isLast && all.length - begin <= RECORD_CHARS_MAX) return all.slice(at)
      if (typeof end !== 'number' || end - begin > RECORD_CHARS_MAX) {
        closedAt = -1
        continue
      }
      goPast(all.slice(at, begin))
      const item = all.slice(begin, end)
      page.push(new ItemReading(item, parser.line + linesPast, prefixes))
      goPast(item)
      at = end
    }
    return ''
  }

  let began = false
  let rest = ''
  for await (const chunk of text) {
    // Blank lines before the declaration are a fault of many exporters that harms nobody.
    const piece = began ? chunk : chunk.trimStart()
    if (piece === '') continue
    began = true
    rest = readOn(rest + piece, false)
    if (page.length > 0) {
      yield page
      page = []
    }
  }
  readOn(rest, true)
  parser.close()
  if (page.length > 0) yield page
}

/** A plain item of which most imports need no more than its text. */
class ItemReading {
  readonly kind = 'record'
  readonly raw: string
  readonly header: string
  readonly #line: number
  readonly #prefixes: ReadonlySet<string>
  #record: RawRecord | undefined

  constructor(raw: string, line: number, prefixes: ReadonlySet<string>) {
    this.raw = raw
    this.#line = line
    this.#prefixes = prefixes
    this.header = prefixes.size === 1 ? 'g' : [...prefixes].sort().join()
  }

  get record(): RawRecord {
    this.#record ??= { line: this.#line, fields: plainItemFields(this.raw, this.#prefixes) }
    return this.#record
  }
}

function countLines(text: string): number {
  let lines = 0
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++
  if (text.includes('\r')) lines += text.match(/\r(?!\n)/g)?.length ?? 0
  return lines
}

function behindBlanks(text: string, from: number): number {
  let at = from
  for (let code = text.charCodeAt(at); code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09; ) {
    at++
    code = text.charCodeAt(at)
  }
  return at
}

const newElement = (key: string, prefixed: boolean): OpenElement => ({
  key,
  prefixed,
  text: '',
  fields: new Map(),
  strong: new Set(),
})

function keep(parent: OpenElement, child: OpenElement): void {
  const value: RawValue = child.fields.size > 0 ? child.fields : child.text
  if (child.prefixed && !parent.strong.has(child.key)) {
    parent.strong.add(child.key)
    parent.fields.set(child.key, value)
  } else if (child.prefixed || !parent.strong.has(child.key)) addField(parent.fields, child.key, value)
}

/** How surely a head is XML whose root is one of `roots`. Comments and declarations may come first. */
export function rootOf(head: string): string | undefined {
  const prolog = /^\s*(?:<\?[^>]*\?>\s*|<!--[\s\S]*?-->\s*)*/.exec(head.replace(/^\ufeff/, ''))?.[0] ?? ''
  const match = /^<(!DOCTYPE|[A-Za-z_][\w.-]*(?::[\w.-]+)?)/i.exec(head.replace(/^\ufeff/, '').slice(prolog.length))
  return match?.[1]
}
