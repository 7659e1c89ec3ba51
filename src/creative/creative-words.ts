import { currentPrice, isOnSale, type Offer } from '../catalog/offer.ts'
import type { Shop } from '../catalog/shop.ts'
import { actionWords, codeClaim, itemsClaim, lowStockClaim, newInClaim, savingClaim } from './claims.ts'
import { formatPrice } from './format-price.ts'
import { headlineFor, type Moment, neutralSentence, productIn } from './message.ts'
import { plainText } from './plain-text.ts'
import type { CreativeWords } from './render.ts'

export interface WordsOptions {
  /** The family of the creative; the reminder's words by default. */
  readonly template?: string
  /** The other offers in the picture. */
  readonly others?: readonly Offer[]
  readonly moment?: Moment
  readonly message?: string
  readonly locale?: string
  readonly now: number
}

/** What a creative says of an offer at `now`. "Dropped" is said only while a lower price is in force. */
export function wordsFor(
  shop: Shop,
  offer: Offer,
  { template = 'reminder', others = [], moment, message, locale = shop.settings.locale, now }: WordsOptions,
): CreativeWords {
  const onSale = isOnSale(offer, now)
  const name = plainText(offer.shortTitle ?? offer.title)
  if (template === 'cart' && others.length > 0)
    return cartWords(shop, [offer, ...others], { moment, message, locale, now })
  const asked = moment ?? (template === 'price-drop' ? 'dropped' : 'viewed')
  const spoken = asked === 'dropped' && !onSale ? 'viewed' : asked
  // What is new is introduced by its name; nobody has thought about it yet.
  const own = template === 'new-in' ? name : headlineFor(offer, { moment: spoken, locale })
  const headline = plainText(message ?? own)
  const emphasis = productIn(headline, offer, locale)
  return {
    headline,
    name,
    price: formatPrice(currentPrice(offer, now), locale),
    ...(onSale ? { struckPrice: formatPrice(offer.price, locale) } : {}),
    ...(emphasis === undefined ? {} : { emphasis }),
    action: actionWords(locale),
    ...factFor(template, shop, offer, locale, now),
  }
}

/** A whole cart: one sentence without a noun, how many things lie in it, and what they cost together. */
function cartWords(
  shop: Shop,
  offers: readonly Offer[],
  { moment = 'carted', message, locale = shop.settings.locale, now }: WordsOptions,
): CreativeWords {
  const prices = offers.map((offer) => currentPrice(offer, now))
  const { currency } = prices[0]!
  const isOneCurrency = prices.every((price) => price.currency === currency)
  const total = { minor: prices.reduce((sum, { minor }) => sum + minor, 0), currency }
  return {
    headline: plainText(message ?? neutralSentence(locale, moment)),
    name: itemsClaim(offers.length, locale),
    price: isOneCurrency ? formatPrice(total, locale) : '',
    action: actionWords(locale),
  }
}

/** The one fact that a family stands for, where it is true. */
function factFor(
  template: string,
  shop: Shop,
  offer: Offer,
  locale: string,
  now: number,
): Pick<CreativeWords, 'badge' | 'code' | 'note'> {
  if (template === 'offer') return codeClaim(offer, shop.settings.promotions ?? [], now, locale) ?? {}
  const badge =
    template === 'price-drop'
      ? savingClaim(offer, now, locale)
      : template === 'low-stock'
        ? lowStockClaim(offer, locale)
        : template === 'new-in'
          ? newInClaim(locale)
          : undefined
  return badge === undefined ? {} : { badge }
}
