import type { ShopEvent } from './event.ts'
import type { SentId } from './match-store.ts'

/** `suppressed`: of a person who withdrew or was erased; counted as `consentDropped`, and forgotten. */
export type AppendOutcome = 'stored' | 'duplicate' | 'suppressed'

export interface EventStore {
  /**
   * Stores what is new, with the abandonment state it leads to and what stands `beside`, in one transaction.
   * Resolves when that is on disk: what is answered is never lost. Outcomes stand in the order of the events.
   */
  append(shopId: string, events: readonly ShopEvent[], beside?: AppendBeside): Promise<AppendOutcome[]>
  /** Adds to the counts of what was not stored, and so to `received`. Durable like `append`. */
  count(shopId: string, counts: Partial<Omit<EventStats, 'received' | 'stored' | 'duplicate'>>): Promise<void>
  stats(shopId: string): Promise<EventStats>
  /**
   * Removes all that is kept of a person: of the visitors who were known so, and of those who are one person with
   * them. What comes in with their ids later is suppressed; of the ids themselves only hashes stay.
   */
  erase(shopId: string, subject: Subject, at: number): Promise<Erasure>
  /**
   * Removes some of the events, and of what was set aside, that came in before `eventsBefore`. What they led to stays
   * as far as it was touched since `stateFrom`; of a visitor of whom nothing is left nothing is kept. Resolves with
   * how many went; 0 when all did.
   */
  prune(shopId: string, ages: { eventsBefore: number; stateFrom: number }): Promise<number>
  /**
   * Makes every state and every person anew from the log: with `compare` only to tell where what is kept differs,
   * which is nowhere, else to put it in the place of what is kept. Streams; memory does not grow with the log.
   */
  rebuild(shopId: string, options: RebuildOptions): Promise<RebuildReport>
  /** What was set aside and waits for a replay, oldest first. */
  deadLetters(shopId: string, limit: number): Promise<DeadLetter[]>
  /** The log in the order of `compareEvents`, in pages. */
  scan(shopId: string, filter: EventFilter): AsyncIterable<readonly ShopEvent[]>
}

export interface AppendBeside {
  /** Of events that are not to be stored. */
  readonly counts?: Partial<Omit<EventStats, 'received' | 'stored' | 'duplicate'>>
  /** Kept and counted as `deadLettered`. */
  readonly deadLetters?: readonly DeadLetter[]
  /** Ids of offers that the catalog does not know, for matching. */
  readonly unknownIds?: readonly SentId[]
  /** Ids of letters that are set aside no longer: forgotten, and counted as what else became of them. */
  readonly settled?: readonly string[]
  /**
   * Who refused ads just now, and when. Of somebody who is known, everything from before is removed and what comes
   * later suppressed, until an event says that they agreed again; of a stranger nothing is noted.
   */
  readonly refused?: readonly Refusal[]
}

export type Refusal = Pick<ShopEvent, 'visitorId' | 'userId' | 'emailSha256' | 'occurredAt'>

/** By what a person is known; at least one. */
export type Subject = Partial<Pick<ShopEvent, 'visitorId' | 'userId' | 'emailSha256'>>

/** How much was removed. */
export interface Erasure {
  readonly visitors: number
  readonly events: number
  readonly items: number
  readonly deadLetters: number
}

/** An event that could not be read and whose sender could not be told. */
export interface DeadLetter {
  readonly letterId: string
  readonly receivedAt: number
  /** Whose form it came in. */
  readonly dialect: string
  readonly rule: string
  readonly message: string
  /** Where one could be made out, so that a person can be forgotten. */
  readonly visitorId?: string
  /** The event in canonical form, without anything that names a person in clear. */
  readonly input: unknown
}

export interface RebuildOptions {
  readonly compare: boolean
  readonly onProgress?: (events: number) => void
}

export interface RebuildReport {
  readonly events: number
  readonly visitors: number
  readonly items: number
  /** Visitors whose state or person is kept otherwise than the log says; told by a comparison, else 0. */
  readonly differences: number
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
