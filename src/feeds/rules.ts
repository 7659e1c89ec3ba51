import type { Offer, OfferAttributeName } from '../catalog/offer.ts'
import { formatAmount, type Money } from '../shared/money.ts'
import { DAY_MS, formatInstant } from '../shared/time.ts'
import { isLegalXml } from '../shared/xml.ts'
import { isIdentified } from './attributes.ts'
import type { FeedContext } from './context.ts'
import { usableGtin } from './gtin.ts'
import { isTaken } from './picture.ts'
import { isLowerSalePrice } from './sale.ts'
import { shippingFault } from './shipping.ts'

/** `excludes`: the offer is not in the feed; `warns`: it is, and something of it is missing, changed or doubtful. */
export type Severity = 'excludes' | 'warns'

/** A condition over several attributes that a channel can name in its `rules`. */
export interface FeedRule {
  /** Stable; part of the public surface. */
  readonly rule: string
  readonly severity: Severity
  readonly attribute: OfferAttributeName
  readonly cause: string
  readonly remedy: string
  /** Attributes that stay out of the row when it is broken. */
  readonly drops?: readonly OfferAttributeName[]
  /** What was found, when the rule is broken. */
  check(offer: Offer, context: FeedContext): string | undefined
}

const YEAR_DAYS = 366
const YEAR_MS = YEAR_DAYS * DAY_MS
const money = ({ minor, currency }: Money): string => `${formatAmount({ minor, currency })} ${currency}`
const when = (found: boolean, text: () => string): string | undefined => (found ? text() : undefined)
const isLater = ({ availability }: Offer): boolean => availability === 'preorder' || availability === 'backorder'

