import type { Offer } from '../catalog/offer.ts'
import type { Channel } from '../channels/channel.ts'
import { formatAmount, minorDigits } from '../shared/money.ts'

type ShippingEntry = NonNullable<Offer['shipping']>[number]

/** Why the channel would refuse a delivery price, and so the offer with it; undefined when it would not. */
export const shippingFault = (
  entry: ShippingEntry,
  channel: Channel,
): { rule: 'shipping-location-ambiguous' | 'shipping-price-too-high'; found: string } | undefined =>
  ambiguousLocation(entry) ?? tooHighPrice(entry, channel)

function ambiguousLocation({ region, postalCode, locationId, locationGroupName }: ShippingEntry) {
  const given = Object.entries({ region, postalCode, locationId, locationGroupName })
    .filter(([, value]) => value !== undefined)
    .map(([name]) => name)
  if (given.length < 2) return undefined
  return { rule: 'shipping-location-ambiguous', found: `a delivery price names ${given.join(' and ')}` } as const
}

function tooHighPrice({ price }: ShippingEntry, { shippingPriceMax }: Channel) {
  const highest = price && shippingPriceMax?.[price.currency]
  if (!price || highest === undefined || price.minor <= highest * 10 ** minorDigits(price.currency)) return undefined
  const found = `a delivery price is ${formatAmount(price)} ${price.currency}, more than ${highest} ${price.currency}`
  return { rule: 'shipping-price-too-high', found } as const
}
