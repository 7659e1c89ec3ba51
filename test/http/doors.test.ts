import { createHmac } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { beforeEach, describe, expect, it } from 'vitest'
import { logOf } from '../contracts/shop-events.ts'
import { NOW, offerJson, type TestService, testService } from './service.ts'

let service: TestService
let write: string
beforeEach(async () => {
  service = await testService()
  write = await service.key('write', 'default')
})

const log = () => logOf(service.deps.events, 'default')
const stats = () => service.deps.events.stats('default')
const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  service.json('POST', path, body, { headers })
const basic = (key: string): Record<string, string> => ({ Authorization: `Basic ${btoa(`${key}:`)}` })

const AT = '2026-11-24T11:00:00.000Z'
const added = (more: object = {}) => ({
  messageId: 'm-1',
  anonymousId: 'v-1',
  event: 'Product Added',
  timestamp: AT,
  properties: { product_id: 'a', price: '19.99', quantity: '2', currency: 'usd' },
  ...more,
})

describe('the Segment API', () => {
  it('takes a track call with the write key as user name', async () => {
    const response = await post('/v1/track', added(), basic(write))
    expect([response.status, await response.json()]).toEqual([200, { success: true }])
    expect(await log()).toMatchObject([
      {
        eventId: 'm-1',
        type: 'add_to_cart',
        visitorId: 'v-1',
        occurredAt: Date.parse(AT),
        items: [{ offerId: 'a', quantity: 2, price: { minor: 1_999, currency: 'USD' } }],
      },
    ])
  })

  it('takes the write key in the body, as its script in a page sends it', async () => {
    const response = await post('/v1/track', added({ writeKey: write }), { 'Content-Type': 'text/plain' })
    expect(response.status).toBe(200)
    expect(await stats()).toMatchObject({ stored: 1 })
  })

  it.each([
    ['no key', {}],
    ['a wrong key', basic('sg_write_x_0123456789abcdef')],
  ])('refuses a call with %s', async (_name, headers) => {
    expect((await post('/v1/track', added(), headers)).status).toBe(401)
    expect(await stats()).toMatchObject({ received: 0 })
  })

  it('refuses a key that may not send events', async () => {
    expect((await post('/v1/track', added(), basic(await service.key('feed', 'default')))).status).toBe(403)
  })

  it('keeps the good messages of a batch, sets the bad aside, and passes over what says nothing of offers', async () => {
    const batch = [
      { type: 'track', ...added() },
      { type: 'track', ...added({ messageId: 'm-2', anonymousId: undefined }) },
      { type: 'page', messageId: 'm-3', anonymousId: 'v-1' },
      null,
      {
        type: 'track',
        ...added({ messageId: 'm-4', event: 'Order Completed', properties: { order_id: 7, products: [] } }),
      },
    ]
    const response = await post('/v1/batch', { batch, sentAt: new Date(NOW).toISOString() }, basic(write))
    expect(response.status).toBe(200)
    expect(await stats()).toMatchObject({ received: 4, stored: 2, deadLettered: 2, rejected: 0 })
    const letters = await service.deps.events.deadLetters('default', 10)
    expect(letters.map(({ rule, dialect }) => [rule, dialect]).sort()).toEqual([
      ['event-not-an-object', 'segment'],
      ['visitor-id-missing', 'segment'],
    ])
  })

  it('sets a clock right that is a day ahead', async () => {
    const day = 86_400_000
    await post(
      '/v1/track',
      added({
        originalTimestamp: new Date(NOW + day - 60_000).toISOString(),
        sentAt: new Date(NOW + day).toISOString(),
      }),
      basic(write),
    )
    expect(await log()).toMatchObject([{ occurredAt: NOW - 60_000 }])
  })

  it('marks a time that still lies ahead', async () => {
    await post('/v1/track', added({ timestamp: new Date(NOW + 5_000_000).toISOString() }), basic(write))
    expect(await log()).toMatchObject([{ occurredAt: NOW, isClamped: true }])
  })

  it('joins who is who by identify', async () => {
    await post(
      '/v1/identify',
      { anonymousId: 'v-1', userId: 'u-1', traits: { email: 'Ann@Shop.example ' } },
      basic(write),
    )
    const [event] = await log()
    expect(event).toMatchObject({ type: 'identify', userId: 'u-1', visitorId: 'v-1' })
    expect(event?.emailSha256).toMatch(/^[0-9a-f]{64}$/)
    expect(JSON.stringify(event)).not.toMatch(/ann@/i)
  })

  it.each([
    ['the phone forbids ad tracking', { device: { adTrackingEnabled: false } }],
    [
      'the category of advertising was refused',
      { consent: { categoryPreferences: { Advertising: false, Analytics: true } } },
    ],
  ])('stores nothing about somebody when %s', async (_name, context) => {
    await post('/v1/track', added({ context }), basic(write))
    expect(await stats()).toMatchObject({ received: 1, consentDropped: 1, stored: 0 })
    expect(await log()).toEqual([])
  })

  it('counts robots and stores nothing of them', async () => {
    const context = { userAgent: 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)' }
    await post('/v1/track', added({ context }), basic(write))
    expect(await stats()).toMatchObject({ received: 1, bots: 1, stored: 0 })
  })

  it('refuses a message over 32 KB and a batch of 501 whole', async () => {
    const large = await post(
      '/v1/batch',
      { batch: [{ type: 'track', ...added() }, added({ extra: 'x'.repeat(33_000) })] },
      basic(write),
    )
    expect(large.status).toBe(413)
    const many = await post('/v1/batch', { batch: Array.from({ length: 501 }, () => added()) }, basic(write))
    expect(many.status).toBe(413)
    expect(await stats()).toMatchObject({ received: 0 })
  })
})

