/**
 * What the JSON readers share: the records of an array, of an object that wraps one, or of lines, one at a time and
 * each parsed on its own, so that a file of any size and a bad record cost no more than a record.
 *
 * A record's boundaries are found by brackets and quotes alone; what stands between is checked by JSON.parse.
 */
import { AppError } from '../../shared/errors.ts'
import { RECORD_CHARS_MAX, type SourceHead } from './reader.ts'

/** One element of a source: parsed, or why it could not be. */
export interface JsonElement {
  readonly line: number
  readonly value?: Readonly<Record<string, unknown>>
  readonly fault?: string
  /** Short texts that stood beside the array before it: `{ "index_name": "…", "documents": [ … ] }`. */
  readonly beside: ReadonlyMap<string, string>
}

export type JsonFraming = 'lines' | 'document'

/** Undefined: this is no JSON. */
export function jsonFraming({ text }: SourceHead): JsonFraming | undefined {
  const head = text.replace(/^\ufeff/, '').trimStart()
  if (head.startsWith('[')) return 'document'
  if (!head.startsWith('{')) return undefined
  const lines = head.split('\n', 3).filter((line) => line.trim() !== '')
  const whole = lines.map(parsedObject).filter((value) => value !== undefined)
  const only = lines.length === 1 ? whole[0] : undefined
  return whole.length > 0 && !(only && wrapsArray(only)) ? 'lines' : 'document'
}

function parsedObject(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** Whether an object leads to an array of records, itself or in an object inside it. */
const wrapsArray = (value: object, depth = 0): boolean =>
  Object.entries(value).some(([key, each]) =>
    Array.isArray(each)
      ? isRecordsKey(key)
      : depth < 2 && isRecordsKey(key) && typeof each === 'object' && each !== null && wrapsArray(each, depth + 1),
  )

/** Names under which files keep their records. */
const RECORD_KEYS = new Set([
  'products',
  'items',
  'offers',
  'entries',
  'entry',
  'item',
  'documents',
  'data',
  'results',
  'hits',
  'records',
  'resources',
])

const isRecordsKey = (key: string): boolean => RECORD_KEYS.has(key.toLowerCase())

export const jsonElements = (
  text: AsyncIterable<string>,
  framing: JsonFraming,
): AsyncGenerator<readonly JsonElement[]> => (framing === 'lines' ? lineElements(text) : documentElements(text))

const NOTHING_BESIDE: ReadonlyMap<string, string> = new Map()

async function* lineElements(text: AsyncIterable<string>): AsyncGenerator<readonly JsonElement[]> {
  let rest = ''
  let line = 1
  const element = (record: string, at: number): JsonElement[] =>
    record.trim() === '' ? [] : [{ line: at, beside: NOTHING_BESIDE, ...parsed(record) }]
  for await (const chunk of text) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() as string
    if (rest.length > RECORD_CHARS_MAX) tooLong(line + lines.length)
    const page = lines.flatMap((each) => element(each, line++))
    if (page.length > 0) yield page
  }
  const last = element(rest, line)
  if (last[0]?.fault !== undefined)
    throw new AppError('invalid', `line ${line}: the file ends inside a record (${last[0].fault})`)
  if (last.length > 0) yield last
}

interface Container {
  readonly array: boolean
  /** The key whose value comes next or is being read. */
  key: string
  readonly beside: Map<string, string>
}

const DEPTH_MAX = 8
const BESIDE_CHARS_MAX = 200

/**
 * Walks down to the arrays of records and splits them. `[…]` at the top holds records, unless each of them wraps an
 * array of documents; below that, arrays under the known keys do.
 */
async function* documentElements(text: AsyncIterable<string>): AsyncGenerator<readonly JsonElement[]> {
  const splitter = new DocumentSplitter()
  for await (const chunk of text) {
    const page = splitter.push(chunk)
    if (page.length > 0) yield page
  }
  splitter.end()
}

