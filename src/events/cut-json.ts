import { AppError } from '../shared/errors.ts'

/** The text of one JSON value, not yet parsed, and the line it begins on. */
export interface CutText {
  readonly line: number
  readonly text: string
}

interface Cutter {
  /** Values that this piece of text completes. */
  push(text: string): CutText[]
  /** What is left, whole or not. */
  end(): CutText[]
}

/** Caps what is held at once: one value with all that is in it. */
const VALUE_CHARS_MAX = 64 * 1024 * 1024

/**
 * Cuts a file into JSON values as it arrives: the elements of a top-level array, one value a line, or values written
 * over several lines one after the other. Throws AppError `too-large` for a value over 64 Mi characters.
 */
export async function* cutJson(body: AsyncIterable<Uint8Array>): AsyncGenerator<CutText[]> {
  const decoder = new TextDecoder('utf-8')
  let head = ''
  let cutter: Cutter | undefined
  for await (const bytes of body) {
    const text = decoder.decode(bytes, { stream: true })
    if (cutter) yield cutter.push(text)
    else {
      head += text
      checkLength(head.length)
      cutter = cutterFor(head, false)
      if (cutter) yield cutter.push(head)
    }
  }
  const rest = decoder.decode()
  if (!cutter) {
    cutter = cutterFor(head + rest, true)
    if (!cutter) return
    yield cutter.push(head + rest)
  } else yield cutter.push(rest)
  yield cutter.end()
}

/** Chosen by how the file begins; undefined while too little of it is known. */
function cutterFor(head: string, isWhole: boolean): Cutter | undefined {
  const start = head.search(/\S/)
  if (start < 0) return undefined
  if (head[start] === '[') return arrayCutter()
  const end = head.indexOf('\n', start)
  if (end < 0 && !isWhole) return undefined
  const firstLine = head.slice(start, end < 0 ? undefined : end).trim()
  // A line that opens a value and does not close it belongs to one that goes over several.
  return firstLine.startsWith('{') && !firstLine.endsWith('}') ? valueCutter() : lineCutter()
}

function lineCutter(): Cutter {
  let held = ''
  let line = 1
  const cut = (text: string): CutText[] => {
    const found = text.trim() === '' ? [] : [{ line, text }]
    line++
    return found
  }
  return {
    push(text) {
      const lines = (held + text).split('\n')
      held = lines.pop() ?? ''
      checkLength(held.length)
      return lines.flatMap(cut)
    },
    end: () => cut(held),
  }
}

/** Elements of one array; what follows it is not read. */
const arrayCutter = (): Cutter => nestingCutter(1)

/** Values one after the other. */
const valueCutter = (): Cutter => nestingCutter(0)

/** Cuts what stands at this depth of brackets: 1 inside of an array, 0 outside of everything. */
function nestingCutter(depthOfValues: 0 | 1): Cutter {
  let held = ''
  let heldFrom = 1
  let line = 1
  let depth = 0
  let isInValue = false
  let isInText = false
  let isEscaped = false
  let isOver = false

  return {
    push(text) {
      const found: CutText[] = []
      let start = 0
      const cut = (end: number): void => {
        found.push({ line: heldFrom, text: held + text.slice(start, end) })
        held = ''
        isInValue = false
      }
      for (let at = 0; at < text.length && !isOver; at++) {
        const char = text[at] as string
        if (char === '\n') line++
        if (isInText) {
          if (isEscaped) isEscaped = false
          else if (char === '\\') isEscaped = true
          else if (char === '"') {
            isInText = false
            if (depth === depthOfValues) cut(at + 1)
          }
          continue
        }
        const isBetween = char === ',' || char === ' ' || char === '\n' || char === '\r' || char === '\t'
        if (!isInValue) {
          if (isBetween) continue
          if (depth < depthOfValues) {
            depth++
            continue
          }
          if (depthOfValues === 1 && char === ']') {
            isOver = true
            continue
          }
          isInValue = true
          start = at
          heldFrom = line
        } else if (depth === depthOfValues && (isBetween || char === ']')) {
          // A number or a word has no end of its own.
          cut(at)
          isOver = depthOfValues === 1 && char === ']'
          continue
        }
        if (char === '"') isInText = true
        else if (char === '{' || char === '[') depth++
        else if (char === '}' || char === ']') {
          depth = Math.max(depth - 1, depthOfValues)
          if (depth === depthOfValues) cut(at + 1)
        }
      }
      if (isInValue) held += text.slice(start)
      checkLength(held.length)
      return found
    },
    end: () => (isInValue ? [{ line: heldFrom, text: held }] : []),
  }
}

function checkLength(chars: number): void {
  if (chars > VALUE_CHARS_MAX)
    throw new AppError(
      'too-large',
      `one JSON value of the file is over ${VALUE_CHARS_MAX} characters; write one event a line (JSON Lines)`,
    )
}
