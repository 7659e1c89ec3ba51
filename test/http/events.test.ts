import { gzipSync } from 'node:zlib'
import { beforeEach, describe, expect, it } from 'vitest'
import { eventJson, offerJson, type TestService, testService } from './service.ts'

interface Outcome {
  readonly received: number
  readonly stored: number
  readonly duplicate: number
  readonly rejected: number
  readonly unknownOffers: number
  readonly rejections: { index: number; eventId?: string; rule: string; message: string }[]
}

let service: TestService
let write: string
beforeEach(async () => {
  service = await testService()
  write = await service.key('write', 'default')
})

const send = (body: unknown) => service.json('POST', '/v1/events', body, { key: write })
const outcomeOf = async (response: Response) => (await response.json()) as Outcome
const sendRaw = (body: BodyInit, headers: Record<string, string> = {}) =>
  service.request('/v1/events', { method: 'POST', body, headers, key: write })

describe('events', () => {
  it.each([
    ['one event', eventJson('e-1')],
    ['an array', [eventJson('e-1')]],
    ['an object with events', { events: [eventJson('e-1')] }],
  ])('are taken as %s', async (_name, body) => {
    const response = await send(body)
    expect(response.status).toBe(202)
    expect(await response.json()).toMatchObject({ received: 1, stored: 1, duplicate: 0, rejected: 0, rejections: [] })
  })

  it('are stored but for the bad one in the middle', async () => {
    const outcome = await outcomeOf(await send([eventJson('e-1'), { type: 'nonsense' }, eventJson('e-3')]))
    expect(outcome).toMatchObject({ received: 3, stored: 2, rejected: 1 })
    expect(outcome.rejections).toHaveLength(1)
    expect(outcome.rejections[0]?.index).toBe(1)
    expect((await service.deps.events.stats('default')).stored).toBe(2)
  })

  it.each([
    ['null', null],
    ['a number', 5],
    ['a text', 'x'],
    ['a list', []],
    ['an object without anything', {}],
    ['a prototype', JSON.parse('{"__proto__":{"type":"view_item"},"constructor":1}')],
  ])('are judged one by one: %s is refused alone', async (_name, bad) => {
    const outcome = await outcomeOf(await send([eventJson('e-1'), bad, eventJson('e-3')]))
    expect(outcome).toMatchObject({ received: 3, stored: 2, rejected: 1 })
    expect(outcome.rejections[0]?.message).toMatch(/\w{3}/)
  })

  it('are stored once however often they come', async () => {
    await send([eventJson('e-1'), eventJson('e-2')])
    const again = await outcomeOf(await send([eventJson('e-2'), eventJson('e-3'), eventJson('e-3')]))
    expect(again).toMatchObject({ received: 3, stored: 1, duplicate: 2 })
  })

  it('of offers that nobody knows are kept and counted', async () => {
    await service.deps.shops.getShop('default')
    const outcome = await outcomeOf(await send(eventJson('e-1')))
    expect(outcome).toMatchObject({ stored: 1, unknownOffers: 1 })
  })

  it('are 500 at most, and 501 store none', async () => {
    const batch = (count: number) => Array.from({ length: count }, (_, i) => eventJson(`e-${i}`))
    const tooMany = await send(batch(501))
    expect(tooMany.status).toBe(413)
    expect(await tooMany.json()).toMatchObject({ code: 'too-large', detail: expect.stringContaining('500') })
    expect((await service.deps.events.stats('default')).received).toBe(0)
    expect(await outcomeOf(await send(batch(500)))).toMatchObject({ stored: 500 })
  })

  it('are 32 KB each at most, and one over that stores none', async () => {
    const large = eventJson('e-2', { pageUrl: `https://default.example/${'x'.repeat(33_000)}` })
    const response = await send([eventJson('e-1'), large])
    expect(response.status).toBe(413)
    expect(await response.json()).toMatchObject({ detail: expect.stringContaining('event 1') })
    expect((await service.deps.events.stats('default')).received).toBe(0)
  })

  it('come with their key in the body, as a page sends them that closes', async () => {
    const body = JSON.stringify({ writeKey: write, events: [eventJson('e-1')] })
    const post = (sent: string) =>
      service.request('/v1/events', { method: 'POST', body: sent, headers: { 'Content-Type': 'text/plain' } })
    expect((await post(body)).status).toBe(202)
    expect((await post(body.replace('sg_', 'xx_'))).status).toBe(401)
  })

  it('come in other forms by their name', async () => {
    const record = {
      id: 'p-1',
      clientId: 'c-1',
      name: 'product_viewed',
      timestamp: '2026-11-24T11:00:00Z',
      data: { productVariant: { id: '5', sku: 's', price: { amount: 9.5, currencyCode: 'USD' } } },
      customerPrivacy: { marketingAllowed: true },
    }
    const path = '/v1/events?dialect=shopify-pixel'
    expect(await outcomeOf(await service.json('POST', path, [record], { key: write }))).toMatchObject({ stored: 1 })
    const denied = { ...record, id: 'p-2', customerPrivacy: { marketingAllowed: false } }
    const outcome = await service.json('POST', path, [denied], { key: write })
    expect(await outcome.json()).toMatchObject({ stored: 0, consentDropped: 1 })
    expect((await service.json('POST', '/v1/events?dialect=klingon', [record], { key: write })).status).toBe(415)
  })

  it('come gzipped', async () => {
    const body = new Uint8Array(gzipSync(JSON.stringify([eventJson('e-1'), eventJson('e-2')])))
    const response = await sendRaw(body, { 'Content-Encoding': 'gzip', 'Content-Type': 'application/json' })
    expect(await outcomeOf(response)).toMatchObject({ stored: 2 })
  })

  it('come as text, as a page sends them when it closes', async () => {
    const response = await sendRaw(JSON.stringify(eventJson('e-1')), { 'Content-Type': 'text/plain;charset=UTF-8' })
    expect(response.status).toBe(202)
  })

  it.each([
    ['broken JSON', '{"type":', {}, 400, 'invalid'],
    ['no body', '', {}, 400, 'invalid'],
    ['a number', '5', {}, 400, 'invalid'],
    ['a text', '"x"', {}, 400, 'invalid'],
    ['nothing', 'null', {}, 400, 'invalid'],
    ['events that are no list', '{"events":{}}', {}, 400, 'invalid'],
    ['XML', '<event/>', { 'Content-Type': 'application/xml' }, 415, 'unsupported'],
    ['over a megabyte', `[${'0,'.repeat(600_000)}0]`, {}, 413, 'too-large'],
    [
      'a gzip bomb',
      new Uint8Array(gzipSync(Buffer.alloc(20_000_000, 32))),
      { 'Content-Encoding': 'gzip' },
      413,
      'too-large',
    ],
    ['gzip that is none', '{}', { 'Content-Encoding': 'gzip' }, 400, 'invalid'],
    ['brotli', '{}', { 'Content-Encoding': 'br' }, 415, 'unsupported'],
  ] as const)('that are %s are refused whole', async (_name, body, headers, status, code) => {
    const response = await sendRaw(body as BodyInit, { 'Content-Type': 'application/json', ...headers })
    expect(response.status).toBe(status)
    expect(response.headers.get('Content-Type')).toBe('application/problem+json')
    expect(await response.json()).toMatchObject({ status, code })
  })

  it('come from pages of any origin, which no other route answers to', async () => {
    const preflight = (path: string, method: string) =>
      service.request(path, {
        method: 'OPTIONS',
        headers: {
          Origin: 'https://shop.example',
          'Access-Control-Request-Method': method,
          'Access-Control-Request-Headers': 'authorization, content-type',
        },
      })
    const allowed = await preflight('/v1/events', 'POST')
    expect(allowed.status).toBe(204)
    expect(allowed.headers.get('Access-Control-Allow-Origin')).toBe('*')
    expect(allowed.headers.get('Access-Control-Allow-Headers')?.toLowerCase()).toContain('authorization')
    const sent = await service.json('POST', '/v1/events', eventJson('e-1'), {
      key: write,
      headers: { Origin: 'https://shop.example' },
    })
    expect(sent.headers.get('Access-Control-Allow-Origin')).toBe('*')
    const refusedKey = await service.json('POST', '/v1/events', eventJson('e-1'), { key: 'wrong' })
    expect([refusedKey.status, refusedKey.headers.get('Access-Control-Allow-Origin')]).toEqual([401, '*'])
    for (const [path, method] of [
      ['/v1/offers', 'GET'],
      ['/v1/catalog', 'POST'],
      ['/v1/visitors/v/abandoned', 'GET'],
    ] as const) {
      const refused = await preflight(path, method)
      expect(refused.headers.get('Access-Control-Allow-Origin'), path).toBeNull()
    }
  })

  it('are counted', async () => {
    await send([
      eventJson('e-1'),
      eventJson('e-1'),
      { type: 'nonsense' },
      eventJson('e-4', { consent: { ads: false } }),
    ])
    const text = await service.deps.metrics.expose()
    expect(text).toContain('events_received_total 4\n')
    expect(text).toContain('events_stored_total 1\n')
    expect(text).toContain('events_duplicate_total 1\n')
    expect(text).toMatch(/events_rejected_total\{reason="[a-z-]+"\} 1\n/)
    expect(text).toContain('events_consent_dropped_total 1\n')
    expect(text).toContain('event_ack_seconds_count 1\n')
  })
})

