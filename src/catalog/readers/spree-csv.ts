import type { RawValue } from '../raw-record.ts'
import { addressesOf } from './addresses.ts'
import {
  categoryPath,
  fieldsFrom,
  type Hidden,
  IdBook,
  listed,
  type Option,
  productReadings,
  stockAvailability,
  type Variant,
} from './product.ts'
import type { BesideTable } from './reader.ts'
import { type Reader, type ReaderContext, type Reading, requireSettings } from './reader.ts'
import { detectColumns, holdCounter, isRow, type Row, tableRecords } from './table-records.ts'

/**
 * Spree's product import. The first row of a slug is the product, the rows below it without a name its variants, which
 * carry the prices; a variant that comes again further down with another currency is its price there, so the whole file
 * is read first. Names in other languages come in a file beside it.
 * Source: https://github.com/spree/spree `spree/core/db/sample_data/products.csv`, read 2026-11-24.
 */
export const spreeCsv: Reader = {
  id: 'spree-csv',
  name: 'Spree product CSV',
  detect: (head) => detectColumns(head, ['slug', 'sku', 'name', 'price', 'compareatprice', 'option1name', 'image1src']),
  async *read(text, context) {
    requireSettings('a Spree product CSV', context, { currency: true })
    const ids = new IdBook(context)
    const { page } = addressesOf(context, { name: 'a Spree product CSV' })
    const translations = translationsIn(context.beside)
    const hold = holdCounter('a Spree product CSV')
    const products = new Map<string, Row[]>()
    for await (const rows of tableRecords(text, context.head)) {
      const faults: Reading[] = []
      for (const row of rows) {
        if (!isRow(row)) {
          faults.push(row)
          continue
        }
        hold(row.cells)
        const slug = row.cells.get('slug') ?? ''
        const known = products.get(slug)
        if (known) known.push(row)
        else products.set(slug, [row])
      }
      if (faults.length > 0) yield faults
    }
    for (const [slug, rows] of products) {
      const first = rows.find(({ cells }) => cells.has('name')) ?? (rows[0] as Row)
      const { variants, priceless } = variantsOf(rows, translations.get(slug) ?? [], context)
      const readings = productReadings(
        {
          handle: slug,
          title: first.cells.get('name'),
          description: first.cells.get('description'),
          categories: categoriesOf(first),
          tags: listed(first.cells.get('tags'), ','),
          link: page(`products/${encodeURIComponent(slug)}`),
          images: picturesOf(first),
          grouped: variants.some(({ options = [] }) => options.length > 0),
          hidden: hiddenAs(first),
          variants,
        },
        ids,
        context,
      )
      yield priceless ? [PARENT, ...readings] : readings
    }
  },
}

const PARENT: Reading = {
  kind: 'skipped',
  rule: 'product-with-variants',
  message: 'products with variants are sold as these and have no price of their own',
}

function hiddenAs({ cells }: Row): Hidden | undefined {
  const status = cells.get('status')?.toLowerCase() ?? 'active'
  return status === 'active'
    ? undefined
    : { rule: `product-${status}`, message: `${status} products and their variants are no offers` }
}

/** Rows of one SKU are one variant; the first row that has the shop's currency, or any, makes its price. */
function variantsOf(
  rows: readonly Row[],
  translations: readonly Translation[],
  context: ReaderContext,
): { variants: Variant[]; priceless: boolean } {
  const first = rows[0] as Row
  const bySku = new Map<string, Row[]>()
  for (const row of rows) {
    const sku = row.cells.get('sku') ?? ''
    bySku.set(sku, [...(bySku.get(sku) ?? []), row])
  }
  const all = [...bySku.values()]
  const own = all.filter((each) => each.some((row) => Number(row.cells.get('price')) > 0))
  const priceless = own.length > 0 && own.length < all.length
  return {
    priceless,
    variants: (own.length > 0 ? own : all).map((each) => variantOf(each, first, translations, context)),
  }
}

