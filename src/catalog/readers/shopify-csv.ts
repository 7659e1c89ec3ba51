import { AppError } from '../../shared/errors.ts'
import { parseMoney } from '../../shared/money.ts'
import { quoted } from '../plain-text.ts'
import { fieldKey, type RawFields, type RawValue } from '../raw-record.ts'
import { type Reader, type ReaderContext, type Reading, recordOf, requireSettings } from './reader.ts'
import { misfit, tableHead, tableRows } from './table.ts'

/**
 * Shopify's product export. The first row of a handle holds the product and its first variant; the rows below it that
 * have no title are further variants, further pictures, or both.
 * Source: https://help.shopify.com/en/manual/products/import-export/using-csv, read 2026-11-22.
 */
export const shopifyCsv: Reader = {
  id: 'shopify-csv',
  name: 'Shopify product CSV',
  detect(head) {
    const table = tableHead(head)
    if (!table) return 0
    const keys = new Set(table.header.map(fieldKey))
    const handle = keys.has('handle') || keys.has('urlhandle')
    return handle && keys.has('option1value') && (keys.has('variantprice') || keys.has('price')) ? 0.95 : 0
  },
  async *read(text, context) {
    const shop = settingsOf(context)
    const head = tableHead(context.head)
    if (!head) throw new AppError('invalid', 'the file has no header row')
    const columns = head.header.map((name) => COLUMN_BY_KEY.get(fieldKey(name)))
    const known = new Set(columns)
    const ids = new IdBook(context)
    let product: Row[] = []
    for await (const rows of tableRows(text, head)) {
      const page: Reading[] = []
      for (const row of rows) {
        const message = misfit(row, head)
        if (message !== undefined) {
          page.push({ kind: 'fault', line: row.line, rule: 'cell-count', message })
          continue
        }
        const cells: Row['cells'] = {}
        for (const [at, column] of columns.entries()) {
          const cell = row.cells[at]?.trim()
          if (column && cell) cells[column] = cell
        }
        const next = { line: row.line, cells }
        if (cells.handle === undefined) {
          page.push({
            kind: 'fault',
            line: row.line,
            rule: 'handle-missing',
            message: `line ${row.line}: the row has no handle, so it belongs to no product`,
          })
          continue
        }
        if (product[0] && product[0].cells.handle !== cells.handle) {
          page.push(...productReadings(product, { shop, ids, known }))
          product = []
        }
        product.push(next)
      }
      if (page.length > 0) yield page
    }
    if (product.length > 0) yield productReadings(product, { shop, ids, known })
  },
}

/** Columns by both namings that exports have had. */
const COLUMNS = {
  handle: ['Handle', 'URL handle'],
  title: ['Title'],
  body: ['Body (HTML)', 'Description'],
  vendor: ['Vendor'],
  type: ['Type'],
  tags: ['Tags'],
  published: ['Published', 'Published on online store'],
  status: ['Status'],
  option1Name: ['Option1 Name'],
  option1: ['Option1 Value'],
  option2Name: ['Option2 Name'],
  option2: ['Option2 Value'],
  option3Name: ['Option3 Name'],
  option3: ['Option3 Value'],
  sku: ['Variant SKU', 'SKU'],
  grams: ['Variant Grams', 'Weight value (grams)'],
  tracker: ['Variant Inventory Tracker', 'Inventory tracker'],
  quantity: ['Variant Inventory Qty', 'Inventory quantity'],
  policy: ['Variant Inventory Policy', 'Continue selling when out of stock'],
  price: ['Variant Price', 'Price'],
  compareAt: ['Variant Compare At Price', 'Compare-at price'],
  barcode: ['Variant Barcode', 'Barcode'],
  image: ['Image Src', 'Product image URL'],
  imagePosition: ['Image Position', 'Image position'],
  variantImage: ['Variant Image', 'Variant image URL'],
  cost: ['Cost per item'],
  category: ['Google Shopping / Google Product Category', 'Product Category', 'Product category'],
  gender: ['Google Shopping / Gender'],
  ageGroup: ['Google Shopping / Age Group'],
  mpn: ['Google Shopping / MPN'],
  adsGrouping: ['Google Shopping / AdWords Grouping', 'Google Shopping / Ad group name'],
  adsLabels: ['Google Shopping / AdWords Labels', 'Google Shopping / Ads labels'],
  condition: ['Google Shopping / Condition'],
  customLabel0: ['Google Shopping / Custom Label 0'],
  customLabel1: ['Google Shopping / Custom Label 1'],
  customLabel2: ['Google Shopping / Custom Label 2'],
  customLabel3: ['Google Shopping / Custom Label 3'],
  customLabel4: ['Google Shopping / Custom Label 4'],
} as const

