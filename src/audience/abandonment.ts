import type { EventItem, ShopEvent } from '../events/event.ts'
import { compareText } from '../shared/text-order.ts'
import { ordersAfter } from './orders.ts'
import type { Stage, VisitorItem, VisitorState } from './visitor-item.ts'

/** How many offers of one visitor are remembered; past it the one that was left alone the longest is forgotten. */
export const VISITOR_ITEMS_MAX = 200

/** Events past which a visitor is taken for a program. It bounds what the replay of one visitor can cost. */
export const VISITOR_EVENTS_MAX = 20_000

export type ApplyEvent = (state: VisitorState, event: ShopEvent) => VisitorState

export const emptyVisitor = (visitorId: string): VisitorState => ({ visitorId, items: new Map(), events: 0 })

/**
 * What one more event makes of a visitor's items. Events must come in the order of `compareEvents`: the state
 * depends on the sorted history alone, never on the order of arrival. Events of which `state` is not the visitor's
 * are the caller's fault. The same `items` map comes back when nothing changed.
 */
export function applyEvent(state: VisitorState, event: ShopEvent): VisitorState {
  const upTo = { occurredAt: event.occurredAt, eventId: event.eventId }
  const events = state.events + 1
  if (state.isProgram) return { ...state, events, upTo }
  if (events > VISITOR_EVENTS_MAX) return { ...emptyVisitor(state.visitorId), events, upTo, isProgram: true }
  if (event.isTest) return { ...state, events, upTo }
  const orders = ordersAfter(state, event)
  const changes = changesOf(state, event)
  if (changes.length === 0) return { ...state, events, upTo, orders }
  const items = new Map(state.items)
  for (const item of changes) items.set(item.offerId, item)
  while (items.size > VISITOR_ITEMS_MAX) items.delete(longestAlone(items))
  return { visitorId: state.visitorId, items, events, upTo, orders }
}

function changesOf(state: VisitorState, event: ShopEvent): VisitorItem[] {
  switch (event.type) {
    case 'view_item':
      return listed(event).map((item) => view(state, event, item))
    case 'add_to_cart':
      return listed(event).map((item) => addToCart(state, event, item))
    case 'remove_from_cart':
      return listed(event).flatMap((item) => removeFromCart(state, event, item))
    case 'view_cart':
      return event.items ? [...viewCart(state, event), ...closeUnlisted(state, event)] : []
    case 'begin_checkout':
      return event.items?.length
        ? listed(event).map((item) => beginCheckout(state, event, item))
        : checkOutCart(state, event)
    case 'purchase':
      return event.items?.length
        ? listed(event).map((item) => purchase(state, event, item))
        : purchaseCart(state, event)
    case 'refund': // what was given back is not wanted any more; only the order is gone
    case 'identify':
      return []
  }
}

/** The event's items with the lines of one offer added up. */
function listed(event: ShopEvent): EventItem[] {
  const byOffer = new Map<string, EventItem>()
  for (const item of event.items ?? []) {
    const earlier = byOffer.get(item.offerId)
    byOffer.set(
      item.offerId,
      earlier ? { ...item, quantity: earlier.quantity + item.quantity, price: item.price ?? earlier.price } : item,
    )
  }
  return [...byOffer.values()]
}

function view(state: VisitorState, event: ShopEvent, item: EventItem): VisitorItem {
  const known = state.items.get(item.offerId)
  return touch(known, event, item, { stage: known?.stage ?? 'viewed', quantity: known?.stage ? known.quantity : 1 })
}

function addToCart(state: VisitorState, event: ShopEvent, item: EventItem): VisitorItem {
  const known = state.items.get(item.offerId)
  return touch(known, event, item, {
    stage: known?.stage === 'checkout' ? 'checkout' : 'carted',
    quantity: (isInCart(known) ? known.quantity : 0) + item.quantity,
  })
}

function removeFromCart(state: VisitorState, event: ShopEvent, item: EventItem): VisitorItem[] {
  const known = state.items.get(item.offerId)
  if (!known?.stage) return []
  if (isInCart(known) && known.quantity > item.quantity)
    return [touch(known, event, item, { stage: known.stage, quantity: known.quantity - item.quantity })]
  return [close(known, event)]
}

function viewCart(state: VisitorState, event: ShopEvent): VisitorItem[] {
  return listed(event).map((item) => {
    const known = state.items.get(item.offerId)
    const stage = known?.stage === 'checkout' ? 'checkout' : 'carted'
    return touch(known, event, item, { stage, quantity: item.quantity })
  })
}

/** A cart that was shown whole holds nothing else. */
function closeUnlisted(state: VisitorState, event: ShopEvent): VisitorItem[] {
  const shown = new Set((event.items ?? []).map((item) => item.offerId))
  return inCart(state)
    .filter((known) => !shown.has(known.offerId))
    .map((known) => close(known, event))
}

const beginCheckout = (state: VisitorState, event: ShopEvent, item: EventItem): VisitorItem =>
  touch(state.items.get(item.offerId), event, item, { stage: 'checkout', quantity: item.quantity })

const checkOutCart = (state: VisitorState, event: ShopEvent): VisitorItem[] =>
  inCart(state).map((known) => ({ ...known, stage: 'checkout', lastAt: event.occurredAt }))

function purchase(state: VisitorState, event: ShopEvent, item: EventItem): VisitorItem {
  const known = state.items.get(item.offerId)
  const purchasedAt = event.occurredAt
  if (known?.stage) return { ...close(known, event), purchasedAt }
  if (known) return { ...known, purchasedAt }
  return {
    visitorId: state.visitorId,
    offerId: item.offerId,
    stage: undefined,
    firstAt: purchasedAt,
    lastAt: purchasedAt,
    quantity: 0,
    purchasedAt,
  }
}

const purchaseCart = (state: VisitorState, event: ShopEvent): VisitorItem[] =>
  inCart(state).map((known) => ({ ...close(known, event), purchasedAt: event.occurredAt }))

/** Keeps an open period going, or opens one. */
function touch(
  known: VisitorItem | undefined,
  event: ShopEvent,
  item: EventItem,
  to: { stage: Stage; quantity: number },
): VisitorItem {
  return {
    visitorId: event.visitorId,
    offerId: item.offerId,
    stage: to.stage,
    firstAt: known?.stage ? known.firstAt : event.occurredAt,
    lastAt: event.occurredAt,
    quantity: to.quantity,
    priceSeen: item.price ?? known?.priceSeen,
    purchasedAt: known?.purchasedAt,
  }
}

const close = (known: VisitorItem, event: ShopEvent): VisitorItem => ({
  ...known,
  stage: undefined,
  quantity: 0,
  lastAt: event.occurredAt,
})

const isInCart = (item: VisitorItem | undefined): item is VisitorItem =>
  item?.stage === 'carted' || item?.stage === 'checkout'

const inCart = (state: VisitorState): VisitorItem[] => [...state.items.values()].filter(isInCart)

function longestAlone(items: ReadonlyMap<string, VisitorItem>): string {
  let oldest: VisitorItem | undefined
  for (const item of items.values())
    if (
      !oldest ||
      item.lastAt < oldest.lastAt ||
      (item.lastAt === oldest.lastAt && compareText(item.offerId, oldest.offerId) < 0)
    )
      oldest = item
  return oldest?.offerId ?? ''
}
