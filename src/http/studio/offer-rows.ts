import { currentPrice, isOnSale, type Offer } from '../../catalog/offer.ts'
import type { Photo } from '../../catalog/photo.ts'
import type { Shop } from '../../catalog/shop.ts'
import type { OfferRow } from '../../studio/model.ts'
import type { Deps } from '../deps.ts'
import { offerVerdicts } from '../offer-verdicts.ts'
import { photoPath } from '../photo-address.ts'

/** The offers as rows of the studio's listing, in the order given. */
export async function offerRows(
  shop: Shop,
  offers: readonly Offer[],
  leftBy: (offerId: string) => number,
  deps: Deps,
): Promise<OfferRow[]> {
  const [photos, verdicts] = await Promise.all([photosOf(shop, offers, deps), offerVerdicts(shop, offers, deps)])
  const now = deps.now()
  return offers.map((offer, index) => {
    const photo = offer.imageLink === undefined ? undefined : photos.get(offer.imageLink)
    return {
      offerId: offer.offerId,
      title: offer.title,
      availability: offer.availability,
      price: currentPrice(offer, now),
      was: isOnSale(offer, now) ? offer.price : undefined,
      thumbnail: photo && photoPath(shop.shopId, photo),
      leftBy: leftBy(offer.offerId),
      verdicts: verdicts.flatMap(({ channel, verdicts: ofChannel }) => {
        const verdict = ofChannel[index]
        if (!verdict) return []
        const { included, rejections, notices } = verdict
        return [{ channelId: channel.id, channelName: channel.name, included, reasons: rejections, notices }]
      }),
    }
  })
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
