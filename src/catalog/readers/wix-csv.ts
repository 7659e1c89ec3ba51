import { addressesOf } from './addresses.ts'
import { fieldsFrom, IdBook, listed, type Option, productReadings, slugOf, type Variant } from './product.ts'
import { type Reader, type ReaderContext, type Reading, requireSettings } from './reader.ts'
import { columnsOf, productsOfRows, type Row } from './table-records.ts'

/**
 * Wix's product CSV, of classic stores (`handleId`, `surcharge`) and of newer ones (`handle`, `strikethroughPrice`, rows
 * for pictures). Rows of type Variant belong to the Product row above them; a variant without an entry of its own is
 * not sold apart.
 * Source: https://support.wix.com/en/article/wix-stores-importing-and-exporting-products, read 2026-11-24.
 */
export const wixCsv: Reader = {
  id: 'wix-csv',
  name: 'Wix product CSV',
  detect(head) {
    const columns = columnsOf(head)
    return columns?.has('fieldtype') && (columns.has('handleid') || columns.has('handle')) ? 0.95 : 0
  },
  async *read(text, context) {
    requireSettings('a Wix product CSV', context)
    const ids = new IdBook(context)
    const { page } = addressesOf(context, { name: 'a Wix product CSV' })
    const { picture } = addressesOf(
      { ...context, imageUrl: context.imageUrl ?? 'https://static.wixstatic.com/media' },
      { name: 'a Wix product CSV' },
    )
    yield* productsOfRows(text, context, {
      begins: (row, first) => typeOf(row) === 'product' || handleOf(row) !== handleOf(first),
      readings(rows): Reading[] {
        const first = rows[0] as Row
        const { cells } = first
        const title = cells.get('name') ?? ''
        const variants = rows.filter((row) => typeOf(row) === 'variant')
        const picturesOf = (row: Row): string[] =>
          listed(row.cells.get('productimageurl') ?? row.cells.get('mediaurl') ?? row.cells.get('media'), ';').flatMap(
            (file) => picture(file) ?? [],
          )
        const media = rows.filter((row) => row === first || typeOf(row) === 'media')
        const sold = variants.length > 0 ? variants : [first]
        const readings = productReadings(
          {
            handle: slugOf(title),
            groupId: handleOf(first),
            title,
            description: cells.get('description') ?? cells.get('plaindescription'),
            brand: cells.get('brand'),
            categories: listed(cells.get('collection') ?? cells.get('categories'), ';'),
            link: page(`product-page/${encodeURIComponent(slugOf(title))}`),
            images: media.flatMap(picturesOf),
            grouped: variants.length > 0,
            hidden: /^(false|0)$/i.test(cells.get('visible') ?? '')
              ? { rule: 'product-hidden', message: 'products that are not visible are no offers' }
              : undefined,
            variants: sold.map((row) => variantOf(row, first, variants.length > 0, context)),
          },
          ids,
          context,
        )
        return variants.length > 0 ? [PARENT, ...readings] : readings
      },
    })
  },
}

const PARENT: Reading = {
  kind: 'skipped',
  rule: 'product-with-variants',
  message: 'products with variants are sold as these',
}

const typeOf = ({ cells }: Row): string => cells.get('fieldtype')?.toLowerCase() ?? 'product'
const handleOf = ({ cells }: Row): string => cells.get('handleid') ?? cells.get('handle') ?? ''

function variantOf(row: Row, product: Row, grouped: boolean, context: ReaderContext): Variant {
  const own = row.cells
  const base = product.cells
  const options: Option[] = []
  for (let at = 1; grouped && at <= 6; at++) {
    const name = base.get(`productoptionname${at}`)
    const value = own.get(`productoptiondescription${at}`) ?? own.get(`productoptionchoices${at}`)
    // Colours are written with their code: "#000000:Black".
    if (name !== undefined && value !== undefined) options.push([name, value.split(':').pop() as string])
  }
  const full = Number(own.get('price') ?? base.get('price') ?? Number.NaN) + Number(own.get('surcharge') ?? 0)
  const discount = Number(base.get('discountvalue') ?? 0)
  const reduced = base.get('discountmode')?.toUpperCase() === 'PERCENT' ? full * (1 - discount / 100) : full - discount
  const struck = own.get('strikethroughprice') ?? base.get('strikethroughprice')
  const stock = (own.get('inventory') ?? base.get('inventory') ?? 'InStock').toLowerCase()
  return {
    line: row.line,
    ids: [own.get('sku') ?? (grouped ? undefined : handleOf(product))],
    options,
    price: Number.isFinite(full) ? reduced.toFixed(2) : undefined,
    before: struck ?? (discount > 0 ? full.toFixed(2) : undefined),
    availability: availabilityOf(stock, context, base.get('preorderenabled')),
    inventory: /^-?\d+$/.test(stock) ? stock : undefined,
    fields: fieldsFrom({
      gtin: own.get('barcode') ?? (grouped ? undefined : base.get('barcode')),
      costOfGoodsSold: own.get('cost') ?? base.get('cost'),
    }),
    hidden: /^(false|0)$/i.test(own.get('visible') ?? '')
      ? { rule: 'variant-hidden', message: 'variants that are not visible are no offers' }
      : undefined,
  }
}

function availabilityOf(stock: string, context: ReaderContext, preorder: string | undefined): string {
  const gone = /^-?\d+$/.test(stock) ? Number(stock) <= 0 : /out/.test(stock)
  if (!gone) return 'in_stock'
  return /^(true|1)$/i.test(preorder ?? '') ? (context.oversold ?? 'backorder') : 'out_of_stock'
}