type ColumnName = keyof typeof COLUMNS

const COLUMN_BY_KEY: ReadonlyMap<string, ColumnName> = new Map(
  (Object.keys(COLUMNS) as ColumnName[]).flatMap((name) => COLUMNS[name].map((own) => [fieldKey(own), name] as const)),
)

interface Row {
  readonly line: number
  readonly cells: Partial<Record<ColumnName, string>>
}

interface ShopFacts {
  readonly productUrl: string
  readonly currency: string
}

function settingsOf(context: ReaderContext): ShopFacts {
  const { shopUrl, currency } = requireSettings('a Shopify product CSV', context)
  return { productUrl: `${shopUrl.replace(/\/+$/, '')}/products/`, currency }
}

interface ProductContext {
  readonly shop: ShopFacts
  readonly ids: IdBook
  readonly known: ReadonlySet<ColumnName | undefined>
}

function productReadings(rows: readonly Row[], context: ProductContext): Reading[] {
  const first = rows[0] as Row
  const variants = rows.filter(
    (row) => row.cells.price !== undefined || row.cells.option1 !== undefined || row === first,
  )
  const hidden = hiddenAs(first)
  if (hidden) return variants.map(() => ({ kind: 'skipped', ...hidden }))
  const pictures = picturesOf(rows)
  const variantPictures = new Set(variants.map((row) => row.cells.variantImage))
  return variants.map((row) => {
    const own = row.cells.variantImage ?? pictures[0]
    const others = pictures.filter((picture) => picture !== own && !variantPictures.has(picture))
    return recordOf(variantFields(row, first, { ...context, single: variants.length === 1, own, others }), {
      line: row.line,
    })
  })
}

function hiddenAs({ cells }: Row): { rule: string; message: string } | undefined {
  const status = cells.status?.toLowerCase()
  if (status === 'draft' || status === 'archived' || status === 'unlisted')
    return { rule: `product-${status}`, message: `variants of ${status} products are no offers` }
  if (cells.published !== undefined && /^(false|no)$/i.test(cells.published))
    return { rule: 'product-unpublished', message: 'variants of products that are not published are no offers' }
  return undefined
}

function picturesOf(rows: readonly Row[]): string[] {
  const placed = rows.flatMap(({ cells }, at) =>
    cells.image === undefined ? [] : [{ image: cells.image, position: Number(cells.imagePosition) || at + 1 }],
  )
  placed.sort((a, b) => a.position - b.position)
  return [...new Set(placed.map(({ image }) => image))]
}

/** An option that an attribute of its own stands for. */
const OPTION_ATTRIBUTES: readonly (readonly [RegExp, string])[] = [
  [/^(colou?rs?|farben?|couleurs?|colores?|colore|kleur)$/i, 'color'],
  [/^(sizes?|größen?|grössen?|tailles?|tallas?|taglia|maat)$/i, 'size'],
  [/^(materials?|materiale?n?|mati[eè]re|materiaal)$/i, 'material'],
  [/^(patterns?|muster|motif)$/i, 'pattern'],
]

