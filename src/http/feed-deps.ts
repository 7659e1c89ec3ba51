import type { Shop } from '../catalog/shop.ts'
import { placement } from '../channels/registry.ts'
import { creativeAddresses } from '../creative/creative.ts'
import type { FeedDeps } from '../feeds/build.ts'
import type { Deps } from './deps.ts'

const TEMPLATE = 'reminder'

/** What the feeds of a shop are built from; their creatives are the reminder at the placement that a channel names. */
export function feedDeps(shop: Shop, deps: Deps): FeedDeps {
  return {
    ...deps,
    async creativeUrls(offers, { feedPlacement }) {
      const shown = feedPlacement === undefined ? undefined : placement(feedPlacement)
      if (!shown) return new Map()
      const format = shown.formats[0] ?? 'jpeg'
      return creativeAddresses(shop, offers, { template: TEMPLATE, placement: shown.id, format }, deps)
    },
  }
}
