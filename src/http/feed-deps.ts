import { formatMarket } from '../catalog/named-feed.ts'
import type { Offer } from '../catalog/offer.ts'
import type { Shop } from '../catalog/shop.ts'
import type { Channel } from '../channels/channel.ts'
import { placement } from '../channels/registry.ts'
import { type AddressOptions, creativeAddress, creativeAddresses } from '../creative/creative.ts'
import { firstFormat } from '../creative/placement.ts'
import type { FeedDeps } from '../feeds/build.ts'
import { narrowingOf } from '../feeds/named-feeds.ts'
import type { Deps } from './deps.ts'

const TEMPLATE = 'reminder'

/** What the feeds of a shop are built from; their creatives are the reminder at the placement that a channel names. */
export function feedDeps(shop: Shop, deps: Deps): FeedDeps {
  return {
    ...deps,
    async creativeUrls(offers, channel, at) {
      const options = creativeOf(channel, at)
      return options ? creativeAddresses(shop, offers, options, deps) : new Map()
    },
    creativeInputs(channel) {
      const options = creativeOf(channel)
      if (!options) return ''
      return creativeAddress(shop, SAMPLE_OFFER, undefined, { ...options, ...SAMPLE }, { ...deps, now: () => 0 })
    },
  }
}

function creativeOf(channel: Channel, at = channel.feedPlacement): AddressOptions | undefined {
  const shown = at === undefined ? undefined : placement(at)
  if (!shown) return undefined
  const market = narrowingOf(channel)?.market
  return {
    template: TEMPLATE,
    placement: shown.id,
    format: firstFormat(shown),
    market: market && formatMarket(market),
  }
}

/** An offer that never changes: when its address does, every other does too. */
const SAMPLE_OFFER: Offer = {
  offerId: 'sample',
  title: 'Sample',
  link: 'https://shop.example/',
  price: { minor: 100, currency: 'EUR' },
  availability: 'in_stock',
}
const SAMPLE = { shopId: 'sample', offerId: SAMPLE_OFFER.offerId }
