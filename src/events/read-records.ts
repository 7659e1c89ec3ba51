import { type CutText, cutJson } from './cut-json.ts'
import { parseJson } from './parse-json.ts'

/** One value of a file with the line it begins on. */
export interface FileRecord {
  readonly line: number
  readonly value: unknown
}

const BROKEN_CHARS_MAX = 100

/**
 * The records of a JSON array, of JSON Lines, or of objects that wrap a list of them as `events` or, in index dumps, as
 * `documents`; in pages of `pageSize`. A text that is no JSON is handed on as a text, so that it can be refused by
 * itself.
 */
export async function* readRecords(body: AsyncIterable<Uint8Array>, pageSize: number): AsyncGenerator<FileRecord[]> {
  let page: FileRecord[] = []
  for await (const texts of cutJson(body))
    for (const text of texts)
      for (const record of recordsOf(text)) {
        page.push(record)
        if (page.length < pageSize) continue
        yield page
        page = []
      }
  if (page.length > 0) yield page
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

function wrapped(value: unknown): unknown[] | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  for (const key of ['events', 'documents'] as const)
    if (Object.hasOwn(value, key)) {
      const list = (value as Record<typeof key, unknown>)[key]
      if (Array.isArray(list)) return list
    }
  return undefined
}
