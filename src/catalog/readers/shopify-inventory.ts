import { fieldKey } from '../raw-record.ts'
import type { Option } from './product.ts'
import type { BesideTable, ReaderContext } from './reader.ts'
import { isOption } from './shopify.ts'

/** Quantities of variants, from the inventory export that a shop with several locations has beside its products. */
export interface InventoryBook {
  /** What is available at all locations together; undefined where the file says nothing of the variant. */
  quantityOf(sku: string | undefined, handle: string, options: readonly Option[]): number | undefined
  noticeUnmatched(context: ReaderContext): void
}

/**
 * Undefined where no inventory export was given. Rows are joined by SKU, and by handle and options where there is none.
 * Source: https://help.shopify.com/en/manual/products/inventory/setup/inventory-csv, read 2026-11-24.
 */
export function readInventory(context: ReaderContext): InventoryBook | undefined {
  const table = context.beside?.find(isInventory)
  if (!table) return undefined
  const counts = table.columns.includes('available')
    ? ['available']
    : table.columns.slice(table.columns.lastIndexOf('coo') + 1)
  const quantities = new Map<string, number>()
  for (const cells of table.rows) {
    const quantity = counts
      .map((column) => Number(cells.get(column)))
      .filter(Number.isFinite)
      .reduce((sum, each) => sum + each, 0)
    const options = [1, 2, 3].map((at) => cells.get(`option${at}value`)).filter(isOption)
    const keys = [skuKey(cells.get('sku')), optionsKey(cells.get('handle') ?? '', options)]
    for (const key of keys) if (key !== undefined) quantities.set(key, (quantities.get(key) ?? 0) + quantity)
  }
  let met = 0
  return {
    quantityOf(sku, handle, options) {
      const byOptions = optionsKey(
        handle,
        options.map(([, value]) => value),
      )
      const found = quantities.get(byOptions) ?? quantities.get(skuKey(sku) ?? '')
      if (found !== undefined) met++
      return found
    },
    noticeUnmatched({ notice }) {
      notice(`stock of ${met} variants was taken from "${table.name}" (${table.rows.length} rows)`)
    },
  }
}

const isInventory = ({ columns }: BesideTable): boolean =>
  columns.includes('handle') && columns.includes('sku') && (columns.includes('available') || columns.includes('coo'))

const skuKey = (sku: string | undefined): string | undefined => (sku === undefined ? undefined : `sku ${sku}`)

const optionsKey = (handle: string, options: readonly string[]): string =>
  JSON.stringify([handle, ...options.map(fieldKey)])
