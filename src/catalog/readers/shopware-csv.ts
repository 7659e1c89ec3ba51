import { addressesOf } from './addresses.ts'
import { fieldsFrom, IdBook, listed, productReadings, stockAvailability, type Variant } from './product.ts'
import { type Reader, type ReaderContext, type Reading, requireSettings } from './reader.ts'
import { detectColumns, holdCounter, isRow, type Row, tableRecords } from './table-records.ts'

/**
 * Shopware 6's product export. A variant names its product by id and leaves blank what it takes from there; a product
 * with variants in the file is sold as these.
 * Source: https://docs.shopware.com/en/shopware-6-en/settings/importexport, read 2026-11-24.
 */
export const shopwareCsv: Reader = {
  id: 'shopware-csv',
  name: 'Shopware 6 product CSV',
  detect: (head) => detectColumns(head, ['id', 'parentid', 'productnumber', 'stock', 'name', 'pricegross']),
  async *read(text, context) {
    requireSettings('a Shopware export', context)
    const ids = new IdBook(context)
    const hold = holdCounter('a Shopware export')
    const rowById = new Map<string, Row>()
    const children = new Map<string, Row[]>()
    const top: Row[] = []
    for await (const rows of tableRecords(text, context.head))
      for (const row of rows) {
        if (!isRow(row)) {
          yield [row]
          continue
        }
        hold(row.cells)
        const parent = row.cells.get('parentid')
        rowById.set(row.cells.get('id') ?? '', row)
        if (parent === undefined) top.push(row)
        else children.set(parent, [...(children.get(parent) ?? []), row])
      }
    for (const row of top) {
      const own = children.get(row.cells.get('id') ?? '') ?? []
      const readings = readingsOf(row, own, ids, context)
      yield own.length > 0 ? [PARENT, ...readings] : readings
    }
    for (const [parent, rows] of children)
      if (!rowById.has(parent)) yield rows.flatMap((row) => readingsOf(undefined, [row], ids, context))
  },
}

const PARENT: Reading = {
  kind: 'skipped',
  rule: 'product-with-variants',
  message: 'products with variants are sold as these',
}

function readingsOf(parent: Row | undefined, children: readonly Row[], ids: IdBook, context: ReaderContext): Reading[] {
  const { page, picture } = addressesOf(context, { name: 'a Shopware export' })
  const first = parent ?? (children[0] as Row)
  const { cells } = first
  const id = cells.get('id') ?? ''
  const grouped = children.length > 0
  const imagesOf = (row: Row): string[] =>
    [row.cells.get('covermediaurl') ?? '', ...listed(row.cells.get('media'), '|')].flatMap((file) =>
      file === '' ? [] : (picture(file) ?? []),
    )
  return productReadings(
    {
      handle: id,
      groupId: grouped ? (parent ? cells.get('productnumber') : cells.get('parentid')) : undefined,
      title: cells.get('name'),
      description: cells.get('description'),
      brand: cells.get('manufacturername'),
      link: page(`detail/${encodeURIComponent(id)}`),
      images: parent ? imagesOf(parent) : [],
      grouped,
      hidden:
        cells.get('active') === '0'
          ? { rule: 'product-inactive', message: 'inactive products are no offers' }
          : undefined,
      variants: (grouped ? children : [first]).map((row) =>
        variantOf(
          row,
          parent ?? row,
          page(`detail/${encodeURIComponent(row.cells.get('id') ?? '')}`),
          imagesOf(row),
          context,
        ),
      ),
    },
    ids,
    context,
  )
}

function variantOf(row: Row, parent: Row, link: string | undefined, images: string[], context: ReaderContext): Variant {
  const cell = (name: string): string | undefined => row.cells.get(name) ?? parent.cells.get(name)
  const inCurrency = cell(`pricegross${context.currency?.toLowerCase() ?? ''}`)
  return {
    line: row.line,
    ids: [row.cells.get('productnumber'), row.cells.get('id')],
    title: row.cells.get('name'),
    description: row.cells.get('description'),
    link,
    price: rounded(inCurrency ?? cell('pricegross')),
    before: rounded(cell(`listpricegross${context.currency?.toLowerCase() ?? ''}`) ?? cell('listpricegross')),
    availability: stockAvailability(
      // Without "closeout" a product is sold on when its stock is gone.
      { tracked: true, quantity: Number(cell('stock') ?? 0), sellsOn: cell('iscloseout') === '0' },
      context,
    ),
    inventory: cell('stock'),
    images,
    fields: fieldsFrom({ gtin: cell('ean'), mpn: cell('manufacturernumber') }),
  }
}

/** Prices are kept as they were computed: 590.0000000001. */
const rounded = (price: string | undefined): string | undefined =>
  price !== undefined && /^\d+\.\d{5,}$/.test(price) ? Number(price).toFixed(2) : price
