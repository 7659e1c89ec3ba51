import { fieldKey, type RawFields, type RawValue } from '../raw-record.ts'
import { addressesOf } from './addresses.ts'
import { marketCountry } from './market-countries.ts'
import {
  fieldsFrom,
  type Hidden,
  IdBook,
  listed,
  type Option,
  type Product,
  productReadings,
  type Variant,
} from './product.ts'
import { type Reader, type ReaderContext, type Reading, requireSettings } from './reader.ts'
import { grams, hiddenProduct, isOption, shopifyAvailability } from './shopify.ts'
import { type InventoryBook, readInventory } from './shopify-inventory.ts'
import { tableHead } from './table.ts'
import { columnsOf, productsOfRows, type Row } from './table-records.ts'

/**
 * Shopify's product export. The first row of a handle holds the product and its first variant; the rows below it that
 * have no title are further variants, further pictures, or both. Prices of markets stand in columns of their own.
 * Source: https://help.shopify.com/en/manual/products/import-export/using-csv, read 2026-11-22.
 */
export const shopifyCsv: Reader = {
  id: 'shopify-csv',
  name: 'Shopify product CSV',
  detect(head) {
    const keys = columnsOf(head)
    if (!keys) return 0
    const handle = keys.has('handle') || keys.has('urlhandle')
    return handle && keys.has('option1value') && (keys.has('variantprice') || keys.has('price')) ? 0.95 : 0
  },
  async *read(text, context) {
    requireSettings('a Shopify product CSV', context)
    const header = tableHead(context.head)?.header ?? []
    const inventory = readInventory(context)
    const columns: Columns = {
      counted:
        header.some((name) => (NAMES.quantity as readonly string[]).includes(fieldKey(name))) ||
        inventory !== undefined,
      markets: marketColumns(header, context),
      inventory,
    }
    const ids = new IdBook(context)
    const { page } = addressesOf(context, { name: 'a Shopify product CSV' })
    const pages = productsOfRows(text, context, {
      begins: (row, first) => cell(row, 'handle') !== cell(first, 'handle'),
      readings(rows): Reading[] {
        const handle = cell(rows[0] as Row, 'handle')
        if (handle === undefined) return rows.map(({ line }) => withoutHandle(line))
        return productReadings(
          { ...productOf(rows, handle, columns, context), link: page(`products/${encodeURIComponent(handle)}`) },
          ids,
          context,
        )
      },
    })
    yield* pages
    inventory?.noticeUnmatched(context)
  },
}

/** Field keys of the columns, by both namings that exports have had. */
const NAMES = {
  handle: ['handle', 'urlhandle'],
  title: ['title'],
  body: ['bodyhtml', 'description'],
  vendor: ['vendor'],
  type: ['type'],
  tags: ['tags'],
  published: ['published', 'publishedononlinestore'],
  status: ['status'],
  option1Name: ['option1name'],
  option1: ['option1value'],
  option2Name: ['option2name'],
  option2: ['option2value'],
  option3Name: ['option3name'],
  option3: ['option3value'],
  sku: ['variantsku', 'sku'],
  grams: ['variantgrams', 'weightvaluegrams'],
  tracker: ['variantinventorytracker', 'inventorytracker'],
  quantity: ['variantinventoryqty', 'inventoryquantity'],
  policy: ['variantinventorypolicy', 'continuesellingwhenoutofstock'],
  price: ['variantprice', 'price'],
  compareAt: ['variantcompareatprice', 'compareatprice'],
  barcode: ['variantbarcode', 'barcode'],
  image: ['imagesrc', 'productimageurl'],
  imagePosition: ['imageposition'],
  variantImage: ['variantimage', 'variantimageurl'],
  cost: ['costperitem'],
  category: ['googleshoppinggoogleproductcategory', 'productcategory'],
  gender: ['googleshoppinggender'],
  ageGroup: ['googleshoppingagegroup'],
  mpn: ['googleshoppingmpn'],
  adsGrouping: ['googleshoppingadwordsgrouping', 'googleshoppingadgroupname'],
  adsLabels: ['googleshoppingadwordslabels', 'googleshoppingadslabels'],
  condition: ['googleshoppingcondition'],
  customLabel0: ['googleshoppingcustomlabel0'],
  customLabel1: ['googleshoppingcustomlabel1'],
  customLabel2: ['googleshoppingcustomlabel2'],
  customLabel3: ['googleshoppingcustomlabel3'],
  customLabel4: ['googleshoppingcustomlabel4'],
} as const satisfies Record<string, readonly string[]>

type ColumnName = keyof typeof NAMES

/** Columns that a variant has of its own or takes from its product, under the name of their attribute. */
const INHERITED = [
  'gender',
  'ageGroup',
  'mpn',
  'adsGrouping',
  'adsLabels',
  'condition',
  'customLabel0',
  'customLabel1',
  'customLabel2',
  'customLabel3',
  'customLabel4',
] as const

function cell(row: Row, name: ColumnName): string | undefined {
  for (const key of NAMES[name]) {
    const value = row.cells.get(key)
    if (value !== undefined) return value
  }
  return undefined
}

