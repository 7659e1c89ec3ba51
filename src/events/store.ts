import type { ShopEvent } from './event.ts'

export type AppendOutcome = 'stored' | 'duplicate'

export interface EventStore {
  /**
   * Stores what is new, with the abandonment state it leads to, in one transaction.
   * Resolves when that is on disk: what is answered is never lost. Outcomes stand in the order of the events.
   */
  append(shopId: string, events: readonly ShopEvent[]): Promise<AppendOutcome[]>
  /** Adds to the counts of what was not stored, and so to `received`. Durable like `append`. */
  count(shopId: string, counts: Partial<Omit<EventStats, 'received' | 'stored' | 'duplicate'>>): Promise<void>
  stats(shopId: string): Promise<EventStats>
  /** The log in the order of `compareEvents`, in pages. */
  scan(shopId: string, filter: EventFilter): AsyncIterable<readonly ShopEvent[]>
}

export interface EventFilter {
  readonly visitorId?: string
  /** First instant that counts. */
  readonly from?: number
  /** Last instant that counts. */
  readonly to?: number
}

/** received = stored + duplicate + rejected + deadLettered + consentDropped + bots, exactly. */
export interface EventStats {
  readonly received: number
  readonly stored: number
  readonly duplicate: number
  readonly rejected: number
  readonly deadLettered: number
  readonly consentDropped: number
  readonly bots: number
}
