import { fetchMissingPhotos } from '../catalog/photos.ts'
import type { Shop } from '../catalog/shop.ts'
import { refreshFeeds } from '../feeds/build.ts'
import { messageOf } from '../shared/errors.ts'
import { SECOND_MS } from '../shared/time.ts'
import type { Deps } from './deps.ts'
import { feedDeps } from './feed-deps.ts'

/** Photos fetched for one shop before the next shop has its turn. */
const PHOTOS_A_ROUND = 20
/** A shop whose feeds take long to build rests ten times as long, so that others and requests have the machine too. */
const REST_FACTOR = 10
const REST_MS_MAX = 60 * SECOND_MS

/** Work that nobody waits for; each round is short, takes every shop in turn and never throws. */
export interface Upkeep {
  /** Publishes the feeds whose catalog or visitors have moved on. */
  feeds(): Promise<void>
  /** Fetches photos that offers name and nobody has fetched yet; returns how many it fetched. */
  photos(): Promise<number>
}

export function createUpkeep(deps: Deps): Upkeep {
  const restUntil = new Map<string, number>()

  const feedsOf = async (shop: Shop): Promise<void> => {
    const startedAt = deps.now()
    if (startedAt < (restUntil.get(shop.shopId) ?? 0)) return
    const built = await refreshFeeds(shop, feedDeps(shop, deps))
    if (built.length === 0) return
    const durationMs = deps.now() - startedAt
    restUntil.set(shop.shopId, deps.now() + Math.min(REST_MS_MAX, durationMs * REST_FACTOR))
    deps.metrics.observe('feed_build_seconds', durationMs / built.length / SECOND_MS)
    for (const { channelId, format, items, excluded, bytes } of built)
      deps.log.info('feed built', { shop: shop.shopId, channel: channelId, format, items, excluded, bytes, durationMs })
  }

  const eachShop = async (what: string, work: (shop: Shop) => Promise<void>): Promise<void> => {
    try {
      for (const shop of await deps.shops.listShops())
        await work(shop).catch((error: unknown) =>
          deps.log.error(`${what} failed`, { shop: shop.shopId, error: messageOf(error) }),
        )
    } catch (error) {
      deps.log.error(`${what} failed`, { error: messageOf(error) })
    }
  }

  return {
    feeds: () => eachShop('building feeds', feedsOf),
    async photos() {
      let fetched = 0
      await eachShop('fetching photos', async ({ shopId }) => {
        fetched += await fetchMissingPhotos(shopId, { limit: PHOTOS_A_ROUND }, deps)
      })
      return fetched
    },
  }
}