const withoutHandle = (line: number): Reading => ({
  kind: 'fault',
  line,
  rule: 'handle-missing',
  message: `line ${line}: the row has no handle, so it belongs to no product`,
})

interface Columns {
  /** Whether quantities are known at all; shops with several locations export them in a file of their own. */
  readonly counted: boolean
  readonly markets: readonly MarketColumns[]
  readonly inventory: InventoryBook | undefined
}

function productOf(rows: readonly Row[], handle: string, columns: Columns, context: ReaderContext): Product {
  const first = rows[0] as Row
  const variants = rows.filter(
    (row) => row === first || cell(row, 'price') !== undefined || cell(row, 'option1') !== undefined,
  )
  return {
    handle,
    title: cell(first, 'title'),
    description: cell(first, 'body'),
    brand: cell(first, 'vendor'),
    categories: listed(cell(first, 'type'), /$^/),
    tags: listed(cell(first, 'tags'), ','),
    images: picturesOf(rows),
    fields: fieldsFrom({ googleProductCategory: cell(first, 'category') }),
    hidden: hiddenProduct(cell(first, 'status'), cell(first, 'published')) ?? outsidePrimary(first),
    variants: variants.map((row) => variantOf(row, first, handle, columns, context)),
  }
}

/** A shop with markets may not sell a product at home. */
const outsidePrimary = ({ cells }: Row): Hidden | undefined =>
  /^(false|no)$/i.test(cells.get('includedprimary') ?? '')
    ? {
        rule: 'product-not-in-market',
        message: 'variants of products that the primary market leaves out are no offers',
      }
    : undefined

function picturesOf(rows: readonly Row[]): string[] {
  const placed = rows.flatMap((row, at) => {
    const image = cell(row, 'image')
    return image === undefined ? [] : [{ image, position: Number(cell(row, 'imagePosition')) || at + 1 }]
  })
  placed.sort((a, b) => a.position - b.position)
  return [...new Set(placed.map(({ image }) => image))]
}

function variantOf(row: Row, first: Row, handle: string, columns: Columns, context: ReaderContext): Variant {
  const options = optionsOf(row, first)
  const variantImage = cell(row, 'variantImage')
  const listedQuantity = columns.inventory?.quantityOf(cell(row, 'sku'), handle, options)
  const quantity = listedQuantity ?? (columns.counted ? Number(cell(row, 'quantity') ?? 0) : undefined)
  const tracked = cell(row, 'tracker') !== undefined || listedQuantity !== undefined
  return {
    line: row.line,
    ids: [cell(row, 'sku')],
    options,
    price: cell(row, 'price'),
    before: cell(row, 'compareAt'),
    availability: shopifyAvailability({ tracked, quantity, policy: cell(row, 'policy') }, context),
    inventory: listedQuantity,
    images: variantImage === undefined ? [] : [variantImage],
    fields: fieldsFrom({
      gtin: cell(row, 'barcode'),
      costOfGoodsSold: cell(row, 'cost'),
      shippingWeight: grams(cell(row, 'grams')),
      ...Object.fromEntries(INHERITED.map((name) => [name, cell(row, name) ?? cell(first, name)])),
      markets: columns.markets.flatMap((market) => marketEntry(row, market)),
    }),
  }
}

function optionsOf(row: Row, first: Row): Option[] {
  const options: Option[] = []
  for (const at of [1, 2, 3] as const) {
    const name = cell(row, `option${at}Name`) ?? cell(first, `option${at}Name`)
    const value = cell(row, `option${at}`)
    if (name !== undefined && isOption(value)) options.push([name, value])
  }
  return options
}

/** `Price / Germany`, `Compare At Price / Germany` and `Included / Germany`. */
interface MarketColumns {
  readonly country: string
  readonly currency: string
  readonly price: string
  readonly compareAt: string
  readonly included: string
}

function marketColumns(header: readonly string[], context: ReaderContext): MarketColumns[] {
  const markets: MarketColumns[] = []
  const unread: string[] = []
  for (const name of header) {
    const market = /^(?:Variant )?Price \/ (.+)$/i.exec(name.trim())?.[1]
    if (market === undefined) continue
    const known = marketCountry(market)
    if (known)
      markets.push({
        ...known,
        price: fieldKey(name),
        compareAt: fieldKey(`Compare At Price / ${market}`),
        included: fieldKey(`Included / ${market}`),
      })
    else unread.push(market)
  }
  if (unread.length > 0)
    context.notice(
      `prices of the market ${unread.slice(0, 5).join(', ')} were not read: a market is read where it is one country, such as "Price / Germany"`,
    )
  return markets
}

function marketEntry({ cells }: Row, market: MarketColumns): RawFields[] {
  const price = cells.get(market.price)
  if (price === undefined || /^(false|no)$/i.test(cells.get(market.included) ?? '')) return []
  const before = cells.get(market.compareAt)
  const onSale = Number(before) > Number(price)
  const entry: [string, RawValue][] = [
    ['country', market.country],
    ['price', `${onSale ? before : price} ${market.currency}`],
  ]
  if (onSale) entry.push(['saleprice', `${price} ${market.currency}`])
  return [new Map(entry)]
}
