import { currentPrice, isOnSale, type Offer } from '../catalog/offer.ts'
import type { Shop } from '../catalog/shop.ts'
import { formatPrice } from './format-price.ts'
import { headlineFor, type Moment } from './message.ts'
import { plainText } from './plain-text.ts'
import type { CreativeWords } from './render.ts'

/** What a creative says of an offer at `now`. "Dropped" is said only while a lower price is in force. */
export function wordsFor(
  shop: Shop,
  offer: Offer,
  {
    moment = 'viewed',
    message,
    locale = shop.settings.locale,
    now,
  }: { moment?: Moment; message?: string; locale?: string; now: number },
): CreativeWords {
  const onSale = isOnSale(offer, now)
  return {
    headline: plainText(
      message ?? headlineFor(offer, { moment: moment === 'dropped' && !onSale ? 'viewed' : moment, locale }),
    ),
    name: plainText(offer.shortTitle ?? offer.title),
    price: formatPrice(currentPrice(offer, now), locale),
    ...(onSale ? { struckPrice: formatPrice(offer.price, locale) } : {}),
  }
}
