import type { Money } from '../shared/money.ts'

/** How far a visitor got with an offer: viewed < carted < checkout. */
export const STAGES = ['viewed', 'carted', 'checkout'] as const
export type Stage = (typeof STAGES)[number]

/** All that is remembered of one visitor and one offer; one row of the state. */
export interface VisitorItem {
  readonly visitorId: string
  readonly offerId: string
  /** Undefined once it was bought, removed or emptied out of the cart; a later view opens it anew. */
  readonly stage?: Stage
  /** Of the present open period; of the last one while closed. */
  readonly firstAt: number
  readonly lastAt: number
  /** In the cart; 1 while only viewed. */
  readonly quantity: number
  /** The last price the visitor was shown. */
  readonly priceSeen?: Money
  /** Last purchase of this offer: it also closes other variants where the shop wants that. */
  readonly purchasedAt?: number
}

/** One visitor's items by offer id, as the events up to `upTo` left them. */
export interface VisitorState {
  readonly visitorId: string
  readonly items: ReadonlyMap<string, VisitorItem>
  /** The last event that was applied; an event that sorts before it asks for a replay. */
  readonly upTo?: { readonly occurredAt: number; readonly eventId: string }
  /** How many events were applied. */
  readonly events: number
  /** More events than a person makes: nothing is remembered of it, and no event changes that, so none asks for a replay. */
  readonly isProgram?: true
  /** The latest orders that were not given back, oldest first; absent while there are none. */
  readonly orders?: readonly Order[]
}

/** What a visitor bought. A shop that tells of one order twice (page and server) has it once. */
export interface Order {
  /** The shop's id; the event's where it gave none. */
  readonly orderId: string
  readonly at: number
  readonly offerIds: readonly string[]
  readonly value?: Money
}
