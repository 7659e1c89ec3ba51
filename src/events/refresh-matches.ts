import type { Shop } from '../catalog/shop.ts'
import type { CatalogStore } from '../catalog/store.ts'
import { type LearnedMatches, learnMatches } from './match.ts'
import type { MatchStore, SentId } from './match-store.ts'

export interface MatchReport extends LearnedMatches {
  /** Whether anything is different from before. */
  readonly changed: boolean
}

/** Learns anew which offers the unknown ids of a shop's events mean, and keeps that in the place of what was known. */
export async function refreshMatches(
  shop: Shop,
  deps: { matches: MatchStore; catalog: CatalogStore },
): Promise<MatchReport> {
  const unknown = await unknownIds(shop.shopId, deps)
  const learned = await learnMatches(
    unknown,
    unknown.length > 0 ? deps.catalog.scanOffers(shop.shopId) : noOffers(),
    shop.settings.matching,
  )
  const changed = await deps.matches.replaceMatches(shop.shopId, learned.matches)
  return { ...learned, changed }
}

/** The catalog may have come to know them since. */
async function unknownIds(
  shopId: string,
  { matches, catalog }: { matches: MatchStore; catalog: CatalogStore },
): Promise<SentId[]> {
  const sent = await matches.listSentIds(shopId)
  const known = await catalog.knownOfferIds(
    shopId,
    sent.map(({ sentId }) => sentId),
  )
  return sent.filter(({ sentId }) => !known.has(sentId))
}

async function* noOffers(): AsyncGenerator<never> {}
