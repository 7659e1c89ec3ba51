import { type CutText, cutJson } from './cut-json.ts'
import { cutTable } from './cut-table.ts'
import { inflated } from './inflate.ts'
import { parseJson } from './parse-json.ts'

/** One value of a file with the line it begins on. */
export interface FileRecord {
  readonly line: number
  readonly value: unknown
}

const BROKEN_CHARS_MAX = 100

/**
 * The records of a JSON array, of JSON Lines, of objects that wrap a list of them as `events` or, in index dumps, as
 * `documents`, or of a delimited table with column names; plain or packed with gzip; in pages of `pageSize`. A text
 * that is no JSON is handed on as a text, so that it can be refused by itself.
 */
export async function* readRecords(body: AsyncIterable<Uint8Array>, pageSize: number): AsyncGenerator<FileRecord[]> {
  let page: FileRecord[] = []
  for await (const records of recordsIn(body))
    for (const record of records) {
      page.push(record)
      if (page.length < pageSize) continue
      yield page
      page = []
    }
  if (page.length > 0) yield page
}

async function* recordsIn(body: AsyncIterable<Uint8Array>): AsyncGenerator<FileRecord[]> {
  const { head, bytes } = await peeked(inflated(body))
  if (isTable(head)) {
    for await (const rows of cutTable(decoded(bytes))) yield rows.map(({ line, record }) => ({ line, value: record }))
    return
  }
  for await (const texts of cutJson(bytes)) yield texts.flatMap(recordsOf)
}

/** Column names stand in a line that begins no JSON and has something to part them. */
function isTable(head: string): boolean {
  const start = head.search(/\S/)
  if (start < 0 || /[[{]/.test(head[start] as string)) return false
  const end = head.indexOf('\n', start)
  const line = end < 0 ? head.slice(start) : head.slice(start, end)
  return /^"?[\p{L}_@]/u.test(line) && /[,;\t|]/.test(line)
}

const HEAD_BYTES = 16 * 1024

/** The beginning of the text, and all of its bytes. */
async function peeked(
  source: AsyncGenerator<Uint8Array>,
): Promise<{ head: string; bytes: AsyncGenerator<Uint8Array> }> {
  const first: Uint8Array[] = []
  let length = 0
  while (length < HEAD_BYTES) {
    const { done, value } = await source.next()
    if (done) break
    first.push(value)
    length += value.length
  }
  const decoder = new TextDecoder()
  const head = first.map((bytes) => decoder.decode(bytes, { stream: true })).join('')
  async function* whole(): AsyncGenerator<Uint8Array> {
    yield* first
    yield* source
  }
  return { head, bytes: whole() }
}

async function* decoded(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  for await (const piece of bytes) yield decoder.decode(piece, { stream: true })
  yield decoder.decode()
}

function recordsOf({ line, text }: CutText): FileRecord[] {
  let value: unknown
  try {
    value = parseJson(text)
  } catch {
    return [{ line, value: text.slice(0, BROKEN_CHARS_MAX) }]
  }
  return wrapped(value)?.map((inner) => ({ line, value: inner })) ?? [{ line, value }]
}

/** A body that says more than its list, such as who its events are of, is a record itself. */
function wrapped(value: unknown): unknown[] | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  for (const key of ['events', 'documents'] as const)
    if (Object.hasOwn(value, key) && !BELONGS_TO_EVENTS.some((name) => Object.hasOwn(value, name))) {
      const list = (value as Record<typeof key, unknown>)[key]
      if (Array.isArray(list)) return list
    }
  return undefined
}

const BELONGS_TO_EVENTS = ['session', 'client_id', 'app_instance_id']