class DocumentSplitter {
  private readonly stack: Container[] = []
  private buffer = ''
  private at = 0
  /** Line of `buffer[counted]`. */
  private line = 1
  private counted = 0
  /** Depth of brackets inside the element being read; -1 between elements. */
  private nesting = -1
  private elementAt = 0
  private inString = false
  private begun = false
  private finished = false
  private arrays = 0

  push(chunk: string): JsonElement[] {
    this.forgetRead()
    this.buffer += chunk
    const page: JsonElement[] = []
    while (this.step(page));
    if (this.buffer.length - this.needed() > RECORD_CHARS_MAX) tooLong(this.lineAt(this.needed()))
    return page
  }

  end(): void {
    if (!this.finished)
      throw new AppError('invalid', `line ${this.lineAt(this.buffer.length)}: the JSON ends before it is closed`)
    if (this.arrays === 0)
      throw new AppError(
        'unsupported',
        `the JSON holds no list of products; expected an array, or an object with one under "products", "items" or "offers"`,
      )
  }

  /** Where the text begins that is not done with. */
  private needed(): number {
    return this.nesting >= 0 ? this.elementAt : this.at
  }

  private forgetRead(): void {
    const from = this.needed()
    this.line = this.lineAt(from)
    this.counted = 0
    this.at -= from
    this.elementAt -= from
    this.buffer = this.buffer.slice(from)
  }

  private lineAt(position: number): number {
    let line = this.line
    for (
      let at = this.buffer.indexOf('\n', this.counted);
      at >= 0 && at < position;
      at = this.buffer.indexOf('\n', at + 1)
    )
      line++
    return line
  }

  /** One step of the walk; false when more text is needed. */
  private step(page: JsonElement[]): boolean {
    if (this.nesting >= 0) return this.readElement(page)
    const next = /[^\s,:]/g
    next.lastIndex = this.at
    const match = next.exec(this.buffer)
    if (!match) {
      this.at = this.buffer.length
      return false
    }
    const char = match[0]
    const position = match.index
    if (this.finished) this.fail(position, 'there is more behind the end of the JSON')
    const top = this.stack.at(-1)
    if (top?.array && this.holdsRecords() && char !== ']' && char !== '}') {
      if (char === '{' && this.needsMore(position)) return false
      if (char !== '{' || !this.isWrapper(position)) {
        this.nesting = 0
        this.elementAt = position
        this.at = position
        return true
      }
    }
    if (char === '{' || char === '[') {
      if (this.stack.length >= DEPTH_MAX) this.fail(position, `nested more than ${DEPTH_MAX} deep`)
      this.begun = true
      this.stack.push({ array: char === '[', key: '', beside: new Map(top?.beside) })
      if (char === '[' && this.holdsRecords()) this.arrays++
      this.at = position + 1
      return true
    }
    if (char === '}' || char === ']') {
      if (!top || top.array !== (char === ']')) this.fail(position, `"${char}" closes nothing`)
      this.stack.pop()
      this.at = position + 1
      if (this.stack.length === 0) this.finished = true
      return true
    }
    if (!this.begun) this.fail(position, 'this is no JSON array or object')
    return this.readScalar(position, top as Container)
  }

  /** Whether the innermost array is one of records. */
  private holdsRecords(): boolean {
    const depth = this.stack.length
    if (depth === 1) return true
    const parent = this.stack[depth - 2] as Container
    return !parent.array && isRecordsKey(parent.key)
  }

