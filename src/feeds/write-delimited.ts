import type { Channel, ChannelAttribute, TextForm } from '../channels/channel.ts'
import { type Column, columnsOf } from './columns.ts'
import type { Cell, CellValue, Row } from './row.ts'

export interface DelimitedWriter {
  /** Without a line end, as are rows. */
  readonly header: string
  row(row: Row): string
}

interface TextColumn {
  readonly names: readonly string[]
  /** The cell of each name; none at all when the attribute is absent from the row. */
  write(cell: Cell | undefined): readonly string[]
}

/**
 * Rows of tab- or comma-separated text. Every column of the channel is there in every file, so that what a row looks
 * like depends on nothing but its offer. Nothing is done about cells that a spreadsheet would take for a formula: these
 * files are read by machines, and a changed title would be a wrong one.
 */
export function delimitedWriter(channel: Channel, format: 'tsv' | 'csv'): DelimitedWriter {
  const delimiter = format === 'tsv' ? '\t' : ','
  const quoted = quoting(delimiter, channel.text)
  const byIndex = columnsOf(channel).map((column) =>
    column.attribute.formats && !column.attribute.formats.includes(format)
      ? undefined
      : textColumn(column, channel.text),
  )
  const columns = byIndex.flatMap((column, index) => (column ? [{ column, index }] : []))
  return {
    header: columns.flatMap(({ column }) => column.names.map(quoted)).join(delimiter),
    row({ cells }) {
      let next = 0
      let line = ''
      for (let at = 0; at < columns.length; at++) {
        const { column, index } = columns[at] as (typeof columns)[number]
        while (next < cells.length && (cells[next] as Cell).index < index) next++
        const cell = cells[next]?.index === index ? cells[next] : undefined
        const texts = column.write(cell)
        for (let part = 0; part < column.names.length; part++) {
          if (at > 0 || part > 0) line += delimiter
          const text = texts[part]
          if (text !== undefined && text !== '') line += quoted(text)
        }
      }
      return line
    },
  }
}

/** Quotes a cell where a reader would otherwise end it too early, and where the platform wants it. */
function quoting(delimiter: string, { quoteBlanks }: TextForm): (text: string) => string {
  const needsQuotes = quoteBlanks ? new RegExp(`["\\s${delimiter}]`) : new RegExp(`["\\r\\n${delimiter}]`)
  return (text) => (needsQuotes.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
}

const NO_CELLS: readonly string[] = []

function textColumn(column: Column, form: TextForm): TextColumn {
  const { attribute } = column
  const part = partText(column, form)
  if (attribute.text === 'columns') {
    const count = attribute.repeatMax ?? 1
    const names = Array.from({ length: count }, (_, at) =>
      attribute.name.replace('[n]', `[${at}]`).replace('[m]', '[0]'),
    )
    return { names, write: (cell) => cell?.values.map(part) ?? NO_CELLS }
  }
  const joiner = attribute.joiner ?? ','
  const join = attribute.text === 'quoted-list' ? quotedList : (texts: readonly string[]) => texts.join(joiner)
  return {
    names: [headerOf(attribute)],
    write: (cell) => (cell ? [join(cell.values.map(part))] : NO_CELLS),
  }
}

/** `shipping(country:price)`: the header tells the order of sub-attributes, unless the platform fixes it. */
function headerOf({ name, fields, text }: ChannelAttribute): string {
  return fields && text === undefined ? `${name}(${fields.map((field) => field.name).join(':')})` : name
}

/** `['summer','trending']`; how an apostrophe would be written is not documented, so it is left out. */
const quotedList = (texts: readonly string[]): string =>
  `[${texts.map((text) => `'${text.replaceAll("'", '')}'`).join(',')}]`

/** How one value stands in its cell, before the cell as a whole is quoted. */
function partText({ attribute, value, isList, fields }: Column, form: TextForm): (value: CellValue) => string {
  const isUrl = value.kind === 'url'
  const encoded = isUrl ? urlEncoding(isList ? form.encodedInUrls.list : form.encodedInUrls.single) : undefined
  if (encoded) return (text) => encoded(text as string)
  if (fields.length > 0) {
    const guard = guarding(',:', form)
    return (group) => (group as readonly (string | undefined)[]).map((text) => guard(text ?? '')).join(':')
  }
  if (!isList || isUrl || attribute.text !== undefined) return (text) => text as string
  const guard = guarding(',', form)
  return (text) => guard(text as string)
}

/** Keeps a part of a group or list in one piece. */
function guarding(separators: string, { quoteParts }: TextForm): (text: string) => string {
  const separator = new RegExp(`[${separators}]\\s*`, 'g')
  if (!quoteParts) return (text) => text.replace(separator, ' ')
  const needsQuotes = new RegExp(`[${separators}"]`)
  return (text) => (needsQuotes.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
}

/** Percent-encodes what a reader would split the cell at. */
function urlEncoding(characters: string): ((url: string) => string) | undefined {
  if (characters === '') return undefined
  const pattern = new RegExp(`[${characters}]`, 'g')
  return (url) => url.replace(pattern, (found) => `%${found.charCodeAt(0).toString(16).toUpperCase()}`)
}
