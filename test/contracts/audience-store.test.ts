import { expect, it } from 'vitest'
import { VISITOR_EVENTS_MAX } from '../../src/audience/abandonment.ts'
import type { AudienceStore } from '../../src/audience/store.ts'
import type { Offer } from '../../src/catalog/offer.ts'
import { onEveryBackEnd } from './back-ends.ts'
import { shopEvent } from './shop-events.ts'

const items = (...offerIds: string[]) => offerIds.map((offerId) => ({ offerId, quantity: 1 }))

const offer = (offerId: string, itemGroupId?: string): Offer => ({
  offerId,
  itemGroupId,
  title: offerId,
  link: 'https://shop.example/',
  price: { minor: 1, currency: 'EUR' },
  availability: 'in_stock',
})

async function visitorsOf(audience: AudienceStore, shopId: string, from: number, to: number): Promise<string[][]> {
  const pages: string[][] = []
  for await (const page of audience.scanPersons(shopId, { from, to }))
    pages.push(page.map(({ visitorId }) => visitorId))
  return pages
}

onEveryBackEnd('audience store', (stores) => {
  it('remembers all items of a visitor, closed ones too, in order of id', async () => {
    const { events, audience } = stores()
    const price = { minor: 500, currency: 'EUR' }
    await events.append('one', [
      shopEvent({ occurredAt: 10, items: [{ offerId: 'b', quantity: 1, price }] }),
      shopEvent({ occurredAt: 20, type: 'add_to_cart', items: [{ offerId: 'a', quantity: 2 }] }),
      shopEvent({ occurredAt: 30, type: 'purchase', items: items('a') }),
    ])
    expect(await audience.visitorItems('one', 'v1')).toEqual([
      { visitorId: 'v1', offerId: 'a', firstAt: 20, lastAt: 30, quantity: 0, purchasedAt: 30 },
      { visitorId: 'v1', offerId: 'b', stage: 'viewed', firstAt: 10, lastAt: 10, quantity: 1, priceSeen: price },
    ])
    expect(await audience.visitorItems('one', 'v2')).toEqual([])
    expect(await audience.visitorItems('two', 'v1')).toEqual([])
  })

  it('counts the visitors who bought each offer, by their last purchase of it', async () => {
    const { events, audience } = stores()
    await events.append('one', [
      shopEvent({ visitorId: 'v1', occurredAt: 10, type: 'purchase', items: items('a', 'b') }),
      shopEvent({ visitorId: 'v2', occurredAt: 20, type: 'purchase', items: items('a') }),
      shopEvent({ visitorId: 'v2', occurredAt: 30, type: 'purchase', items: items('a') }),
      shopEvent({ visitorId: 'v3', occurredAt: 30, items: items('a') }),
    ])
    await events.append('two', [shopEvent({ occurredAt: 20, type: 'purchase', items: items('a') })])
    const buyers = async (from: number, to: number) => [...(await audience.buyerFigures('one', { from, to }))].sort()
    expect(await buyers(0, 100)).toEqual([
      ['a', 2],
      ['b', 1],
    ])
    expect(await buyers(10, 29)).toEqual([
      ['a', 1],
      ['b', 1],
    ])
    expect(await buyers(31, 40)).toEqual([])
  })

  it('scans visitors with an open item in the range, the latest first, with all their items', async () => {
    const { events, audience } = stores()
    await events.append('one', [
      shopEvent({ visitorId: 'early', occurredAt: 10 }),
      shopEvent({ visitorId: 'late', occurredAt: 50 }),
      shopEvent({ visitorId: 'middle', occurredAt: 30, items: items('a', 'b') }),
      shopEvent({ visitorId: 'bought', occurredAt: 40, type: 'purchase' }),
      shopEvent({ visitorId: 'both', occurredAt: 20 }),
      shopEvent({ visitorId: 'both', occurredAt: 99, items: items('b') }),
    ])
    await events.append('two', [shopEvent({ visitorId: 'foreign', occurredAt: 30 })])
    expect(await visitorsOf(audience, 'one', 0, 100)).toEqual([['both', 'late', 'middle', 'early']])
    expect(await visitorsOf(audience, 'one', 15, 30)).toEqual([['both', 'middle']])
    expect(await visitorsOf(audience, 'one', 60, 70)).toEqual([])
    for await (const [both] of audience.scanPersons('one', { from: 15, to: 25 }))
      expect(both?.items.map(({ offerId }) => offerId)).toEqual(['a', 'b'])
  })

  it('scans every visitor once over many pages, also those of one instant', async () => {
    const { events, audience } = stores()
    const ids = Array.from({ length: 1_203 }, (_, at) => `v${at}`)
    await events.append(
      'one',
      ids.map((visitorId, at) => shopEvent({ visitorId, occurredAt: 100 + (at % 2) })),
    )
    const seen = (await visitorsOf(audience, 'one', 0, 1_000)).flat()
    expect(seen).toHaveLength(1_203)
    expect(new Set(seen)).toEqual(new Set(ids))
  })

  it('figures how many visitors left each offer at which stage', async () => {
    const { events, audience } = stores()
    await events.append('one', [
      shopEvent({ visitorId: 'v1', occurredAt: 10 }),
      shopEvent({ visitorId: 'v2', occurredAt: 20, type: 'add_to_cart' }),
      shopEvent({ visitorId: 'v3', occurredAt: 30, type: 'begin_checkout', items: items('a', 'b') }),
      shopEvent({ visitorId: 'v4', occurredAt: 40 }),
      shopEvent({ visitorId: 'v5', occurredAt: 25, type: 'purchase' }),
    ])
    await events.append('two', [shopEvent({ visitorId: 'v1', occurredAt: 10 })])
    const figures = await audience.offerFigures('one', { from: 10, to: 30, purchaseCloses: 'offer' })
    expect(figures).toEqual(
      new Map([
        ['a', { visitors: { viewed: 1, carted: 1, checkout: 1 }, lastAt: 30 }],
        ['b', { visitors: { viewed: 0, carted: 0, checkout: 1 }, lastAt: 30 }],
      ]),
    )
  })

  it('lets a purchase close the other variants of its item group where the shop wants that', async () => {
    const { events, audience, catalog } = stores()
    for (const made of [offer('black', 'g'), offer('white', 'g'), offer('blue', 'g'), offer('lamp')])
      await catalog.putOffer('one', made, 1)
    await events.append('one', [
      shopEvent({ visitorId: 'v1', occurredAt: 10, items: items('black', 'lamp', 'unknown') }),
      shopEvent({ visitorId: 'v1', occurredAt: 20, type: 'purchase', items: items('white') }),
      // Looked at again after the purchase: open, whatever was bought before.
      shopEvent({ visitorId: 'v1', occurredAt: 30, items: items('blue') }),
      shopEvent({ visitorId: 'v2', occurredAt: 10, items: items('black') }),
      shopEvent({ visitorId: 'v3', occurredAt: 10, type: 'purchase', items: items('black') }),
      shopEvent({ visitorId: 'v3', occurredAt: 11, items: items('black') }),
    ])
    const counted = async (purchaseCloses: 'offer' | 'item-group') => {
      const figures = await audience.offerFigures('one', { from: 0, to: 100, purchaseCloses })
      return Object.fromEntries([...figures].map(([offerId, { visitors }]) => [offerId, visitors.viewed]))
    }
    expect(await counted('offer')).toEqual({ black: 3, blue: 1, lamp: 1, unknown: 1 })
    expect(await counted('item-group')).toEqual({ black: 2, blue: 1, lamp: 1, unknown: 1 })
  })

  it('grows its revision with events that change a state, and with no others', async () => {
    const { events, audience } = stores()
    expect(await audience.revision('one')).toBe(0)
    const viewed = shopEvent({ occurredAt: 10 })
    await events.append('one', [viewed])
    const first = await audience.revision('one')
    expect(first).toBeGreaterThan(0)
    await events.append('one', [viewed, shopEvent({ type: 'identify', items: undefined, occurredAt: 20 })])
    await events.append('one', [shopEvent({ type: 'refund', occurredAt: 30 })])
    expect(await audience.revision('one')).toBe(first)
    await events.append('one', [shopEvent({ occurredAt: 40 })])
    expect(await audience.revision('one')).toBeGreaterThan(first)
    expect(await audience.revision('two')).toBe(0)
  })

  it('remembers nothing of a visitor with more events than a person makes, in whatever order they come', async () => {
    const { events, audience } = stores()
    const log = Array.from({ length: VISITOR_EVENTS_MAX }, (_, at) => shopEvent({ occurredAt: 10 + at }))
    await events.append('one', log)
    expect(await audience.visitorItems('one', 'v1')).toHaveLength(1)
    await events.append('one', [shopEvent({ occurredAt: 5 })])
    expect(await audience.visitorItems('one', 'v1')).toEqual([])
    await events.append('one', [shopEvent({ occurredAt: 1 }), shopEvent({ occurredAt: 99_999_999 })])
    expect(await audience.visitorItems('one', 'v1')).toEqual([])
    expect(await visitorsOf(audience, 'one', 0, 999_999_999)).toEqual([])
    expect((await events.stats('one')).stored).toBe(VISITOR_EVENTS_MAX + 3)
  })

  it('replays a visitor when an event comes late', async () => {
    const { events, audience } = stores()
    await events.append('one', [shopEvent({ occurredAt: 30, type: 'purchase' })])
    await events.append('one', [shopEvent({ occurredAt: 10 }), shopEvent({ occurredAt: 20, type: 'add_to_cart' })])
    expect(await audience.visitorItems('one', 'v1')).toMatchObject([{ firstAt: 10, lastAt: 30, purchasedAt: 30 }])
    expect((await audience.visitorItems('one', 'v1'))[0]?.stage).toBeUndefined()
  })
})
