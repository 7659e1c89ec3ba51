import { describe, expect, it } from 'vitest'
import type { ShopSettings } from '../../src/catalog/shop.ts'
import { parseEvent } from '../../src/events/parse-event.ts'
import { nodeDigest } from '../../src/platform/node/digest.ts'
import { testShop } from './test-shop.ts'

const RECEIVED_AT = Date.UTC(2026, 10, 22, 12)

const WHOLE = {
  eventId: '5b0c',
  type: 'add_to_cart',
  visitorId: 'v-123',
  userId: 'u-9',
  occurredAt: '2026-11-22T10:00:00Z',
  pageUrl: 'https://shop.example/p/halden?utm=1#top',
  currency: 'USD',
  value: '129.00',
  consent: { ads: true },
  items: [{ offerId: 'halden-black-m', quantity: 1, price: '129.00' }],
}

const parse = (input: unknown, settings: Partial<ShopSettings> = {}) =>
  parseEvent(input, { shop: testShop(settings), receivedAt: RECEIVED_AT, digest: nodeDigest })

function parsed(input: unknown, settings: Partial<ShopSettings> = {}) {
  const result = parse(input, settings)
  if (!result.ok) throw new Error(`rejected: ${result.rejection.message}`)
  return result.event
}

describe('an event that is sent', () => {
  it('becomes canonical', () => {
    expect(parsed(WHOLE)).toEqual({
      eventId: '5b0c',
      type: 'add_to_cart',
      visitorId: 'v-123',
      userId: 'u-9',
      occurredAt: Date.UTC(2026, 10, 22, 10),
      receivedAt: RECEIVED_AT,
      pageUrl: 'https://shop.example/p/halden',
      value: { minor: 12_900, currency: 'USD' },
      consent: { ads: true, by: 'shop' },
      items: [{ offerId: 'halden-black-m', quantity: 1, price: { minor: 12_900, currency: 'USD' } }],
    })
  })

  it('may leave out all but type, visitor, time and what the type needs', () => {
    const { eventId, ...event } = parsed({ type: 'view_cart', visitorId: 'v', occurredAt: '2026-11-22T10:00:00+02:00' })
    expect(event).toEqual({
      type: 'view_cart',
      visitorId: 'v',
      occurredAt: Date.UTC(2026, 10, 22, 8),
      receivedAt: RECEIVED_AT,
      consent: {},
    })
    expect(eventId).toMatch(/^content-[0-9a-f]{40}$/)
  })

  it('takes null for what is absent and ignores keys it does not know', () => {
    const { eventId, ...rest } = WHOLE
    const event = parsed({
      ...rest,
      eventId: null,
      userId: null,
      consent: null,
      value: null,
      color: 'red',
      __proto__: 1,
    })
    expect(event.userId).toBeUndefined()
    expect(event.consent).toEqual({})
  })

  it.each([
    { sent: 820_982_911_946, kept: '820982911946', why: 'a number' },
    { sent: ' 00123 ', kept: '00123', why: 'blanks around it' },
    { sent: 'sku/with/slash ö-1', kept: 'sku/with/slash ö-1', why: 'anything printable' },
    { sent: '__proto__', kept: '__proto__', why: 'a name of JavaScript' },
  ])('keeps the offer id $sent as text: $why', ({ sent, kept }) => {
    expect(parsed({ ...WHOLE, items: [{ offerId: sent }] }).items).toEqual([{ offerId: kept, quantity: 1 }])
  })

  it.each([
    { price: '129.00', currency: 'USD', minor: 12_900 },
    { price: 129, currency: 'USD', minor: 12_900 },
    { price: 19.99, currency: 'EUR', minor: 1_999 },
    { price: 40.790000000000006, currency: 'EUR', minor: 4_079 },
    { price: '1999', currency: 'JPY', minor: 1_999 },
    { price: '1.250', currency: 'kwd', minor: 1_250 },
    { price: 0, currency: 'EUR', minor: 0 },
    { price: '33.333333', currency: 'EUR', minor: 3_333 },
  ])('reads the price $price $currency as $minor', ({ price, currency, minor }) => {
    const { items } = parsed({ ...WHOLE, currency, items: [{ offerId: 'a', price }] })
    expect(items?.[0]?.price).toEqual({ minor, currency: currency.toUpperCase() })
  })

  it('takes the currency of the item, else the event, else the shop; without any it keeps no price', () => {
    const items = [
      { offerId: 'a', price: 1, currency: 'CHF' },
      { offerId: 'b', price: 1 },
    ]
    const currencies = (event: { items?: readonly { price?: { currency: string } }[] }) =>
      event.items?.map(({ price }) => price?.currency)
    expect(currencies(parsed({ ...WHOLE, items }))).toEqual(['CHF', 'USD'])
    const { currency, ...bare } = WHOLE
    expect(currencies(parsed({ ...bare, items }, { currency: 'PLN' }))).toEqual(['CHF', 'PLN'])
    expect(currencies(parsed({ ...bare, items }))).toEqual(['CHF', undefined])
  })

  it.each([
    { why: 'a right clock', occurredAt: '2026-11-22T10:00:00Z', sentAt: '2026-11-22T12:00:00Z', hour: 10 },
    {
      why: 'a clock that is a day ahead',
      occurredAt: '2026-11-23T10:00:00Z',
      sentAt: '2026-11-23T12:00:00Z',
      hour: 10,
    },
    { why: 'a clock that is behind', occurredAt: '2026-11-22T07:00:00Z', sentAt: '2026-11-22T09:00:00Z', hour: 10 },
    { why: 'a future without sentAt', occurredAt: '2027-01-01T00:00:00Z', sentAt: undefined, hour: 12 },
    { why: 'sent before it happened', occurredAt: '2026-11-22T13:00:00Z', sentAt: '2026-11-22T12:00:00Z', hour: 12 },
  ])('happened at the right hour by $why', ({ occurredAt, sentAt, hour }) => {
    expect(parsed({ ...WHOLE, occurredAt, sentAt }).occurredAt).toBe(Date.UTC(2026, 10, 22, hour))
  })

  it('is known by its content when it has no id, whenever it is sent', () => {
    const { eventId, ...rest } = WHOLE
    const first = parsed({ ...rest, sentAt: '2026-11-22T12:00:00Z' }).eventId
    expect(parsed({ ...rest, sentAt: '2026-11-22T11:00:00Z', extra: 1 }).eventId).toBe(first)
    expect(parsed({ ...rest, visitorId: 'v-124' }).eventId).not.toBe(first)
  })

  it('keeps the hash of an e-mail address only', () => {
    const identify = (traits: object) =>
      parsed({ type: 'identify', visitorId: 'v', occurredAt: '2026-11-22T10:00:00Z', traits })
    const hash = nodeDigest.sha256('ada@shop.example')
    expect(identify({ email: '  Ada@Shop.Example ' }).emailSha256).toBe(hash)
    expect(identify({ emailSha256: hash.toUpperCase() }).emailSha256).toBe(hash)
    expect(JSON.stringify(identify({ email: 'Ada@Shop.Example' })).toLowerCase()).not.toContain('ada@')
  })

  it.each([
    { pageUrl: 'https://user:secret@shop.example/p?token=1', kept: 'https://shop.example/p' },
    { pageUrl: 'javascript:alert(1)', kept: undefined },
    { pageUrl: '/p/1', kept: undefined },
  ])('keeps of the address $pageUrl what is not personal', ({ pageUrl, kept }) => {
    expect(parsed({ ...WHOLE, pageUrl }).pageUrl).toBe(kept)
  })
})

