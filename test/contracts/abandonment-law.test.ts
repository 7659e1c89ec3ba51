import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { VisitorItem } from '../../src/audience/visitor-item.ts'
import { compareEvents, EVENT_TYPES, type ShopEvent } from '../../src/events/event.ts'
import { withEveryBackEnd } from './back-ends.ts'

const OFFERS = ['a', 'b', 'ü', '😀']
const VISITORS = ['v1', 'v2']

const money = fc.record({ minor: fc.integer({ min: 0, max: 9_999 }), currency: fc.constantFrom('EUR', 'USD') })
const item = fc.record(
  { offerId: fc.constantFrom(...OFFERS), quantity: fc.integer({ min: 1, max: 4 }), price: money },
  { requiredKeys: ['offerId', 'quantity'] },
)

/** Few offers and few instants, so that events meet; ids on both sides of the surrogates, where orders differ. */
const event = fc.record({
  type: fc.constantFrom(...EVENT_TYPES),
  visitorId: fc.constantFrom(...VISITORS),
  occurredAt: fc.integer({ min: 1, max: 12 }),
  items: fc.option(fc.array(item, { maxLength: 3 }), { nil: undefined, freq: 4 }),
  mark: fc.constantFrom('a', 'Z', 'ä', '\uff5e', '😀'),
})

const log = fc
  .array(event, { maxLength: 25 })
  .map((events) =>
    events.map(
      ({ mark, ...rest }, at): ShopEvent => ({ ...rest, eventId: `${mark}${at}`, receivedAt: 100, consent: {} }),
    ),
  )

/** An order of arrival with repeats, cut into batches. */
const delivery = log.chain((events) =>
  fc.record({
    events: fc.constant(events),
    repeats: fc.subarray(events),
    seed: fc.infiniteStream(fc.nat()),
    batchSize: fc.integer({ min: 1, max: 8 }),
  }),
)

function batchesOf({ events, repeats, seed, batchSize }: typeof delivery extends fc.Arbitrary<infer D> ? D : never) {
  const arrived = [...events, ...repeats]
    .map((sent) => ({ sent, at: seed.next().value as number }))
    .sort((a, b) => a.at - b.at)
    .map(({ sent }) => sent)
  const batches: ShopEvent[][] = []
  for (let at = 0; at < arrived.length; at += batchSize) batches.push(arrived.slice(at, at + batchSize))
  return batches
}

/**
 * What is left of one offer of one visitor, worked out from the sorted log by itself: written apart from the fold that
 * it judges, with nothing shared but the meaning of the events.
 */
function oracle(events: readonly ShopEvent[], visitorId: string, offerId: string): VisitorItem | undefined {
  let seen = false
  let stage = 0
  let inCart = 0
  let [firstAt, lastAt] = [0, 0]
  let priceSeen: VisitorItem['priceSeen']
  let purchasedAt: number | undefined
  for (const { type, occurredAt: now, items, ...rest } of events.toSorted(compareEvents)) {
    if (rest.visitorId !== visitorId) continue
    const lines = (items ?? []).filter((line) => line.offerId === offerId)
    const listed = lines.length > 0
    const quantity = lines.reduce((sum, line) => sum + line.quantity, 0)
    const open = (to: number) => {
      if (stage === 0) firstAt = now
      seen = true
      stage = Math.max(stage, to)
      lastAt = now
      for (const { price } of lines) priceSeen = price ?? priceSeen
    }
    const shut = () => {
      ;[stage, inCart, lastAt] = [0, 0, now]
    }
    if (type === 'view_item' && listed) open(1)
    if (type === 'add_to_cart' && listed) {
      open(2)
      inCart += quantity
    }
    if (type === 'remove_from_cart' && listed && stage > 0) {
      if (inCart > quantity) {
        open(stage)
        inCart -= quantity
      } else shut()
    }
    if (type === 'view_cart' && items) {
      if (listed) {
        open(2)
        inCart = quantity
      } else if (stage > 1) shut()
    }
    if (type === 'begin_checkout') {
      if (listed) {
        open(3)
        inCart = quantity
      } else if (!items?.length && stage > 1) open(3)
    }
    if (type === 'purchase' && (listed || (!items?.length && stage > 1))) {
      if (!seen) [firstAt, lastAt] = [now, now]
      if (stage > 0) shut()
      seen = true
      purchasedAt = now
    }
  }
  if (!seen) return undefined
  return {
    visitorId,
    offerId,
    stage: ([undefined, 'viewed', 'carted', 'checkout'] as const)[stage],
    firstAt,
    lastAt,
    quantity: stage === 1 ? 1 : inCart,
    priceSeen,
    purchasedAt,
  }
}

describe('the abandonment state', () => {
  it('is the plain recomputation of the log, whatever the order, the repeats and the batches of its arrival', async () => {
    await withEveryBackEnd(async ({ events, audience }, name) => {
      let run = 0
      await fc.assert(
        fc.asyncProperty(delivery, async (sent) => {
          const shopId = `shop-${++run}`
          // All batches at once: some share a transaction, some do not.
          await Promise.all(batchesOf(sent).map((batch) => events.append(shopId, batch)))
          for (const visitorId of VISITORS) {
            const expected = OFFERS.flatMap((offerId) => oracle(sent.events, visitorId, offerId) ?? [])
            expect(await audience.visitorItems(shopId, visitorId)).toEqual(expected)
          }
          const stats = await events.stats(shopId)
          expect(stats).toMatchObject({ stored: sent.events.length, duplicate: sent.repeats.length })
        }),
        { seed: 20261122, numRuns: name === 'sqlite file' ? 40 : 150 },
      )
    })
  })

  it('is the same when batches wait for each other', async () => {
    await withEveryBackEnd(async ({ events, audience }, name) => {
      let run = 0
      await fc.assert(
        fc.asyncProperty(delivery, async (sent) => {
          const shopId = `shop-${++run}`
          for (const batch of batchesOf(sent)) await events.append(shopId, batch)
          for (const visitorId of VISITORS) {
            const expected = OFFERS.flatMap((offerId) => oracle(sent.events, visitorId, offerId) ?? [])
            expect(await audience.visitorItems(shopId, visitorId)).toEqual(expected)
          }
        }),
        { seed: 7, numRuns: name === 'sqlite file' ? 25 : 100 },
      )
    })
  })
})
