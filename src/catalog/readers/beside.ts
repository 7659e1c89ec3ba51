import { AppError } from '../../shared/errors.ts'
import { fieldKey } from '../raw-record.ts'
import { openSourceText } from '../source-text.ts'
import type { BesideTable } from './reader.ts'
import { tableHead } from './table.ts'
import { isRow, tableRecords } from './table-records.ts'

const BESIDE_CHARS_MAX = 200_000_000

/** Reads a whole table into memory. Throws AppError for what is no table or too large for that. */
export async function readBeside(source: {
  readonly name: string
  readonly body: AsyncIterable<Uint8Array>
}): Promise<BesideTable> {
  const pieces: string[] = []
  let length = 0
  const { text } = await openSourceText(source.body)
  for await (const piece of text) {
    pieces.push(piece)
    length += piece.length
    if (length > BESIDE_CHARS_MAX)
      throw new AppError('too-large', `"${source.name}" has more than ${BESIDE_CHARS_MAX} characters`)
  }
  const whole = pieces.join('')
  const head = { text: whole.slice(0, 65_536), complete: whole.length <= 65_536 }
  const table = tableHead(head)
  if (!table)
    throw new AppError(
      'unsupported',
      `"${source.name}" is no table; a file beside the catalog is a CSV, such as Shopify's inventory export or Spree's translations`,
    )
  const rows: ReadonlyMap<string, string>[] = []
  for await (const page of tableRecords(once(whole), head))
    for (const row of page) {
      if (!isRow(row)) throw new AppError('invalid', `"${source.name}", ${row.message}`)
      rows.push(row.cells)
    }
  return { name: source.name, columns: table.header.map(fieldKey), rows }
}

async function* once(text: string): AsyncGenerator<string> {
  yield text
}
