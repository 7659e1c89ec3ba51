import { describe, expect, it } from 'vitest'
import { dialects } from '../../src/events/dialects/index.ts'
import { parseEvent } from '../../src/events/parse-event.ts'
import { nodeDigest } from '../../src/platform/node/digest.ts'
import { testShop } from './test-shop.ts'

const session = { vid: 'visitor-1', uid: 'visit-7' }
const gallyDocument = (event_type: string, metadata_code: string, more: object = {}) => ({
  '@timestamp': '2026-11-20 08:37:00',
  id: 'doc-1',
  event_type,
  metadata_code,
  entity_code: 'HALDEN-M',
  session,
  ...more,
})
const retailEvent = (eventType: string, more: object = {}) => ({
  eventType,
  visitorId: 'visitor-1',
  eventTime: '2026-11-20T08:37:00+00:00',
  ...more,
})
const AT = Date.UTC(2026, 10, 20, 8, 37)
const EUR = (minor: number) => ({ minor, currency: 'EUR' })

/** What each record becomes; undefined where it has no bearing on any offer, the rule where it is rejected. */
const RECORDS: Readonly<
  Record<string, { record: Record<string, unknown>; dialect: string; becomes: object | string | undefined }>
> = {
  'a Gally product view': {
    record: gallyDocument('view', 'product'),
    dialect: 'gally',
    becomes: {
      eventId: 'doc-1',
      type: 'view_item',
      visitorId: 'visitor-1',
      items: [{ offerId: 'HALDEN-M', quantity: 1 }],
    },
  },
  'a Gally add to cart': {
    record: gallyDocument('add_to_cart', 'product', { cart: { qty: 3 }, order: { price: 40.79, row_total: 122.37 } }),
    dialect: 'gally',
    becomes: {
      type: 'add_to_cart',
      value: EUR(12_237),
      items: [{ offerId: 'HALDEN-M', quantity: 3, price: EUR(4_079) }],
    },
  },
  'a line of a Gally order': {
    record: gallyDocument('order', 'product', {
      order: { order_id: '167', total: 63.41, price: 31.6, qty: 2, row_total: 63.2 },
    }),
    dialect: 'gally',
    becomes: {
      type: 'purchase',
      orderId: '167',
      value: EUR(6_320),
      items: [{ offerId: 'HALDEN-M', quantity: 2, price: EUR(3_160) }],
    },
  },
  'a Gally search': { record: gallyDocument('search', 'product'), dialect: 'gally', becomes: undefined },
  'a Gally listing': { record: gallyDocument('display', 'product'), dialect: 'gally', becomes: undefined },
  'a Gally category view': { record: gallyDocument('view', 'category'), dialect: 'gally', becomes: undefined },
  'a Gally event nobody knows': {
    record: gallyDocument('dance', 'product'),
    dialect: 'gally',
    becomes: 'type-invalid',
  },
  'a Gally product view without a product': {
    record: gallyDocument('view', 'product', { entity_code: undefined }),
    dialect: 'gally',
    becomes: 'items-offer-id-missing',
  },
  'a Gally product view at a relative time': {
    record: gallyDocument('view', 'product', { '@timestamp': '@now:-5d' }),
    dialect: 'gally',
    becomes: 'occurred-at-invalid',
  },
  'a retail page view': {
    record: retailEvent('detail-page-view', {
      uri: 'https://shop.example/p?x=1',
      productDetails: [{ product: { id: 'p1' } }],
      userInfo: { userId: 'u1' },
    }),
    dialect: 'google-retail',
    becomes: {
      type: 'view_item',
      userId: 'u1',
      pageUrl: 'https://shop.example/p',
      items: [{ offerId: 'p1', quantity: 1 }],
    },
  },
  'a retail page view with a single product': {
    record: retailEvent('detail-page-view', { productDetails: { product: { id: 'p1' }, quantity: 3 } }),
    dialect: 'google-retail',
    becomes: { type: 'view_item', items: [{ offerId: 'p1', quantity: 3 }] },
  },
  'a retail add to cart': {
    record: retailEvent('add-to-cart', {
      productDetails: [{ product: { id: 'p1', priceInfo: { price: 10, currencyCode: 'USD' } }, quantity: 2 }],
    }),
    dialect: 'google-retail',
    becomes: {
      type: 'add_to_cart',
      items: [{ offerId: 'p1', quantity: 2, price: { minor: 1_000, currency: 'USD' } }],
    },
  },
  'a retail cart view': {
    record: retailEvent('shopping-cart-page-view', { productDetails: [{ product: { id: 'p1' }, quantity: 2 }] }),
    dialect: 'google-retail',
    becomes: { type: 'view_cart', items: [{ offerId: 'p1', quantity: 2 }] },
  },
  'a retail purchase': {
    record: retailEvent('purchase-complete', {
      productDetails: [{ product: { id: 'p1' }, quantity: 2 }],
      purchaseTransaction: { id: 't1', revenue: 20.5, currencyCode: 'USD' },
    }),
    dialect: 'google-retail',
    becomes: { type: 'purchase', orderId: 't1', value: { minor: 2_050, currency: 'USD' } },
  },
  'a retail home page view': { record: retailEvent('home-page-view'), dialect: 'google-retail', becomes: undefined },
  'a retail search': { record: retailEvent('search'), dialect: 'google-retail', becomes: undefined },
  'a retail event nobody knows': { record: retailEvent('invalid'), dialect: 'google-retail', becomes: 'type-invalid' },
  'one of our own': {
    record: { type: 'purchase', visitorId: 'visitor-1', occurredAt: '2026-11-20T08:37:00Z' },
    dialect: 'canonical',
    becomes: { type: 'purchase' },
  },
}

describe('a record of', () => {
  it.each(Object.entries(RECORDS))('%s', (_name, { record, dialect: expected, becomes }) => {
    const recognized = dialects.filter((dialect) => dialect.recognizes(record))
    expect(recognized.map(({ id }) => id)).toEqual([expected])
    const inputs = recognized[0]?.translate(record, {})
    if (becomes === undefined) return expect(inputs).toEqual([])
    const input = inputs?.[0]
    const result = parseEvent(input, {
      shop: testShop({ currency: 'EUR' }),
      receivedAt: Date.UTC(2026, 10, 22),
      digest: nodeDigest,
    })
    if (typeof becomes === 'string') return expect(result).toMatchObject({ ok: false, rejection: { rule: becomes } })
    expect(result).toMatchObject({ ok: true, event: { visitorId: 'visitor-1', occurredAt: AT, ...becomes } })
  })
})
