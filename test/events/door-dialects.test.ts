import { describe, expect, it } from 'vitest'
import { dialects } from '../../src/events/dialects/index.ts'
import { translateShopify } from '../../src/events/dialects/shopify.ts'
import { parseEvent } from '../../src/events/parse-event.ts'
import { nodeDigest } from '../../src/platform/node/digest.ts'
import { testShop } from './test-shop.ts'

const AT = '2026-11-20T08:37:00.000Z'
const EUR = (minor: number) => ({ minor, currency: 'EUR' })

const parsed = (input: unknown) => {
  const result = parseEvent(input, {
    shop: testShop({ currency: 'EUR' }),
    receivedAt: Date.UTC(2026, 10, 22),
    digest: nodeDigest,
  })
  return result.ok ? result.event : { refused: result.rejection.rule }
}

/** What a record becomes in the one dialect that recognizes it. */
function becomes(record: Record<string, unknown>): { dialect: string | undefined; events: unknown[] } {
  const [dialect] = dialects.filter((one) => one.recognizes(record))
  return { dialect: dialect?.id, events: (dialect?.translate(record, {}) ?? []).map(parsed) }
}

const track = (event: string, properties: object | string, more: object = {}) => ({
  type: 'track',
  messageId: 'm',
  anonymousId: 'v',
  timestamp: AT,
  event,
  properties,
  ...more,
})
const PRODUCT = { product_id: ' 507f1f77 ', sku: 'G-32', price: '19.00', quantity: '2', currency: 'eur' }
const ITEM = { offerId: '507f1f77', otherIds: ['G-32'], quantity: 2, price: EUR(1_900) }

describe('a Segment message', () => {
  it.each([
    ['Product Viewed', 'view_item'],
    ['Viewed Product', 'view_item'],
    ['product viewed', 'view_item'],
    ['PRODUCT_VIEWED', 'view_item'],
    ['Product Added', 'add_to_cart'],
    ['Added Product', 'add_to_cart'],
    ['product_added', 'add_to_cart'],
    ['Wishlist Product Added to Cart', 'add_to_cart'],
    ['Product Removed', 'remove_from_cart'],
    ['Removed Product', 'remove_from_cart'],
    ['Cart Viewed', 'view_cart'],
    ['Checkout Started', 'begin_checkout'],
    ['Started Order', 'begin_checkout'],
    ['Checkout Started Webhook', 'begin_checkout'],
    ['Checkout Updated', 'begin_checkout'],
    ['Payment Info Entered', 'begin_checkout'],
    ['Order Completed', 'purchase'],
    ['Completed Order', 'purchase'],
    ['Order Created', 'purchase'],
    ['Order Refunded', 'refund'],
    ['Order Cancelled', 'refund'],
  ])('called %s is a %s', (name, type) => {
    expect(becomes(track(name, { ...PRODUCT, products: [PRODUCT] }))).toMatchObject({
      dialect: 'segment',
      events: [{ type }],
    })
  })

  it.each([
    'Product List Viewed',
    'Product Clicked',
    'Product Added to Wishlist',
    'Products Searched',
    'Signed Up',
    '',
  ])('called "%s" says nothing of what was left', (name) => expect(becomes(track(name, PRODUCT)).events).toEqual([]))

  it.each<[string, object | string, unknown]>([
    ['one product at the root', PRODUCT, [ITEM]],
    ['a list of products', { products: [PRODUCT, PRODUCT] }, [ITEM, ITEM]],
    ['one product where a list belongs', { products: PRODUCT }, [ITEM]],
    ['its products as a text', { products: JSON.stringify([PRODUCT]) }, [ITEM]],
    ['its properties as a text', JSON.stringify(PRODUCT), [ITEM]],
    ['no product id but a SKU', { sku: 'G-32' }, [{ offerId: 'G-32', quantity: 1 }]],
    ['a price with a comma', { ...PRODUCT, price: '1.299,00' }, [{ ...ITEM, price: EUR(129_900) }]],
    ['a price of null', { ...PRODUCT, price: null }, [{ offerId: '507f1f77', quantity: 2 }]],
    ['a price below zero', { ...PRODUCT, price: -5 }, [{ offerId: '507f1f77', quantity: 2 }]],
    [
      'a price in yen',
      { ...PRODUCT, price: '1299', currency: 'JPY' },
      [{ ...ITEM, price: { minor: 1_299, currency: 'JPY' } }],
    ],
    [
      'a price in dinars',
      { ...PRODUCT, price: '1.299', currency: 'KWD' },
      [{ ...ITEM, price: { minor: 1_299, currency: 'KWD' } }],
    ],
    ['a currency that is none', { ...PRODUCT, currency: 'euros' }, [ITEM]],
    ['a quantity of zero', { ...PRODUCT, quantity: 0 }, [{ ...ITEM, quantity: 1 }]],
    ['a long number for an id', { product_id: '820982911946154508' }, [{ offerId: '820982911946154508' }]],
  ])('may hold %s', (_name, properties, items) => {
    expect(becomes(track('Product Added', properties)).events).toMatchObject([{ items }])
  })

  it('without any id of a product is refused for that', () => {
    expect(becomes(track('Product Added', { name: 'Halden' })).events).toEqual([{ refused: 'items-offer-id-missing' }])
    expect(becomes(track('Product Added', {}, { anonymousId: '' })).events).toEqual([{ refused: 'visitor-id-missing' }])
  })

  it('of an order leaves out lines of nothing and of no product', () => {
    const products = [PRODUCT, { ...PRODUCT, quantity: 0 }, { name: 'Gift wrap', price: 2 }]
    expect(
      becomes(track('Order Completed', { order_id: 7, total: 27.5, currency: 'EUR', products })).events,
    ).toMatchObject([{ orderId: '7', value: EUR(2_750), items: [ITEM] }])
  })

  it('of a file is dated by when it was received', () => {
    const record = track('Product Added', PRODUCT, {
      originalTimestamp: '2026-11-21T08:00:00Z',
      sentAt: '2026-11-21T08:10:00Z',
      receivedAt: '2026-11-20T08:10:00Z',
    })
    expect(becomes(record).events).toMatchObject([{ occurredAt: Date.UTC(2026, 10, 20, 8) }])
  })
})