describe('the Measurement Protocol', () => {
  const body = (more: object = {}) => ({
    client_id: '11.22',
    timestamp_micros: Date.parse(AT) * 1000,
    events: [{ name: 'add_to_cart', params: { currency: 'USD', items: [{ item_id: 'a', price: 5, quantity: 3 }] } }],
    ...more,
  })
  const collect = (sent: unknown, secret = write) => post(`/mp/collect?measurement_id=G-1&api_secret=${secret}`, sent)

  it('is taken with a write key as secret, and answered with nothing', async () => {
    const response = await collect(body())
    expect([response.status, await response.text()]).toEqual([204, ''])
    expect(await log()).toMatchObject([
      { type: 'add_to_cart', visitorId: '11.22', occurredAt: Date.parse(AT), items: [{ offerId: 'a', quantity: 3 }] },
    ])
  })

  it('stores two like events of one body and nothing of the same body again', async () => {
    const events = [body().events[0], body().events[0]]
    await collect(body({ events }))
    await collect(body({ events }))
    expect(await stats()).toMatchObject({ stored: 2, duplicate: 2 })
  })

  it('stores nothing about somebody who denied personal ads', async () => {
    await collect(body({ consent: { ad_personalization: 'DENIED' } }))
    await collect(body({ non_personalized_ads: true }))
    expect(await stats()).toMatchObject({ received: 2, consentDropped: 2 })
  })

  it('is refused without the key and without a list of events', async () => {
    expect((await collect(body(), 'wrong')).status).toBe(401)
    expect((await collect({ client_id: '1' })).status).toBe(400)
  })

  it('sets an event without a client aside', async () => {
    expect((await collect(body({ client_id: undefined }))).status).toBe(204)
    expect(await stats()).toMatchObject({ deadLettered: 1 })
  })
})

