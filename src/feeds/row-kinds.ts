import { type Attribute, text } from '../catalog/attribute.ts'
import { OFFER_ATTRIBUTES, type Offer, type OfferAttributeName } from '../catalog/offer.ts'
import { PROMOTION } from '../catalog/promotion.ts'
import type { RowOf } from '../channels/channel.ts'
import { countryOverrides, languageOverrides } from './overrides.ts'

/** What stands in a row besides its offer, by the names of `fields`. */
export type RowPart = Readonly<Record<string, unknown>>

/** A kind of row that is no whole offer. */
export interface RowKind {
  /** What a channel may name in `part`. */
  readonly fields: Readonly<Record<string, Attribute>>
  /** The attribute of the offer that a merchant would mend. */
  readonly of: OfferAttributeName
  /** The rows of an offer in file order; none for rows that come from the shop itself. */
  partsOf(offer: Offer): readonly RowPart[]
}

const market = { ...OFFER_ATTRIBUTES.markets.fields, code: text }

export const ROW_KINDS: Readonly<Record<Exclude<RowOf, 'offer'>, RowKind>> = {
  store: {
    fields: OFFER_ATTRIBUTES.storeStock.fields,
    of: 'storeStock',
    partsOf: ({ storeStock }) => storeStock ?? NONE,
  },
  language: { fields: market, of: 'markets', partsOf: languageOverrides },
  country: { fields: market, of: 'markets', partsOf: countryOverrides },
  promotion: { fields: PROMOTION.fields, of: 'promotionIds', partsOf: () => NONE },
}

const NONE: readonly RowPart[] = []
