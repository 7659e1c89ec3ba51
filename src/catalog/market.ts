import type { Offer } from './offer.ts'

/** Where a feed or a picture is meant for: a language, a country or both. */
export interface Market {
  /** ISO 639, lower case: `de`. */
  readonly language?: string
  /** ISO 3166-1 alpha-2, upper case: `AT`. */
  readonly country?: string
  /** ISO 4217; an offer without a price in it is not sold there. */
  readonly currency?: string
}

/** The language that a market speaks, as BCP 47; undefined for one of any language. */
export const localeOfMarket = (market: Market | undefined): string | undefined =>
  market?.language && (market.country ? `${market.language}-${market.country}` : market.language)

export type OfferInMarket = NonNullable<Offer['markets']>[number]

/** The language and country of an entry, whichever way it writes them: `de-AT`, `de_at`, or each by itself. */
export function placeOf({ language, country }: Pick<OfferInMarket, 'language' | 'country'>): Market {
  const [, tag, region] = /^([a-z]{2,3})(?:[-_][a-z]{4})?(?:[-_]([a-z]{2}))?$/i.exec(language?.trim() ?? '') ?? []
  const land = /^[a-z]{2}$/i.test(country?.trim() ?? '') ? country?.trim() : region
  return { language: tag?.toLowerCase(), country: land?.toUpperCase() }
}

/** Whether an entry may speak for a market: it says nothing of another language or country. */
const isFor = (place: Market, market: Market): boolean =>
  (place.language !== undefined || place.country !== undefined) &&
  (place.language === undefined || place.language === market.language) &&
  (place.country === undefined || place.country === market.country)

const rank = ({ language, country }: Market): number =>
  (country === undefined ? 0 : 2) + (language === undefined ? 0 : 1)

/** What of an offer its market entries say, the more particular entry first. */
export function entriesFor(offer: Offer, market: Market): readonly OfferInMarket[] {
  if (offer.markets === undefined) return []
  return offer.markets
    .map((entry) => ({ entry, place: placeOf(entry) }))
    .filter(({ place }) => isFor(place, market))
    .sort((a, b) => rank(b.place) - rank(a.place))
    .map(({ entry }) => entry)
}

/** The offer as it is sold in a market; what is missing there is told, and kept as it is elsewhere. */
export interface MarketView {
  readonly offer: Offer
  /** Nothing is said in the language of the market. */
  readonly textMissing: boolean
  /** There is no price in the currency of the market; no rate is made up. */
  readonly priceMissing: boolean
}

/** `language` is the one that the offer itself is written in. */
export function offerInMarket(offer: Offer, market: Market, language: string): MarketView {
  const entries = entriesFor(offer, market)
  const said = Object.assign({}, ...entries.toReversed()) as OfferInMarket
  const { language: _language, country: _country, ...changes } = said
  const prices = entries.filter(({ price }) => price !== undefined)
  const priced = prices.find(({ price }) => price?.currency === (market.currency ?? price?.currency))
  const sale = priced && saleOf(priced)
  const seen: Offer = {
    ...offer,
    ...changes,
    ...(priced && {
      price: priced.price,
      salePrice: sale?.salePrice,
      salePriceEffective: sale?.salePriceEffective,
      basePrice: priced.basePrice,
    }),
  }
  const { currency } = market
  return {
    offer: currency === undefined ? seen : withoutForeignAmounts(seen, currency),
    textMissing:
      market.language !== undefined &&
      market.language !== language.toLowerCase().split('-')[0] &&
      !entries.some((entry) => placeOf(entry).language === market.language && entry.title !== undefined),
    priceMissing: currency !== undefined && seen.price.currency !== currency,
  }
}

const saleOf = ({ salePrice, salePriceEffective }: OfferInMarket): Pick<Offer, 'salePrice' | 'salePriceEffective'> => ({
  salePrice,
  salePriceEffective: salePrice && salePriceEffective,
})

/** Amounts that only the other currency has would be read as a fault of the row. */
function withoutForeignAmounts(offer: Offer, currency: string): Offer {
  const own = <T extends { readonly currency: string }>(money: T | undefined): T | undefined =>
    money?.currency === currency ? money : undefined
  const salePrice = own(offer.salePrice)
  return {
    ...offer,
    salePrice,
    salePriceEffective: salePrice && offer.salePriceEffective,
    basePrice: own(offer.basePrice),
    costOfGoodsSold: own(offer.costOfGoodsSold),
    autoPricingMinPrice: own(offer.autoPricingMinPrice),
    maximumRetailPrice: own(offer.maximumRetailPrice),
    installment: own(offer.installment?.amount) && offer.installment,
    subscriptionCost: own(offer.subscriptionCost?.amount) && offer.subscriptionCost,
    loyaltyPrograms: offer.loyaltyPrograms?.filter(({ price }) => price === undefined || own(price)),
  }
}