describe('the Conversions API', () => {
  const HASH = 'a'.repeat(64)
  const event = (more: object = {}) => ({
    event_name: 'AddToCart',
    event_time: Date.parse(AT) / 1000,
    event_id: 'e-1',
    action_source: 'website',
    user_data: { em: [HASH], fbp: 'fb.1.1.2' },
    custom_data: { currency: 'USD', content_type: 'product', contents: [{ id: 'a', quantity: 2, item_price: 7 }] },
    ...more,
  })
  const send = (data: unknown, path = '/meta/123/events') => post(`${path}?access_token=${write}`, { data })

  it.each(['/meta/123/events', '/meta/v25.0/123/events'])('is taken at %s', async (path) => {
    const response = await send([event()], path)
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({ events_received: 1 })
    expect(await log()).toMatchObject([
      { type: 'add_to_cart', visitorId: 'fb.1.1.2', emailSha256: HASH, items: [{ offerId: 'a', quantity: 2 }] },
    ])
  })

  it('takes the token in the body', async () => {
    expect((await post('/meta/1/events', { data: [event()], access_token: write })).status).toBe(200)
  })

  it.each([
    ['without user data', event({ user_data: {} })],
    ['without a time', event({ event_time: 'now' })],
    ['without a name', event({ event_name: undefined })],
    ['without a product', event({ custom_data: { contents: [{}] } })],
    ['that is none', null],
  ])('refuses the whole request for one event %s', async (_name, bad) => {
    const response = await send([event(), bad])
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ errors: [{ detail: expect.stringContaining('event ') }] })
    expect(await stats()).toMatchObject({ received: 0 })
  })

  it.each([
    ['opted out', { opt_out: true }],
    ['asked for limited use', { data_processing_options: ['LDU'], data_processing_options_country: 1 }],
  ])('stores nothing about somebody who %s', async (_name, more) => {
    await send([event(more)])
    expect(await stats()).toMatchObject({ consentDropped: 1, stored: 0 })
  })

  it('keeps the two events that share an id apart by their names', async () => {
    await send([event(), event({ event_name: 'InitiateCheckout' }), event()])
    expect(await stats()).toMatchObject({ stored: 2, duplicate: 1 })
  })

  it('marks trials', async () => {
    await post('/meta/1/events', { data: [event()], access_token: write, test_event_code: 'T1' })
    expect(await log()).toMatchObject([{ isTest: true }])
  })
})

const sign = (body: string | Uint8Array, secret = 'hush') => createHmac('sha256', secret).update(body).digest('base64')

/** A delivery of Shopify or WooCommerce, signed unless told otherwise. */
const deliver = (
  source: 'shopify' | 'woocommerce',
  body: string,
  headers: Record<string, string> = {},
  shop = 'default',
) =>
  service.request(`/webhooks/${shop}/${source}`, {
    method: 'POST',
    body,
    headers: {
      'Content-Type': 'application/json',
      [source === 'shopify' ? 'X-Shopify-Hmac-Sha256' : 'X-WC-Webhook-Signature']: sign(body),
      ...headers,
    },
  })

const setSecret = (source: 'shopify' | 'woocommerce', secret = 'hush') =>
  service.deps.webhooks.setSecret({ shopId: 'default', source, secret, setAt: service.clock.at })

const cart = (lines: unknown[], more: object = {}) =>
  JSON.stringify({ id: 'tok', token: 'tok', note: null, updated_at: AT, created_at: AT, line_items: lines, ...more })
const topic = (name: string, id = 'w-1') => ({ 'X-Shopify-Topic': name, 'X-Shopify-Webhook-Id': id })

