import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openItems } from '../../src/audience/person-items.ts'
import type { Offer } from '../../src/catalog/offer.ts'
import type { ShopEvent } from '../../src/events/event.ts'
import type { Stores } from '../../src/storage/stores.ts'
import { onEveryBackEnd, withEveryBackEnd } from './back-ends.ts'
import { shopEvent } from './shop-events.ts'

const RANGE = { from: 0, to: 1_000 }

const offer = (offerId: string, itemGroupId?: string): Offer => ({
  offerId,
  itemGroupId,
  title: offerId,
  link: 'https://shop.example/',
  price: { minor: 1, currency: 'EUR' },
  availability: 'in_stock',
})

const personOf = async (audience: Stores['audience'], visitorId: string): Promise<string[]> =>
  (await audience.visitorsOfPerson('one', visitorId)).sort()

onEveryBackEnd('persons', (stores) => {
  it('joins visitors who were known by one user id or e-mail, and those who share another with them', async () => {
    const { events, audience } = stores()
    await events.append('one', [
      shopEvent({ visitorId: 'laptop', userId: 'u1' }),
      shopEvent({ visitorId: 'phone', userId: 'u1', emailSha256: 'ab' }),
      shopEvent({ visitorId: 'tablet', type: 'identify', items: undefined, emailSha256: 'ab' }),
      shopEvent({ visitorId: 'stranger', userId: 'ab' }),
    ])
    expect(await personOf(audience, 'laptop')).toEqual(['laptop', 'phone', 'tablet'])
    expect(await personOf(audience, 'tablet')).toEqual(['laptop', 'phone', 'tablet'])
    expect(await personOf(audience, 'stranger')).toEqual(['stranger'])
    expect(await personOf(audience, 'nobody')).toEqual(['nobody'])
    expect(await audience.visitorsOfPerson('two', 'laptop')).toEqual(['laptop'])
  })

  it('takes more visitors than a person has for none', async () => {
    const { events, audience } = stores()
    const many = Array.from({ length: 51 }, (_, at) => shopEvent({ visitorId: `v${at}`, userId: 'guest' }))
    await events.append('one', many.slice(0, 50))
    expect(await personOf(audience, 'v0')).toHaveLength(50)
    await events.append('one', many.slice(50))
    for (const visitorId of ['v0', 'v30', 'v50']) expect(await personOf(audience, visitorId)).toEqual([visitorId])
  })

  it('scans a person once, by the visitor who was active last, with the items of all', async () => {
    const { events, audience } = stores()
    await events.append('one', [
      shopEvent({ visitorId: 'laptop', userId: 'u1', occurredAt: 10, items: [{ offerId: 'a', quantity: 1 }] }),
      shopEvent({ visitorId: 'phone', userId: 'u1', occurredAt: 30, items: [{ offerId: 'b', quantity: 1 }] }),
      shopEvent({ visitorId: 'alone', occurredAt: 20 }),
    ])
    const pages = []
    for await (const page of audience.scanPersons('one', RANGE)) pages.push(...page)
    expect(pages.map(({ visitorId, items }) => [visitorId, items.map(({ offerId }) => offerId)])).toEqual([
      ['phone', ['a', 'b']],
      ['alone', ['a']],
    ])
  })

  it('counts a person once for each offer, at the furthest stage, and not after a purchase on another device', async () => {
    const { events, audience } = stores()
    const a = [{ offerId: 'a', quantity: 1 }]
    const b = [{ offerId: 'b', quantity: 1 }]
    await events.append('one', [
      shopEvent({ visitorId: 'laptop', userId: 'u1', occurredAt: 10, type: 'add_to_cart', items: a }),
      shopEvent({ visitorId: 'phone', userId: 'u1', occurredAt: 20, items: a }),
      shopEvent({ visitorId: 'laptop', occurredAt: 10, type: 'add_to_cart', items: b }),
      shopEvent({ visitorId: 'phone', occurredAt: 30, type: 'purchase', items: b }),
    ])
    const figures = await audience.offerFigures('one', { ...RANGE, purchaseCloses: 'offer' })
    expect([...figures]).toEqual([['a', { visitors: { viewed: 0, carted: 1, checkout: 0 }, lastAt: 20 }]])
  })

  it('bumps the revision when visitors become one person', async () => {
    const { events, audience } = stores()
    await events.append('one', [shopEvent({ visitorId: 'a' }), shopEvent({ visitorId: 'b', userId: 'u' })])
    const before = await audience.revision('one')
    await events.append('one', [shopEvent({ visitorId: 'a', type: 'identify', items: undefined, userId: 'u' })])
    expect(await audience.revision('one')).toBeGreaterThan(before)
  })
})

