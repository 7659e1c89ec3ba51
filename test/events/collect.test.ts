import { describe, expect, it } from 'vitest'
import { applyEvent } from '../../src/audience/abandonment.ts'
import type { Offer } from '../../src/catalog/offer.ts'
import { collectEvents } from '../../src/events/collect.ts'
import { nodeDigest } from '../../src/platform/node/digest.ts'
import { memoryStores } from '../../src/storage/memory.ts'
import { logOf } from '../contracts/shop-events.ts'
import { testShop } from './test-shop.ts'

const RECEIVED_AT = Date.UTC(2026, 10, 22, 12)

const sent = (eventId: string, more: object = {}) => ({
  eventId,
  type: 'view_item',
  visitorId: 'v1',
  occurredAt: '2026-11-22T10:00:00Z',
  items: [{ offerId: 'a' }],
  ...more,
})

const offer: Offer = {
  offerId: 'a',
  title: 'A',
  link: 'https://shop.example/a',
  price: { minor: 100, currency: 'EUR' },
  availability: 'in_stock',
}

function house() {
  const stores = memoryStores({ apply: applyEvent })
  const collect = (inputs: readonly unknown[]) =>
    collectEvents(inputs, { shop: testShop(), receivedAt: RECEIVED_AT }, { ...stores, digest: nodeDigest })
  return { ...stores, collect }
}

describe('collecting events', () => {
  it('stores what is good and tells why the rest is not', async () => {
    const { collect, events } = house()
    const report = await collect([sent('a'), { ...sent('b'), type: 'nonsense' }, null, sent('a'), sent('c')])
    expect(report).toMatchObject({ received: 5, stored: 2, duplicate: 1, rejected: 2 })
    expect(report.rejections).toEqual([
      { index: 1, eventId: 'b', rule: 'type-invalid', message: expect.stringContaining('nonsense') },
      { index: 2, eventId: undefined, rule: 'event-not-an-object', message: expect.stringContaining('null') },
    ])
    expect((await logOf(events, 'one')).map(({ eventId }) => eventId)).toEqual(['a', 'c'])
  })

  it('counts a visitor who refused ads and forgets the rest', async () => {
    const { collect, events, audience } = house()
    const report = await collect([sent('a', { consent: { ads: false }, visitorId: 'refused' }), sent('b')])
    expect(report).toMatchObject({ received: 2, stored: 1, consentDropped: 1 })
    expect(await audience.visitorItems('one', 'refused')).toEqual([])
    expect(JSON.stringify(await logOf(events, 'one'))).not.toContain('refused')
  })

  it('counts each unknown offer of the stored events once, and keeps its events', async () => {
    const { collect, catalog, audience } = house()
    await catalog.putOffer('one', offer, 1)
    const report = await collect([
      sent('1', { items: [{ offerId: 'a' }, { offerId: 'x' }] }),
      sent('2', { items: [{ offerId: 'x' }, { offerId: 'y' }] }),
      sent('3', { visitorId: 'v2', items: [{ offerId: 'refused' }], consent: { ads: false } }),
    ])
    expect(report.unknownOffers).toBe(2)
    expect((await audience.visitorItems('one', 'v1')).map(({ offerId }) => offerId)).toEqual(['a', 'x', 'y'])
    expect((await collect([sent('1', { items: [{ offerId: 'x' }] })])).unknownOffers).toBe(0)
  })

  it('adds up to what was received, in the report and in the counts of the shop', async () => {
    const { collect, events } = house()
    const inputs = [
      sent('a'),
      sent('a'),
      sent('b', { visitorId: 'v2', consent: { ads: false } }),
      sent('c', { items: [] }),
      7,
    ]
    const reports = [await collect(inputs), await collect(inputs)]
    for (const { received, stored, duplicate, rejected, deadLettered, consentDropped, bots } of reports)
      expect(stored + duplicate + rejected + deadLettered + consentDropped + bots).toBe(received)
    expect(await events.stats('one')).toEqual({
      received: 10,
      stored: 1,
      duplicate: 3,
      rejected: 4,
      deadLettered: 0,
      consentDropped: 2,
      bots: 0,
    })
  })

  it('removes what it kept of a visitor who says no, but not of one whose country would ask first', async () => {
    const { collect, events } = house()
    await collect([sent('a'), sent('b', { visitorId: 'v2' })])
    const report = await collect([
      sent('c', { consent: { ads: false } }),
      sent('d', { visitorId: 'v2', consent: { country: 'DE' } }),
      sent('e'),
    ])
    expect(report).toMatchObject({ received: 3, stored: 0, consentDropped: 3 })
    const kept: string[] = []
    for await (const page of events.scan('one', {})) kept.push(...page.map(({ eventId }) => eventId))
    expect(kept).toEqual(['b'])
  })

  it('takes 500 events and refuses one more', async () => {
    const { collect, events } = house()
    const many = Array.from({ length: 501 }, (_, at) => sent(`e${at}`))
    await expect(collect(many)).rejects.toMatchObject({ code: 'too-large', message: expect.stringContaining('500') })
    expect((await events.stats('one')).received).toBe(0)
    expect((await collect(many.slice(1))).stored).toBe(500)
  })

  it('stores an event that is sent twice without an id once', async () => {
    const { collect } = house()
    const { eventId, ...anonymous } = sent('gone')
    expect(await collect([anonymous])).toMatchObject({ stored: 1 })
    expect(await collect([anonymous])).toMatchObject({ stored: 0, duplicate: 1 })
  })
})
