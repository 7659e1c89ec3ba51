import type { ApplyEvent } from '../../audience/abandonment.ts'
import type { Order, Stage, VisitorItem, VisitorState } from '../../audience/visitor-item.ts'
import type { ShopEvent } from '../../events/event.ts'
import { comparePlaces, foldVisitor, noEvents } from '../fold-visitor.ts'
import type { EventTable, VisitorItemTable, VisitorTable } from '../schema.ts'
import type { Connection } from './database.ts'
import { parseEvent } from './event-row.ts'
import { stateCache } from './state-cache.ts'
import { parseVisitorItem } from './visitor-item-row.ts'

export interface VisitorStates {
  /** Must be called at the start of every transaction that advances: another program may have written meanwhile. */
  begin(): void
  /** Brings one visitor up to `fresh` events, which are in the log already. True when an item or order changed. */
  advance(shopId: string, visitorId: string, fresh: readonly ShopEvent[]): boolean
  /** As it is kept; nothing of a visitor who is not known. */
  load(shopId: string, visitorId: string): VisitorState
  /** From which the state can be made anew: the events that are kept, on top of what older ones led to. */
  history(shopId: string, visitorId: string): { base?: VisitorState; events: ShopEvent[] }
  /** Writes a state where no item of the visitor is kept. */
  write(shopId: string, state: VisitorState): void
  /** Makes the state of one visitor anew from the log, and writes it. Forgets a visitor of whom nothing is left. */
  refold(shopId: string, visitorId: string): void
  /** What was read and written is not so any more: a transaction was undone, or rows were removed. */
  forget(): void
}

/** Keeps the state rows in step with the log; must be called within the transaction that wrote the log. */
export function visitorStates(connection: Connection, apply: ApplyEvent): VisitorStates {
  const cache = stateCache()
  let seenVersion: unknown

  function load(shopId: string, visitorId: string): VisitorState {
    const cached = cache.get(shopId, visitorId)
    if (cached) return cached
    const visitor = connection.prepare(FIND_VISITOR).get(shopId, visitorId) as VisitorTable | undefined
    if (!visitor) return noEvents(visitorId)
    const rows = connection.prepare(FIND_ITEMS).all(shopId, visitorId) as VisitorItemTable[]
    return {
      visitorId,
      items: new Map(rows.map((row) => [row.offer_id, parseVisitorItem(row)])),
      upTo: { occurredAt: visitor.up_to_at, eventId: visitor.up_to_event_id },
      events: visitor.events,
      isProgram: visitor.is_program ? true : undefined,
      orders: visitor.orders === null ? undefined : (JSON.parse(visitor.orders) as Order[]),
    }
  }

  function history(shopId: string, visitorId: string): { base?: VisitorState; events: ShopEvent[] } {
    const base = connection.prepare(FIND_BASE).get(shopId, visitorId) as { base: string | null } | undefined
    return {
      base: base?.base ? parseState(base.base) : undefined,
      events: (connection.prepare(FIND_EVENTS).all(shopId, visitorId) as EventTable[]).map(parseEvent),
    }
  }

  /** Writes what differs; true when an item or the orders do. */
  function save(shopId: string, before: VisitorState, after: VisitorState): boolean {
    const { visitorId, upTo } = after
    if (!upTo) return false
    let changed = before.orders !== after.orders
    if (after.items !== before.items) {
      for (const [offerId, item] of after.items) {
        const known = before.items.get(offerId)
        if (known === item || (known && isSame(known, item))) continue
        saveItem(shopId, item)
        changed = true
      }
      for (const offerId of before.items.keys()) {
        if (after.items.has(offerId)) continue
        connection.prepare(DELETE_ITEM).run(shopId, visitorId, offerId)
        changed = true
      }
    }
    connection
      .prepare(SAVE_VISITOR)
      .run(
        shopId,
        visitorId,
        upTo.occurredAt,
        upTo.eventId,
        openLastAt(after),
        after.events,
        after.isProgram ? 1 : 0,
        after.orders ? JSON.stringify(after.orders) : null,
      )
    cache.set(shopId, after)
    return changed
  }

  function saveItem(shopId: string, item: VisitorItem): void {
    connection
      .prepare(SAVE_ITEM)
      .run(
        shopId,
        item.visitorId,
        item.offerId,
        item.stage ?? null,
        item.firstAt,
        item.lastAt,
        item.quantity,
        item.priceSeen?.minor ?? null,
        item.priceSeen?.currency ?? null,
        item.purchasedAt ?? null,
      )
  }

  return {
    begin() {
      const version = connection.prepare('pragma data_version').get() as { data_version: number }
      if (version.data_version !== seenVersion) cache.clear()
      seenVersion = version.data_version
    },

    advance(shopId, visitorId, fresh) {
      const before = load(shopId, visitorId)
      return save(
        shopId,
        before,
        foldVisitor(before, fresh, apply, () => history(shopId, visitorId)),
      )
    },

    load,
    history,
    write: (shopId, state) => void save(shopId, noEvents(state.visitorId), state),

    refold(shopId, visitorId) {
      const before = load(shopId, visitorId)
      const { base, events } = history(shopId, visitorId)
      if (events.length > 0 || base) {
        const inOrder = events.toSorted(comparePlaces)
        save(shopId, before, inOrder.reduce(apply, base ?? noEvents(visitorId)))
        return
      }
      connection.prepare(DELETE_ITEMS).run(shopId, visitorId)
      connection.prepare(DELETE_VISITOR).run(shopId, visitorId)
      cache.delete(shopId, visitorId)
    },

    forget: cache.clear,
  }
}

