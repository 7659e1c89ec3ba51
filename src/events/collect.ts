import { isbot } from 'isbot'
import type { Shop } from '../catalog/shop.ts'
import type { CatalogStore } from '../catalog/store.ts'
import type { Digest } from '../shared/digest.ts'
import { AppError } from '../shared/errors.ts'
import { deadLetterOf } from './dead-letter.ts'
import type { EventItem, EventRejection, ShopEvent } from './event.ts'
import type { MatchStore, SentId } from './match-store.ts'
import { parseEvent } from './parse-event.ts'
import type { DeadLetter, EventStats, EventStore, Refusal } from './store.ts'

/** How many events one call takes. */
export const BATCH_EVENTS_MAX = 500

export const tooManyEvents = (events: number): AppError =>
  new AppError('too-large', `${events} events came at once; send at most ${BATCH_EVENTS_MAX} at a time`)

export interface CollectReport extends EventStats {
  /** Different offers of stored events that are not in the catalog; the events are kept and count once they are. */
  readonly unknownOffers: number
  readonly unknownOfferIds: readonly string[]
  readonly rejections: readonly EventRejection[]
}

export interface CollectOptions {
  readonly shop: Shop
  readonly receivedAt: number
  /** The request came with `Sec-GPC: 1`: whoever it is about refused ads. */
  readonly secGpc?: boolean
  /** Of the request, where a browser sent it; events may carry their own. */
  readonly userAgent?: string
  /**
   * What becomes of an event that cannot be read: `reject` tells the sender (the default), `set-aside` keeps it for a
   * replay, where the protocol has no word for it, `refuse-all` throws AppError `invalid` and stores nothing.
   */
  readonly onInvalid?: 'reject' | 'set-aside' | 'refuse-all'
  /** Whose form the events came in, for what is set aside. */
  readonly dialect?: string
}

interface CollectDeps {
  readonly events: EventStore
  readonly catalog: CatalogStore
  readonly digest: Digest
  /** Without it an id is unknown that the catalog does not know as it is. */
  readonly matches?: Pick<MatchStore, 'matchedIds'>
}

/**
 * Judges each event by itself and stores what is good; resolves when that is on disk. Robots, and visitors who refused
 * ads, are counted and forgotten. Throws AppError `too-large` for more than {@link BATCH_EVENTS_MAX} events.
 */
export async function collectEvents(
  inputs: readonly unknown[],
  options: CollectOptions,
  deps: CollectDeps,
): Promise<CollectReport> {
  if (inputs.length > BATCH_EVENTS_MAX) throw tooManyEvents(inputs.length)
  const { shopId } = options.shop
  const judged = judge(inputs, options, deps.digest)
  if (options.onInvalid === 'refuse-all' && judged.rejections.length > 0)
    throw new AppError('invalid', `${judged.rejections.length} of ${inputs.length} events cannot be read`, {
      details: judged.rejections.map(({ index, message }) => `event ${index}: ${message}`),
    })

  const { events, unknown } = await withKnownIds(shopId, judged.wanted, deps.catalog)
  const { rejections, deadLetters, consentDropped, bots } = judged
  const outcomes = await deps.events.append(shopId, events, {
    counts: { rejected: rejections.length, consentDropped, bots },
    deadLetters,
    refused: judged.refused,
    unknownIds: unknownIdsOf(events, unknown),
  })
  const stored = events.filter((_, at) => outcomes[at] === 'stored')
  const matched = unknown.size > 0 ? await deps.matches?.matchedIds(shopId, [...unknown]) : undefined
  const unknownOfferIds = [
    ...new Set(
      stored
        .flatMap(({ items }) => items?.map(({ offerId }) => offerId) ?? [])
        .filter((id) => unknown.has(id) && !matched?.has(id)),
    ),
  ]
  return {
    received: inputs.length,
    stored: stored.length,
    duplicate: outcomes.filter((outcome) => outcome === 'duplicate').length,
    rejected: rejections.length,
    deadLettered: deadLetters.length,
    consentDropped: consentDropped + outcomes.filter((outcome) => outcome === 'suppressed').length,
    bots,
    unknownOffers: unknownOfferIds.length,
    unknownOfferIds,
    rejections,
  }
}

interface Judged {
  readonly wanted: ShopEvent[]
  readonly rejections: EventRejection[]
  readonly deadLetters: DeadLetter[]
  /** Who said no, and so takes back what they allowed before. */
  readonly refused: Refusal[]
  consentDropped: number
  bots: number
}

function judge(inputs: readonly unknown[], options: CollectOptions, digest: Digest): Judged {
  const judged: Judged = { wanted: [], rejections: [], deadLetters: [], refused: [], consentDropped: 0, bots: 0 }
  for (const [index, input] of inputs.entries()) {
    const parsed = parseEvent(input, { ...options, digest })
    if (!parsed.ok) {
      if (options.onInvalid !== 'set-aside') judged.rejections.push({ index, ...parsed.rejection })
      else {
        const letter = deadLetterOf(input, parsed.rejection, options, digest)
        // Nothing is kept of who refused, however the rest reads.
        if (letter === 'refused-ads') judged.consentDropped++
        else judged.deadLetters.push(letter)
      }
    } else if (isRobot(parsed.userAgent ?? options.userAgent)) judged.bots++
    else if (parsed.event.consent.ads === false) {
      judged.consentDropped++
      // Where a country asks first, silence is no withdrawal.
      if (parsed.event.consent.by !== 'country') judged.refused.push(refusalOf(parsed.event))
    } else judged.wanted.push(parsed.event)
  }
  return judged
}

const refusalOf = ({ visitorId, userId, emailSha256, occurredAt }: ShopEvent): Refusal => ({
  visitorId,
  userId,
  emailSha256,
  occurredAt,
})

/** By the list that isbot keeps; a browser that does not say what it is, is taken for one. */
const isRobot = (userAgent: string | undefined): boolean => userAgent !== undefined && isbot(userAgent)

/** Each item under the first of its ids that the catalog knows, else under the one its sender put first. */
async function withKnownIds(
  shopId: string,
  events: readonly ShopEvent[],
  catalog: CatalogStore,
): Promise<{ events: readonly ShopEvent[]; unknown: ReadonlySet<string> }> {
  const ids = new Set(events.flatMap(({ items }) => items?.flatMap(idsOf) ?? []))
  if (ids.size === 0) return { events, unknown: new Set() }
  const known = await catalog.knownOfferIds(shopId, [...ids])
  const withKnownId = (item: EventItem): EventItem => {
    if (item.otherIds === undefined || known.has(item.offerId)) return item
    const offerId = item.otherIds.find((id) => known.has(id))
    if (offerId === undefined) return item
    return { ...item, offerId, otherIds: idsOf(item).filter((id) => id !== offerId) }
  }
  return {
    events: events.map((event) => (event.items ? { ...event, items: event.items.map(withKnownId) } : event)),
    unknown: new Set([...ids].filter((id) => !known.has(id))),
  }
}

/** Each unknown id once, with the others that came for the same offer. */
function unknownIdsOf(events: readonly ShopEvent[], unknown: ReadonlySet<string>): SentId[] {
  const sent = new Map<string, SentId>()
  for (const { items = [] } of events)
    for (const { offerId, otherIds = [] } of items)
      if (unknown.has(offerId) && !(sent.get(offerId)?.otherIds.length ?? 0))
        sent.set(offerId, { sentId: offerId, otherIds })
  return [...sent.values()]
}

const idsOf = ({ offerId, otherIds = [] }: EventItem): string[] => [offerId, ...otherIds]
