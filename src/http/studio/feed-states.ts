import type { Shop } from '../../catalog/shop.ts'
import { channelsOf } from '../../feeds/named-feeds.ts'
import type { FeedVersion } from '../../feeds/store.ts'
import type { ChannelFeeds, FeedReason } from '../../studio/model.ts'
import type { Deps } from '../deps.ts'
import { feedAddress } from '../feed-address.ts'

const EXAMPLES_MAX = 4

/** Every channel's feed in each format; with addresses where there is a token to put into them. */
export async function feedStates(shop: Shop, token: string | undefined, deps: Deps): Promise<ChannelFeeds[]> {
  const [versions, fetches, catalogRevision, audienceRevision] = await Promise.all([
    deps.feeds.list(shop.shopId),
    deps.feeds.lastFetches(shop.shopId),
    deps.catalog.revision(shop.shopId),
    deps.audience.revision(shop.shopId),
  ])
  const isStale = (version: FeedVersion): boolean =>
    version.catalogRevision !== catalogRevision || version.audienceRevision !== audienceRevision
  return channelsOf(shop).map((channel) => {
    const own = versions.filter(({ channelId }) => channelId === channel.id)
    const [newest] = own.toSorted((a, b) => b.builtAt - a.builtAt)
    return {
      channelId: channel.id,
      channelName: channel.name,
      files: channel.formats.map((format) => {
        const version = own.find((candidate) => candidate.format === format)
        const feed = { shopId: shop.shopId, channelId: channel.id, format }
        return {
          format,
          address: token === undefined ? undefined : feedAddress(feed, token, deps),
          built: version && { ...version, stale: isStale(version) },
          // The newest stands first.
          fetchedAt: fetches.find((fetch) => fetch.channelId === channel.id && fetch.format === format)?.at,
        }
      }),
      reasons: newest ? reasonsOf(newest) : [],
    }
  })
}

function reasonsOf({ rejections, excluded }: FeedVersion): FeedReason[] {
  const byRule = new Map<string, { message: string; offerIds: Set<string> }>()
  for (const { rule, message, offerId } of rejections) {
    const reason = byRule.get(rule) ?? { message, offerIds: new Set<string>() }
    byRule.set(rule, reason)
    if (offerId !== undefined) reason.offerIds.add(offerId)
  }
  // A version keeps its first rejections only; where offers are missing among them, every count is a floor.
  const known = new Set(rejections.map(({ offerId }) => offerId)).size
  return [...byRule]
    .map(([rule, { message, offerIds }]) => ({
      rule,
      message,
      offers: { count: offerIds.size, atLeast: known < excluded },
      offerIds: [...offerIds].slice(0, EXAMPLES_MAX),
    }))
    .sort((a, b) => b.offers.count - a.offers.count)
}
