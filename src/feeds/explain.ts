import type { Offer } from '../catalog/offer.ts'
import type { Rejection } from '../catalog/rejection.ts'
import type { Shop } from '../catalog/shop.ts'
import type { Channel } from '../channels/channel.ts'
import { type FeedSources, openContext, pageContext } from './feed-context.ts'
import { project } from './project.ts'

/** Whether one offer is in a channel's feed as things are now, why not, and what of it the channel changes. */
export async function explainOffer(
  shop: Shop,
  channel: Channel,
  offer: Offer,
  sources: FeedSources,
): Promise<{ included: boolean; rejections: readonly Rejection[]; notices: readonly Rejection[] }> {
  const build = await openContext(shop, channel, sources)
  const { rejections, notices } = project(offer, await pageContext(shop, build, [offer], sources))
  return { included: rejections.length === 0, rejections, notices }
}
