import { expect, it } from 'vitest'
import { abandoned, abandonedByVisitor } from '../../src/audience/join.ts'
import type { Offer } from '../../src/catalog/offer.ts'
import { collectEvents } from '../../src/events/collect.ts'
import { refreshMatches } from '../../src/events/refresh-matches.ts'
import { nodeDigest } from '../../src/platform/node/digest.ts'
import type { Stores } from '../../src/storage/stores.ts'
import { testShop } from '../events/test-shop.ts'
import { onEveryBackEnd } from './back-ends.ts'
import { logOf } from './shop-events.ts'

const NOW = Date.UTC(2026, 10, 22, 12)
const shop = testShop({ currency: 'EUR' })

const offer = (offerId: string, more: Partial<Offer> = {}): Offer => ({
  offerId,
  title: offerId,
  link: 'https://shop.example/p',
  price: { minor: 100, currency: 'EUR' },
  availability: 'in_stock',
  ...more,
})

let number = 0
const sent = (type: string, offerId: string, minute: number, more: object = {}) => ({
  eventId: `e-${number++}`,
  type,
  visitorId: 'v1',
  occurredAt: new Date(NOW - 3_600_000 + minute * 60_000).toISOString(),
  items: [{ offerId }],
  ...more,
})

const collect = (stores: Stores, inputs: readonly unknown[]) =>
  collectEvents(inputs, { shop, receivedAt: NOW }, { ...stores, digest: nodeDigest })
const left = (stores: Stores) => abandonedByVisitor(shop, 'v1', { now: NOW, quietMs: 0 }, stores)
const figures = (stores: Stores, purchaseCloses: 'offer' | 'item-group' = 'offer') =>
  stores.audience.offerFigures('one', { from: 0, to: NOW, purchaseCloses })

onEveryBackEnd('offers that events name otherwise', (stores) => {
  it('are kept as they were sent, and known once the catalog holds them', async () => {
    const all = stores()
    const report = await collect(all, [sent('add_to_cart', 'gla_12', 0)])
    expect(report).toMatchObject({ stored: 1, unknownOffers: 1 })
    await refreshMatches(shop, all)
    expect(await left(all)).toEqual([])

    await all.catalog.putOffer('one', offer('12'), NOW)
    const before = await all.audience.revision('one')
    expect(await refreshMatches(shop, all)).toMatchObject({ changed: true, rules: [{ ids: 1 }] })
    expect(await all.audience.revision('one')).toBeGreaterThan(before)
    expect(await left(all)).toMatchObject([{ offerId: '12', stage: 'carted' }])
    expect((await logOf(all.events, 'one')).map(({ items }) => items?.[0]?.offerId)).toEqual(['gla_12'])
    expect(await figures(all)).toEqual(
      new Map([['12', { visitors: { viewed: 0, carted: 1, checkout: 0 }, lastAt: NOW - 3_600_000 }]]),
    )
    expect(await refreshMatches(shop, all)).toMatchObject({ changed: false })
    expect(await collect(all, [sent('view_item', 'gla_12', 1)])).toMatchObject({ stored: 1, unknownOffers: 0 })
  })

  it('are one with their other names: a purchase under one closes what was left under the other', async () => {
    const all = stores()
    await all.catalog.putOffer('one', offer('12'), NOW)
    await collect(all, [sent('add_to_cart', 'gla_12', 0), sent('view_item', '12', 1)])
    await refreshMatches(shop, all)
    expect(await left(all)).toMatchObject([{ offerId: '12', stage: 'carted' }])
    expect((await figures(all)).get('12')?.visitors).toEqual({ viewed: 0, carted: 1, checkout: 0 })
    await collect(all, [sent('purchase', '12', 2)])
    expect(await left(all)).toEqual([])
    expect(await figures(all)).toEqual(new Map())
  })

  it('join on the variants of a group and over devices', async () => {
    const all = stores()
    await all.catalog.putOffer('one', offer('12', { itemGroupId: 'g' }), NOW)
    await all.catalog.putOffer('one', offer('13', { itemGroupId: 'g' }), NOW)
    await collect(all, [
      sent('add_to_cart', 'gla_12', 0, { userId: 'u' }),
      sent('purchase', 'gla_13', 5, { userId: 'u', visitorId: 'v2' }),
    ])
    await refreshMatches(shop, all)
    expect((await figures(all)).get('12')?.visitors).toEqual({ viewed: 0, carted: 1, checkout: 0 })
    expect(await figures(all, 'item-group')).toEqual(new Map())
  })

  it('are known of the past too', async () => {
    const all = stores()
    await all.catalog.putOffer('one', offer('12'), NOW)
    await collect(all, [sent('add_to_cart', 'gla_12', 0)])
    await refreshMatches(shop, all)
    const then = []
    for await (const page of abandoned(shop, { asOf: NOW - 60_000, now: NOW, quietMs: 0 }, all)) then.push(...page)
    expect(then).toMatchObject([{ visitorId: 'v1', items: [{ offerId: '12' }] }])
  })

  it('are what the shop says they are, and what it says can be taken back', async () => {
    const all = stores()
    await all.catalog.putOffer('one', offer('a'), NOW)
    await all.catalog.putOffer('one', offer('b'), NOW)
    await collect(all, [sent('view_item', 'odd', 0)])
    const saying = (offerId: string | null) =>
      refreshMatches({ ...shop, settings: { ...shop.settings, matching: { ids: [['odd', offerId]] } } }, all)
    await saying('a')
    expect(await left(all)).toMatchObject([{ offerId: 'a' }])
    await saying('b')
    expect(await left(all)).toMatchObject([{ offerId: 'b' }])
    await saying(null)
    expect(await left(all)).toEqual([])
    expect(await all.matches.listMatches('one')).toEqual([])
  })

  it('are counted', async () => {
    const all = stores()
    await all.catalog.putOffer('one', offer('12'), NOW)
    await collect(all, [sent('view_item', '12', 0), sent('view_item', 'gla_12', 1), sent('view_item', 'gone', 2)])
    expect(await all.matches.countSentIds('one')).toEqual({ ids: 3, exact: 1 })
    expect(await all.matches.listSentIds('one')).toEqual([
      { sentId: 'gla_12', otherIds: [] },
      { sentId: 'gone', otherIds: [] },
    ])
    expect(await all.matches.listSentIds('two')).toEqual([])
  })
})
