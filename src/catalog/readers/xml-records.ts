/**
 * XML whose records need more than the text of their elements: attributes, prefixes and nested elements.
 *
 * Threat: entity bombs, external entities, endless elements and depth. Layers: any DOCTYPE ends the import, entities
 * other than XML's own five are faults, depth and length are bounded, nothing is resolved or fetched.
 */
import { SaxesParser } from 'saxes'
import { AppError } from '../../shared/errors.ts'
import { RECORD_CHARS_MAX } from './reader.ts'

export interface XmlElement {
  /** As the file writes it, with its prefix. */
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
  readonly children: readonly XmlElement[]
  /** Its own text and that of nobody inside it. */
  readonly text: string
}

export interface XmlRecord {
  readonly line: number
  readonly element: XmlElement
}

interface OpenElement {
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
  readonly children: XmlElement[]
  text: string
}

const DEPTH_MAX = 64

/** The elements called one of `names`, wherever they stand, in pages. */
export async function* xmlRecords(
  text: AsyncIterable<string>,
  names: readonly string[],
): AsyncGenerator<readonly XmlRecord[]> {
  const parser = new SaxesParser({ fragment: false, position: true })
  const stack: OpenElement[] = []
  let page: XmlRecord[] = []
  let depth = 0
  let line = 0
  let start = 0
  const fail = (why: string): never => {
    throw new AppError('invalid', `line ${parser.line}, column ${parser.column + 1}: ${why}`)
  }
  parser.on('error', (error) => fail(`not well-formed XML (${error.message.replace(/^\d+:\d+: /, '')})`))
  parser.on('doctype', () => fail('a DOCTYPE is refused; take it out of the file'))
  parser.on('opentag', (tag) => {
    if (++depth > DEPTH_MAX) fail(`elements are nested more than ${DEPTH_MAX} deep`)
    if (stack.length === 0) {
      start = parser.position
      if (!names.includes(tag.name)) return
      line = parser.line
    }
    stack.push({ name: tag.name, attributes: new Map(Object.entries(tag.attributes)), children: [], text: '' })
  })
  const onText = (piece: string): void => {
    const top = stack.at(-1)
    if (top) top.text += piece
    else start = parser.position
  }
  parser.on('text', onText)
  parser.on('cdata', onText)
  parser.on('closetag', () => {
    depth--
    const element = stack.pop()
    if (!element) return
    const parent = stack.at(-1)
    if (parent) parent.children.push(element)
    else page.push({ line, element })
    if (!parent) start = parser.position
  })
  let began = false
  for await (const chunk of text) {
    const piece = began ? chunk : chunk.trimStart()
    if (piece === '') continue
    began = true
    parser.write(piece)
    if (parser.position - start > RECORD_CHARS_MAX) fail(`a record is longer than ${RECORD_CHARS_MAX} characters`)
    if (page.length > 0) {
      yield page
      page = []
    }
  }
  parser.close()
  if (page.length > 0) yield page
}

/** The text of the first child of that name. */
export function childText(element: XmlElement, name: string): string | undefined {
  const text = element.children.find((child) => child.name === name)?.text.trim()
  return text === '' ? undefined : text
}

export const childTexts = (element: XmlElement, name: string): string[] =>
  element.children.filter((child) => child.name === name).flatMap(({ text }) => text.trim() || [])
