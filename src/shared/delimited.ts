/** How a delimited text is written. */
export interface DelimitedDialect {
  /** One character: `,`, `;`, a tab, `|` or `~`. */
  readonly delimiter: string
  /** False: a double quote is a character like any other. */
  readonly quoted: boolean
  /** `\r` only for files of old Macs; with `\n` a `\r` before it belongs to the line end. */
  readonly lineEnd: '\n' | '\r'
}

export interface DelimitedRow {
  /** Line of the text on which the row begins, from 1. */
  readonly line: number
  /** The row as it stands in the text, without its line end. */
  readonly text: string
  readonly cells: string[]
}

export interface DelimitedEnd {
  readonly rows: DelimitedRow[]
  /** Line of the row whose quote is never closed; the text ends inside it. */
  readonly unclosedAtLine?: number
  /** Line of a last row that no line end follows; it may have been cut. */
  readonly openAtLine?: number
}

export interface DelimitedScanner {
  /** Rows that became whole with this piece of text. Empty lines are no rows. */
  push(text: string): DelimitedRow[]
  end(): DelimitedEnd
  /** Characters held back because their row is not whole yet. */
  readonly pending: number
  /** Line on which the row held back begins. */
  readonly line: number
}

/**
 * Splits delimited text into rows of cells as it arrives in pieces of any size. Quotes follow RFC 4180: a cell that
 * begins with `"` runs to the next lone `"`, and `""` inside it is one; a quote elsewhere is an ordinary character,
 * and so is what stands between a closing quote and the delimiter. Cells are handed out as they are, untrimmed.
 * The caller bounds `pending`.
 */
export function delimitedScanner(dialect: DelimitedDialect): DelimitedScanner {
  let rest = ''
  let line = 1
  // Where the search for the end of the held-back row goes on, so that a long row is not read again from its start.
  let searched = 0
  let inQuotes = false
  // The next quote of the present text, found once and not again for every row before it.
  let quoteAt: number | undefined

  const nextQuote = (text: string, from: number): number => {
    if (quoteAt === undefined || (quoteAt >= 0 && quoteAt < from)) quoteAt = text.indexOf('"', from)
    return quoteAt
  }

  const countLines = (text: string): number => {
    let lines = 0
    for (let at = text.indexOf(dialect.lineEnd); at >= 0; at = text.indexOf(dialect.lineEnd, at + 1)) lines++
    return lines
  }

  /** Index of the line end that closes the row at `start`, or -1 when it is not in `text` yet. */
  const rowEnd = (text: string, start: number): number => {
    const { delimiter, lineEnd } = dialect
    if (!dialect.quoted) {
      const end = text.indexOf(lineEnd, start + searched)
      if (end < 0) searched = text.length - start
      return end
    }
    let at = start + searched
    for (;;) {
      if (inQuotes) {
        const close = nextQuote(text, at)
        if (close < 0 || close + 1 >= text.length) {
          // A quote at the very edge may be half of a doubled one.
          searched = (close < 0 ? text.length : close) - start
          return -1
        }
        if (text[close + 1] === '"') {
          at = close + 2
          continue
        }
        inQuotes = false
        at = close + 1
      }
      const end = text.indexOf(lineEnd, at)
      const limit = end < 0 ? text.length : end
      let quote = nextQuote(text, at)
      while (quote >= 0 && quote < limit && quote !== start && text[quote - 1] !== delimiter)
        quote = nextQuote(text, quote + 1)
      if (quote >= 0 && quote < limit) {
        inQuotes = true
        at = quote + 1
        continue
      }
      if (end < 0) searched = text.length - start
      return end
    }
  }

  const take = (text: string, rows: DelimitedRow[]): void => {
    const row = dialect.lineEnd === '\n' && text.endsWith('\r') ? text.slice(0, -1) : text
    if (row !== '') rows.push({ line, text: row, cells: cellsOf(row, dialect) })
    line += 1 + (dialect.quoted && row.includes('"') ? countLines(row) : 0)
  }

  return {
    push(text) {
      const all = rest + text
      quoteAt = undefined
      const rows: DelimitedRow[] = []
      let start = 0
      for (let end = rowEnd(all, start); end >= 0; end = rowEnd(all, start)) {
        take(all.slice(start, end), rows)
        start = end + 1
        searched = 0
      }
      rest = all.slice(start)
      return rows
    },
    end() {
      const rows: DelimitedRow[] = []
      const at = line
      // What was held back at the edge of the text: a last quote closes its cell.
      const closed = !inQuotes || endsWithLoneQuote(rest, searched)
      if (!closed) return { rows, unclosedAtLine: at }
      const open = rest !== '' && rest !== '\r'
      if (open) take(rest, rows)
      rest = ''
      searched = 0
      inQuotes = false
      return open ? { rows, openAtLine: at } : { rows }
    },
    get pending() {
      return rest.length
    },
    get line() {
      return line
    },
  }
}

/** `from`: where the search stopped inside the quotes. */
function endsWithLoneQuote(text: string, from: number): boolean {
  return text.indexOf('"', from) === text.length - 1 && text.length > 0
}

function cellsOf(row: string, { delimiter, quoted }: DelimitedDialect): string[] {
  if (!quoted || !row.includes('"')) return row.split(delimiter)
  const cells: string[] = []
  let at = 0
  for (;;) {
    let cell = ''
    if (row[at] === '"') {
      const close = closingQuote(row, at + 1)
      cell = row.slice(at + 1, close).replaceAll('""', '"')
      at = close + 1
    }
    const end = row.indexOf(delimiter, at)
    cells.push(cell + row.slice(at, end < 0 ? row.length : end))
    if (end < 0) return cells
    at = end + 1
  }
}

function closingQuote(row: string, from: number): number {
  let at = row.indexOf('"', from)
  while (at >= 0 && row[at + 1] === '"') at = row.indexOf('"', at + 2)
  return at < 0 ? row.length : at
}
