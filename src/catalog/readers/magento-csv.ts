import type { RawValue } from '../raw-record.ts'
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
import { columnsOf, holdCounter, isRow, type Row, tableRecords } from './table-records.ts'

/**
 * Magento 2's product export and import files. A configurable product lists its variants in one cell,
 * `sku=A,size=XS|sku=B,size=S`; the variants are rows of their own, before it or behind. Attributes of the shop are
 * packed in `additional_attributes`. Rows that are "not visible individually" have no page, so they are held until the
 * product comes whose variants they are.
 * Source: https://experienceleague.adobe.com/en/docs/commerce-admin/systems/data-transfer/data-attributes-product,
 * read 2026-11-24.
 */
export const magentoCsv: Reader = {
  id: 'magento-csv',
  name: 'Magento 2 product CSV',
  detect(head) {
    const columns = columnsOf(head)
    if (!columns?.has('sku') || !columns.has('name') || !columns.has('price')) return 0
    if (columns.has('attributesetcode') && columns.has('producttype')) return 0.95
    return columns.has('attributeset') && columns.has('qty') ? 0.9 : 0
  },
  async *read(text, context) {
    requireSettings('a Magento product CSV', context)
    const ids = new IdBook(context)
    const hold = holdCounter('a Magento product CSV')
    const make = productMaker(context)
    const invisible = new Map<string, Row>()
    const configurables: Row[] = []
    const simples: Row[] = []
    for await (const rows of tableRecords(text, context.head)) {
      const page: Reading[] = []
      for (const row of rows) {
        if (!isRow(row)) {
          page.push(row)
          continue
        }
        const type = row.cells.get('producttype')?.toLowerCase() ?? 'simple'
        const sku = row.cells.get('sku')
        if (row.cells.has('storeviewcode'))
          page.push({
            kind: 'skipped',
            rule: 'store-view',
            message: 'rows of a store view repeat a product in another language or with other settings',
          })
        else if (type === 'grouped' || type === 'bundle')
          page.push({
            kind: 'skipped',
            rule: `product-${type}`,
            message: `${type} products stand for several others and have no price of their own`,
          })
        else if (type === 'configurable') {
          hold(row.cells)
          configurables.push(row)
        } else if (sku !== undefined && isInvisible(row)) {
          hold(row.cells)
          invisible.set(sku, row)
        } else if (type === 'simple' || type === 'virtual' || type === 'downloadable') {
          hold(row.cells)
          simples.push(row)
        } else page.push(...productReadings(make(row, []), ids, context))
      }
      if (page.length > 0) yield page
    }
    const bySku = new Map([...simples.map((row) => [row.cells.get('sku') ?? '', row] as const), ...invisible])
    const used = new Set<Row>()
    for (const row of configurables) {
      const variants = variationsOf(row).flatMap(({ sku, options }) => {
        const variant = bySku.get(sku)
        if (!variant || used.has(variant)) return []
        used.add(variant)
        return [{ row: variant, options }]
      })
      if (variants.length > 0) yield [PARENT, ...productReadings(make(row, variants), ids, context)]
      else yield row.cells.has('price') ? productReadings(make(row, []), ids, context) : [PARENT]
    }
    for (const row of simples) if (!used.has(row)) yield productReadings(make(row, []), ids, context)
    for (const row of invisible.values()) if (!used.has(row)) yield [PAGELESS]
  },
}

const PARENT: Reading = {
  kind: 'skipped',
  rule: 'product-with-variations',
  message: 'configurable products are sold as their variants',
}

const PAGELESS: Reading = {
  kind: 'skipped',
  rule: 'product-not-visible',
  message:
    'products that are not visible individually, and that no configurable product of the file lists, have no page to link to',
}

/** 1 is what the export spells out. */
const isInvisible = ({ cells }: Row): boolean => /^(?:1|not visible individually)$/i.test(cells.get('visibility') ?? '')

interface Variation {
  readonly sku: string
  readonly options: readonly Option[]
}

/** `sku=A,size=XS,color=Black|sku=B,…`. A comma before `name=` parts attributes, another one belongs to a value. */
function variationsOf({ cells }: Row): Variation[] {
  return listed(cells.get('configurablevariations'), '|').flatMap((variation) => {
    const parts = packedAttributes(variation)
    const sku = parts.find(([name]) => name === 'sku')?.[1]
    return sku === undefined ? [] : [{ sku, options: parts.filter(([name]) => name !== 'sku') }]
  })
}

const packedAttributes = (cell: string): Option[] =>
  cell.split(/,(?=[a-z0-9_]+=)/i).flatMap((part): Option[] => {
    const at = part.indexOf('=')
    return at > 0 && at < part.length - 1 ? [[part.slice(0, at), part.slice(at + 1).replace(/^"(.*)"$/s, '$1')]] : []
  })

