import { BATCH_EVENTS_MAX } from './collect.ts'
import { canonical } from './dialects/canonical.ts'
import type { Dialect } from './dialects/dialect.ts'
import { dialectNamed, dialects } from './dialects/index.ts'
import { readRecords } from './read-records.ts'

/** One event of a file in canonical form, not yet judged. */
export interface EventLine {
  /** Where its record begins, from 1. */
  readonly line: number
  readonly input: unknown
}

/** Pages of at most as many events as `collectEvents` takes. What stands beside them is whole once they are read. */
export interface EventFile extends AsyncIterable<EventLine[]> {
  /** The dialect's id; the given one until the first page has been read. */
  readonly dialect: string
  /** Records that have no bearing on any offer, such as searches. */
  readonly skipped: number
}

/**
 * Reads a log of events: a JSON array, JSON Lines, or `{ "events": […] }`; `auto` finds out whose format it is.
 * Throws AppError `unsupported` for a dialect that is not known, `invalid` and `too-large` while reading.
 */
export function readEventFile(body: AsyncIterable<Uint8Array>, dialect = 'auto'): EventFile {
  const given = dialect === 'auto' ? undefined : dialectNamed(dialect)
  const file = { dialect, skipped: 0, [Symbol.asyncIterator]: read }
  return file

  async function* read(): AsyncGenerator<EventLine[]> {
    let taken = given
    let page: EventLine[] = []
    for await (const records of readRecords(body, BATCH_EVENTS_MAX)) {
      taken ??= dialectOf(records.map(({ value }) => value))
      file.dialect = taken.id
      for (const { line, value } of records) {
        const inputs = isRecord(value) ? taken.translate(value, {}) : [value]
        if (inputs.length === 0) file.skipped++
        for (const input of inputs) {
          page.push({ line, input })
          if (page.length < BATCH_EVENTS_MAX) continue
          yield page
          page = []
        }
      }
    }
    if (page.length > 0) yield page
    if (!taken) file.dialect = canonical.id
  }
}

/** Ours when nobody knows the records, so that each of them is told what was expected. */
function dialectOf(records: readonly unknown[]): Dialect {
  for (const record of records) {
    const found = isRecord(record) && dialects.find((dialect) => dialect.recognizes(record))
    if (found) return found
  }
  return canonical
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
