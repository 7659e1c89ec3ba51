import { delimitedScanner } from '../shared/delimited.ts'
import { AppError } from '../shared/errors.ts'

/** One row of a table under the names of its columns. */
export interface TableRow {
  readonly line: number
  readonly record: Record<string, string>
}

const ROW_CHARS_MAX = 4 * 1024 * 1024
const COLUMNS_MAX = 2_000
const DELIMITERS = [',', '\t', ';', '|'] as const

/**
 * The rows of a delimited file with one line of column names, as it arrives; what stands most often in that line of
 * comma, tab, semicolon and bar parts the cells. Throws AppError `too-large` for a row over 4 Mi characters.
 */
export async function* cutTable(pieces: AsyncIterable<string>): AsyncGenerator<TableRow[]> {
  let scanner: ReturnType<typeof delimitedScanner> | undefined
  let header: string[] | undefined
  let head = ''
  const rowsOf = (rows: readonly { line: number; cells: string[] }[]): TableRow[] =>
    rows.flatMap(({ line, cells }) => {
      if (header) return [{ line, record: recordOf(header, cells) }]
      if (cells.length > COLUMNS_MAX) throw new AppError('too-large', `the table has more than ${COLUMNS_MAX} columns`)
      header = cells.map((name) => name.trim())
      return []
    })
  for await (const piece of pieces) {
    let text = piece
    if (!scanner) {
      head += piece
      const end = head.indexOf('\n')
      if (end < 0 && head.length < ROW_CHARS_MAX) continue
      scanner = delimitedScanner({ delimiter: delimiterOf(head), quoted: true, lineEnd: '\n' })
      text = head
    }
    yield rowsOf(scanner.push(text))
    if (scanner.pending > ROW_CHARS_MAX)
      throw new AppError('too-large', `line ${scanner.line}: over ${ROW_CHARS_MAX} characters; a quote is left open`)
  }
  if (!scanner) {
    scanner = delimitedScanner({ delimiter: delimiterOf(head), quoted: true, lineEnd: '\n' })
    yield rowsOf(scanner.push(head))
  }
  const end = scanner.end()
  if (end.unclosedAtLine !== undefined)
    throw new AppError('invalid', `line ${end.unclosedAtLine}: a quote is never closed; the file may be cut`)
  yield rowsOf(end.rows)
}

function delimiterOf(text: string): string {
  const end = text.indexOf('\n')
  const line = end < 0 ? text : text.slice(0, end)
  const counts = DELIMITERS.map((delimiter) => line.split(delimiter).length)
  return DELIMITERS[counts.indexOf(Math.max(...counts))] as string
}

/** Own properties whatever the column is called; cells beyond the last column are left out. */
const recordOf = (header: readonly string[], cells: readonly string[]): Record<string, string> =>
  Object.fromEntries(header.map((name, at) => [name, cells[at] ?? '']))