function variantFields(
  row: Row,
  { cells: product }: Row,
  context: ProductContext & { single: boolean; own: string | undefined; others: readonly string[] },
): RawFields {
  const { cells } = row
  const options = optionsOf(cells, product)
  const title = product.title ?? ''
  const handle = product.handle as string
  const fields = new Map<string, RawValue>()
  const put = (key: string, value: RawValue | undefined): void => {
    if (value !== undefined && value !== '') fields.set(key, value)
  }
  put('id', context.ids.idOf(row, handle, options))
  put(
    'title',
    options.length > 0 && title !== '' ? `${title} - ${options.map(([, value]) => value).join(' / ')}` : title,
  )
  put('description', product.body)
  put('link', context.shop.productUrl + encodeURIComponent(handle))
  putPrices(fields, cells, context.shop.currency)
  put('availability', availabilityOf(cells, context.known))
  put('imagelink', context.own)
  if (context.others.length > 0) put('additionalimagelinks', context.others)
  put('brand', product.vendor)
  put('producttypes', product.type === undefined ? undefined : [product.type])
  put('googleproductcategory', product.category)
  put(
    'internallabels',
    product.tags?.split(',').map((tag) => tag.trim()),
  )
  if (!context.single || options.length > 0) {
    put('itemgroupid', context.ids.groupOf(handle, fields.get('id')))
    put('itemgrouptitle', title)
    put(
      'variantoptions',
      options.map(
        ([name, value]) =>
          new Map([
            ['name', name],
            ['value', value],
          ]),
      ),
    )
  }
  for (const [name, value] of options) {
    const attribute = OPTION_ATTRIBUTES.find(([pattern]) => pattern.test(name))?.[1]
    if (attribute !== undefined) put(attribute, value)
  }
  put('gtin', cells.barcode)
  put('mpn', cells.mpn ?? product.mpn)
  put('costofgoodssold', cells.cost)
  if (Number(cells.grams) > 0) put('shippingweight', `${Number(cells.grams)} g`)
  for (const key of ['gender', 'ageGroup', 'condition', 'adsGrouping', 'adsLabels'] as const)
    put(fieldKey(key), cells[key] ?? product[key])
  for (const key of ['customLabel0', 'customLabel1', 'customLabel2', 'customLabel3', 'customLabel4'] as const)
    put(fieldKey(key), cells[key] ?? product[key])
  return fields
}

/** Names and values; the one variant of a product without options has none. */
function optionsOf(cells: Row['cells'], product: Row['cells']): [string, string][] {
  const options: [string, string][] = []
  for (const at of [1, 2, 3] as const) {
    const name = cells[`option${at}Name`] ?? product[`option${at}Name`]
    const value = cells[`option${at}`]
    if (name !== undefined && value !== undefined && value !== 'Default Title') options.push([name, value])
  }
  return options
}

/** The compare-at price is what it cost before; below the price it says nothing. */
function putPrices(fields: Map<string, RawValue>, cells: Row['cells'], currency: string): void {
  const { price, compareAt } = cells
  if (price === undefined) return
  fields.set('currency', currency)
  const now = parseMoney(price, currency)
  const before = compareAt === undefined ? undefined : parseMoney(compareAt, currency)
  if (compareAt !== undefined && now.ok && before?.ok && before.money.minor > now.money.minor) {
    fields.set('price', compareAt)
    fields.set('saleprice', price)
  } else fields.set('price', price)
}

/** Stock that is not tracked, or that may be sold below zero, is in stock. */
function availabilityOf(cells: Row['cells'], known: ReadonlySet<ColumnName | undefined>): string {
  const tracked = cells.tracker !== undefined && cells.tracker !== ''
  const sellsOn = /^(continue|true|yes)$/i.test(cells.policy ?? '')
  // Shops with several locations export quantities in a file of their own.
  if (!tracked || sellsOn || !known.has('quantity')) return 'in_stock'
  return Number(cells.quantity) > 0 ? 'in_stock' : 'out_of_stock'
}

/** Gives each variant an id: its SKU while no other variant had it, else its handle and options. */
class IdBook {
  private readonly handleBySku = new Map<string, string>()
  private readonly context: ReaderContext
  private toldOf = false

  constructor(context: ReaderContext) {
    this.context = context
  }

  idOf({ line, cells: { sku } }: Row, handle: string, options: readonly [string, string][]): string {
    const own = [handle, ...options.map(([, value]) => slug(value))].join('-')
    if (sku === undefined) return own
    const before = this.handleBySku.get(sku)
    if (before === undefined) {
      this.handleBySku.set(sku, handle)
      return sku
    }
    if (!this.toldOf)
      this.context.notice(
        `line ${line}: SKU ${quoted(sku)} is already that of a variant of ${quoted(before)}; where SKUs repeat, later variants get their handle and options as id, such as ${quoted(own)}`,
      )
    this.toldOf = true
    return own
  }

  /** The handle, unless a variant is called so. */
  groupOf(handle: string, id: RawValue | undefined): string {
    return id === handle || this.handleBySku.has(handle) ? `${handle}-group` : handle
  }
}

const slug = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')
