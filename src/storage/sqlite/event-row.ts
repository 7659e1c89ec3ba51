import type { EventType, ShopEvent } from '../../events/event.ts'
import { itemsFromText, itemsToText } from '../items-text.ts'
import type { EventTable } from '../schema.ts'

export function eventRow(shopId: string, event: ShopEvent): EventTable {
  const { eventId, visitorId, occurredAt, receivedAt, type, items, ...rest } = event
  const text = items && itemsToText(items)
  return {
    shop_id: shopId,
    event_id: eventId,
    visitor_id: visitorId,
    occurred_at: occurredAt,
    received_at: receivedAt,
    type,
    json: JSON.stringify(text === undefined && items !== undefined ? { ...rest, items } : rest),
    items: text ?? null,
  }
}

type Rest = Omit<ShopEvent, 'eventId' | 'visitorId' | 'occurredAt' | 'receivedAt' | 'type'>

export function parseEvent(row: Omit<EventTable, 'shop_id'>): ShopEvent {
  const event: ShopEvent = {
    ...(JSON.parse(row.json) as Rest),
    eventId: row.event_id,
    visitorId: row.visitor_id,
    occurredAt: row.occurred_at,
    receivedAt: row.received_at,
    type: row.type as EventType,
  }
  return row.items === null ? event : { ...event, items: itemsFromText(row.items) }
}
