import type { Dialect } from './dialect.ts'
import { listOf, objectOf } from './read-value.ts'

/**
 * User events of Google's retail API, one JSON object each.
 * Source: https://cloud.google.com/retail/docs/user-events, read 2026-11-22.
 */
export const googleRetail: Dialect = {
  id: 'google-retail',
  recognizes: ({ eventType, eventTime }) => typeof eventType === 'string' && eventTime !== undefined,
  translate(record) {
    const { eventType, visitorId, eventTime, productDetails, uri, userInfo, purchaseTransaction } = record
    if (typeof eventType === 'string' && WITHOUT_OFFERS.has(eventType)) return []
    const { id: orderId, revenue, currencyCode } = objectOf(purchaseTransaction)
    const event = {
      type: typeof eventType === 'string' ? (TYPES.get(eventType) ?? eventType) : eventType,
      visitorId,
      userId: objectOf(userInfo).userId,
      occurredAt: eventTime,
      pageUrl: typeof uri === 'string' ? uri : undefined,
      orderId,
      currency: currencyCode,
      value: revenue,
      items: productDetails === undefined ? undefined : listOf(productDetails).map(readItem),
    }
    return [event]
  },
}

const TYPES: ReadonlyMap<string, string> = new Map([
  ['detail-page-view', 'view_item'],
  ['add-to-cart', 'add_to_cart'],
  ['remove-from-cart', 'remove_from_cart'],
  ['shopping-cart-page-view', 'view_cart'],
  ['purchase-complete', 'purchase'],
])

const WITHOUT_OFFERS: ReadonlySet<string> = new Set([
  'home-page-view',
  'category-page-view',
  'promotion-offered',
  'promotion-not-offered',
  'promotion-view',
  'search',
  'media-play',
  'media-complete',
])

function readItem(detail: unknown): object {
  const { product, quantity } = objectOf(detail)
  const { id, priceInfo } = objectOf(product)
  const { price, currencyCode } = objectOf(priceInfo)
  return { offerId: id, quantity, price, currency: currencyCode }
}
