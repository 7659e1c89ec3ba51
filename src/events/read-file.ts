import { BATCH_EVENTS_MAX } from './collect.ts'
import { canonical } from './dialects/canonical.ts'
import type { Dialect } from './dialects/dialect.ts'
import { dialectNamed, dialects } from './dialects/index.ts'
import { type FileRecord, readRecords } from './read-records.ts'

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
 * Reads a log of events: JSON, JSON Lines or a delimited table, plain or packed with gzip; `auto` finds out whose
 * format it is. Throws AppError `unsupported` for a dialect that is not known, `invalid` and `too-large` while reading.
 */
export function readEventFile(body: AsyncIterable<Uint8Array>, dialect: string | Dialect = 'auto'): EventFile {
  const given = typeof dialect !== 'string' ? dialect : dialect === 'auto' ? undefined : dialectNamed(dialect)
  const file = { dialect: typeof dialect === 'string' ? dialect : dialect.id, skipped: 0, [Symbol.asyncIterator]: read }
  return file

  async function* read(): AsyncGenerator<EventLine[]> {
    let taken = given
    let page: EventLine[] = []
    let group: RowGroup | undefined
    const translate = (by: Dialect, { line, value }: FileRecord): void => {
      const inputs = isRecord(value) ? by.translate(value, {}) : [value]
      if (inputs.length === 0) file.skipped++
      for (const input of inputs) page.push({ line, input })
    }
    for await (const records of readRecords(body, BATCH_EVENTS_MAX)) {
      taken ??= dialectOf(records.map(({ value }) => value))
      file.dialect = taken.id
      for (const record of records) {
        const key = isRecord(record.value) ? taken.groupBy?.(record.value) : undefined
        if (group && group.key === key && group.rows.length < GROUP_ROWS_MAX) group.rows.push(record.value)
        else {
          if (group) translate(taken, { line: group.line, value: { rows: group.rows } })
          group = key === undefined ? undefined : { key, line: record.line, rows: [record.value] }
          if (key === undefined) translate(taken, record)
        }
        while (page.length >= BATCH_EVENTS_MAX) {
          yield page.slice(0, BATCH_EVENTS_MAX)
          page = page.slice(BATCH_EVENTS_MAX)
        }
      }
    }
    if (group && taken) translate(taken, { line: group.line, value: { rows: group.rows } })
    for (; page.length > 0; page = page.slice(BATCH_EVENTS_MAX)) yield page.slice(0, BATCH_EVENTS_MAX)
    if (!taken) file.dialect = canonical.id
  }
}

interface RowGroup {
  readonly key: string
  readonly line: number
  readonly rows: unknown[]
}

/** Bounds what is held of one order. */
const GROUP_ROWS_MAX = 10_000

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