export const FEED_RULES: readonly FeedRule[] = [
  {
    rule: 'offer-archived',
    severity: 'excludes',
    attribute: 'status',
    cause: 'The shop has archived the offer, and this channel has no archive.',
    remedy: 'Set status to active to advertise it again.',
    check: ({ status }) => when(status === 'archived', () => 'status is archived'),
  },
  {
    rule: 'offer-expired',
    severity: 'excludes',
    attribute: 'expirationAt',
    cause: 'The expiration date has passed, so the platform would not show the offer.',
    remedy: 'Give a later expiration_date or none.',
    check: ({ expirationAt }, { now }) =>
      when(expirationAt !== undefined && expirationAt <= now, () => `expired on ${formatInstant(expirationAt ?? 0)}`),
  },
  {
    rule: 'id-not-writable',
    severity: 'excludes',
    attribute: 'offerId',
    cause: 'The id holds control characters, which no feed can carry, and a changed id would be another offer.',
    remedy: 'Use letters, digits, "-" and "_", such as "SKU-42".',
    check: ({ offerId }) =>
      when(!isLegalXml(offerId) || /[\t\n\r]/.test(offerId), () => 'the id has control characters'),
  },
  {
    rule: 'availability-date-missing',
    severity: 'excludes',
    attribute: 'availabilityAt',
    cause: 'The offer can be ordered before it can be delivered, and nothing says from when it is delivered.',
    remedy: 'Give availability_date, such as 2026-12-24T13:00Z.',
    check: (offer) =>
      when(isLater(offer) && offer.availabilityAt === undefined, () => `availability is ${offer.availability}`),
  },
  {
    rule: 'availability-date-too-far',
    severity: 'excludes',
    attribute: 'availabilityAt',
    cause: 'The offer is delivered more than a year from now, which is further than the platform lets one sell.',
    remedy: 'Give an availability_date within a year, or take the offer out until then.',
    check: (offer, { now }) =>
      when(
        isLater(offer) && (offer.availabilityAt ?? 0) > now + YEAR_MS,
        () => `availability_date is ${formatInstant(offer.availabilityAt ?? 0)}`,
      ),
  },
  {
    rule: 'price-not-positive',
    severity: 'excludes',
    attribute: 'price',
    cause: 'The price is zero or less, which platforms take for contract and subscription goods at most.',
    remedy: 'Give the price of one piece, such as 19.99 EUR.',
    check: (offer, { channel }) => {
      if (offer.price.minor > 0) return undefined
      const isContract = offer.subscriptionCost !== undefined || offer.installment !== undefined
      const saysContract = channel.attributes.some(({ from }) => from === 'subscriptionCost')
      return when(offer.price.minor < 0 || !isContract || !saysContract, () => `price is ${money(offer.price)}`)
    },
  },
  {
    rule: 'other-currency',
    severity: 'excludes',
    attribute: 'price',
    cause: 'The platform takes one currency in a file, and most offers of this shop have another one.',
    remedy: 'Give the price in the currency of the others, or keep this offer in a shop of its own.',
    check: ({ price }, { currency }) =>
      when(currency !== undefined && price.currency !== currency, () => `price is ${money(price)} among ${currency}`),
  },
  {
    rule: 'picture-format',
    severity: 'excludes',
    attribute: 'imageLink',
    cause: 'The main picture has a format that the platform does not read.',
    remedy: 'Give image_link the address of a JPEG or PNG picture.',
    check: (offer, context) => {
      const { imageLink, offerId } = offer
      if (imageLink === undefined) return undefined
      if (context.channel.pictures === 'creative' && context.creativeUrls.has(offerId)) return undefined
      return when(!isTaken(imageLink, context), () => `image_link is ${imageLink}`)
    },
  },
  {
    rule: 'additional-picture-format',
    severity: 'warns',
    attribute: 'additionalImageLinks',
    cause: 'A further picture has a format that the platform does not read; it was left out.',
    remedy: 'Give additional_image_link addresses of JPEG or PNG pictures.',
    check: ({ additionalImageLinks }, context) => {
      const other = additionalImageLinks?.find((url) => !isTaken(url, context))
      return when(other !== undefined, () => `additional_image_link has ${other}`)
    },
  },
  {
    rule: 'item-group-id-is-offer-id',
    severity: 'warns',
    attribute: 'itemGroupId',
    cause: 'The item group has the id of an offer, which the platform refuses; the offer went in without its group.',
    remedy: 'Give the group an id of its own, such as "group-42".',
    drops: ['itemGroupId'],
    check: ({ itemGroupId, offerId }, { groupIdsTaken }) =>
      when(
        itemGroupId !== undefined && (itemGroupId === offerId || groupIdsTaken.has(itemGroupId)),
        () => `item_group_id "${itemGroupId}" is the id of an offer`,
      ),
  },
  {
    rule: 'sale-price-not-lower',
    severity: 'warns',
    attribute: 'salePrice',
    cause: 'The sale price is not below the price, or in another currency; it was left out.',
    remedy: 'Keep the full amount in price and give a lower sale_price in the same currency, or none.',
    check: (offer) =>
      when(
        offer.salePrice !== undefined && !isLowerSalePrice(offer),
        () => `sale_price is ${money(offer.salePrice as Money)} and price ${money(offer.price)}`,
      ),
  },
  {
    rule: 'sale-dates-wrong',
    severity: 'warns',
    attribute: 'salePriceEffective',
    cause: 'The dates of a sale end before they begin, or there is no sale price for them; the sale was left out.',
    remedy: 'Give sale_price and dates such as 2026-12-24T00:00Z/2026-12-29T23:59Z.',
    check: ({ salePriceEffective: dates, salePrice }) => {
      if (dates === undefined) return undefined
      if (salePrice === undefined) return 'there are dates of a sale and no sale_price'
      return when(
        dates.endAt <= dates.startAt,
        () => `the sale ends ${formatInstant(dates.endAt)} and begins ${formatInstant(dates.startAt)}`,
      )
    },
  },
  {
    rule: 'expiration-too-far',
    severity: 'warns',
    attribute: 'expirationAt',
    cause: 'The expiration date is further ahead than the platform takes it; it was left out.',
    remedy: 'Give a nearer expiration_date, or none.',
    drops: ['expirationAt'],
    check: ({ expirationAt = 0 }, { now, channel: { expirationDaysMax = YEAR_DAYS } }) =>
      when(
        expirationAt > now + expirationDaysMax * DAY_MS,
        () => `expiration_date is ${formatInstant(expirationAt)}, taken are ${expirationDaysMax} days ahead`,
      ),
  },
  {
    rule: 'structured-title-unused',
    severity: 'warns',
    attribute: 'structuredTitle',
    cause: 'There is a title and another structured title; the platform uses the first, and so only that was written.',
    remedy: 'Give the text written by a machine as structured_title only.',
    check: ({ title, structuredTitle }) =>
      when(structuredTitle?.content !== undefined && structuredTitle.content !== title, () => 'two titles differ'),
  },
  {
    rule: 'structured-description-unused',
    severity: 'warns',
    attribute: 'structuredDescription',
    cause:
      'There is a description and another structured one; the platform uses the first, and so only that was written.',
    remedy: 'Give the text written by a machine as structured_description only.',
    check: ({ description, structuredDescription: other }) =>
      when(
        description !== undefined && other?.content !== undefined && other.content !== description,
        () => 'two descriptions differ',
      ),
  },
  {
    rule: 'description-missing',
    severity: 'warns',
    attribute: 'description',
    cause: 'There is no description, so the platform shows the offer less.',
    remedy: 'Describe the product in a few sentences.',
    check: ({ description, structuredDescription }) =>
      when(description === undefined && structuredDescription?.content === undefined, () => 'description is empty'),
  },
  {
    rule: 'description-from-title',
    severity: 'warns',
    attribute: 'description',
    cause: 'There is no description, which the platform requires; the title stands in for it.',
    remedy: 'Describe the product in at least 30 characters.',
    check: ({ description, structuredDescription }) =>
      when(description === undefined && structuredDescription?.content === undefined, () => 'description is empty'),
  },
  {
    rule: 'description-equals-title',
    severity: 'warns',
    attribute: 'description',
    cause: 'The description only repeats the title.',
    remedy: 'Describe the product in at least 30 characters.',
    check: ({ description, title }) => when(description === title, () => 'description and title are the same'),
  },
  {
    rule: 'title-all-capitals',
    severity: 'warns',
    attribute: 'title',
    cause: 'The title is set in capitals only, which the platform may refuse.',
    remedy: 'Write it as in a sentence: "Round glasses, black".',
    check: ({ title }) =>
      when(!/\p{Ll}/u.test(title) && (title.match(/\p{Lu}/gu)?.length ?? 0) > 5, () => `title is "${title}"`),
  },
  {
    rule: 'availability-as-in-stock',
    severity: 'warns',
    attribute: 'availability',
    cause:
      'Files of this platform know in stock and out of stock only; the offer went in as in stock, since it can be ordered.',
    remedy: 'Set availability to out_of_stock to keep it out of ads until it arrives.',
    check: (offer) => when(isLater(offer), () => `availability is ${offer.availability}`),
  },
  {
    rule: 'backorder-as-out-of-stock',
    severity: 'warns',
    attribute: 'availability',
    cause:
      'The platform has no word for goods that can be ordered before they are there; the offer went in as out of stock.',
    remedy: 'Set availability to in_stock to advertise it nevertheless.',
    check: ({ availability }) => when(availability === 'backorder', () => 'availability is backorder'),
  },
  {
    rule: 'adult-refused',
    severity: 'excludes',
    attribute: 'adult',
    cause: 'The platform takes no goods meant for adults.',
    remedy: 'Leave adult out where it is said by mistake.',
    check: ({ adult }) => when(adult === true, () => 'adult is yes'),
  },
  {
    rule: 'brand-from-shop',
    severity: 'warns',
    attribute: 'brand',
    cause: 'There is no brand, which the platform requires; the name of the shop stands in for it.',
    remedy: 'Give the brand, or leave it so for goods of your own.',
    check: ({ brand }) => when(brand === undefined, () => 'brand is empty'),
  },
  {
    rule: 'condition-assumed-new',
    severity: 'warns',
    attribute: 'condition',
    cause: 'There is no condition, which the platform requires; the offer went in as new.',
    remedy: 'Give condition as new, refurbished or used.',
    check: ({ condition }) => when(condition === undefined, () => 'condition is empty'),
  },
  {
    rule: 'gtin-invalid',
    severity: 'warns',
    attribute: 'gtins',
    cause: 'A GTIN has a wrong length, check digit or prefix; it was left out, since a wrong one costs more than none.',
    remedy: 'Give the number below the bar code, 8, 12, 13 or 14 digits, or none.',
    check: ({ gtins }) => {
      const wrong = gtins?.find((gtin) => usableGtin(gtin) === undefined)
      return when(wrong !== undefined, () => `gtin is "${wrong}"`)
    },
  },
  {
    rule: 'identifiers-missing',
    severity: 'warns',
    attribute: 'gtins',
    cause: 'A new product has neither a usable GTIN nor a brand with its part number, so the platform shows it less.',
    remedy: 'Give gtin, or brand and mpn; say identifier_exists no only where the maker gives none.',
    check: (offer) =>
      when(
        (offer.condition ?? 'new') === 'new' && offer.identifierExists !== false && !isIdentified(offer),
        () => 'no identifier was given',
      ),
  },
  {
    rule: 'identifier-exists-contradicted',
    severity: 'warns',
    attribute: 'identifierExists',
    cause: 'The offer says that it has no identifiers and gives one; the identifier was kept.',
    remedy: 'Leave identifier_exists out.',
    check: (offer) => when(offer.identifierExists === false && isIdentified(offer), () => 'identifier_exists is no'),
  },
  {
    rule: 'clothing-details-missing',
    severity: 'warns',
    attribute: 'googleProductCategory',
    cause: 'Clothing lacks a detail without which free listings, and ads in some countries, leave it out.',
    remedy: 'Give color, gender and age_group, and size for clothes and shoes.',
    check: (offer) => {
      const missing = missingClothingDetails(offer)
      return when(missing.length > 0, () => `${missing.join(', ')} missing`)
    },
  },
  {
    rule: 'unit-price-base-alone',
    severity: 'warns',
    attribute: 'unitPricingBaseMeasure',
    cause: 'The base of a unit price has no measure in units of the same kind; it was left out.',
    remedy: 'Give unit_pricing_measure too, such as 750 ml beside a base of 1 l.',
    drops: ['unitPricingBaseMeasure'],
    check: ({ unitPricingMeasure: measure, unitPricingBaseMeasure: base }) =>
      when(
        base !== undefined && (measure === undefined || familyOf(measure.unit) !== familyOf(base.unit)),
        () => `the base is in ${base?.unit}, the measure ${measure === undefined ? 'missing' : `in ${measure.unit}`}`,
      ),
  },
  {
    rule: 'unit-price-beside-energy-class',
    severity: 'warns',
    attribute: 'energyEfficiencyClass',
    cause: 'The platform takes a unit price or an energy class; the class was left out.',
    remedy: 'Leave out unit_pricing_measure for goods with an energy label.',
    drops: ['energyEfficiencyClass', 'minEnergyEfficiencyClass', 'maxEnergyEfficiencyClass'],
    check: ({ unitPricingMeasure, energyEfficiencyClass }) =>
      when(unitPricingMeasure !== undefined && energyEfficiencyClass !== undefined, () => 'both are given'),
  },
  {
    rule: 'auto-price-minimum',
    severity: 'warns',
    attribute: 'autoPricingMinPrice',
    cause: 'The lowest automatic price is not between the cost of the goods and 95 % of the price; it was left out.',
    remedy: 'Give cost_of_goods_sold and a minimum above it and at most 95 % of price, in one currency.',
    drops: ['autoPricingMinPrice'],
    check: ({ autoPricingMinPrice: minimum, costOfGoodsSold: cost, price }) => {
      if (minimum === undefined) return undefined
      const isOneCurrency = minimum.currency === price.currency && cost?.currency === price.currency
      const isBetween = cost !== undefined && minimum.minor > cost.minor && minimum.minor <= price.minor * 0.95
      return when(!isOneCurrency || !isBetween, () => `the minimum is ${money(minimum)} and price ${money(price)}`)
    },
  },
  {
    rule: 'handling-times-wrong',
    severity: 'warns',
    attribute: 'minHandlingTime',
    cause: 'The shortest handling time has no longest one that is at least as long; it was left out.',
    remedy: 'Give max_handling_time too, in business days.',
    drops: ['minHandlingTime'],
    check: ({ minHandlingTime: least, maxHandlingTime: most }) =>
      when(least !== undefined && (most === undefined || most < least), () => `${least} to ${most ?? 'nothing'} days`),
  },
  {
    rule: 'shipping-dimensions-incomplete',
    severity: 'warns',
    attribute: 'shippingLength',
    cause: 'A parcel has some of length, width and height, or different units; all were left out.',
    remedy: 'Give shipping_length, shipping_width and shipping_height, all in cm or all in in.',
    drops: ['shippingLength', 'shippingWidth', 'shippingHeight'],
    check: ({ shippingLength, shippingWidth, shippingHeight }) => {
      const given = [shippingLength, shippingWidth, shippingHeight].filter((side) => side !== undefined)
      const units = new Set(given.map(({ unit }) => unit.toLowerCase()))
      return when(
        given.length > 0 && (given.length < 3 || units.size > 1),
        () => `${given.length} of 3 sides, in ${[...units].join(' and ')}`,
      )
    },
  },
  {
    rule: 'shipping-location-ambiguous',
    severity: 'warns',
    attribute: 'shipping',
    cause: 'A delivery price names more than one kind of place, which the platform refuses; it was left out.',
    remedy: 'Give one of region, postal_code, location_id and location_group_name.',
    check: shippingFaultOf('shipping-location-ambiguous'),
  },
  {
    rule: 'shipping-price-too-high',
    severity: 'warns',
    attribute: 'shipping',
    cause: 'A delivery price is above what the platform takes in that currency; it was left out.',
    remedy: 'Check the amount and its currency.',
    check: shippingFaultOf('shipping-price-too-high'),
  },
  {
    rule: 'destination-included-and-excluded',
    severity: 'warns',
    attribute: 'includedDestinations',
    cause: 'A destination is both included and excluded; the exclusion was kept.',
    remedy: 'Name it in one of the two lists.',
    check: ({ includedDestinations, excludedDestinations }) => {
      const both = includedDestinations?.find((destination) => excludedDestinations?.includes(destination))
      return when(both !== undefined, () => `${both} is in both lists`)
    },
  },
  {
    rule: 'android-package-missing',
    severity: 'warns',
    attribute: 'appLinks',
    cause: 'An Android link has no package, without which it opens nothing; it was left out.',
    remedy: 'Give applink.android_package, such as com.example.shop.',
    check: ({ appLinks }) =>
      when(
        appLinks?.androidUrl !== undefined && appLinks.androidPackage === undefined,
        () => 'applink.android_url stands alone',
      ),
  },
]

