import type { FeedFetch, FeedPlace, FeedStore, FeedVersion } from '../../feeds/store.ts'
import { compareText } from '../../shared/text-order.ts'
import { FETCHES_KEPT } from '../feed-fetches.ts'

export function memoryFeeds(): FeedStore {
  const versions = new Map<string, FeedVersion>()
  /** Oldest first. */
  const fetches = new Map<string, FeedFetch[]>()
  let order = 0
  const orderOf = new WeakMap<FeedFetch, number>()
  const newestFirst = (a: FeedFetch, b: FeedFetch): number => (orderOf.get(b) ?? 0) - (orderOf.get(a) ?? 0)
  const ofShop = (shopId: string): FeedFetch[] =>
    [...fetches.values()]
      .flat()
      .filter((fetch) => fetch.shopId === shopId)
      .sort(newestFirst)
  return {
    async current(shopId, channelId, format) {
      return versions.get(keyOf({ shopId, channelId, format }))
    },
    async list(shopId) {
      return [...versions.values()]
        .filter((version) => version.shopId === shopId)
        .sort((a, b) => compareText(a.channelId, b.channelId) || compareText(a.format, b.format))
    },
    async publish(version) {
      const before = versions.get(keyOf(version))
      versions.set(keyOf(version), version)
      return before
    },
    async recordFetch(fetch) {
      const kept = { ...fetch }
      orderOf.set(kept, ++order)
      fetches.set(keyOf(fetch), [...(fetches.get(keyOf(fetch)) ?? []), kept].slice(-FETCHES_KEPT))
    },
    async listFetches(shopId, { feed, limit }) {
      const wanted = feed && keyOf({ shopId, ...feed })
      return ofShop(shopId)
        .filter((fetch) => wanted === undefined || keyOf(fetch) === wanted)
        .slice(0, limit)
    },
    async lastFetches(shopId) {
      const seen = new Set<string>()
      return ofShop(shopId).filter((fetch) => {
        const consumer = `${keyOf(fetch)} ${fetch.keyId}`
        if (seen.has(consumer)) return false
        seen.add(consumer)
        return true
      })
    },
  }
}

const keyOf = ({ shopId, channelId, format }: FeedPlace): string => JSON.stringify([shopId, channelId, format])
