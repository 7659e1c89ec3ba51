import type { Dialect } from './dialect.ts'
import {
  amountOf,
  currencyOf,
  emailOf,
  itemOf,
  type Json,
  type LineParts,
  linesOf,
  listOf,
  objectOf,
  textOf,
} from './read-value.ts'

/**
 * Standard events of Shopify's web pixels, as a custom pixel hands them on; `customerPrivacy` may stand beside them as
 * `init.customerPrivacy` has it.
 * Source: shopify.dev, web pixels standard events; read 2026-11-24.
 */
export const shopifyPixel: Dialect = {
  id: 'shopify-pixel',
  recognizes: (record) =>
    typeof record.name === 'string' && 'clientId' in record && 'timestamp' in record && 'data' in record,
  translate(record) {
    const name = textOf(record.name) ?? ''
    const type = TYPES.get(name)
    if (type === undefined) return []
    const data = objectOf(record.data)
    const checkout = objectOf(data.checkout)
    const page = objectOf(objectOf(objectOf(record.context).document).location)
    const email = emailOf(checkout.email)
    return [
      {
        eventId: record.id,
        type,
        visitorId: record.clientId,
        occurredAt: record.timestamp,
        pageUrl: textOf(page.href),
        orderId: textOf(objectOf(checkout.order).id),
        userId: textOf(objectOf(objectOf(checkout.order).customer).id),
        currency: currencyOf(checkout.currencyCode),
        value: amountOf(objectOf(checkout.totalPrice).amount, currencyOf(checkout.currencyCode)),
        items: itemsOf(type, data),
        traits: email === undefined ? undefined : { email },
        consent: consentOf(objectOf(record.customerPrivacy)),
        userAgent: textOf(objectOf(objectOf(record.context).navigator).userAgent)?.slice(0, 2_048),
      },
    ]
  },
}

const TYPES: ReadonlyMap<string, string> = new Map([
  ['product_viewed', 'view_item'],
  ['product_added_to_cart', 'add_to_cart'],
  ['product_removed_from_cart', 'remove_from_cart'],
  ['cart_viewed', 'view_cart'],
  ['checkout_started', 'begin_checkout'],
  ['payment_info_submitted', 'begin_checkout'],
  ['checkout_completed', 'purchase'],
])

function itemsOf(type: string, data: Json): object[] {
  if (type === 'view_item') return [itemOf(lineOf(data.productVariant, 1))]
  if (type === 'view_cart') return linesOf(listOf(objectOf(data.cart).lines).map(cartLine))
  if (type === 'add_to_cart' || type === 'remove_from_cart') return [itemOf(cartLine(data.cartLine))]
  return linesOf(
    listOf(objectOf(data.checkout).lineItems).map((line) => {
      const { variant, quantity } = objectOf(line)
      return lineOf(variant, quantity)
    }),
  )
}

function cartLine(line: unknown): LineParts {
  const { merchandise, quantity } = objectOf(line)
  return lineOf(merchandise, quantity)
}

function lineOf(variant: unknown, quantity: unknown): LineParts {
  const { id, sku, price, product } = objectOf(variant)
  const { amount, currencyCode } = objectOf(price)
  return { ids: [id, sku, objectOf(product).id], quantity, price: amount, currency: currencyCode }
}

/** Ads to a person are marketing, and their data would be shared for it. */
function consentOf({ marketingAllowed, saleOfDataAllowed }: Json): object | undefined {
  const said = [marketingAllowed, saleOfDataAllowed].filter((word) => typeof word === 'boolean')
  return said.length === 0 ? undefined : { ads: said.every((word) => word) }
}
