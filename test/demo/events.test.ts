import { describe, expect, it } from 'vitest'
import { demoCatalog, demoEvents } from '../../src/demo/demo-shop.ts'
import { eventInputSchema } from '../../src/events/event-schema.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/shared/time.ts'

interface Event {
  eventId: string
  type: string
  visitorId: string
  occurredAt: string
  consent: { ads: boolean }
  orderId?: string
  items: { offerId: string; quantity: number; price: string }[]
}

const NOW = Date.UTC(2026, 10, 24, 15, 30)
const eventsAt = (now: number): Event[] => demoEvents(now) as unknown as Event[]
const events = eventsAt(NOW)
const instants = events.map((event) => Date.parse(event.occurredAt))
const catalog = demoCatalog((file) => file, NOW)
const fortnight = Array.from({ length: 14 }, (_, day) => NOW + day * DAY_MS + day * 97 * MINUTE_MS)

/** What each visitor still has open, by plain reading of the log: `visitor offer` to the last event type. */
function leftOpen(log: readonly Event[]): Map<string, string> {
  const open = new Map<string, string>()
  for (const { type, visitorId, items } of log) {
    for (const { offerId } of items) {
      if (type === 'purchase' || type === 'remove_from_cart') open.delete(`${visitorId} ${offerId}`)
      else open.set(`${visitorId} ${offerId}`, type)
    }
  }
  return open
}

describe('the demo events', () => {
  it('have ids that are used once', () => {
    expect(new Set(events.map((event) => event.eventId)).size).toBe(events.length)
  })

  it('are in canonical form and about offers of the shop', () => {
    const offers = new Set(catalog.map((offer) => offer.offerId))
    for (const event of events) {
      const { items } = event
      expect(eventInputSchema.safeParse(event)).toMatchObject({ success: true })
      expect(items.length).toBeGreaterThan(0)
      for (const { offerId } of items) expect(offers.has(offerId)).toBe(true)
    }
  })

  it('come in order of time', () => {
    expect(instants).toEqual([...instants].sort((a, b) => a - b))
  })

  it.each(fortnight)('end at least 40 minutes and at most 3 hours before %d and go back days', (now) => {
    const at = eventsAt(now).map((event) => Date.parse(event.occurredAt))
    expect(Math.max(...at)).toBeLessThanOrEqual(now - 40 * MINUTE_MS)
    expect(Math.max(...at)).toBeGreaterThan(now - 3 * HOUR_MS)
    expect(Math.min(...at)).toBeLessThan(now - 5 * DAY_MS)
  })

  it('are the same on every call', () => {
    expect(eventsAt(NOW)).toEqual(events)
  })

  it('only grow as time passes: what both days know is told alike', () => {
    const later = new Map(eventsAt(NOW + 2 * DAY_MS).map((event) => [event.eventId, event]))
    const shared = events.filter((event) => later.has(event.eventId))
    expect(shared.length).toBeGreaterThan(200)
    for (const event of shared) expect(later.get(event.eventId)).toEqual(event)
    expect(later.size).toBeGreaterThan(shared.length)
  })

  it('are made by about sixty visitors with opaque ids, most of whom come back', () => {
    const days = new Map<string, Set<string>>()
    for (const { visitorId, occurredAt } of events) {
      expect(visitorId).toMatch(/^v-[0-9a-f]{12}$/)
      days.set(visitorId, (days.get(visitorId) ?? new Set()).add(occurredAt.slice(0, 10)))
    }
    expect(days.size).toBeGreaterThan(45)
    expect(days.size).toBeLessThanOrEqual(60)
    expect([...days.values()].filter((seen) => seen.size > 1).length).toBeGreaterThan(20)
  })

  it('hold visits without consent, with their consent said on every event', () => {
    expect(events.some((event) => !event.consent.ads)).toBe(true)
    expect(events.some((event) => event.consent.ads)).toBe(true)
  })

  it('buy what was taken to the checkout, under an order number', () => {
    const purchases = events.filter((event) => event.type === 'purchase')
    expect(purchases.length).toBeGreaterThan(5)
    for (const { visitorId, items, orderId, occurredAt } of purchases) {
      expect(orderId).toMatch(/^HF-\d{6}$/)
      const checkout = events.findLast(
        (event) => event.type === 'begin_checkout' && event.visitorId === visitorId && event.occurredAt < occurredAt,
      )
      expect(checkout?.items.map((item) => item.offerId)).toEqual(items.map((item) => item.offerId))
    }
  })

  it.each(fortnight)('leave every stage open at %d, and one model by several visitors', (now) => {
    const open = leftOpen(eventsAt(now))
    const stages = new Set(open.values())
    expect(stages.has('view_item') && stages.has('add_to_cart') && stages.has('begin_checkout')).toBe(true)
    const visitorsByOffer = new Map<string, number>()
    for (const key of open.keys()) {
      const offer = key.split(' ')[1] as string
      visitorsByOffer.set(offer, (visitorsByOffer.get(offer) ?? 0) + 1)
    }
    expect(Math.max(...visitorsByOffer.values())).toBeGreaterThanOrEqual(4)
  })

  it.each(fortnight)('leave someone at %d who saw a higher price than today’s', (now) => {
    const today = new Map<string, number>()
    for (const offer of demoCatalog((file) => file, now)) {
      const { startAt, endAt } = (offer.salePriceEffective ?? {}) as { startAt?: string; endAt?: string }
      const isOn =
        offer.salePrice !== undefined && !(startAt && now < Date.parse(startAt)) && !(endAt && now >= Date.parse(endAt))
      today.set(String(offer.offerId), Number(isOn ? offer.salePrice : offer.price))
    }
    const dropped = eventsAt(now).filter(({ items }) =>
      items.some(({ offerId, price }) => Number(price) > (today.get(offerId) ?? Number.POSITIVE_INFINITY)),
    )
    expect(dropped.length).toBeGreaterThan(0)
  })
})
