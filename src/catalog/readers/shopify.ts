/** What the readers of Shopify's formats share. */
import { type Hidden, stockAvailability } from './product.ts'
import type { ReaderContext } from './reader.ts'

/** Why a product is not sold; `status` in any case, `published` as exports write it. */
export function hiddenProduct(status: string | undefined, published: string | undefined): Hidden | undefined {
  const state = status?.toLowerCase()
  if (state === 'draft' || state === 'archived' || state === 'unlisted')
    return { rule: `product-${state}`, message: `variants of ${state} products are no offers` }
  if (published !== undefined && /^(false|no)$/i.test(published))
    return { rule: 'product-unpublished', message: 'variants of products that are not published are no offers' }
  return undefined
}

/** The one variant of a product without options is called so. */
export const isOption = (value: string | undefined): value is string =>
  value !== undefined && value !== '' && value !== 'Default Title'

/** `tracked` where stock is counted at all; policies are `continue` or a yes. */
export const shopifyAvailability = (
  stock: { tracked: boolean; quantity: number | undefined; policy: string | undefined },
  context: ReaderContext,
): string => stockAvailability({ ...stock, sellsOn: /^(continue|true|yes)$/i.test(stock.policy ?? '') }, context)

export const grams = (weight: string | number | undefined): string | undefined =>
  Number(weight) > 0 ? `${Number(weight)} g` : undefined