const VISITORS = ['v1', 'v2', 'v3', 'v4']
const OFFERS = ['a', 'b', 'c']

const events = fc
  .array(
    fc.record({
      type: fc.constantFrom('view_item' as const, 'add_to_cart' as const, 'purchase' as const, 'identify' as const),
      visitorId: fc.constantFrom(...VISITORS),
      userId: fc.option(fc.constantFrom('u1', 'u2', 'u3'), { nil: undefined, freq: 1 }),
      emailSha256: fc.option(fc.constantFrom('e1', 'e2'), { nil: undefined, freq: 1 }),
      occurredAt: fc.integer({ min: 1, max: 9 }),
      items: fc.array(fc.record({ offerId: fc.constantFrom(...OFFERS), quantity: fc.constant(1) }), { maxLength: 2 }),
    }),
    { maxLength: 20 },
  )
  .map((list) => list.map((event, at): ShopEvent => ({ ...event, eventId: `e${at}`, receivedAt: 100, consent: {} })))

/** Who is one person with whom, by joining until nothing changes. */
function oracle(log: readonly ShopEvent[]): Map<string, string> {
  const person = new Map(VISITORS.map((visitorId) => [visitorId, visitorId]))
  for (let changed = true; changed; ) {
    changed = false
    for (const a of log)
      for (const b of log) {
        const shared =
          (a.userId !== undefined && a.userId === b.userId) ||
          (a.emailSha256 !== undefined && a.emailSha256 === b.emailSha256)
        const [left, right] = [person.get(a.visitorId) as string, person.get(b.visitorId) as string]
        if (!shared || left === right) continue
        for (const [visitorId, of] of person)
          if (of === left || of === right) person.set(visitorId, left < right ? left : right)
        changed = true
      }
  }
  return person
}

describe('who is one person', () => {
  it('is told by what was shared alone, whatever the order of arrival, and figures agree with the items', async () => {
    const offers = new Map([offer('a', 'g'), offer('b', 'g'), offer('c')].map((each) => [each.offerId, each]))
    await withEveryBackEnd(async (stores, name) => {
      let run = 0
      await fc.assert(
        fc.asyncProperty(
          events,
          fc.infiniteStream(fc.nat()),
          fc.integer({ min: 1, max: 4 }),
          async (log, seed, size) => {
            const shopId = `shop-${++run}`
            for (const each of offers.values()) await stores.catalog.putOffer(shopId, each, 1)
            const arrived = log.map((event) => ({ event, at: seed.next().value as number })).sort((a, b) => a.at - b.at)
            for (let at = 0; at < arrived.length; at += size)
              await stores.events.append(
                shopId,
                arrived.slice(at, at + size).map(({ event }) => event),
              )
            const expected = oracle(log)
            for (const visitorId of VISITORS)
              expect((await stores.audience.visitorsOfPerson(shopId, visitorId)).sort()).toEqual(
                VISITORS.filter((other) => expected.get(other) === expected.get(visitorId)),
              )
            for (const purchaseCloses of ['offer', 'item-group', 'shop'] as const) {
              const counted: Record<string, number> = {}
              for await (const page of stores.audience.scanPersons(shopId, RANGE))
                for (const { items } of page)
                  for (const { offerId, stage } of openItems(items, { purchaseCloses, offers }))
                    counted[`${offerId} ${stage}`] = (counted[`${offerId} ${stage}`] ?? 0) + 1
              const figures = await stores.audience.offerFigures(shopId, { ...RANGE, purchaseCloses })
              const told = [...figures].flatMap(([offerId, { visitors }]) =>
                Object.entries(visitors).flatMap(([stage, count]) =>
                  count > 0 ? [[`${offerId} ${stage}`, count]] : [],
                ),
              )
              expect(Object.fromEntries(told)).toEqual(counted)
            }
          },
        ),
        { seed: 4, numRuns: name === 'sqlite file' ? 30 : 80 },
      )
    })
  })
})
