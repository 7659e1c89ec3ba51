import { AppError } from '../../shared/errors.ts'
import { fieldKey } from '../raw-record.ts'
import type { ReaderContext, Reading, SourceHead } from './reader.ts'
import { misfit, type TableHead, tableHead, tableRows } from './table.ts'

/** One row of a table, its cells by the field key of their column; blank cells are absent. */
export interface Row {
  readonly line: number
  readonly cells: ReadonlyMap<string, string>
}

/** The field keys of a head's columns; undefined when it is no table. */
export function columnsOf(head: SourceHead): ReadonlySet<string> | undefined {
  const table = tableHead(head)
  return table && new Set(table.header.map(fieldKey))
}

/** How sure a head is a table with all of these columns, by field key. */
export function detectColumns(head: SourceHead, columns: readonly string[]): number {
  const found = columnsOf(head)
  return found && columns.every((column) => found.has(column)) ? 0.95 : 0
}

/** The rows of a table in pages; a row that does not fit the header is a fault. */
export async function* tableRecords(
  text: AsyncIterable<string>,
  head: SourceHead,
): AsyncGenerator<readonly (Row | Extract<Reading, { kind: 'fault' }>)[]> {
  const table = requireTable(head)
  const keys = table.header.map(fieldKey)
  for await (const rows of tableRows(text, table))
    yield rows.map((row) => {
      const message = misfit(row, table)
      if (message !== undefined) return { kind: 'fault', line: row.line, rule: 'cell-count', message }
      const cells = new Map<string, string>()
      for (const [at, key] of keys.entries()) {
        const cell = row.cells[at]?.trim()
        if (cell && !cells.has(key)) cells.set(key, cell)
      }
      return { line: row.line, cells }
    })
}

function requireTable(head: SourceHead): TableHead {
  const table = tableHead(head)
  if (!table) throw new AppError('invalid', 'the file has no header row')
  return table
}

export const isRow = (row: Row | Reading): row is Row => 'cells' in row

/** Rows of one product; more are a file gone wrong. */
const PRODUCT_ROWS_MAX = 20_000

/**
 * Reads tables in which rows that follow each other make one product: `begins` says whether a row begins the next one.
 */
export async function* productsOfRows(
  text: AsyncIterable<string>,
  context: ReaderContext,
  { begins, readings }: { begins(row: Row, first: Row): boolean; readings(rows: readonly Row[]): Reading[] },
): AsyncGenerator<readonly Reading[]> {
  let product: Row[] = []
  for await (const rows of tableRecords(text, context.head)) {
    const page: Reading[] = []
    for (const row of rows) {
      if (!isRow(row)) {
        page.push(row)
        continue
      }
      if (product[0] && begins(row, product[0])) {
        page.push(...readings(product))
        product = []
      }
      product.push(row)
      if (product.length > PRODUCT_ROWS_MAX)
        throw new AppError(
          'invalid',
          `line ${row.line}: the product that begins on line ${product[0]?.line} has more than ${PRODUCT_ROWS_MAX} rows`,
        )
    }
    if (page.length > 0) yield page
  }
  if (product.length > 0) yield readings(product)
}

/** Characters that are held until the whole of a file is known, where its records are joined with each other. */
const HELD_CHARS_MAX = 400_000_000

/** Counts what is held for a join; throws AppError `too-large` when it is more than memory should take. */
export function holdCounter(format: string): (cells: ReadonlyMap<string, unknown>) => void {
  let held = 0
  return (cells) => {
    for (const [key, value] of cells) held += key.length + (typeof value === 'string' ? value.length : 64)
    if (held > HELD_CHARS_MAX)
      throw new AppError(
        'too-large',
        `${format} is joined in memory, and this file holds more than ${HELD_CHARS_MAX} characters; split it into several shops or give a finished feed`,
      )
  }
}
