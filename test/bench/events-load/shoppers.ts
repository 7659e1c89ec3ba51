import type { EventType } from '../../../src/events/event.ts'
import { seeded } from '../seeded-offers.ts'

const DAY_MS = 86_400_000
const AT_ONCE = 2_000
/** Offers that one visitor looks at, again and again. */
const OFFERS_EACH = 4
const TYPES: readonly EventType[] = [
  ...Array.from({ length: 14 }, () => 'view_item' as const),
  'add_to_cart',
  'add_to_cart',
  'add_to_cart',
  'remove_from_cart',
  'begin_checkout',
  'purchase',
]

export interface Shopping {
  readonly eventId: string
  readonly type: EventType
  readonly visitorId: string
  readonly offerId: string
  readonly occurredAt: number
}

/**
 * Events of a shop as they come: so many visitors at once, each of whom does ten things on average and is followed by
 * another; ids as random as those of browsers, instants that grow.
 */
export function shoppers(seed: number, startAt: number): () => Shopping {
  const random = seeded(seed)
  const pick = (below: number): number => Math.floor(random() * below)
  const word = (): string => pick(0xffffffff).toString(16).padStart(8, '0')
  const present = Array.from({ length: AT_ONCE }, (_, at) => at)
  let visitors = AT_ONCE
  let count = 0
  return () => {
    count++
    const place = pick(AT_ONCE)
    const visitor = present[place]
    if (pick(10) === 0) present[place] = visitors++
    return {
      eventId: `${word()}-${word().slice(0, 4)}-4${word().slice(0, 3)}-${word()}${word().slice(0, 4)}`,
      type: TYPES[pick(TYPES.length)] ?? 'view_item',
      visitorId: `${seed}.${((visitor ?? 0) * 2654435761) % 4294967296}.v`,
      offerId: `model-${((visitor ?? 0) * 7_919 + pick(OFFERS_EACH)) % 5_000}-0`,
      // Ten million make ten days.
      occurredAt: startAt + Math.floor((count * 10 * DAY_MS) / 10_000_000),
    }
  }
}

/** As a page sends it. */
export function asInput({ offerId, occurredAt, ...event }: Shopping): object {
  return {
    ...event,
    occurredAt: new Date(occurredAt).toISOString(),
    pageUrl: `https://shop.example/p/${offerId}`,
    currency: 'EUR',
    consent: { ads: true },
    ...(event.type === 'purchase' ? { orderId: event.eventId.slice(0, 8) } : {}),
    items: [{ offerId, quantity: 1, price: '129.00' }],
  }
}
