import { fetchMissingPhotos } from '../catalog/photos.ts'
import { DEFAULT_RETENTION, type Shop } from '../catalog/shop.ts'
import { refreshFeeds } from '../feeds/build.ts'
import { messageOf } from '../shared/errors.ts'
import { DAY_MS, SECOND_MS } from '../shared/time.ts'
import type { Deps } from './deps.ts'
import { feedDeps } from './feed-deps.ts'
import { steadyAudience } from './steady-audience.ts'

/** Photos fetched for one shop before the next shop has its turn. */
const PHOTOS_A_ROUND = 20
/** A shop whose feeds take long to refresh rests as long, so that others and requests have the machine too. */
const REST_MS_MAX = 10 * SECOND_MS
/** How old the visitors' figures may be that a feed is made with. */
const FIGURES_AGE_MAX_MS = 10 * SECOND_MS

/** Work that nobody waits for; each round is short, takes every shop in turn and never throws. */
export interface Upkeep {
  /** Publishes the feeds whose catalog or visitors have moved on. */
  feeds(): Promise<void>
  /** Fetches photos that offers name and nobody has fetched yet; returns how many it fetched. */
  photos(): Promise<number>
  /** Removes what is older than each shop keeps it. */
  retention(): Promise<void>
}

export function createUpkeep(deps: Deps): Upkeep {
  const restUntil = new Map<string, number>()
  const audience = steadyAudience(deps.audience, { now: deps.now, ageMaxMs: FIGURES_AGE_MAX_MS })

  const feedsOf = async (shop: Shop): Promise<void> => {
    const { shopId } = shop
    const startedAt = deps.now()
    if (startedAt < (restUntil.get(shopId) ?? 0)) return
    const alarm = (reason: 'fault' | 'held', channel: string, format: string, error: string): void => {
      deps.metrics.count('feed_failures_total', { channel, reason })
      deps.log.error('feed not built; the last good one is served', { shop: shopId, channel, format, reason, error })
    }
    const built = await refreshFeeds(shop, { ...feedDeps(shop, deps), audience }, (error, channel, format) =>
      alarm('fault', channel.id, format, messageOf(error)),
    )
    if (built.length === 0) return
    const durationMs = deps.now() - startedAt
    restUntil.set(shopId, deps.now() + Math.min(REST_MS_MAX, durationMs))
    deps.metrics.observe('feed_build_seconds', durationMs / built.length / SECOND_MS)
    for (const { channelId, format, items, excluded, bytes, held } of built) {
      if (held !== undefined) alarm('held', channelId, format, held)
      deps.log.info('feed built', { shop: shopId, channel: channelId, format, items, excluded, bytes, durationMs })
    }
    const oldest = Math.min(...(await deps.feeds.list(shopId)).map(({ catalogRevision }) => catalogRevision))
    await deps.catalog.forgetChanges(shopId, oldest)
  }

  const removeOld = async ({ shopId, settings }: Shop): Promise<void> => {
    const { eventDays, stateDays } = settings.retention ?? DEFAULT_RETENTION
    const now = deps.now()
    const ages = { eventsBefore: now - eventDays * DAY_MS, stateFrom: now - stateDays * DAY_MS }
    let removed = 0
    for (let some = -1; some !== 0; removed += some) some = await deps.events.prune(shopId, ages)
    if (removed > 0) deps.log.info('old events removed', { shop: shopId, events: removed, eventDays })
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
    retention: () => eachShop('removing old events', removeOld),
    async photos() {
      let fetched = 0
      await eachShop('fetching photos', async ({ shopId }) => {
        fetched += await fetchMissingPhotos(shopId, { limit: PHOTOS_A_ROUND }, deps)
      })
      return fetched
    },
  }
}