describe('webhooks of Shopify', () => {
  beforeEach(() => setSecret('shopify'))

  it('are taken with the right signature, and ids of 18 digits stay whole', async () => {
    const body = cart([{ variant_id: 'V', sku: 's', product_id: 1, quantity: 2, price: '10.00' }]).replace(
      '"V"',
      '820982911946154508',
    )
    const response = await deliver('shopify', body, topic('carts/update'))
    expect(response.status).toBe(200)
    expect(await log()).toMatchObject([
      {
        type: 'view_cart',
        visitorId: 'tok',
        items: [{ offerId: '820982911946154508', otherIds: ['s', '1'], quantity: 2 }],
      },
    ])
  })

  it('take the id that the catalog knows', async () => {
    await service.json('PUT', '/v1/offers/s', offerJson('s'), { key: await service.key('admin') })
    await deliver('shopify', cart([{ variant_id: 5, sku: 's', product_id: 1, quantity: 1 }]), topic('carts/update'))
    expect(await log()).toMatchObject([{ items: [{ offerId: 's', otherIds: ['5', '1'] }] }])
  })

  it('empty the cart when they hold no lines', async () => {
    await service.json('PUT', '/v1/offers/5', offerJson('5'), { key: await service.key('admin') })
    await deliver('shopify', cart([{ variant_id: 5, quantity: 1 }]), topic('carts/create'))
    const open = async () => (await service.deps.audience.visitorItems('default', 'tok')).filter(({ stage }) => stage)
    expect(await open()).toHaveLength(1)
    await deliver('shopify', cart([], { updated_at: '2026-11-24T11:30:00Z' }), topic('carts/update', 'w-2'))
    expect(await open()).toHaveLength(0)
  })

  it('close the cart with the order, and tell the purchase once', async () => {
    await deliver('shopify', cart([{ variant_id: 5, quantity: 1 }]), topic('carts/create'))
    const order = JSON.stringify({
      id: 9,
      order_number: 1,
      cart_token: 'tok',
      checkout_token: 'ch',
      financial_status: 'paid',
      created_at: '2026-11-24T11:20:00Z',
      updated_at: '2026-11-24T11:20:00Z',
      currency: 'USD',
      total_price: '10.00',
      line_items: [{ variant_id: 5, quantity: 1, price: '10.00' }],
    })
    await deliver('shopify', order, topic('orders/create', 'w-2'))
    await deliver('shopify', order, topic('orders/paid', 'w-3'))
    expect(await stats()).toMatchObject({ stored: 2, duplicate: 1 })
    expect((await service.deps.audience.visitorItems('default', 'tok')).filter(({ stage }) => stage)).toEqual([])
  })

  it('take out of a checkout the line that is missing', async () => {
    const checkout = (ids: number[], at: string) =>
      JSON.stringify({
        id: 1,
        token: 'ch',
        cart_token: 'tok',
        abandoned_checkout_url: 'https://default.example/c',
        updated_at: at,
        completed_at: null,
        line_items: ids.map((variant_id) => ({ variant_id, quantity: 1, price: '1.00' })),
      })
    await deliver('shopify', checkout([5, 6], '2026-11-24T11:00:00Z'), topic('checkouts/create'))
    await deliver('shopify', checkout([6], '2026-11-24T11:01:00Z'), topic('checkouts/update', 'w-2'))
    const items = await service.deps.audience.visitorItems('default', 'tok')
    expect(items.map(({ offerId, stage }) => [offerId, stage])).toEqual([
      ['5', undefined],
      ['6', 'checkout'],
    ])
  })

  it.each([
    ['no signature', { 'X-Shopify-Hmac-Sha256': '' }],
    [
      'the signature in hexadecimal',
      { 'X-Shopify-Hmac-Sha256': createHmac('sha256', 'hush').update(cart([])).digest('hex') },
    ],
    ['the signature without its padding', { 'X-Shopify-Hmac-Sha256': sign(cart([])).replace('=', '') }],
    ['the signature twice', { 'X-Shopify-Hmac-Sha256': `${sign(cart([]))}, ${sign(cart([]))}` }],
    ['another secret', { 'X-Shopify-Hmac-Sha256': sign(cart([]), 'shush') }],
  ])('are refused with %s', async (_name, headers) => {
    const response = await deliver('shopify', cart([]), { ...topic('carts/update'), ...headers })
    expect(response.status).toBe(401)
    expect(await stats()).toMatchObject({ received: 0 })
  })

  it('are refused in the same words for a shop that is not there or has no secret', async () => {
    const answers = await Promise.all(
      ['other', 'nobody'].map(async (shop) => {
        const response = await deliver('shopify', cart([]), topic('carts/update'), shop)
        const { requestId, ...problem } = (await response.json()) as Record<string, unknown>
        return problem
      }),
    )
    expect(answers[0]).toMatchObject({ status: 401 })
    expect(answers[1]).toEqual(answers[0])
  })

  it('are verified with the secret before for an hour', async () => {
    await setSecret('shopify', 'new')
    expect((await deliver('shopify', cart([]), topic('carts/update'))).status).toBe(200)
    service.clock.at += 3_600_001
    expect((await deliver('shopify', cart([]), topic('carts/update', 'w-2'))).status).toBe(401)
  })

  it('are refused, all 2,000, when one byte of body or signature is another', async () => {
    const body = cart([{ variant_id: 5, quantity: 1 }])
    const signature = sign(body)
    let accepted = 0
    for (let at = 0; at < 2_000; at++) {
      const inBody = at % 2 === 0
      const text = inBody ? body : signature
      const place = (at * 7) % text.length
      const other = String.fromCharCode(33 + ((text.charCodeAt(place) + 1 + (at % 89) - 33) % 94))
      if (other === text[place]) continue
      const mutated = text.slice(0, place) + other + text.slice(place + 1)
      const response = inBody
        ? await deliver('shopify', mutated, { ...topic('carts/update'), 'X-Shopify-Hmac-Sha256': signature })
        : await deliver('shopify', body, { ...topic('carts/update'), 'X-Shopify-Hmac-Sha256': mutated })
      if (response.status !== 401) accepted++
    }
    expect(accepted).toBe(0)
    expect(await stats()).toMatchObject({ received: 0 })
  })

  it('have one effect when the same one comes 100 times at once', async () => {
    const body = cart([{ variant_id: 5, quantity: 1 }])
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => deliver('shopify', body, topic('carts/create'))),
    )
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    expect(await stats()).toMatchObject({ received: 100, stored: 1, duplicate: 99 })
    expect(await service.deps.audience.visitorItems('default', 'tok')).toMatchObject([{ quantity: 1 }])
  })

  it('are set aside when they are signed and cannot be read', async () => {
    expect((await deliver('shopify', '[1', topic('carts/update'))).status).toBe(200)
    expect(await stats()).toMatchObject({ deadLettered: 1 })
  })

  it('are passed over for other topics', async () => {
    expect((await deliver('shopify', '{"id":1}', topic('products/update'))).status).toBe(200)
    expect(await stats()).toMatchObject({ received: 0 })
  })

  it('forget a customer who asks for it', async () => {
    const checkout = JSON.stringify({
      id: 1,
      token: 'ch',
      cart_token: 'tok',
      updated_at: AT,
      customer: { id: 77, email: 'ann@shop.example' },
      line_items: [{ variant_id: 5, quantity: 1 }],
    })
    await deliver('shopify', checkout, topic('checkouts/create'))
    expect(await log()).not.toEqual([])
    const redact = JSON.stringify({ shop_id: 1, customer: { id: 77, email: 'ann@shop.example' }, orders_to_redact: [] })
    expect((await deliver('shopify', redact, topic('customers/redact', 'w-2'))).status).toBe(200)
    expect(await log()).toEqual([])
    expect(await service.deps.audience.visitorItems('default', 'tok')).toEqual([])
  })

  it('mark trials', async () => {
    await deliver('shopify', cart([]), { ...topic('carts/update'), 'X-Shopify-Test': 'true' })
    expect(await log()).toMatchObject([{ isTest: true }])
  })

  it('show their secret nowhere', async () => {
    await deliver('shopify', cart([]), topic('carts/update'))
    await deliver('shopify', cart([]), { 'X-Shopify-Hmac-Sha256': 'x' })
    expect(service.lines.join('')).not.toMatch(/hush/)
  })
})

