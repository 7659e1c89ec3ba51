import type { Offer } from '../catalog/offer.ts'
import type { Money } from '../shared/money.ts'

/** Whether the sale price is one that platforms take: above zero, below the price, in its currency. */
export const isLowerSalePrice = ({ price, salePrice }: Offer): boolean =>
  salePrice !== undefined &&
  salePrice.currency === price.currency &&
  salePrice.minor > 0 &&
  salePrice.minor < price.minor

/** The sale price while it holds or is announced: platforms read its dates, and one that is over says nothing. */
export function saleOf(offer: Offer, now: number): Money | undefined {
  if (!isLowerSalePrice(offer)) return undefined
  const dates = offer.salePriceEffective
  if (dates && (dates.endAt <= dates.startAt || dates.endAt <= now)) return undefined
  return offer.salePrice
}