function productMaker(
  context: ReaderContext,
): (row: Row, variants: readonly { row: Row; options: readonly Option[] }[]) => Product {
  const { page, picture } = addressesOf(context, { name: 'a Magento product CSV', pictures: 'media/catalog/product' })
  const imagesOf = ({ cells }: Row): string[] => [
    ...new Set(
      [cells.get('baseimage') ?? cells.get('image') ?? '', ...listed(cells.get('additionalimages'), ',')].flatMap(
        (file) => (file === '' || file === 'no_selection' ? [] : (picture(file) ?? [])),
      ),
    ),
  ]
  return (row, variants) => {
    const { cells } = row
    const name = cells.get('name') ?? ''
    const handle = slugOf(cells.get('urlkey') ?? name)
    const grouped = variants.length > 0
    const own = grouped ? variants : [{ row, options: [] }]
    return {
      handle,
      groupId: grouped ? cells.get('sku') : undefined,
      title: name,
      description: cells.get('description') ?? cells.get('shortdescription'),
      categories: categoriesOf(row),
      link: page(`${encodeURIComponent(handle)}.html`),
      images: [],
      grouped,
      fields: attributeFields(row),
      hidden: hiddenAs(row),
      variants: own.map((each) => {
        const images = imagesOf(each.row)
        return variantOf(each.row, each.options, images.length > 0 ? images : imagesOf(row), grouped, context)
      }),
    }
  }
}

function hiddenAs({ cells }: Row): Hidden | undefined {
  return cells.get('productonline') === '2' || cells.get('productonline') === '0'
    ? { rule: 'product-disabled', message: 'disabled products are no offers' }
    : undefined
}

function variantOf(
  row: Row,
  options: readonly Option[],
  images: string[],
  grouped: boolean,
  context: ReaderContext,
): Variant {
  const { cells } = row
  const special = cells.get('specialprice')
  return {
    line: row.line,
    ids: [cells.get('sku')],
    // A configurable's page is called by its own name; the options tell the variants apart.
    title: grouped && options.length > 0 ? undefined : cells.get('name'),
    description: grouped ? cells.get('description') : undefined,
    options,
    price: special ?? cells.get('price'),
    before: special === undefined ? undefined : cells.get('price'),
    saleFrom: cells.get('specialpricefromdate'),
    saleUntil: cells.get('specialpricetodate'),
    availability: availabilityOf(row, context),
    inventory: isUncounted(row) ? undefined : cells.get('qty')?.replace(/\.0*$/, ''),
    images,
    fields: attributeFields(row),
    hidden: hiddenAs(row),
  }
}

/** Stock is counted unless the product says otherwise by a setting of its own. */
const isUncounted = ({ cells }: Row): boolean =>
  cells.get('managestock') === '0' && cells.get('useconfigmanagestock') === '0'

function availabilityOf(row: Row, context: ReaderContext): string {
  const { cells } = row
  if (isUncounted(row)) return 'in_stock'
  if (cells.get('isinstock') === '0') return 'out_of_stock'
  const backorders = cells.get('allowbackorders') ?? '0'
  const sellsOn = backorders !== '0' && cells.get('useconfigbackorders') !== '1'
  return stockAvailability({ tracked: cells.has('qty'), quantity: Number(cells.get('qty')), sellsOn }, context)
}

/** Attributes that a row has packed, or as columns of their own; several values are those one can choose from. */
function attributeFields({ cells }: Row): Map<string, RawValue> {
  const packed = packedAttributes(cells.get('additionalattributes') ?? '')
  const attribute = (...names: string[]): string | undefined =>
    names.map((name) => packed.find(([own]) => own === name)?.[1] ?? cells.get(name)).find((value) => value)
  const fields = fieldsFrom({
    brand: attribute('manufacturer', 'brand'),
    gtin: attribute('gtin', 'ean', 'upc', 'barcode'),
    mpn: attribute('mpn'),
    costOfGoodsSold: attribute('cost'),
  })
  for (const name of ['color', 'size', 'material', 'pattern', 'gender']) {
    const values = listed(attribute(name), /[|\n]/)
    if (values.length === 1 || (name === 'material' && values.length > 1))
      putOption(fields, name, values.slice(0, 3).join('/'))
  }
  return fields
}

/**
 * `Default Category/Men/Tops,Default Category/Sale`: a comma parts paths where the root follows it, and belongs to a
 * name elsewhere. Sample data write one path as lines. The root is of no use; the deepest path comes first.
 */
function categoriesOf({ cells }: Row): string[] {
  const lines = listed(cells.get('category'), '\n')
  if (lines.length > 0) return [categoryPath(lines)]
  const cell = cells.get('categories') ?? ''
  const root = cell.split(/[/,]/, 1)[0] ?? ''
  const paths: string[] = []
  for (const part of cell.split(',')) {
    if (paths.length === 0 || part === root || part.startsWith(`${root}/`)) paths.push(part)
    else paths[paths.length - 1] += `,${part}`
  }
  return paths
    .map((path) => path.split('/').slice(1))
    .filter((path) => path.length > 0)
    .sort((a, b) => b.length - a.length)
    .map(categoryPath)
}
