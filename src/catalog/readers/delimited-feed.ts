/** What the CSV and TSV readers share: rows of a Google or Meta text feed to records. */
import { AppError } from '../../shared/errors.ts'
import { isCurrency } from '../../shared/money.ts'
import { ATTRIBUTE_BY_KEY } from '../attribute-keys.ts'
import { quoted } from '../plain-text.ts'
import { addField, fieldKey, type RawRecord, type RawValue } from '../raw-record.ts'
import { cellGroups } from '../read-value.ts'
import { rootOf } from './feed-xml.ts'
import { jsonFraming } from './json-source.ts'
import type { ReaderContext, Reading, SourceHead } from './reader.ts'
import { columnKey, misfit, type TableRow, tableHead, tableRows } from './table.ts'

/** Where the value of a column goes. */
interface Column {
  readonly key: string
  /** `shipping(country:price)`: what the cells of a group hold, in order. */
  readonly parts?: readonly string[]
  readonly repeats?: boolean
  /** `Price (EUR)`: the currency of the whole column. */
  readonly currency?: string
  /** `applink.ios_url`: the key below the first. */
  readonly part?: string
}

/** How many columns are named as an offer's attributes. */
export const knownColumns = (header: readonly string[]): number =>
  header.filter((name) => ATTRIBUTE_BY_KEY.has(columnKey(name))).length

/** Needs an id and a few more known columns, so that an order export is not taken for a catalog. */
export function detectTable(head: SourceHead, delimiters: readonly string[]): number {
  // JSON and XML on one line are full of commas, and the names in them are an offer's attributes.
  if (jsonFraming(head) !== undefined || rootOf(head.text) !== undefined) return 0
  const table = tableHead(head)
  if (!table || !delimiters.includes(table.dialect.delimiter)) return 0
  const known = knownColumns(table.header)
  const names = new Set(table.header.map((name) => ATTRIBUTE_BY_KEY.get(columnKey(name))?.name))
  if (known < 2 || !(names.has('offerId') || names.has('link') || names.has('price'))) return 0
  return Math.min(0.8, 0.3 + known * 0.1)
}

export async function* delimitedRecords(
  text: AsyncIterable<string>,
  context: ReaderContext,
): AsyncGenerator<readonly Reading[]> {
  const head = tableHead(context.head)
  if (!head) throw new AppError('invalid', 'the file has no header row; begin with a row such as "id,title,link,price"')
  const columns = head.header.map(columnOf)
  const unknown = head.header.filter((name, at) => name !== '' && !columns[at])
  if (unknown.length > 0)
    context.notice(
      `${unknown.length} of ${columns.length} columns are no offer attributes and were not read: ${unknown.slice(0, 10).map(quoted).join(', ')}${unknown.length > 10 ? ' …' : ''}`,
    )
  const header = JSON.stringify([head.dialect, head.header])
  for await (const rows of tableRows(text, head)) {
    yield rows.map((row): Reading => {
      const message = misfit(row, head)
      if (message !== undefined) return { kind: 'fault', line: row.line, rule: 'cell-count', message }
      return new RowReading(row, columns, header)
    })
  }
}

/** A row of which most imports need no more than its text. */
class RowReading {
  readonly kind = 'record'
  readonly header: string
  readonly #row: TableRow
  readonly #columns: readonly (Column | undefined)[]
  #record: RawRecord | undefined

  constructor(row: TableRow, columns: readonly (Column | undefined)[], header: string) {
    this.#row = row
    this.#columns = columns
    this.header = header
  }

  get raw(): string {
    return this.#row.text
  }

  get record(): RawRecord {
    this.#record ??= { line: this.#row.line, packed: true, fields: fieldsOf(this.#row.cells, this.#columns) }
    return this.#record
  }
}

function fieldsOf(cells: readonly string[], columns: readonly (Column | undefined)[]): Map<string, RawValue> {
  const fields = new Map<string, RawValue>()
  for (let at = 0; at < columns.length; at++) {
    const column = columns[at]
    const cell = cells[at]
    if (column && cell !== undefined && cell.trim() !== '') place(fields, column, cell)
  }
  return fields
}

/** Columns that belong to no attribute of their own, and that `parseOffer` knows. */
const SPARE_KEYS = /^(?:currency|currencycode|(?:ios|iphone|ipad|android|windowsphone)\w+)$/

/** Undefined: a column that no attribute knows. */
function columnOf(name: string): Column | undefined {
  const media = /^\s*(?:g:)?(image|video)\[(\d+)\]\.(\w+)/i.exec(name)
  if (media) return mediaColumn(media[1] as string, Number(media[2]), media[3] as string)
  const key = columnKey(name)
  const keyed = ATTRIBUTE_BY_KEY.get(key)
  if (!keyed) return SPARE_KEYS.test(key) ? { key } : undefined
  const named = /\(([^)]*)\)\s*$/.exec(name)?.[1]
  if (keyed.attribute.kind === 'group') {
    const part = /\.\s*([^.[\]()]+)$/.exec(name)?.[1]
    return {
      key,
      parts: named?.split(':').map((each) => each.trim()),
      repeats: keyed.attribute.list === true,
      part: part === undefined ? undefined : fieldKey(part),
    }
  }
  const currency = named?.trim().toUpperCase()
  return keyed.attribute.kind === 'money' && currency !== undefined && isCurrency(currency)
    ? { key, currency }
    : { key }
}

/** Meta's `image[0].url` and its kin. Tags of pictures are not read. */
function mediaColumn(medium: string, index: number, what: string): Column | undefined {
  if (what.toLowerCase() !== 'url') return undefined
  if (medium.toLowerCase() === 'video') return { key: 'videolink' }
  return { key: index === 0 ? 'image' : 'additionalimagelink' }
}

function place(fields: Map<string, RawValue>, { key, parts, repeats, currency, part }: Column, cell: string): void {
  if (parts && !/^\s*[[{]/.test(cell)) {
    for (const group of cellGroups(cell, parts, repeats === true)) addField(fields, key, group)
    return
  }
  if (currency !== undefined) {
    fields.set(
      key,
      new Map([
        ['amount', cell],
        ['currency', currency],
      ]),
    )
    return
  }
  if (part === undefined) {
    addField(fields, key, cell)
    return
  }
  const before = fields.get(key)
  fields.set(key, new Map([...(before instanceof Map ? before : []), [part, cell]]))
}