describe('what a visitor left', () => {
  const abandoned = async (query = '') => {
    const response = await service.request(`/v1/visitors/v-123/abandoned${query}`, {
      key: await service.key('read', 'default'),
    })
    return { status: response.status, body: await response.json() }
  }

  it('is told with both prices, best first', async () => {
    const admin = await service.key('admin')
    await service.json('PUT', '/v1/offers/a', offerJson('a', { price: '99.00' }), { key: admin })
    await send(eventJson('e-1'))
    expect(await abandoned()).toEqual({
      status: 200,
      body: {
        visitorId: 'v-123',
        items: [
          {
            offerId: 'a',
            stage: 'carted',
            quantity: 1,
            firstAt: '2026-11-24T11:00:00.000Z',
            lastAt: '2026-11-24T11:00:00.000Z',
            priceSeen: '129.00',
            priceNow: '99.00',
            currency: 'USD',
            dropped: true,
            availability: 'in_stock',
          },
        ],
      },
    })
  })

  it('is nothing for a visitor nobody has seen', async () => {
    expect(await abandoned()).toEqual({ status: 200, body: { visitorId: 'v-123', items: [] } })
  })

  it.each([
    ['?within=30m', 0],
    ['?within=2h', 1],
    ['?quiet=30m', 1],
    ['?quiet=2h', 0],
  ])('looks at the span asked for: %s', async (query, count) => {
    const admin = await service.key('admin')
    await service.json('PUT', '/v1/offers/a', offerJson('a'), { key: admin })
    await send(eventJson('e-1'))
    expect(((await abandoned(query)).body as { items: unknown[] }).items).toHaveLength(count)
  })

  it.each(['?within=soon', '?quiet=-1', '?within=', '?within=1&within=2'])('refuses %s', async (query) => {
    expect((await abandoned(query)).status).toBe(400)
  })
})
