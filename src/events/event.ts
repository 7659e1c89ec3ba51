import type { Money } from '../shared/money.ts'
import { compareText } from '../shared/text-order.ts'

/** GA4's spelling; dialects translate into it. */
export const EVENT_TYPES = [
  'view_item',
  'add_to_cart',
  'remove_from_cart',
  'view_cart',
  'begin_checkout',
  'purchase',
  'refund',
  'identify',
] as const

export type EventType = (typeof EVENT_TYPES)[number]

/** What a visitor did, in canonical form, with every instant in epoch milliseconds. */
export interface ShopEvent {
  /** The sender's id; the same id is stored once per shop. */
  readonly eventId: string
  readonly type: EventType
  readonly visitorId: string
  readonly userId?: string
  /** When it happened by the sender's clock, corrected by `sentAt` and never after `receivedAt`. */
  readonly occurredAt: number
  readonly receivedAt: number
  readonly pageUrl?: string
  readonly orderId?: string
  /** Of the whole event, where the sender gave one. */
  readonly value?: Money
  readonly consent: Consent
  /** Absent: the event says nothing about items. Empty: it says there are none, as an emptied cart does. */
  readonly items?: readonly EventItem[]
  /** SHA-256 of the normalised e-mail; the address itself is never kept. */
  readonly emailSha256?: string
  /** The sender's clock was ahead: `occurredAt` is when it was received. */
  readonly isClamped?: true
  /** A trial: kept in the log, without bearing on what anybody left behind. */
  readonly isTest?: true
}

export interface EventItem {
  /** As it was sent; the catalog may know the offer by another id (see `match.ts`). */
  readonly offerId: string
  /** Other ids that were sent for the same offer, such as its SKU. */
  readonly otherIds?: readonly string[]
  /** At least 1. */
  readonly quantity: number
  /** Of one unit, as the visitor saw it. */
  readonly price?: Money
}

export interface Consent {
  /** False: the visitor refused; the event is counted and forgotten. Undefined: nobody said. */
  readonly ads?: boolean
  /** False: the visitor's data may be kept for the shop's own ads, and sent to no platform as a list. */
  readonly userData?: false
  /** The signal that decided. */
  readonly by?: ConsentSignal
}

export type ConsentSignal = 'shop' | 'consent_mode' | 'tcf' | 'gpp' | 'us_privacy' | 'sec_gpc' | 'country'

/** Why one event of a batch was not stored. */
export interface EventRejection {
  /** Place in the batch, from 0, or line of the file, from 1. */
  readonly index: number
  readonly eventId?: string
  readonly rule: string
  readonly message: string
}

/** The order in which events count as having happened; ties are broken by id so that every replay agrees. */
export const compareEvents = (a: EventPlace, b: EventPlace): number =>
  a.occurredAt - b.occurredAt || compareText(a.eventId, b.eventId)

/** Where an event stands in a shop's history. */
export type EventPlace = Pick<ShopEvent, 'occurredAt' | 'eventId'>
