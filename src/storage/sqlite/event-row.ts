import type { EventType, ShopEvent } from '../../events/event.ts'
import type { EventTable } from '../schema.ts'

export function eventRow(shopId: string, event: ShopEvent): EventTable {
  const { eventId, visitorId, occurredAt, receivedAt, type, ...rest } = event
  return {
    shop_id: shopId,
    event_id: eventId,
    visitor_id: visitorId,
    occurred_at: occurredAt,
    received_at: receivedAt,
    type,
    json: JSON.stringify(rest),
  }
}

export function parseEvent(row: Omit<EventTable, 'shop_id'>): ShopEvent {
  const rest = JSON.parse(row.json) as Omit<ShopEvent, 'eventId' | 'visitorId' | 'occurredAt' | 'receivedAt' | 'type'>
  return {
    ...rest,
    eventId: row.event_id,
    visitorId: row.visitor_id,
    occurredAt: row.occurred_at,
    receivedAt: row.received_at,
    type: row.type as EventType,
  }
}
