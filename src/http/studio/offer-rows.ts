import { currentPrice, isOnSale, type Offer } from '../../catalog/offer.ts'
import type { Photo } from '../../catalog/photo.ts'
import type { Shop } from '../../catalog/shop.ts'
import { channels } from '../../channels/registry.ts'
import { explainOffer } from '../../feeds/build.ts'
import type { ChannelVerdict, OfferRow } from '../../studio/model.ts'
import type { Deps } from '../deps.ts'
import { feedDeps } from '../feed-deps.ts'
import { photoPath } from '../photo-address.ts'

/** The offers as rows of the studio's listing, in the order given. */
export async function offerRows(
  shop: Shop,
  offers: readonly Offer[],
  leftBy: (offerId: string) => number,
  deps: Deps,
): Promise<OfferRow[]> {
  const photos = await photosOf(shop, offers, deps)
  return Promise.all(
    offers.map(async (offer) => {
      const photo = offer.imageLink === undefined ? undefined : photos.get(offer.imageLink)
      return {
        offerId: offer.offerId,
        title: offer.title,
        availability: offer.availability,
        price: currentPrice(offer, deps.now()),
        was: isOnSale(offer, deps.now()) ? offer.price : undefined,
        thumbnail: photo && photoPath(shop.shopId, photo),
        leftBy: leftBy(offer.offerId),
        verdicts: await verdictsOf(shop, offer, deps),
      }
    }),
  )
}

/** The photos that are here of these offers, by image link. */
export async function photosOf(
  shop: Shop,
  offers: readonly Offer[],
  deps: Pick<Deps, 'photos'>,
): Promise<Map<string, Photo>> {
  const links = offers.flatMap(({ imageLink }) => (imageLink === undefined ? [] : [imageLink]))
  return deps.photos.findAll(shop.shopId, [...new Set(links)])
}

/** Whether each channel takes the offer, and if not, why. */
export function verdictsOf(shop: Shop, offer: Offer, deps: Deps): Promise<ChannelVerdict[]> {
  return Promise.all(
    channels.map(async (channel) => {
      const { included, rejections, notices } = await explainOffer(shop, channel, offer, feedDeps(shop, deps))
      return { channelId: channel.id, channelName: channel.name, included, reasons: rejections, notices }
    }),
  )
}