describe('an event that cannot be taken', () => {
  const without = (name: keyof typeof WHOLE) =>
    Object.fromEntries(Object.entries(WHOLE).filter(([key]) => key !== name))
  const deep = (): unknown => JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)

  it.each([
    { input: null, rule: 'event-not-an-object', says: 'null' },
    { input: [WHOLE], rule: 'event-not-an-object', says: 'array' },
    { input: 'view_item', rule: 'event-not-an-object', says: 'string' },
    { input: {}, rule: 'type-missing', says: 'view_item' },
    { input: { ...WHOLE, type: 'page_view' }, rule: 'type-invalid', says: 'page_view' },
    { input: { ...WHOLE, type: 'constructor' }, rule: 'type-invalid', says: 'constructor' },
    { input: without('visitorId'), rule: 'visitor-id-missing', says: 'v-123' },
    { input: { ...WHOLE, visitorId: '   ' }, rule: 'visitor-id-invalid', says: '1 to 200' },
    { input: { ...WHOLE, visitorId: 'v'.repeat(201) }, rule: 'visitor-id-invalid', says: '…' },
    { input: { ...WHOLE, visitorId: 'a\u0000b' }, rule: 'visitor-id-invalid', says: 'control' },
    { input: { ...WHOLE, eventId: '\ud800' }, rule: 'event-id-invalid', says: 'eventId' },
    { input: { ...WHOLE, eventId: 1e300 }, rule: 'event-id-invalid', says: '1e+300' },
    { input: without('occurredAt'), rule: 'occurred-at-missing', says: '2026-11-22T10:00:00Z' },
    { input: { ...WHOLE, occurredAt: '2026-11-22T10:00:00' }, rule: 'occurred-at-invalid', says: 'zone' },
    { input: { ...WHOLE, occurredAt: '2026-02-30T10:00:00Z' }, rule: 'occurred-at-invalid', says: '2026-02-30' },
    { input: { ...WHOLE, occurredAt: 1_700_000_000 }, rule: 'occurred-at-invalid', says: 'ISO 8601' },
    { input: { ...WHOLE, occurredAt: '1970-01-20T10:00:00Z' }, rule: 'occurred-at-too-old', says: '2000' },
    { input: { ...WHOLE, sentAt: '2026-13-01T00:00:00Z' }, rule: 'sent-at-invalid', says: '2026-13-01' },
    { input: { ...WHOLE, currency: 'EURO' }, rule: 'currency-invalid', says: 'EUR' },
    { input: { ...WHOLE, value: '-1' }, rule: 'value-invalid', says: '129.00' },
    { input: { ...WHOLE, consent: { ads: 'false' } }, rule: 'consent-ads-invalid', says: 'true or false' },
    { input: { ...WHOLE, consent: 'denied' }, rule: 'consent-invalid', says: 'denied' },
    { input: without('items'), rule: 'items-missing', says: 'add_to_cart' },
    { input: { ...WHOLE, items: [] }, rule: 'items-missing', says: 'offerId' },
    { input: { ...WHOLE, items: {} }, rule: 'items-invalid', says: 'a list' },
    { input: { ...WHOLE, items: [{}] }, rule: 'items-offer-id-missing', says: 'items[0].offerId' },
    { input: { ...WHOLE, items: ['a'] }, rule: 'items-invalid', says: 'items[0]' },
    { input: { ...WHOLE, items: [{ offerId: 'a', quantity: 0 }] }, rule: 'items-quantity-invalid', says: 'came 0' },
    { input: { ...WHOLE, items: [{ offerId: 'a', quantity: 1.5 }] }, rule: 'items-quantity-invalid', says: '1.5' },
    { input: { ...WHOLE, items: [{ offerId: 'a', price: '19,99' }] }, rule: 'items-price-invalid', says: '"19,99"' },
    { input: { ...WHOLE, items: Array(201).fill({ offerId: 'a' }) }, rule: 'items-invalid', says: '200' },
    { input: { ...WHOLE, traits: { email: 'nobody' } }, rule: 'traits-email-invalid', says: 'name@shop.example' },
    { input: { ...WHOLE, traits: { emailSha256: 'abc' } }, rule: 'traits-email-sha256-invalid', says: '64' },
    { input: { ...WHOLE, note: 'x'.repeat(33_000) }, rule: 'event-too-large', says: '32768' },
    { input: { ...WHOLE, note: '😀'.repeat(9_000) }, rule: 'event-too-large', says: '32768' },
    { input: { ...WHOLE, note: deep() }, rule: 'event-too-large', says: '32768' },
  ])('is rejected as $rule, saying $says', ({ input, rule, says }) => {
    const result = parse(input)
    expect(result).toMatchObject({ ok: false, rejection: { rule } })
    if (!result.ok) expect(result.rejection.message).toContain(says)
  })

  it('is named by its id, and never repeats an e-mail address', () => {
    const result = parse({ ...WHOLE, traits: { email: `${'x'.repeat(400)}@secret.example` } })
    expect(result).toMatchObject({ ok: false, rejection: { eventId: '5b0c' } })
    expect(JSON.stringify(result)).not.toContain('xxx')
  })
})
