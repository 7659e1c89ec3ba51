import type { Offer } from '../../catalog/offer.ts'
import type { OfferTable } from '../schema.ts'
import { searchText } from '../search-text.ts'
import { stableJson } from '../stable-json.ts'

export const offerRow = (shopId: string, offer: Offer, at: number): OfferTable => ({
  shop_id: shopId,
  offer_id: offer.offerId,
  item_group_id: offer.itemGroupId ?? null,
  image_link: offer.imageLink ?? null,
  updated_at: at,
  search_text: searchText(offer),
  json: stableJson(offer),
})
