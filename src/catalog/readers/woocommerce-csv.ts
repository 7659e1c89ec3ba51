import { addressesOf } from './addresses.ts'
import {
  categoryPath,
  fieldsFrom,
  type Hidden,
  IdBook,
  listed,
  type Option,
  type Product,
  productReadings,
  putOption,
  slugOf,
  stockAvailability,
  type Variant,
} from './product.ts'
import { type Reader, type ReaderContext, type Reading, requireSettings } from './reader.ts'
import { detectColumns, holdCounter, isRow, type Row, tableRecords } from './table-records.ts'

/**
 * WooCommerce's product export. Variations name their parent by SKU, or by `id:NN` where it has none; they may stand
 * anywhere in the file, so products with variations are held until its end.
 * Source: https://github.com/woocommerce/woocommerce/wiki/Product-CSV-Import-Schema, read 2026-11-24.
 */
export const woocommerceCsv: Reader = {
  id: 'woocommerce-csv',
  name: 'WooCommerce product CSV',
  detect: (head) => detectColumns(head, ['type', 'sku', 'name', 'published', 'regularprice', 'saleprice']),
  async *read(text, context) {
    requireSettings('a WooCommerce product CSV', context)
    const ids = new IdBook(context)
    const hold = holdCounter('a WooCommerce product CSV')
    const parents = new Map<string, Row>()
    const variations = new Map<string, Row[]>()
    const make = productMaker(context)
    for await (const rows of tableRecords(text, context.head)) {
      const page: Reading[] = []
      for (const row of rows) {
        if (!isRow(row)) {
          page.push(row)
          continue
        }
        const types = listed(row.cells.get('type')?.toLowerCase(), ',')
        if (types.includes('variation')) {
          hold(row.cells)
          const parent = row.cells.get('parent') ?? ''
          variations.set(parent, [...(variations.get(parent) ?? []), row])
        } else if (types.includes('variable')) {
          hold(row.cells)
          parents.set(row.cells.get('sku') ?? `id:${row.cells.get('id')}`, row)
          if (row.cells.has('id')) parents.set(`id:${row.cells.get('id')}`, row)
        } else if (types.includes('grouped'))
          page.push({ kind: 'skipped', rule: 'product-grouped', message: 'grouped products stand for several others' })
        else page.push(...productReadings(make(row, [row]), ids, context))
      }
      if (page.length > 0) yield page
    }
    for (const row of new Set(parents.values())) {
      const own = [row.cells.get('sku'), `id:${row.cells.get('id')}`].flatMap((key) => variations.get(key ?? '') ?? [])
      for (const key of [row.cells.get('sku'), `id:${row.cells.get('id')}`]) variations.delete(key ?? '')
      yield own.length > 0
        ? [PARENT, ...productReadings(make(row, own), ids, context)]
        : row.cells.has('regularprice')
          ? productReadings(make(row, [row]), ids, context)
          : [PARENT]
    }
    for (const rows of variations.values())
      yield rows.flatMap((row) => productReadings(make(undefined, [row]), ids, context))
  },
}

const PARENT: Reading = {
  kind: 'skipped',
  rule: 'product-with-variations',
  message: 'products with variations are sold as their variations and have no price of their own',
}