describe('webhooks of WooCommerce', () => {
  beforeEach(() => setSecret('woocommerce'))
  const order = (status: string, more: object = {}) =>
    JSON.stringify({
      id: 12,
      status,
      currency: 'EUR',
      date_created_gmt: '2026-11-24T10:00:00',
      date_modified_gmt: '2026-11-24T10:05:00',
      customer_id: 3,
      total: '20.00',
      billing: { email: 'ann@shop.example' },
      line_items: [{ product_id: 4, variation_id: 0, sku: 's', quantity: 2, price: 10 }],
      meta_data: [],
      ...more,
    })
  const updated = { 'X-WC-Webhook-Topic': 'order.updated' }

  it.each([
    ['pending', 'begin_checkout'],
    ['checkout-draft', 'begin_checkout'],
    ['failed', 'begin_checkout'],
    ['processing', 'purchase'],
    ['on-hold', 'purchase'],
    ['completed', 'purchase'],
    ['cancelled', 'refund'],
    ['refunded', 'refund'],
  ])('say of an order that is %s: %s', async (status, type) => {
    expect((await deliver('woocommerce', order(status), updated)).status).toBe(200)
    expect(await log()).toMatchObject([
      { type, visitorId: 'woocommerce-customer-3', orderId: '12', items: [{ offerId: '4', quantity: 2 }] },
    ])
  })

  it('know the visitor by the field that the shop wrote', async () => {
    const meta_data = [{ key: '_secondglance_visitor', value: 'v-9' }]
    await deliver('woocommerce', order('processing', { meta_data }), updated)
    expect(await log()).toMatchObject([{ visitorId: 'v-9' }])
  })

  it('are answered when they only ask whether anybody is there', async () => {
    const response = await service.request('/webhooks/default/woocommerce', {
      method: 'POST',
      body: 'webhook_id=17',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    })
    expect(response.status).toBe(200)
  })

  it('are refused without a signature', async () => {
    expect((await deliver('woocommerce', order('processing'), { 'X-WC-Webhook-Signature': '' })).status).toBe(401)
  })

  it('are verified over what the shop sent before a proxy packed it', async () => {
    const body = order('processing')
    const response = await service.request('/webhooks/default/woocommerce', {
      method: 'POST',
      body: new Uint8Array(gzipSync(body)),
      headers: { ...updated, 'Content-Encoding': 'gzip', 'X-WC-Webhook-Signature': sign(body) },
    })
    expect(response.status).toBe(200)
  })

  it.each(['order.deleted', 'product.updated', 'coupon.created', ''])(
    'are passed over for the topic "%s"',
    async (name) => {
      expect((await deliver('woocommerce', '{"id":1}', { 'X-WC-Webhook-Topic': name })).status).toBe(200)
      expect(await stats()).toMatchObject({ received: 0 })
    },
  )
})

