import { describe, expect, it } from 'vitest'
import { applyEvent } from '../../src/audience/abandonment.ts'
import { type Abandonment, abandoned, abandonedByVisitor } from '../../src/audience/join.ts'
import { compareAbandonments } from '../../src/audience/rank.ts'
import type { Offer } from '../../src/catalog/offer.ts'
import type { AbandonmentSettings } from '../../src/catalog/shop.ts'
import type { ShopEvent } from '../../src/events/event.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/shared/time.ts'
import { memoryStores } from '../../src/storage/memory.ts'
import { shopEvent } from '../contracts/shop-events.ts'
import { testShop } from '../events/test-shop.ts'

const NOW = Date.UTC(2026, 10, 22, 12)
const EUR = (minor: number) => ({ minor, currency: 'EUR' })

const offer = (offerId: string, more: Partial<Offer> = {}): Offer => ({
  offerId,
  title: offerId,
  link: 'https://shop.example/',
  price: EUR(1_000),
  availability: 'in_stock',
  ...more,
})

const at = (agoMs: number, more: Partial<ShopEvent> & { offerId?: string; quantity?: number } = {}): ShopEvent => {
  const { offerId = 'a', quantity = 1, ...event } = more
  return shopEvent({ occurredAt: NOW - agoMs, items: [{ offerId, quantity }], ...event })
}

async function house(
  offers: readonly Offer[],
  events: readonly ShopEvent[],
  abandonment: Partial<AbandonmentSettings> = {},
) {
  const stores = memoryStores({ apply: applyEvent })
  const base = testShop()
  const shop = testShop({ abandonment: { ...base.settings.abandonment, ...abandonment } })
  for (const made of offers) await stores.catalog.putOffer('one', made, 1)
  await stores.events.append('one', events)
  return {
    ...stores,
    shop,
    of: (visitorId: string, options: { within?: number; quietMs?: number; now?: number } = {}) =>
      abandonedByVisitor(shop, visitorId, { now: NOW, ...options }, stores),
    all: async (options: { asOf?: number; within?: number; quietMs?: number } = {}) => {
      const found: Record<string, string[]> = {}
      for await (const page of abandoned(shop, { asOf: NOW, now: NOW, ...options }, stores))
        for (const { visitorId, items } of page)
          found[visitorId] = items.map(({ offerId, stage }) => `${offerId} ${stage}`)
      return found
    },
  }
}

const idsOf = (items: readonly Abandonment[]): string[] => items.map(({ offerId }) => offerId)

