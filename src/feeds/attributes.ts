import { type Attribute, boolean, group, list, money, oneOf, text, url, type ValueOf } from '../catalog/attribute.ts'
import { currentPrice, isOnSale, OFFER_ATTRIBUTES, type Offer, type OfferAttributeName } from '../catalog/offer.ts'
import { minorDigits } from '../shared/money.ts'
import type { FeedContext } from './context.ts'
import { usableGtin } from './gtin.ts'
import { customLabel, type LabelSlot } from './labels.ts'
import { furtherPictures, mainPicture, taggedPictures } from './picture.ts'
import { saleOf } from './sale.ts'
import { shippingFault } from './shipping.ts'

/** A value of a row that no attribute of the offer holds as it is. */
export interface DerivedAttribute {
  /** The attribute that a merchant would mend. */
  readonly of: OfferAttributeName
  readonly value: Attribute
  read(offer: Offer, context: FeedContext): unknown
}

const derive = <const A extends Attribute>(
  of: OfferAttributeName,
  value: A,
  read: (offer: Offer, context: FeedContext) => ValueOf<A> | undefined,
): DerivedAttribute => ({ of, value, read })

const structured = group({ digitalSourceType: oneOf('default', 'trained_algorithmic_media'), content: text })

const label = (slot: LabelSlot): DerivedAttribute =>
  derive(`customLabel${slot}`, text, (offer, { figures, buyers, labelRules: rules, now }) =>
    customLabel(offer, { figures: figures.get(offer.offerId), buyers: buyers?.get(offer.offerId), rules, now }, slot),
  )

/** Values that channels name in `from` besides the attributes of an offer. */
export const DERIVED_ATTRIBUTES = {
  /** A title is given once: as written by a machine where the shop says so, else plain. */
  titleUnlessStructured: derive('title', text, ({ title, structuredTitle }) =>
    structuredTitle?.content === title ? undefined : title,
  ),
  structuredTitleAlone: derive('structuredTitle', structured, ({ title, structuredTitle }) =>
    structuredTitle?.content === title ? structuredTitle : undefined,
  ),
  descriptionUnlessStructured: derive('description', text, ({ description, structuredDescription }) =>
    structuredDescription?.content === description ? undefined : description,
  ),
  structuredDescriptionAlone: derive('structuredDescription', structured, ({ description, structuredDescription }) =>
    description === undefined || structuredDescription?.content === description ? structuredDescription : undefined,
  ),
  descriptionOrTitle: derive(
    'description',
    text,
    ({ description, structuredDescription, title }) => description ?? structuredDescription?.content ?? title,
  ),
  shortTitleOrTitle: derive('shortTitle', text, ({ shortTitle, title }) => shortTitle ?? title),
  brandOrShop: derive('brand', text, ({ brand }, { shopName }) => brand ?? shopName),
  conditionOrNew: derive('condition', text, ({ condition }) => condition ?? 'new'),
  /** Said of every offer: an archived one would otherwise become active at the next fetch. */
  statusOrActive: derive('status', text, ({ status }) => status ?? 'active'),

  picture: derive('imageLink', url, mainPicture),
  picturesByPlacement: derive('imageLink', list(url), (offer, context) =>
    taggedPictures(offer, context)?.map((picture) => picture.url),
  ),
  tagsByPlacement: derive('imageLink', list(text), (offer, context) =>
    taggedPictures(offer, context)?.map(({ tag }) => tag),
  ),
  additionalPictures: derive('additionalImageLinks', list(url), furtherPictures),

  saleInForce: derive('salePrice', money, (offer, { now }) => saleOf(offer, now)),
  saleDates: derive('salePriceEffective', OFFER_ATTRIBUTES.salePriceEffective, (offer, { now }) =>
    saleOf(offer, now) === undefined ? undefined : offer.salePriceEffective,
  ),
  /** For channels without dates of a sale. */
  salePriceNow: derive('salePrice', money, (offer, { now }) => (isOnSale(offer, now) ? offer.salePrice : undefined)),
  unitPrice: derive('unitPricingMeasure', text, unitPrice),

  validGtins: derive('gtins', list(text), ({ gtins }) => gtins?.map(usableGtin).filter((gtin) => gtin !== undefined)),
  /** Said only of goods that have no identifier at all; never a guess of ours. */
  identifierMissing: derive('identifierExists', boolean, (offer) =>
    offer.identifierExists === false && !isIdentified(offer) ? false : undefined,
  ),
  includedUnlessExcluded: derive(
    'includedDestinations',
    OFFER_ATTRIBUTES.includedDestinations,
    ({ includedDestinations, excludedDestinations }) =>
      includedDestinations?.filter((destination) => !excludedDestinations?.includes(destination)),
  ),
  shippingWithinRules: derive('shipping', OFFER_ATTRIBUTES.shipping, ({ shipping }, { channel }) =>
    shipping?.filter((entry) => shippingFault(entry, channel) === undefined),
  ),
  androidUrlWithPackage: derive('appLinks', text, ({ appLinks }) =>
    appLinks?.androidPackage === undefined ? undefined : appLinks.androidUrl,
  ),

  label0: label(0),
  label1: label(1),
  label2: label(2),
  label3: label(3),
  label4: label(4),
} as const satisfies Record<string, DerivedAttribute>

/** Whether the maker's numbers tell the product: a GTIN, or a brand with its part number. */
export const isIdentified = ({ gtins, brand, mpn }: Offer): boolean =>
  gtins?.some((gtin) => usableGtin(gtin) !== undefined) === true || (brand !== undefined && mpn !== undefined)

/** Units that both platforms have, the second's spelling where it differs. */
const UNIT_OF_PRICE: ReadonlyMap<string, string> = new Map([
  ...['cl', 'cm', 'ct', 'cbm', 'ft', 'gal', 'g', 'in', 'kg', 'l', 'm', 'mg', 'ml', 'oz', 'pt', 'lb', 'qt', 'sqft'].map(
    (unit) => [unit, unit] as const,
  ),
  ['sqm', 'sqm'],
  ['yd', 'yd'],
  ['floz', 'fl oz'],
])

/** The price of one unit as JSON, from the amount in the pack: 750 ml at 15.00 EUR are 0.02 EUR for a millilitre. */
function unitPrice(offer: Offer, { now }: FeedContext): string | undefined {
  const measure = offer.unitPricingMeasure
  const unit = measure && UNIT_OF_PRICE.get(measure.unit.toLowerCase())
  if (!measure || unit === undefined || !(measure.value > 0)) return undefined
  const { minor, currency } = currentPrice(offer, now)
  const value = minor / 10 ** minorDigits(currency) / measure.value
  return JSON.stringify({ value: Number(value.toFixed(4)), currency, unit })
}
