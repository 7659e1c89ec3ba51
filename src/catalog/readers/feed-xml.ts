/**
 * What the RSS and Atom readers share: one pass over the XML that turns every `item` or `entry` into a record.
 *
 * Threat: entity bombs, external entities, endless elements and depth. Layers: any DOCTYPE ends the import, entities
 * other than XML's own five are faults, depth and length are bounded, nothing is resolved or fetched.
 */
import { SaxesParser } from 'saxes'
import { AppError } from '../../shared/errors.ts'
import { addField, fieldKey, type RawValue } from '../raw-record.ts'
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

  const fail = (why: string): never => {
    throw new AppError('invalid', `line ${parser.line}, column ${parser.column + 1}: ${why}`)
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
      itemLine = parser.line
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
      } else if (element.key !== '') keep(stack[stack.length - 1] as OpenElement, element)
    }
    depth--
  })

  let began = false
  for await (const chunk of text) {
    // Blank lines before the declaration are a fault of many exporters that harms nobody.
    const piece = began ? chunk : chunk.trimStart()
    if (piece === '') continue
    began = true
    parser.write(piece)
    if (parser.position - elementStart > RECORD_CHARS_MAX)
      fail(`a text or tag is longer than ${RECORD_CHARS_MAX} characters`)
    if (page.length > 0) {
      yield page
      page = []
    }
  }
  parser.close()
  if (page.length > 0) yield page
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