function variantOf(
  rows: readonly Row[],
  product: Row,
  translations: readonly Translation[],
  context: ReaderContext,
): Variant {
  const main = rows.find(({ cells }) => cells.get('currency') === context.currency) ?? (rows[0] as Row)
  const stocked = rows.find(({ cells }) => cells.has('inventorycount') || cells.has('trackinventory')) ?? main
  const { cells } = main
  const options = rows.map(optionsOf).find((each) => each.length > 0) ?? []
  const before = cells.get('compareatprice')
  return {
    line: main.line,
    ids: [cells.get('sku')],
    options,
    price: cells.get('price'),
    before: Number(before) > 0 ? before : undefined,
    currency: cells.get('currency'),
    availability: stockAvailability(
      {
        tracked: /^true$/i.test(stocked.cells.get('trackinventory') ?? ''),
        quantity: Number(stocked.cells.get('inventorycount') ?? 0),
        sellsOn: /^true$/i.test(stocked.cells.get('inventorybackorderable') ?? ''),
      },
      context,
    ),
    inventory: stocked.cells.get('inventorycount'),
    images: stocked === product ? [] : picturesOf(stocked),
    fields: fieldsFrom({
      brand: cells.get('brand') ?? product.cells.get('brand'),
      gtin: cells.get('barcode'),
      shippingWeight:
        Number(stocked.cells.get('weight')) > 0
          ? `${stocked.cells.get('weight')} ${stocked.cells.get('weightunit') ?? 'kg'}`
          : undefined,
      markets: [...otherPrices(rows, main), ...translations.map((each) => translated(each, options))],
    }),
  }
}

/** Prices in other currencies, for the country that the euro and the like do not name: only where one is meant. */
function otherPrices(rows: readonly Row[], main: Row): RawValue[] {
  const seen = new Set([main.cells.get('currency')])
  return rows.flatMap(({ cells }) => {
    const currency = cells.get('currency')
    const price = cells.get('price')
    if (currency === undefined || price === undefined || seen.has(currency)) return []
    seen.add(currency)
    return (
      COUNTRIES_OF[currency]?.map(
        (country) =>
          new Map([
            ['country', country],
            ['price', `${price} ${currency}`],
          ]),
      ) ?? []
    )
  })
}

/** Where a currency is the one that people pay in. */
const COUNTRIES_OF: Readonly<Record<string, readonly string[]>> = {
  EUR: 'AT BE DE ES FI FR IE IT NL PT'.split(' '),
  USD: ['US'],
  GBP: ['GB'],
  PLN: ['PL'],
  CAD: ['CA'],
  AUD: ['AU'],
  CHF: ['CH'],
  SEK: ['SE'],
  DKK: ['DK'],
  NOK: ['NO'],
  CZK: ['CZ'],
  JPY: ['JP'],
}

interface Translation {
  readonly language: string
  readonly title: string
  readonly description: string | undefined
}

function translationsIn(beside: readonly BesideTable[] = []): ReadonlyMap<string, readonly Translation[]> {
  const bySlug = new Map<string, Translation[]>()
  for (const { columns, rows } of beside) {
    if (!['slug', 'locale', 'name'].every((column) => columns.includes(column))) continue
    for (const cells of rows) {
      const [slug, language, title] = [cells.get('slug'), cells.get('locale'), cells.get('name')]
      if (slug === undefined || language === undefined || title === undefined) continue
      bySlug.set(slug, [...(bySlug.get(slug) ?? []), { language, title, description: cells.get('description') }])
    }
  }
  return bySlug
}

const translated = ({ language, title, description }: Translation, options: readonly Option[]): RawValue =>
  fieldsFrom({
    language,
    title: options.length > 0 ? `${title} - ${options.map(([, value]) => value).join(' / ')}` : title,
    description,
  })

function optionsOf({ cells }: Row): Option[] {
  const options: Option[] = []
  for (let at = 1; at <= 10; at++) {
    const name = cells.get(`option${at}name`)
    const value = cells.get(`option${at}value`)
    if (name !== undefined && value !== undefined) options.push([name, value])
  }
  return options
}

const numbered = ({ cells }: Row, name: (at: number) => string): string[] =>
  Array.from({ length: 20 }, (_, at) => cells.get(name(at + 1))).filter((value) => value !== undefined)

const picturesOf = (row: Row): string[] => numbered(row, (at) => `image${at}src`)

const categoriesOf = (row: Row): string[] =>
  numbered(row, (at) => `category${at}`).map((path) => categoryPath(path.split('->')))
