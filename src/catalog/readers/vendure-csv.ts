import { addressesOf } from './addresses.ts'
import {
  fieldsFrom,
  IdBook,
  listed,
  type Option,
  productReadings,
  slugOf,
  stockAvailability,
  type Variant,
} from './product.ts'
import { type Reader, type ReaderContext, type Reading, requireSettings } from './reader.ts'
import { detectColumns, productsOfRows, type Row } from './table-records.ts'

/**
 * Vendure's product import: headers and cells padded to line up, lists as `a|b`, a row without a name is a further
 * variant of the product above.
 * Source: https://docs.vendure.io/guides/developer-guide/importing-data/, read 2026-11-24.
 */
export const vendureCsv: Reader = {
  id: 'vendure-csv',
  name: 'Vendure product CSV',
  detect: (head) => detectColumns(head, ['name', 'slug', 'assets', 'facets', 'optiongroups', 'optionvalues', 'sku']),
  async *read(text, context) {
    requireSettings('a Vendure product CSV', context)
    const ids = new IdBook(context)
    const { page, picture } = addressesOf(context, { name: 'a Vendure product CSV' })
    yield* productsOfRows(text, context, {
      begins: (row) => row.cells.has('name'),
      readings(rows): Reading[] {
        const first = rows[0] as Row
        const title = first.cells.get('name') ?? ''
        const handle = first.cells.get('slug') ?? slugOf(title)
        const facets = facetsOf(first.cells.get('facets'))
        const optionNames = listed(first.cells.get('optiongroups'), '|')
        const picturesOf = (cell: string | undefined): string[] =>
          listed(cell, '|').flatMap((file) => picture(file) ?? [])
        return productReadings(
          {
            handle,
            title,
            description: first.cells.get('description'),
            brand: facets.get('brand')?.[0],
            categories: [(facets.get('category') ?? []).join(' > ')].filter((path) => path !== ''),
            link: page(`products/${encodeURIComponent(handle)}`),
            images: picturesOf(first.cells.get('assets')),
            hidden: /^(false|0)$/i.test(first.cells.get('enabled') ?? '')
              ? { rule: 'product-disabled', message: 'disabled products are no offers' }
              : undefined,
            variants: rows.map((row) =>
              variantOf(row, optionNames, picturesOf(row.cells.get('variantassets')), facets, context),
            ),
          },
          ids,
          context,
        )
      },
    })
  },
}

/** `category:electronics|brand:Acme` */
function facetsOf(cell: string | undefined): ReadonlyMap<string, readonly string[]> {
  const facets = new Map<string, string[]>()
  for (const facet of listed(cell, '|')) {
    const [name = '', value = ''] = facet.split(':', 2).map((part) => part.trim())
    facets.set(name.toLowerCase(), [...(facets.get(name.toLowerCase()) ?? []), value])
  }
  return facets
}

function variantOf(
  { cells, line }: Row,
  optionNames: readonly string[],
  images: string[],
  productFacets: ReadonlyMap<string, readonly string[]>,
  context: ReaderContext,
): Variant {
  const values = listed(cells.get('optionvalues'), '|')
  const options = optionNames.flatMap((name, at): Option[] => {
    const value = values[at]
    return value === undefined ? [] : [[name, value]]
  })
  const facets = facetsOf(cells.get('variantfacets'))
  const colors = facets.get('color') ?? productFacets.get('color') ?? []
  return {
    line,
    ids: [cells.get('sku')],
    options,
    price: cells.get('price'),
    availability: stockAvailability(
      {
        tracked: /^(true|1)$/i.test(cells.get('trackinventory') ?? ''),
        quantity: Number(cells.get('stockonhand') ?? 0),
        sellsOn: false,
      },
      context,
    ),
    inventory: /^(true|1)$/i.test(cells.get('trackinventory') ?? '') ? cells.get('stockonhand') : undefined,
    images,
    fields: fieldsFrom({ color: colors.slice(0, 3).join('/') }),
  }
}
