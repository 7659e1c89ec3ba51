import type { Shop } from '../catalog/shop.ts'
import { refreshMatches } from '../events/refresh-matches.ts'
import { messageOf } from '../shared/errors.ts'
import { SECOND_MS } from '../shared/time.ts'
import type { Deps } from './deps.ts'

/** A shop whose catalog takes long to look through rests ten times as long. */
const REST_FACTOR = 10
const REST_MS_MAX = 60 * SECOND_MS

/**
 * One round of learning which offers the ids in events mean, for every shop whose catalog, unknown ids or settings
 * have changed since the last one. Never throws.
 */
export function createMatchUpkeep(
  deps: Pick<Deps, 'shops' | 'catalog' | 'matches' | 'log' | 'now'>,
): () => Promise<void> {
  const seen = new Map<string, string>()
  const restUntil = new Map<string, number>()

  const refresh = async (shop: Shop): Promise<void> => {
    const { shopId } = shop
    const startedAt = deps.now()
    if (startedAt < (restUntil.get(shopId) ?? 0)) return
    const unknown = (await deps.matches.listSentIds(shopId)).length
    const state = `${await deps.catalog.revision(shopId)} ${unknown} ${JSON.stringify(shop.settings.matching ?? null)}`
    if (seen.get(shopId) === state) return
    const { changed, matches, ties } = await refreshMatches(shop, deps)
    seen.set(shopId, state)
    restUntil.set(shopId, deps.now() + Math.min(REST_MS_MAX, (deps.now() - startedAt) * REST_FACTOR))
    if (changed) deps.log.info('offers matched', { shop: shopId, ids: matches.length, ties: ties.length })
  }

  return async () => {
    try {
      for (const shop of await deps.shops.listShops())
        await refresh(shop).catch((error: unknown) =>
          deps.log.error('matching offers failed', { shop: shop.shopId, error: messageOf(error) }),
        )
    } catch (error) {
      deps.log.error('matching offers failed', { error: messageOf(error) })
    }
  }
}
