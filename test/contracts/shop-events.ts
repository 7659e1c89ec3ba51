import type { ShopEvent } from '../../src/events/event.ts'
import type { EventStore } from '../../src/events/store.ts'

let made = 0

/** An event with an id of its own and what a test does not care about filled in. */
export function shopEvent(more: Partial<ShopEvent>): ShopEvent {
  const occurredAt = more.occurredAt ?? 1_000
  return {
    eventId: `e${++made}`,
    type: 'view_item',
    visitorId: 'v1',
    occurredAt,
    receivedAt: occurredAt + 10,
    consent: {},
    items: [{ offerId: 'a', quantity: 1 }],
    ...more,
  }
}

export async function logOf(events: EventStore, shopId: string, filter = {}): Promise<ShopEvent[]> {
  const all: ShopEvent[] = []
  for await (const page of events.scan(shopId, filter)) all.push(...page)
  return all
}
