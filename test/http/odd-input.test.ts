import { createHmac } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import { type TestService, testService } from './service.ts'

let service: TestService
let write: string
beforeAll(async () => {
  service = await testService()
  write = await service.key('write', 'default')
  await service.deps.webhooks.setSecret({ shopId: 'default', source: 'shopify', secret: 'hush', setAt: 0 })
})

const bytesOf = (body: string | Uint8Array): Uint8Array<ArrayBuffer> =>
  typeof body === 'string' ? new TextEncoder().encode(body) : new Uint8Array(body)

const DOORS = ['/v1/events', '/v1/track', '/v1/batch', '/mp/collect', '/meta/1/events'] as const
const post = (path: string, body: string | Uint8Array, headers: Record<string, string> = {}) =>
  service.request(path, {
    method: 'POST',
    body: bytesOf(body),
    key: write,
    headers: { 'Content-Type': 'application/json', ...headers },
  })

/** Texts that are no JSON, whatever a lenient reader makes of them. */
const BROKEN: Readonly<Record<string, string | Uint8Array>> = {
  'a comma too many': '[{},]',
  'two commas': '[1,,2]',
  'no comma': '[1 2]',
  'a comment': '[/* one */ 1]',
  'single quotes': "{'a':1}",
  'a key without quotes': '{a:1}',
  NaN: '[NaN]',
  Infinity: '[-Infinity]',
  'a hexadecimal number': '[0x1F]',
  'a leading zero': '[012]',
  'a plus sign': '[+1]',
  'a bare point': '[1.]',
  'a raw line break in a text': '["a\nb"]',
  'a raw tab in a text': '["a\tb"]',
  'an escape that is none': '["\\x41"]',
  'half an escape': '["\\u00"]',
  'an open text': '["a',
  'an open array of 100,000': '['.repeat(100_000),
  'an open object of 100,000': '{"a":'.repeat(100_000),
  'two values': '{}{}',
  'something behind': '[1]x',
  'a word in capitals': '[True]',
  'bytes that are no UTF-8': new Uint8Array([0x5b, 0x22, 0xff, 0xfe, 0x22, 0x5d]),
  'UTF-16': new Uint8Array([0xff, 0xfe, 0x5b, 0x00, 0x5d, 0x00]),
  'a zero byte': '[\u0000]',
  'only blanks': ' \n\t ',
}

/** JSON that a careless reader falls over. */
const ODD: Readonly<Record<string, string>> = {
  'an array of 100,000 inside one another': '['.repeat(100_000) + ']'.repeat(100_000),
  'an object of 5,000 inside one another': `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`,
  'a deep event with a long number': `[{"type":"view_item","x":12345678901234567890,"y":${'['.repeat(9_000)}${']'.repeat(9_000)}}]`,
  'the same key twice': '[{"type":"a","type":"view_item"}]',
  'a number beyond all': '[1e999]',
  'a number of 400 digits': `[${'9'.repeat(400)}]`,
  'minus zero': '[-0]',
  'half of a surrogate pair': '["\\ud800"]',
  'a prototype': '[{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}]',
  'an empty key': '[{"":1}]',
  'a null of a text': '["\\u0000"]',
  'blanks around': ' \r\n[ ] \t',
  'a byte order mark': '\ufeff[]',
}

describe('every door', () => {
  it.each(Object.entries(BROKEN))('refuses %s in words', async (_name, body) => {
    for (const path of DOORS) {
      const response = await post(path, body)
      expect([path, response.status]).toEqual([path, 400])
      expect(await response.json()).toMatchObject({ code: 'invalid', detail: expect.stringMatching(/\w{4}/) })
    }
  })

  it.each(Object.entries(ODD))('survives %s', async (_name, body) => {
    for (const path of DOORS) expect((await post(path, body)).status, path).toBeLessThan(500)
    const signed = {
      'X-Shopify-Topic': 'carts/update',
      'X-Shopify-Hmac-Sha256': createHmac('sha256', 'hush').update(body).digest('base64'),
    }
    expect((await post('/webhooks/default/shopify', body, signed)).status).toBe(200)
    expect(Object.keys(Object.prototype)).toEqual([])
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  })

  it.each([
    '',
    'undefined',
    'NULL',
    'constructor',
    '__proto__',
    'hasOwnProperty',
    '1/0',
    '0xffffffff',
    '١٢٣',
    '\u0000\u0007\u009f',
    '\u202eright to left',
    '\ud83d',
    '👩‍👩‍👧‍👦🏳️‍🌈',
    'Ω≈ç√∫˜µ≤≥÷',
    "'; drop table events; --",
    '<script>alert(1)</script>',
    '#{7*7} {{7*7}} %s %n',
    '../../../../etc/passwd\u0000',
    'z'.repeat(30_000),
    'é'.repeat(3_000),
  ])('takes or refuses the text %j anywhere, and never fails', async (text) => {
    const at = '2026-11-24T10:00:00Z'
    const bodies: [string, unknown][] = [
      [
        '/v1/events',
        {
          type: 'view_item',
          visitorId: text,
          eventId: text,
          occurredAt: at,
          pageUrl: text,
          orderId: text,
          items: [{ offerId: text }],
          traits: { email: text },
        },
      ],
      [
        '/v1/events',
        {
          type: text,
          visitorId: 'v',
          occurredAt: text,
          items: [{ offerId: 'a', price: text, quantity: text }],
          [text]: { [text]: text },
        },
      ],
      [
        '/v1/events',
        {
          type: 'view_item',
          visitorId: 'v',
          occurredAt: at,
          items: [{ offerId: 'a' }],
          consent: { tcString: text, gpp: text, usPrivacy: text, country: text },
        },
      ],
      [
        '/v1/track',
        {
          messageId: text,
          anonymousId: text,
          event: 'Product Added',
          timestamp: text,
          properties: { product_id: text, price: text, products: text },
        },
      ],
      [
        '/mp/collect',
        {
          client_id: text,
          timestamp_micros: text,
          events: [{ name: 'add_to_cart', params: { items: [{ item_id: text, price: text }] } }],
        },
      ],
      [
        '/meta/1/events',
        {
          data: [
            {
              event_name: 'AddToCart',
              event_time: 1_795_600_000,
              user_data: { em: [text], fbp: text },
              custom_data: { content_ids: [text], contents: text },
            },
          ],
        },
      ],
    ]
    for (const [path, body] of bodies) {
      const { status } = await post(path, JSON.stringify(body))
      expect(status, path).toBeLessThan(500)
    }
    const { received, ...parts } = await service.deps.events.stats('default')
    expect(Object.values(parts).reduce((sum, part) => sum + part, 0)).toBe(received)
    expect(Object.keys(Object.prototype)).toEqual([])
  })

  it.each(DOORS)('stores nothing of a body at %s that unpacks to more than a megabyte', async (path) => {
    const before = await service.deps.events.stats('default')
    const bomb = new Uint8Array(gzipSync(`[${' '.repeat(3_000_000)}]`))
    expect(bomb.length).toBeLessThan(10_000)
    expect((await post(path, bomb, { 'Content-Encoding': 'gzip' })).status).toBe(413)
    expect((await post(path, `[${' '.repeat(1_100_000)}]`)).status).toBe(413)
    expect(await service.deps.events.stats('default')).toEqual(before)
  })
})
