import type { FeedStore, FeedVersion } from '../../feeds/store.ts'
import { compareText } from '../../shared/text-order.ts'

export function memoryFeeds(): FeedStore {
  const versions = new Map<string, FeedVersion>()
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
  }
}

const keyOf = ({ shopId, channelId, format }: Pick<FeedVersion, 'shopId' | 'channelId' | 'format'>): string =>
  JSON.stringify([shopId, channelId, format])