describe('what a visitor left behind', () => {
  it('is told with what the catalog says today', async () => {
    const seen = [{ offerId: 'a', quantity: 2, price: EUR(1_200) }]
    const { of } = await house(
      [offer('a', { salePrice: EUR(900), availability: 'preorder' })],
      [at(2 * DAY_MS), at(DAY_MS, { type: 'add_to_cart', items: seen })],
    )
    expect(await of('v1')).toEqual([
      {
        visitorId: 'v1',
        offerId: 'a',
        stage: 'carted',
        quantity: 2,
        firstAt: NOW - 2 * DAY_MS,
        lastAt: NOW - DAY_MS,
        priceSeen: EUR(1_200),
        priceNow: EUR(900),
        dropped: true,
        availability: 'preorder',
        value: EUR(1_800),
      },
    ])
  })

  it.each([
    { why: 'it costs less', seen: EUR(1_200), dropped: true },
    { why: 'it costs the same', seen: EUR(1_000), dropped: false },
    { why: 'it costs more', seen: EUR(800), dropped: false },
    { why: 'it was seen in another currency', seen: { minor: 1_200, currency: 'USD' }, dropped: false },
    { why: 'no price was seen', seen: undefined, dropped: false },
  ])('is told as dropped: $dropped, because $why', async ({ seen, dropped }) => {
    const { of } = await house([offer('a')], [at(DAY_MS, { items: [{ offerId: 'a', quantity: 1, price: seen }] })])
    expect((await of('v1'))[0]?.dropped).toBe(dropped)
  })

  it('does not hold a sale that is over', async () => {
    const ended = { salePrice: EUR(100), salePriceEffective: { startAt: 0, endAt: NOW - 1 } }
    const { of } = await house([offer('a', ended)], [at(DAY_MS)])
    expect((await of('v1'))[0]?.priceNow).toEqual(EUR(1_000))
  })

  it('leaves out an offer that the catalog does not have, until it does', async () => {
    const { of, all, catalog } = await house([offer('a')], [at(DAY_MS), at(DAY_MS, { offerId: 'later' })])
    expect(idsOf(await of('v1'))).toEqual(['a'])
    await catalog.putOffer('one', offer('later'), 2)
    expect(idsOf(await of('v1'))).toEqual(['a', 'later'])
    expect(await all()).toEqual({ v1: ['a viewed', 'later viewed'] })
  })

  it.each([
    { quietMs: undefined, finds: ['old', 'quiet'], why: 'the shop waits for half an hour' },
    { quietMs: 0, finds: ['fresh', 'old', 'quiet'], why: 'no quiet period is asked for' },
    { quietMs: HOUR_MS, finds: ['old'], why: 'an hour is asked for' },
  ])('begins when nothing has happened for a while: $why', async ({ quietMs, finds }) => {
    const { of, all } = await house(
      ['fresh', 'quiet', 'old'].map((id) => offer(id)),
      [
        at(29 * MINUTE_MS, { offerId: 'fresh' }),
        at(30 * MINUTE_MS, { offerId: 'quiet' }),
        at(2 * HOUR_MS, { offerId: 'old' }),
      ],
    )
    expect(idsOf(await of('v1', { quietMs })).sort()).toEqual(finds)
    expect((await all({ quietMs })).v1?.sort()).toEqual(finds.map((id) => `${id} viewed`))
  })

  it.each([
    { within: undefined, finds: ['month', 'week'], why: 'the shop looks back for 30 days' },
    { within: 7 * DAY_MS, finds: ['week'], why: 'a week is asked for' },
    { within: 99 * DAY_MS, finds: ['month', 'week'], why: 'what is asked for is beyond what the shop looks back' },
  ])('ends with age: $why', async ({ within, finds }) => {
    const { of, all } = await house(
      ['week', 'month', 'older'].map((id) => offer(id)),
      [
        at(7 * DAY_MS, { offerId: 'week' }),
        at(30 * DAY_MS, { offerId: 'month' }),
        at(30 * DAY_MS + 1, { offerId: 'older' }),
      ],
    )
    expect(idsOf(await of('v1', { within })).sort()).toEqual(finds)
    expect((await all({ within })).v1?.sort()).toEqual(finds.map((id) => `${id} viewed`))
  })

  it.each([
    { purchaseCloses: 'offer' as const, finds: ['blue', 'green', 'lamp', 'red'] },
    { purchaseCloses: 'item-group' as const, finds: ['green', 'lamp'] },
  ])('is closed by the purchase of $purchaseCloses', async ({ purchaseCloses, finds }) => {
    const group = { itemGroupId: 'shirt' }
    const { of } = await house(
      [offer('red', group), offer('blue', group), offer('green', group), offer('white', group), offer('lamp')],
      [
        at(3 * DAY_MS, { offerId: 'red' }),
        at(2 * DAY_MS, { offerId: 'blue' }),
        at(3 * DAY_MS, { offerId: 'lamp' }),
        at(2 * DAY_MS, { type: 'purchase', offerId: 'white' }),
        at(DAY_MS, { offerId: 'green' }),
      ],
      { purchaseCloses },
    )
    expect(idsOf(await of('v1')).sort()).toEqual(finds)
  })

  it('is nothing for a visitor nobody has seen', async () => {
    const { of, all } = await house([offer('a')], [])
    expect(await of('nobody')).toEqual([])
    expect(await all()).toEqual({})
  })

  it('comes best first', async () => {
    const { of } = await house(
      [
        offer('viewed-new'),
        offer('carted-old'),
        offer('carted-gone', { availability: 'out_of_stock' }),
        offer('checkout-older'),
        offer('carted-cheap', { price: EUR(100) }),
        offer('carted-dear', { price: EUR(9_000) }),
      ],
      [
        at(HOUR_MS, { offerId: 'viewed-new' }),
        at(5 * DAY_MS, { type: 'add_to_cart', offerId: 'carted-old' }),
        at(HOUR_MS, { type: 'add_to_cart', offerId: 'carted-gone' }),
        at(9 * DAY_MS, { type: 'begin_checkout', offerId: 'checkout-older' }),
        at(2 * DAY_MS, { type: 'add_to_cart', offerId: 'carted-cheap' }),
        at(2 * DAY_MS, { type: 'add_to_cart', offerId: 'carted-dear' }),
      ],
    )
    const best = await of('v1')
    expect(idsOf(best)).toEqual([
      'checkout-older',
      'carted-dear',
      'carted-cheap',
      'carted-old',
      'carted-gone',
      'viewed-new',
    ])
    expect([...best].reverse().sort(compareAbandonments)).toEqual(best)
  })
})

describe('what all visitors left behind', () => {
  const events = [
    at(6 * DAY_MS, { visitorId: 'early' }),
    at(5 * DAY_MS, { visitorId: 'early', type: 'add_to_cart' }),
    at(40 * DAY_MS, { visitorId: 'long', type: 'add_to_cart' }),
    at(4 * DAY_MS, { visitorId: 'long' }),
    at(3 * DAY_MS, { visitorId: 'early', type: 'purchase' }),
    at(DAY_MS, { visitorId: 'late' }),
    at(DAY_MS, { visitorId: 'stranger', offerId: 'unknown' }),
  ]

  it('is told for now from the state', async () => {
    const { all } = await house([offer('a')], events)
    expect(await all()).toEqual({ late: ['a viewed'], long: ['a carted'] })
    expect(Object.keys(await all())).toEqual(['late', 'long'])
  })

  it.each([
    { daysAgo: 7, finds: {}, why: 'nothing had happened yet' },
    { daysAgo: 5.5, finds: { early: ['a viewed'] }, why: 'the cart came later' },
    { daysAgo: 4.5, finds: { early: ['a carted'] }, why: 'the purchase came later' },
    { daysAgo: 3.5, finds: { long: ['a carted'], early: ['a carted'] }, why: 'a cart from before the window counts' },
    { daysAgo: 2, finds: { long: ['a carted'] }, why: 'the purchase had closed it' },
  ])('is told for $daysAgo days ago from the log: $why', async ({ daysAgo, finds }) => {
    const { all } = await house([offer('a')], events)
    expect(await all({ asOf: NOW - daysAgo * DAY_MS })).toEqual(finds)
  })

  it('is the same from the log as from the state', async () => {
    const { all } = await house([offer('a')], events)
    expect(await all({ asOf: NOW - 1 })).toEqual(await all())
  })

  it('comes for more visitors than a page holds', async () => {
    const many = Array.from({ length: 1_100 }, (_, index) => at(DAY_MS + index, { visitorId: `v${index}` }))
    const { all } = await house([offer('a')], many)
    expect(Object.keys(await all())).toEqual(many.map(({ visitorId }) => visitorId))
    expect(Object.keys(await all({ asOf: NOW - 1 }))).toEqual(many.map(({ visitorId }) => visitorId))
  })
})