  /** Whether an element of an array is itself a wrapper: its first keys lead to an array of documents. */
  private isWrapper(position: number): boolean {
    return /^\{(?:\s*"[^"\\]{1,100}"\s*:\s*"[^"\\]{0,500}"\s*,){0,4}\s*"documents"\s*:\s*\[/.test(
      this.buffer.slice(position, position + 4_000),
    )
  }

  /** A wrapper can only be told once its first keys have arrived. */
  private needsMore(position: number): boolean {
    return this.stack.length === 1 && this.buffer.length - position < 600 && !this.buffer.includes('}', position)
  }

  private readScalar(position: number, container: Container): boolean {
    if (this.buffer[position] !== '"') {
      const end = this.buffer.slice(position).search(/[\s,\]}:]/)
      if (end < 0) return false
      this.at = position + end
      return true
    }
    const end = stringEnd(this.buffer, position + 1)
    if (end < 0) return false
    const text = this.buffer.slice(position + 1, end - 1)
    const colon = /\S/.exec(this.buffer.slice(end, end + 1_000))
    if (!colon) return false
    if (!container.array && colon[0] === ':') container.key = text
    else if (!container.array && text.length <= BESIDE_CHARS_MAX) container.beside.set(container.key, text)
    this.at = end
    return true
  }

  private readElement(page: JsonElement[]): boolean {
    const text = this.buffer
    let at = this.at
    if (this.inString) {
      const end = stringEnd(text, at)
      if (end < 0) {
        // A backslash at the edge may belong to what comes.
        this.at = trailingBackslashes(text, at)
        return false
      }
      this.inString = false
      at = end
    }
    const marks = /["{}[\],]/g
    for (;;) {
      marks.lastIndex = at
      const match = marks.exec(text)
      if (!match) {
        this.at = text.length
        return false
      }
      at = match.index + 1
      const char = match[0]
      if (char === '"') {
        const end = stringEnd(text, at)
        if (end < 0) {
          this.inString = true
          this.at = trailingBackslashes(text, at)
          return false
        }
        at = end
      } else if (char === '{' || char === '[') this.nesting++
      else if (char === ',') {
        if (this.nesting === 0) return this.finish(match.index, page)
      } else if (this.nesting === 0) return this.finish(match.index, page)
      else if (--this.nesting === 0) return this.finish(at, page)
    }
  }

  private finish(end: number, page: JsonElement[]): boolean {
    const record = this.buffer.slice(this.elementAt, end)
    const line = this.lineAt(this.elementAt)
    page.push({ line, beside: (this.stack.at(-1) as Container).beside, ...parsed(record) })
    this.line = line
    this.counted = this.elementAt
    this.nesting = -1
    this.at = end
    return true
  }

  private fail(position: number, why: string): never {
    throw new AppError('invalid', `line ${this.lineAt(position)}: not well-formed JSON (${why})`)
  }
}

/** Index behind the quote that closes a string whose inside begins at `from`; -1 when it is not there yet. */
function stringEnd(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 1)) {
    let slashes = 0
    while (at - 1 - slashes >= from && text[at - 1 - slashes] === '\\') slashes++
    if (slashes % 2 === 0) return at + 1
  }
  return -1
}

/** Where the scan goes on, so that the backslashes at the end of the text are counted with what follows them. */
function trailingBackslashes(text: string, from: number): number {
  let at = text.length
  while (at > from && text[at - 1] === '\\') at--
  return at
}

function tooLong(line: number): never {
  throw new AppError('invalid', `line ${line}: a record is longer than ${RECORD_CHARS_MAX} characters`)
}

/** Numbers that a double cannot hold; ids are often such. */
const LONG_NUMBER = /[:[,]\s*-?\d{16,}/

/** Integers too long for a number stay texts, digit by digit. */
const keepLongNumbers = (_key: string, value: unknown, context?: { source?: string }): unknown =>
  typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(context?.source ?? '')
    ? context?.source
    : value

function parsed(text: string): Pick<JsonElement, 'value' | 'fault'> {
  try {
    const value: unknown = LONG_NUMBER.test(text) ? JSON.parse(text, keepLongNumbers) : JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return { value: value as Readonly<Record<string, unknown>> }
    return {
      fault: `a record is an object, not ${Array.isArray(value) ? 'a list' : JSON.stringify(value)?.slice(0, 40)}`,
    }
  } catch (error) {
    return { fault: error instanceof Error ? error.message.slice(0, 200) : 'no JSON' }
  }
}
