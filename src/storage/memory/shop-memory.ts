import type { VisitorState } from '../../audience/visitor-item.ts'
import type { Offer } from '../../catalog/offer.ts'
import type { Photo, PhotoFault } from '../../catalog/photo.ts'
import type { ImportReport } from '../../catalog/store.ts'
import type { ShopEvent } from '../../events/event.ts'
import type { OfferMatch } from '../../events/match-store.ts'
import type { DeadLetter, EventStats } from '../../events/store.ts'
import type { Suppression } from '../suppression.ts'

/** All that is kept of one shop. */
export interface ShopMemory {
  offers: Map<string, Offer>
  catalogRevision: number
  catalogChangedAt: number | undefined
  /** The revision at which each offer last changed, those that are gone too. */
  readonly changedAtRevision: Map<string, number>
  /** What happened up to this revision has been forgotten. */
  changesSince: number
  /** The staging that is open, by a number that grows; an older one has been superseded. */
  staging: number
  readonly sourceOf: Map<string, string>
  /** Of the record that an offer was read from, by offer id. */
  readonly recordDigests: Map<string, string>
  readonly sourceDigests: Map<string, string>
  readonly imports: ImportReport[]
  readonly photos: Map<string, Photo>
  readonly photoFaults: Map<string, PhotoFault>
  readonly eventIds: Set<string>
  readonly eventsByVisitor: Map<string, ShopEvent[]>
  readonly visitors: Map<string, VisitorState>
  /** What events that are kept no more led to. */
  readonly bases: Map<string, VisitorState>
  readonly visitorsByIdentity: Map<string, Set<string>>
  readonly suppressions: Map<string, Suppression>
  audienceRevision: number
  readonly offerMatches: Map<string, OfferMatch>
  readonly sentIds: Map<string, readonly string[]>
  readonly deadLetters: Map<string, { letter: DeadLetter; copies: number }>
  readonly counts: Record<keyof Omit<EventStats, 'received'>, number>
}

export type ShopMemories = (shopId: string) => ShopMemory

/** Makes a shop's memory when it is first asked for, so that shops never share any. */
export function shopMemories(): ShopMemories {
  const memories = new Map<string, ShopMemory>()
  return (shopId) => {
    const known = memories.get(shopId)
    if (known) return known
    const made = emptyMemory()
    memories.set(shopId, made)
    return made
  }
}

const emptyMemory = (): ShopMemory => ({
  offers: new Map(),
  catalogRevision: 0,
  catalogChangedAt: undefined,
  changedAtRevision: new Map(),
  changesSince: 0,
  staging: 0,
  sourceOf: new Map(),
  recordDigests: new Map(),
  sourceDigests: new Map(),
  imports: [],
  photos: new Map(),
  photoFaults: new Map(),
  eventIds: new Set(),
  eventsByVisitor: new Map(),
  visitors: new Map(),
  bases: new Map(),
  visitorsByIdentity: new Map(),
  suppressions: new Map(),
  audienceRevision: 0,
  offerMatches: new Map(),
  sentIds: new Map(),
  deadLetters: new Map(),
  counts: { stored: 0, duplicate: 0, rejected: 0, deadLettered: 0, consentDropped: 0, bots: 0 },
})
