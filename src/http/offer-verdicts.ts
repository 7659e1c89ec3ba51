import type { Offer } from '../catalog/offer.ts'
import type { Rejection } from '../catalog/rejection.ts'
import type { Shop } from '../catalog/shop.ts'
import type { Channel } from '../channels/channel.ts'
import { openContexts, pageContext } from '../feeds/feed-context.ts'
import { channelsOf } from '../feeds/named-feeds.ts'
import { project } from '../feeds/project.ts'
import type { Deps } from './deps.ts'
import { feedDeps } from './feed-deps.ts'

export interface OfferVerdict {
  readonly included: boolean
  /** Why it is not in the feed. */
  readonly rejections: readonly Rejection[]
  /** What the channel leaves out or changes. */
  readonly notices: readonly Rejection[]
}

/**
 * What each channel of the shop makes of each offer, in the order of the offers: those that every shop has, and those
 * whose feed was asked for. One look at the figures for all of them.
 */
export async function offerVerdicts(
  shop: Shop,
  offers: readonly Offer[],
  deps: Deps,
): Promise<{ channel: Channel; verdicts: OfferVerdict[] }[]> {
  const sources = feedDeps(shop, deps)
  const built = new Set((await deps.feeds.list(shop.shopId)).map(({ channelId }) => channelId))
  const inUse = channelsOf(shop).filter(
    ({ id, onDemand, rowOf }) => rowOf !== 'promotion' && (!onDemand || built.has(id)),
  )
  return Promise.all(
    (await openContexts(shop, inUse, sources)).map(async (build) => {
      const { channel } = build
      const context = await pageContext(shop, build, offers, sources)
      const verdicts = offers.map((offer) => {
        const { rejections, notices } = project(offer, context)
        return { included: rejections.length === 0, rejections, notices }
      })
      return { channel, verdicts }
    }),
  )
}