describe('an event of Google’s tags', () => {
  const pushed = (more: object) => ({ client_id: 'c', timestamp_micros: Date.parse(AT) * 1_000, ...more })

  it.each<[string, object, object]>([
    [
      'in the data layer',
      { event: 'add_to_cart', ecommerce: { currency: 'EUR', value: 5, items: [{ item_id: 'a', price: 5 }] } },
      { type: 'add_to_cart', value: EUR(500), items: [{ offerId: 'a', price: EUR(500) }] },
    ],
    [
      'of Universal Analytics',
      { event: 'x', ecommerce: { currencyCode: 'EUR', detail: { products: [{ id: 'a', price: '5.00' }] } } },
      { type: 'view_item', items: [{ offerId: 'a' }] },
    ],
    [
      'of a purchase there',
      {
        event: 'x',
        ecommerce: { purchase: { actionField: { id: 'T', revenue: '9.5' }, products: [{ id: 'a', quantity: 2 }] } },
      },
      { type: 'purchase', orderId: 'T', value: EUR(950), items: [{ offerId: 'a', quantity: 2 }] },
    ],
    [
      'of dynamic remarketing',
      { ecomm_prodid: ['a', 7], ecomm_pagetype: 'cart' },
      { type: 'view_cart', items: [{ offerId: 'a' }, { offerId: '7' }] },
    ],
    [
      'with the name for an id',
      { name: 'view_item', params: { items: [{ item_name: 'Halden' }] } },
      { type: 'view_item', items: [{ offerId: 'Halden' }] },
    ],
    ['of payment', { name: 'add_payment_info', params: {} }, { type: 'begin_checkout' }],
  ])('%s is read', (_name, record, event) => {
    expect(becomes(pushed(record))).toMatchObject({
      dialect: 'ga4',
      events: [{ visitorId: 'c', occurredAt: Date.parse(AT), ...event }],
    })
  })

  it('that resets the layer, or lists and searches, says nothing', () => {
    for (const record of [
      { event: 'x', ecommerce: null },
      { name: 'view_item_list', params: { items: [{ item_id: 'a' }] } },
      { name: 'search', params: {} },
    ])
      expect(becomes(pushed(record)).events).toEqual([])
  })
})

describe('an event of the Meta Pixel and the Conversions API', () => {
  const event = (name: string, custom: object, more: object = {}) => ({
    event_name: name,
    event_time: Date.parse(AT) / 1_000,
    user_data: { external_id: 'x', em: 'A'.repeat(64) },
    custom_data: custom,
    ...more,
  })

  it.each<[string, string, object, object]>([
    [
      'ViewContent',
      'view_item',
      { content_ids: ['a', 'b'], content_type: 'product' },
      [{ offerId: 'a' }, { offerId: 'b' }],
    ],
    [
      'AddToCart',
      'add_to_cart',
      { contents: '[{"id":"a","quantity":2,"item_price":5}]', currency: 'eur' },
      [{ offerId: 'a', quantity: 2, price: EUR(500) }],
    ],
    ['ViewContent', 'view_item', { content_ids: 'group-1', content_type: 'product_group' }, [{ offerId: 'group-1' }]],
    ['InitiateCheckout', 'begin_checkout', { content_ids: ['a'], num_items: 1 }, [{ offerId: 'a' }]],
    ['Purchase', 'purchase', { contents: [{ id: 'a' }], value: 5, currency: 'EUR', order_id: 'O' }, [{ offerId: 'a' }]],
  ])('%s is a %s', (name, type, custom, items) => {
    expect(becomes(event(name, custom))).toMatchObject({
      dialect: 'meta',
      events: [{ type, visitorId: 'x', emailSha256: 'a'.repeat(64), items }],
    })
  })

  it.each(['Search', 'AddToWishlist', 'PageView', 'spin_result'])('called %s says nothing of what was left', (name) => {
    expect(becomes(event(name, { content_ids: ['a'] })).events).toEqual([])
  })
})

