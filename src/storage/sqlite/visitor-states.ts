import type { ApplyEvent } from '../../audience/abandonment.ts'
import type { VisitorItem, VisitorState } from '../../audience/visitor-item.ts'
import type { ShopEvent } from '../../events/event.ts'
import { foldVisitor, noEvents } from '../fold-visitor.ts'
import type { EventTable, VisitorItemTable, VisitorTable } from '../schema.ts'
import type { Connection } from './database.ts'
import { parseEvent } from './event-row.ts'
import { parseVisitorItem, visitorItemRow } from './visitor-item-row.ts'

export interface VisitorStates {
  /** Brings one visitor up to `fresh` events, which are in the log already. True when an item changed. */
  advance(shopId: string, visitorId: string, fresh: readonly ShopEvent[]): boolean
}

/** Keeps the state rows in step with the log; must be called within the transaction that wrote the log. */
export function visitorStates(connection: Connection, apply: ApplyEvent): VisitorStates {
  function load(shopId: string, visitorId: string): VisitorState {
    const visitor = connection.prepare(FIND_VISITOR).get(shopId, visitorId) as VisitorTable | undefined
    if (!visitor) return noEvents(visitorId)
    const rows = connection.prepare(FIND_ITEMS).all(shopId, visitorId) as VisitorItemTable[]
    return {
      visitorId,
      items: new Map(rows.map((row) => [row.offer_id, parseVisitorItem(row)])),
      upTo: { occurredAt: visitor.up_to_at, eventId: visitor.up_to_event_id },
      events: visitor.events,
      isProgram: visitor.is_program ? true : undefined,
    }
  }

  return {
    advance(shopId, visitorId, fresh) {
      const before = load(shopId, visitorId)
      const after = foldVisitor(before, fresh, apply, () =>
        (connection.prepare(FIND_EVENTS).all(shopId, visitorId) as EventTable[]).map(parseEvent),
      )
      if (!after.upTo) return false
      let changed = false
      for (const [offerId, item] of after.items) {
        const known = before.items.get(offerId)
        if (known === item || (known && isSame(known, item))) continue
        connection.prepare(SAVE_ITEM).run(visitorItemRow(shopId, item))
        changed = true
      }
      for (const offerId of before.items.keys()) {
        if (after.items.has(offerId)) continue
        connection.prepare(DELETE_ITEM).run(shopId, visitorId, offerId)
        changed = true
      }
      connection.prepare(SAVE_VISITOR).run({
        shop_id: shopId,
        visitor_id: visitorId,
        up_to_at: after.upTo.occurredAt,
        up_to_event_id: after.upTo.eventId,
        open_last_at: openLastAt(after),
        events: after.events,
        is_program: after.isProgram ? 1 : 0,
      } satisfies VisitorTable)
      return changed
    },
  }
}

function openLastAt({ items }: VisitorState): number | null {
  let latest: number | null = null
  for (const { stage, lastAt } of items.values()) if (stage && (latest === null || lastAt > latest)) latest = lastAt
  return latest
}

const isSame = (a: VisitorItem, b: VisitorItem): boolean =>
  a.stage === b.stage &&
  a.firstAt === b.firstAt &&
  a.lastAt === b.lastAt &&
  a.quantity === b.quantity &&
  a.priceSeen?.minor === b.priceSeen?.minor &&
  a.priceSeen?.currency === b.priceSeen?.currency &&
  a.purchasedAt === b.purchasedAt

const FIND_VISITOR = 'select * from visitors where shop_id = ? and visitor_id = ?'
const FIND_ITEMS = 'select * from visitor_items where shop_id = ? and visitor_id = ?'
const FIND_EVENTS = 'select * from events where shop_id = ? and visitor_id = ?'
const DELETE_ITEM = 'delete from visitor_items where shop_id = ? and visitor_id = ? and offer_id = ?'

const SAVE_VISITOR = `
  insert into visitors (shop_id, visitor_id, up_to_at, up_to_event_id, open_last_at, events, is_program)
  values (@shop_id, @visitor_id, @up_to_at, @up_to_event_id, @open_last_at, @events, @is_program)
  on conflict (shop_id, visitor_id) do update set
    up_to_at = excluded.up_to_at, up_to_event_id = excluded.up_to_event_id, open_last_at = excluded.open_last_at,
    events = excluded.events, is_program = excluded.is_program`

const SAVE_ITEM = `
  insert into visitor_items (shop_id, visitor_id, offer_id, stage, first_at, last_at, quantity, price_minor,
    price_currency, purchased_at)
  values (@shop_id, @visitor_id, @offer_id, @stage, @first_at, @last_at, @quantity, @price_minor, @price_currency,
    @purchased_at)
  on conflict (shop_id, visitor_id, offer_id) do update set
    stage = excluded.stage, first_at = excluded.first_at, last_at = excluded.last_at, quantity = excluded.quantity,
    price_minor = excluded.price_minor, price_currency = excluded.price_currency, purchased_at = excluded.purchased_at`
