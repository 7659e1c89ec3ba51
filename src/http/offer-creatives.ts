import type { Offer } from '../catalog/offer.ts'
import type { Shop } from '../catalog/shop.ts'
import { allPlacements } from '../channels/registry.ts'
import { creativeAddress } from '../creative/creative.ts'
import { firstFormat, isComposable } from '../creative/placement.ts'
import { templates } from '../creative/templates/index.ts'
import type { Deps } from './deps.ts'

/** Signed addresses of an offer's ad images by template and placement; channels that want clean pictures have none. */
export async function offerCreatives(
  shop: Shop,
  offer: Offer,
  deps: Deps,
): Promise<Record<string, Record<string, string>>> {
  const photo = offer.imageLink === undefined ? undefined : await deps.photos.find(shop.shopId, offer.imageLink)
  const shown = allPlacements().filter((placement) => placement.overlayAllowed && isComposable(placement))
  const addressOf = (template: string, placement: (typeof shown)[number]): string => {
    const format = firstFormat(placement)
    const request = { shopId: shop.shopId, template, placement: placement.id, offerId: offer.offerId, format }
    return creativeAddress(shop, offer, photo, request, deps)
  }
  return Object.fromEntries(
    templates.map(({ id }) => [
      id,
      Object.fromEntries(shown.map((placement) => [placement.id, addressOf(id, placement)])),
    ]),
  )
}