describe('every door', () => {
  it('is shut while too much is under way, and says when to come back', async () => {
    let release = (): void => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    const waiting = Array.from({ length: 160 }, () => {
      const body = new ReadableStream<Uint8Array>({
        async start(controller) {
          await held
          controller.enqueue(new TextEncoder().encode('[]'))
          controller.close()
        },
      })
      return service.request('/v1/events', { method: 'POST', body, key: write, duplex: 'half' } as RequestInit & {
        key: string
      })
    })
    await new Promise((resolve) => setTimeout(resolve, 20))
    const refused = await post('/v1/track', added(), basic(write))
    expect(refused.status).toBe(503)
    expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThan(0)
    release()
    const statuses = (await Promise.all(waiting)).map(({ status }) => status)
    expect(statuses.filter((status) => status === 503).length).toBeGreaterThan(0)
    expect(statuses.filter((status) => status === 202).length).toBeGreaterThan(100)
    expect((await post('/v1/track', added(), basic(write))).status).toBe(200)
  })

  it('hears Global Privacy Control over a grant in the body', async () => {
    const body = { ...added(), context: { consent: { categoryPreferences: { Advertising: true } } } }
    await post('/v1/track', body, { ...basic(write), 'Sec-GPC': '1' })
    expect(await stats()).toMatchObject({ received: 1, consentDropped: 1, stored: 0 })
  })

  it('counts a browser that is a robot by its header, and no server', async () => {
    const robot = { 'User-Agent': 'Googlebot/2.1' }
    await post('/v1/track', added(), { ...basic(write), ...robot, Origin: 'https://default.example' })
    await post('/v1/track', added(), { ...basic(write), 'User-Agent': 'python-requests/2.31' })
    expect(await stats()).toMatchObject({ received: 2, bots: 1, stored: 1 })
  })
})
