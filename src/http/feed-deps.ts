import { formatMarket } from '../catalog/named-feed.ts'
import type { Shop } from '../catalog/shop.ts'
import { placement } from '../channels/registry.ts'
import { creativeAddresses } from '../creative/creative.ts'
import type { FeedDeps } from '../feeds/build.ts'
import { narrowingOf } from '../feeds/named-feeds.ts'
import type { Deps } from './deps.ts'

const TEMPLATE = 'reminder'

/** What the feeds of a shop are built from; their creatives are the reminder at the placement that a channel names. */
export function feedDeps(shop: Shop, deps: Deps): FeedDeps {
  return {
    ...deps,
    async creativeUrls(offers, channel) {
      const { feedPlacement } = channel
      const shown = feedPlacement === undefined ? undefined : placement(feedPlacement)
      if (!shown) return new Map()
      const format = shown.formats[0] ?? 'jpeg'
      const market = narrowingOf(channel)?.market
      const options = {
        template: TEMPLATE,
        placement: shown.id,
        format,
        market: market && formatMarket(market),
      } as const
      return creativeAddresses(shop, offers, options, deps)
    },
  }
}
