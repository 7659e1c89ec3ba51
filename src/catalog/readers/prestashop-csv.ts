import { addressesOf } from './addresses.ts'
import { fieldsFrom, IdBook, listed, productReadings, slugOf, type Variant } from './product.ts'
import { type Reader, type ReaderContext, type Reading, requireSettings } from './reader.ts'
import { columnsOf, isRow, type Row, tableRecords } from './table-records.ts'

/**
 * PrestaShop's product CSV as its import reads it and its exports write it: `;`, several values in a cell with commas,
 * a discount as an amount or in percent.
 * Source: https://docs.prestashop-project.org/1.6-documentation/user-guide/administering-the-back-office/understanding-the-csv-import, read 2026-11-24.
 */
export const prestashopCsv: Reader = {
  id: 'prestashop-csv',
  name: 'PrestaShop product CSV',
  detect(head) {
    const columns = columnsOf(head)
    if (!columns) return 0
    const own = [
      'active01',
      'reference',
      'pricetaxincluded',
      'pricetaxexcluded',
      'imageurlsxyz',
      'urlrewritten',
      'categoriesxyz',
    ]
    return own.filter((column) => columns.has(column)).length >= 3 ? 0.95 : 0
  },
  async *read(text, context) {
    requireSettings('a PrestaShop product CSV', context)
    const columns = columnsOf(context.head)
    if (!columns?.has('pricetaxincluded') && columns?.has('pricetaxexcluded'))
      context.notice(
        'prices are those without tax, since the file has no others; export "Price tax included" where shoppers pay with tax',
      )
    const ids = new IdBook(context)
    const { page, picture } = addressesOf(context, { name: 'a PrestaShop product CSV' })
    for await (const rows of tableRecords(text, context.head))
      yield rows.flatMap((row): Reading[] => {
        if (!isRow(row)) return [row]
        const { cells } = row
        const id = cells.get('productid') ?? cells.get('id')
        const handle = cells.get('urlrewritten') ?? slugOf(cells.get('name') ?? '')
        return productReadings(
          {
            handle,
            title: cells.get('name'),
            description: cells.get('description') ?? cells.get('shortdescription') ?? cells.get('summary'),
            brand: cells.get('manufacturer') ?? cells.get('brand'),
            categories: listed(cells.get('categoriesxyz'), ',').reverse(),
            tags: listed(cells.get('tagsxyz') ?? cells.get('tags'), ','),
            // The number alone leads to the page whatever it is called.
            link: page(
              id === undefined
                ? `${encodeURIComponent(handle)}.html`
                : `index.php?controller=product&id_product=${encodeURIComponent(id)}`,
            ),
            images: listed(cells.get('imageurlsxyz'), ',').flatMap((file) => picture(file) ?? []),
            grouped: false,
            hidden:
              cells.get('active01') === '0'
                ? { rule: 'product-inactive', message: 'inactive products are no offers' }
                : undefined,
            variants: [variantOf(row, id, context)],
          },
          ids,
          context,
        )
      })
  },
}

function variantOf({ cells, line }: Row, id: string | undefined, context: ReaderContext): Variant {
  const full = cells.get('pricetaxincluded') ?? cells.get('pricetaxexcluded') ?? cells.get('price')
  const amount = Number(full?.replace(',', '.'))
  const discount = Number(cells.get('discountamount')?.replace(',', '.') ?? 0)
  const percent = Number(cells.get('discountpercent')?.replace(',', '.') ?? 0)
  const reduced = discount > 0 ? amount - discount : percent > 0 ? amount * (1 - percent / 100) : Number.NaN
  const quantity = Number(cells.get('quantity') ?? 0)
  // 0 denies orders when the stock is gone, 1 allows them, 2 is as the shop has it.
  const sellsOn = cells.get('whenoutofstock') === '1' || cells.get('outofstock') === '1'
  return {
    line,
    ids: [cells.get('reference'), id],
    price: Number.isFinite(reduced) ? reduced.toFixed(2) : full,
    before: Number.isFinite(reduced) ? full : undefined,
    saleFrom: cells.get('discountfromyyyymmdd') ?? cells.get('discountfrom'),
    saleUntil: cells.get('discounttoyyyymmdd') ?? cells.get('discountto'),
    availability:
      cells.get('availablefororder0no1yes') === '0'
        ? 'out_of_stock'
        : quantity > 0
          ? 'in_stock'
          : sellsOn
            ? (context.oversold ?? 'backorder')
            : 'out_of_stock',
    inventory: cells.get('quantity'),
    fields: fieldsFrom({
      gtin: cells.get('ean13') ?? cells.get('upc'),
      mpn: cells.get('mpn') ?? cells.get('supplierreference'),
      condition: cells.get('condition'),
    }),
  }
}
