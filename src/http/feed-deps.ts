import type { Shop } from '../catalog/shop.ts'
import { creativeAddresses } from '../creative/creative.ts'
import { templates } from '../creative/templates/index.ts'
import type { FeedDeps } from '../feeds/build.ts'
import type { Deps } from './deps.ts'

const NO_ADDRESSES: ReadonlyMap<string, string> = new Map()

/**
 * What a shop's feeds are built from: the service's stores, and creatives of the first template in the placement that
 * the channel has for its feed.
 */
export const feedDeps = (shop: Shop, deps: Omit<Deps, 'renderer' | 'normalizer' | 'fetcher'>): FeedDeps => ({
  ...deps,
  async creativeUrls(offers, { feedPlacement: placement }) {
    const [template] = templates
    if (placement === undefined || !template) return NO_ADDRESSES
    return creativeAddresses(shop, offers, { template: template.id, placement, format: 'jpeg' }, deps)
  },
})