const ruleByName = new Map(FEED_RULES.map((rule) => [rule.rule, rule]))

export const feedRule = (name: string): FeedRule | undefined => ruleByName.get(name)

function shippingFaultOf(rule: string): FeedRule['check'] {
  return ({ shipping }, { channel }) => {
    for (const entry of shipping ?? []) {
      const fault = shippingFault(entry, channel)
      if (fault?.rule === rule) return fault.found
    }
    return undefined
  }
}

/** Clothing by category path, or by the numbers of the root, of clothes and of shoes. */
function missingClothingDetails(offer: Offer): string[] {
  const category = offer.googleProductCategory ?? ''
  const isSized = /^(1604|187|Apparel & Accessories > (Clothing|Shoes)\b.*)$/.test(category)
  if (!isSized && !/^(166|Apparel & Accessories\b.*)$/.test(category)) return []
  const details = {
    color: offer.color,
    gender: offer.gender,
    age_group: offer.ageGroup,
    ...(isSized && { size: offer.size }),
  }
  return Object.entries(details)
    .filter(([, value]) => value === undefined)
    .map(([name]) => name)
}

const UNIT_FAMILIES = [
  ['oz', 'lb', 'mg', 'g', 'kg'],
  ['floz', 'pt', 'qt', 'gal'],
  ['ml', 'cl', 'l', 'cbm'],
  ['in', 'ft', 'yd', 'cm', 'm'],
  ['sqft', 'sqm'],
] as const satisfies readonly (readonly string[])[]

/** Units that can be compared with each other; one that is in no family is its own. */
function familyOf(unit: string): string {
  const lower = unit.toLowerCase()
  return UNIT_FAMILIES.find((family) => family.some((member) => member === lower))?.[0] ?? lower
}