/** Makes the product of a row and its variants; a product without variations is its own variant. */
function productMaker(context: ReaderContext): (parent: Row | undefined, rows: readonly Row[]) => Product {
  const { page, picture } = addressesOf(context, { name: 'a WooCommerce product CSV' })
  const imagesOf = (row: Row | undefined): string[] =>
    listed(row?.cells.get('images'), ',').flatMap((file) => picture(file) ?? [])
  return (parent, rows) => {
    const first = parent ?? (rows[0] as Row)
    const { cells } = first
    const id = cells.get('id')
    const handle = slugOf(cells.get('name') ?? '')
    const grouped = rows[0] !== parent
    return {
      handle,
      // A product without SKU is known by its id; that must not be the id of an offer as well.
      groupId: grouped ? (cells.get('sku') ?? (id === undefined ? cells.get('parent') : `product-${id}`)) : undefined,
      title: cells.get('name'),
      description: cells.get('description') ?? cells.get('shortdescription'),
      brand: cells.get('brands'),
      // A comma inside a name is written "\,".
      categories: listed(cells.get('categories'), /(?<!\\),/)
        .map((path) => categoryPath(path.replaceAll('\\,', ',').split('>')))
        .reverse(),
      tags: listed(cells.get('tags'), /(?<!\\),/),
      // Addresses by number lead to the page whatever the shop calls it.
      link: page(id === undefined ? `product/${encodeURIComponent(handle)}/` : `?p=${encodeURIComponent(id)}`),
      images: grouped ? imagesOf(parent) : [],
      grouped,
      hidden: hiddenAs(first),
      variants: rows.map((row) => variantOf(row, first, imagesOf(row), grouped, context)),
    }
  }
}

/** 1 is published, 0 private, -1 a draft. */
function hiddenAs({ cells }: Row): Hidden | undefined {
  const published = cells.get('published')
  if (published === undefined || published === '1') return undefined
  const state = published === '0' ? 'private' : 'draft'
  return { rule: `product-${state}`, message: `${state} products are no offers` }
}

function variantOf(row: Row, parent: Row, images: string[], grouped: boolean, context: ReaderContext): Variant {
  const { cells } = row
  const fields = fieldsFrom({
    gtin: cells.get('gtinupceanorisbn'),
    shippingWeight: weightOf(cells) ?? weightOf(parent.cells),
  })
  const attributes = attributesOf(row)
  if (!grouped) for (const [name, value] of attributes) if (!value.includes(',')) putOption(fields, name, value)
  const regular = cells.get('regularprice')
  const sale = cells.get('saleprice')
  return {
    line: row.line,
    ids: [cells.get('sku'), cells.get('id')],
    title: grouped && cells.get('name') === parent.cells.get('name') ? undefined : cells.get('name'),
    description: grouped ? cells.get('description') : undefined,
    options: grouped ? attributes : [],
    price: sale ?? regular,
    before: sale === undefined ? undefined : regular,
    saleFrom: cells.get('datesalepricestarts'),
    saleUntil: cells.get('datesalepriceends'),
    availability: availabilityOf(row, context),
    inventory: Number.isInteger(Number(cells.get('stock') ?? '?')) ? cells.get('stock') : undefined,
    images,
    fields,
    hidden: hiddenAs(row),
  }
}

function availabilityOf({ cells }: Row, context: ReaderContext): string {
  const state = cells.get('instock')
  if (state === 'backorder') return 'backorder'
  if (state === '0') return 'out_of_stock'
  const stock = cells.get('stock')
  const sellsOn = /^(1|notify|yes)$/.test(cells.get('backordersallowed') ?? '')
  return stockAvailability({ tracked: sellsOn && stock !== undefined, quantity: Number(stock), sellsOn }, context)
}

/** `Attribute 1 name`, `Attribute 1 value(s)` and so on; "any" is no value. */
function attributesOf({ cells }: Row): Option[] {
  const attributes: Option[] = []
  for (let at = 1; at <= 50; at++) {
    const name = cells.get(`attribute${at}name`)
    const value = cells.get(`attribute${at}values`)
    if (name !== undefined && value !== undefined) attributes.push([name.replace(/^pa_/, ''), value])
  }
  return attributes
}

function weightOf(cells: Row['cells']): string | undefined {
  for (const unit of ['kg', 'g', 'lbs', 'oz']) {
    const weight = Number(cells.get(`weight${unit}`))
    if (weight > 0) return `${weight} ${unit === 'lbs' ? 'lb' : unit}`
  }
  return undefined
}
