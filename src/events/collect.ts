import type { Shop } from '../catalog/shop.ts'
import type { CatalogStore } from '../catalog/store.ts'
import type { Digest } from '../shared/digest.ts'
import { AppError } from '../shared/errors.ts'
import type { EventRejection, ShopEvent } from './event.ts'
import { parseEvent } from './parse-event.ts'
import type { EventStats, EventStore } from './store.ts'

/** How many events one call takes. */
export const BATCH_EVENTS_MAX = 500

export interface CollectReport extends EventStats {
  /** Different offers of stored events that are not in the catalog; the events are kept and count once they are. */
  readonly unknownOffers: number
  readonly unknownOfferIds: readonly string[]
  readonly rejections: readonly EventRejection[]
}

/**
 * Judges each event by itself and stores what is good; resolves when that is on disk. A visitor who refused ads is
 * counted and forgotten. Throws AppError `too-large` for more than {@link BATCH_EVENTS_MAX} events.
 */
export async function collectEvents(
  inputs: readonly unknown[],
  options: { shop: Shop; receivedAt: number },
  deps: { events: EventStore; catalog: CatalogStore; digest: Digest },
): Promise<CollectReport> {
  if (inputs.length > BATCH_EVENTS_MAX)
    throw new AppError('too-large', `${inputs.length} events came at once; send at most ${BATCH_EVENTS_MAX} at a time`)
  const { shopId } = options.shop
  const wanted: ShopEvent[] = []
  const rejections: EventRejection[] = []
  let consentDropped = 0
  for (const [index, input] of inputs.entries()) {
    const parsed = parseEvent(input, { ...options, digest: deps.digest })
    if (!parsed.ok) rejections.push({ index, ...parsed.rejection })
    else if (parsed.event.consent.ads === false) consentDropped++
    else wanted.push(parsed.event)
  }

  // Asked for together, they share one commit.
  const [outcomes] = await Promise.all([
    deps.events.append(shopId, wanted),
    rejections.length + consentDropped > 0 &&
      deps.events.count(shopId, { rejected: rejections.length, consentDropped }),
  ])
  const stored = wanted.filter((_, at) => outcomes[at] === 'stored')
  const unknownOfferIds = await unknownIds(shopId, stored, deps.catalog)
  return {
    received: inputs.length,
    stored: stored.length,
    duplicate: wanted.length - stored.length,
    rejected: rejections.length,
    deadLettered: 0,
    consentDropped,
    bots: 0,
    unknownOffers: unknownOfferIds.length,
    unknownOfferIds,
    rejections,
  }
}

async function unknownIds(shopId: string, events: readonly ShopEvent[], catalog: CatalogStore): Promise<string[]> {
  const ids = new Set(events.flatMap(({ items }) => items?.map(({ offerId }) => offerId) ?? []))
  if (ids.size === 0) return []
  const known = await catalog.knownOfferIds(shopId, [...ids])
  return [...ids].filter((id) => !known.has(id))
}