/** A state as one text, and back. Items are lists, which cost half of what objects do. */
export function stateText({ items, ...state }: VisitorState): string {
  const rows = Array.from(items.values(), (item): ItemRow => {
    const { offerId, stage, firstAt, lastAt, quantity, priceSeen, purchasedAt } = item
    return [
      offerId,
      stage ?? null,
      firstAt,
      lastAt,
      quantity,
      priceSeen?.minor ?? null,
      priceSeen?.currency ?? null,
      purchasedAt ?? null,
    ]
  })
  return JSON.stringify({ ...state, items: rows })
}

export function parseState(text: string): VisitorState {
  const { items, ...state } = JSON.parse(text) as Omit<VisitorState, 'items'> & { items: ItemRow[] }
  const { visitorId } = state
  return {
    ...state,
    items: new Map(
      items.map(([offerId, stage, firstAt, lastAt, quantity, minor, currency, purchasedAt]) => [
        offerId,
        {
          visitorId,
          offerId,
          stage: stage ?? undefined,
          firstAt,
          lastAt,
          quantity,
          priceSeen: minor === null || currency === null ? undefined : { minor, currency },
          purchasedAt: purchasedAt ?? undefined,
        },
      ]),
    ),
  }
}

type ItemRow = [
  offerId: string,
  stage: Stage | null,
  firstAt: number,
  lastAt: number,
  quantity: number,
  priceMinor: number | null,
  priceCurrency: string | null,
  purchasedAt: number | null,
]

function openLastAt({ items }: VisitorState): number | null {
  let latest: number | null = null
  for (const { stage, lastAt } of items.values()) if (stage && (latest === null || lastAt > latest)) latest = lastAt
  return latest
}

/** Whether two states are kept alike. */
export function isSameState(a: VisitorState, b: VisitorState): boolean {
  if (a.items.size !== b.items.size || a.events !== b.events || a.isProgram !== b.isProgram) return false
  if (a.upTo?.occurredAt !== b.upTo?.occurredAt || a.upTo?.eventId !== b.upTo?.eventId) return false
  if (JSON.stringify(a.orders) !== JSON.stringify(b.orders)) return false
  return [...a.items].every(([offerId, item]) => {
    const other = b.items.get(offerId)
    return other !== undefined && isSame(item, other)
  })
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
const FIND_BASE = 'select base from visitors where shop_id = ? and visitor_id = ?'
const FIND_ITEMS = 'select * from visitor_items where shop_id = ? and visitor_id = ?'
const FIND_EVENTS = 'select * from events where shop_id = ? and visitor_id = ?'
const DELETE_ITEM = 'delete from visitor_items where shop_id = ? and visitor_id = ? and offer_id = ?'
const DELETE_ITEMS = 'delete from visitor_items where shop_id = ? and visitor_id = ?'
const DELETE_VISITOR = 'delete from visitors where shop_id = ? and visitor_id = ?'

const SAVE_VISITOR = `
  insert into visitors (shop_id, visitor_id, up_to_at, up_to_event_id, open_last_at, events, is_program, orders)
  values (?, ?, ?, ?, ?, ?, ?, ?)
  on conflict (shop_id, visitor_id) do update set
    up_to_at = excluded.up_to_at, up_to_event_id = excluded.up_to_event_id, open_last_at = excluded.open_last_at,
    events = excluded.events, is_program = excluded.is_program, orders = excluded.orders`

const SAVE_ITEM = `
  insert into visitor_items (shop_id, visitor_id, offer_id, stage, first_at, last_at, quantity, price_minor,
    price_currency, purchased_at)
  values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  on conflict (shop_id, visitor_id, offer_id) do update set
    stage = excluded.stage, first_at = excluded.first_at, last_at = excluded.last_at, quantity = excluded.quantity,
    price_minor = excluded.price_minor, price_currency = excluded.price_currency, purchased_at = excluded.purchased_at`