describe('an event of Shopify’s web pixel', () => {
  const variant = { id: '44', sku: 'S', price: { amount: 9.5, currencyCode: 'EUR' }, product: { id: '4' } }
  const item = { offerId: '44', otherIds: ['S', '4'], price: EUR(950) }
  it.each<[string, string, object, object]>([
    ['product_viewed', 'view_item', { productVariant: variant }, [item]],
    [
      'product_added_to_cart',
      'add_to_cart',
      { cartLine: { quantity: 2, merchandise: variant } },
      [{ ...item, quantity: 2 }],
    ],
    ['product_removed_from_cart', 'remove_from_cart', { cartLine: { quantity: 1, merchandise: variant } }, [item]],
    [
      'cart_viewed',
      'view_cart',
      { cart: { lines: [{ quantity: 3, merchandise: variant }] } },
      [{ ...item, quantity: 3 }],
    ],
    ['checkout_started', 'begin_checkout', { checkout: { lineItems: [{ quantity: 1, variant }] } }, [item]],
    [
      'checkout_completed',
      'purchase',
      { checkout: { order: { id: '9' }, lineItems: [{ quantity: 1, variant }] } },
      [item],
    ],
  ])('called %s is a %s', (name, type, data, items) => {
    const record = { id: 'e', clientId: 'v', name, timestamp: AT, data }
    expect(becomes(record)).toMatchObject({ dialect: 'shopify-pixel', events: [{ type, visitorId: 'v', items }] })
  })

  it('of a search says nothing', () => {
    expect(becomes({ id: 'e', clientId: 'v', name: 'search_submitted', timestamp: AT, data: {} }).events).toEqual([])
  })
})

describe('a webhook of Shopify', () => {
  const translate = (topic: string, body: object) =>
    translateShopify(body as Record<string, unknown>, { topic, webhookId: 'w' }).map(parsed)
  const lines = [{ variant_id: 5, sku: 'S', product_id: 4, quantity: 2, price: '9.50' }]

  it('of an abandoned checkout that was completed is the purchase of its order', () => {
    const checkout = { id: 1, token: 'ch', cart_token: 'ca', updated_at: AT, line_items: lines }
    const order = { id: 9, checkout_token: 'ch', cart_token: 'ca', created_at: AT, updated_at: AT, line_items: lines }
    const [bought] = translate('checkouts/update', { ...checkout, completed_at: AT })
    const [ordered] = translate('orders/create', order)
    expect(bought).toMatchObject({ type: 'purchase', visitorId: 'ca', eventId: 'shopify-purchase-ch' })
    expect(ordered).toMatchObject({ type: 'purchase', visitorId: 'ca', eventId: 'shopify-purchase-ch', orderId: '9' })
  })

  it('of a cancelled order is its purchase and its return', () => {
    const order = { id: 9, cart_token: 'ca', created_at: AT, cancelled_at: '2026-11-21T00:00:00Z', line_items: lines }
    expect(translate('orders/cancelled', order)).toMatchObject([{ type: 'purchase' }, { type: 'refund', orderId: '9' }])
  })

  it('of a refund names the lines that came back', () => {
    const body = { id: 3, order_id: 9, created_at: AT, refund_line_items: [{ quantity: 1, line_item: lines[0] }] }
    expect(translate('refunds/create', body)).toMatchObject([
      { type: 'refund', orderId: '9', items: [{ offerId: '5', otherIds: ['S', '4'], quantity: 1 }] },
    ])
  })

  it('knows the visitor of the pixel by the note that the shop wrote', () => {
    const note_attributes = [{ name: 'secondglance_visitor', value: 'v-9' }]
    expect(translate('orders/create', { id: 9, created_at: AT, note_attributes, line_items: [] })).toMatchObject([
      { visitorId: 'v-9' },
    ])
  })

  it('leaves lines without a product out, such as a tip', () => {
    const tip = { variant_id: null, product_id: null, sku: '', title: 'Tip', quantity: 1, price: '1.00' }
    expect(
      translate('orders/create', { id: 9, created_at: AT, cart_token: 'ca', line_items: [...lines, tip] }),
    ).toMatchObject([{ items: [{ offerId: '5' }] }])
  })
})
