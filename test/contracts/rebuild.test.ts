import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EVENT_TYPES, type ShopEvent } from '../../src/events/event.ts'
import { withEveryBackEnd } from './back-ends.ts'

const event = fc.record({
  type: fc.constantFrom(...EVENT_TYPES),
  visitorId: fc.constantFrom('v1', 'v2', 'v3'),
  userId: fc.option(fc.constantFrom('u1', 'u2'), { nil: undefined, freq: 2 }),
  orderId: fc.option(fc.constantFrom('o1', 'o2'), { nil: undefined }),
  occurredAt: fc.integer({ min: 1, max: 12 }),
  isTest: fc.option(fc.constant(true as const), { nil: undefined, freq: 5 }),
  items: fc.option(
    fc.array(
      fc.record(
        {
          offerId: fc.constantFrom('a', 'b', 'ü'),
          quantity: fc.integer({ min: 1, max: 3 }),
          price: fc.record({ minor: fc.nat({ max: 999 }), currency: fc.constantFrom('EUR', 'USD') }),
          otherIds: fc.constant(['sku']),
        },
        { requiredKeys: ['offerId', 'quantity'] },
      ),
      { maxLength: 3 },
    ),
    { nil: undefined },
  ),
})

const log = fc
  .array(event, { maxLength: 30 })
  .map((events) => events.map((each, at): ShopEvent => ({ ...each, eventId: `e${at}`, receivedAt: 100, consent: {} })))

describe('the state that is kept', () => {
  it('is what the log says, after any arrival, withdrawal and erasure', async () => {
    await withEveryBackEnd(async ({ events, audience }, name) => {
      let run = 0
      await fc.assert(
        fc.asyncProperty(log, fc.integer({ min: 1, max: 5 }), fc.boolean(), async (list, size, withdraws) => {
          const shopId = `shop-${++run}`
          for (let at = 0; at < list.length; at += size) await events.append(shopId, list.slice(at, at + size))
          if (withdraws) await events.append(shopId, [], { refused: [{ visitorId: 'v1', occurredAt: 6 }] })
          const kept = await audience.personItems(shopId, 'v2')
          const compared = await events.rebuild(shopId, { compare: true })
          expect(compared).toMatchObject({ differences: 0 })
          expect(await events.rebuild(shopId, { compare: false })).toEqual(compared)
          expect(await audience.personItems(shopId, 'v2')).toEqual(kept)
        }),
        { seed: 5, numRuns: name === 'sqlite file' ? 40 : 120 },
      )
    })
  })
})
