import { type DelimitedDialect, type DelimitedRow, delimitedScanner } from '../../shared/delimited.ts'
import { AppError } from '../../shared/errors.ts'
import { ATTRIBUTE_BY_KEY } from '../attribute-keys.ts'
import { fieldKey } from '../raw-record.ts'
import { RECORD_CHARS_MAX, type SourceHead } from './reader.ts'

/** A delimited file as its head shows it. */
export interface TableHead {
  readonly dialect: DelimitedDialect
  readonly header: readonly string[]
  /** Line of the header, from 1. */
  readonly line: number
}

const DELIMITERS = ['\t', ',', ';', '|', '~']
const COLUMNS_MAX = 1_000

/** Heads that were looked at; every reader of tables asks for the same one. */
const known = new WeakMap<SourceHead, { readonly table: TableHead | undefined }>()

/** Finds delimiter, quoting, line end and header by trying them; undefined when the head is no table. */
export function tableHead(head: SourceHead): TableHead | undefined {
  const before = known.get(head)
  if (before) return before.table
  const table = findTable(head)
  known.set(head, { table })
  return table
}

function findTable({ text, complete }: SourceHead): TableHead | undefined {
  const lineEnd = text.includes('\n') || !text.includes('\r') ? '\n' : '\r'
  let best: { head: TableHead; score: number } | undefined
  for (const delimiter of DELIMITERS) {
    for (const quoted of [true, false]) {
      const dialect: DelimitedDialect = { delimiter, quoted, lineEnd }
      const rows = headRows(text, dialect, complete)
      const at = rows.findIndex((row) => !isComment(row))
      const header = rows[at]
      if (!header || header.cells.length < 2 || header.cells.length > COLUMNS_MAX) continue
      const body = rows.slice(at + 1, at + 21)
      const even = body.filter((row) => row.cells.length === header.cells.length).length
      const attributes = header.cells.filter((cell) => ATTRIBUTE_BY_KEY.has(columnKey(cell))).length
      const score =
        header.cells.length + attributes * 20 + (body.length > 0 ? (even / body.length) * 100 : 50) + (quoted ? 1 : 0)
      if (!best || score > best.score)
        best = { score, head: { dialect, header: header.cells.map((cell) => cell.trim()), line: header.line } }
    }
  }
  return best?.head
}

/** `shipping(country:price)` and `image[0].url` are found under `shipping` and `image`. */
export const columnKey = (name: string): string => fieldKey(name.replace(/[([.].*$/s, ''))

/** Lines above the header by which an integration names itself to Meta. */
const isComment = (row: DelimitedRow): boolean => row.cells[0]?.startsWith('#') === true

function headRows(text: string, dialect: DelimitedDialect, complete: boolean): DelimitedRow[] {
  const scanner = delimitedScanner(dialect)
  const rows = scanner.push(text.slice(0, 32_768))
  // A file whose only row is cut off or has no line end still has a header.
  return complete || rows.length === 0 ? [...rows, ...scanner.end().rows] : rows
}

export interface TableRow {
  readonly line: number
  /** As it stands in the file. */
  readonly text: string
  readonly cells: readonly string[]
}

/**
 * The rows below the header, in pages. A row with another number of cells than the header comes as it is: the caller
 * judges it. Throws AppError where a quote is never closed or the file ends inside a row.
 */
export async function* tableRows(text: AsyncIterable<string>, head: TableHead): AsyncGenerator<readonly TableRow[]> {
  const scanner = delimitedScanner(head.dialect)
  const below = (rows: readonly DelimitedRow[]): readonly DelimitedRow[] => rows.filter((row) => row.line > head.line)
  for await (const chunk of text) {
    const rows = below(scanner.push(chunk))
    if (scanner.pending > RECORD_CHARS_MAX)
      throw new AppError(
        'invalid',
        `line ${scanner.line}: the row is longer than ${RECORD_CHARS_MAX} characters; a quote in it may never be closed`,
      )
    if (rows.length > 0) yield rows
  }
  const end = scanner.end()
  if (end.unclosedAtLine !== undefined)
    throw new AppError('invalid', `line ${end.unclosedAtLine}: a quote is opened and never closed`)
  const rows = below(end.rows)
  const last = rows.at(-1)
  if (last && end.openAtLine !== undefined && last.cells.length < head.header.length)
    throw new AppError(
      'invalid',
      `line ${last.line}: the file ends inside a row, after ${last.cells.length} of ${head.header.length} cells`,
    )
  if (rows.length > 0) yield rows
}

/** Why a row does not fit the header; undefined when it does. Empty cells too many are none. */
export function misfit(row: TableRow, head: TableHead): string | undefined {
  const columns = head.header.length
  if (row.cells.length === columns) return undefined
  if (row.cells.length > columns && row.cells.slice(columns).every((cell) => cell.trim() === '')) return undefined
  return `line ${row.line}: the row has ${row.cells.length} cells and the header ${columns}; quote cells that hold the delimiter ${JSON.stringify(head.dialect.delimiter)}`
}
