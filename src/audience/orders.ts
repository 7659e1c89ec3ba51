import type { ShopEvent } from '../events/event.ts'
import type { Money } from '../shared/money.ts'
import type { Order, VisitorState } from './visitor-item.ts'

/** How many orders of one visitor are remembered, the latest ones. */
export const VISITOR_ORDERS_MAX = 50

/** The visitor's orders after one more event; the same list where it does not touch them. */
export function ordersAfter(state: VisitorState, event: ShopEvent): VisitorState['orders'] {
  if (event.type === 'purchase') return bought(state, event)
  if (event.type === 'refund') return givenBack(state.orders, event)
  return state.orders
}

function bought(state: VisitorState, event: ShopEvent): Order[] {
  const orderId = event.orderId ?? event.eventId
  const offerIds = event.items?.length ? event.items.map(({ offerId }) => offerId) : inCart(state)
  const orders = state.orders ?? []
  const told = orders.find((order) => order.orderId === orderId)
  const order: Order = {
    orderId,
    at: told?.at ?? event.occurredAt,
    offerIds: [...new Set([...(told?.offerIds ?? []), ...offerIds])],
    value: told?.value ?? event.value ?? sumOf(event),
  }
  return told ? orders.map((known) => (known === told ? order : known)) : [...orders, order].slice(-VISITOR_ORDERS_MAX)
}

const inCart = ({ items }: VisitorState): string[] =>
  [...items.values()].filter(({ stage }) => stage === 'carted' || stage === 'checkout').map(({ offerId }) => offerId)

/** Undefined where a price is missing or currencies differ. */
function sumOf({ items = [] }: ShopEvent): Money | undefined {
  const currency = items[0]?.price?.currency
  if (currency === undefined || items.some(({ price }) => price?.currency !== currency)) return undefined
  const minor = items.reduce((sum, { price, quantity }) => sum + (price?.minor ?? 0) * quantity, 0)
  return Number.isSafeInteger(minor) ? { minor, currency } : undefined
}

/** Without items the whole order was given back. */
function givenBack(orders: VisitorState['orders'], event: ShopEvent): VisitorState['orders'] {
  if (!orders) return undefined
  const offerIds = new Set(event.items?.map(({ offerId }) => offerId))
  const left = orders.flatMap((order): Order[] => {
    if (event.orderId !== undefined && order.orderId !== event.orderId) return [order]
    if (!event.items?.length) return event.orderId === undefined ? [order] : []
    const kept = order.offerIds.filter((offerId) => !offerIds.has(offerId))
    if (kept.length === order.offerIds.length) return [order]
    return kept.length === 0 ? [] : [{ ...order, offerIds: kept, value: lessened(order.value, event) }]
  })
  return left.length > 0 ? left : undefined
}

function lessened(value: Money | undefined, event: ShopEvent): Money | undefined {
  const back = event.value ?? sumOf(event)
  if (!value || !back || back.currency !== value.currency) return value
  return { ...value, minor: Math.max(0, value.minor - back.minor) }
}
