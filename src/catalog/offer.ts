import {
  type Attribute,
  boolean,
  group,
  instant,
  integer,
  interval,
  list,
  measure,
  money,
  number,
  oneOf,
  text,
  url,
  type ValueOf,
} from './attribute.ts'

const digitalSource = oneOf('default', 'trained_algorithmic_media')
const energyClass = oneOf('A+++', 'A++', 'A+', 'A', 'B', 'C', 'D', 'E', 'F', 'G')
const destinations = list(
  oneOf(
    'Shopping_ads',
    'Display_ads',
    'Local_inventory_ads',
    'Free_listings',
    'Free_local_listings',
    'Cloud_retail',
    'Local_cloud_retail',
    'YouTube_Shopping',
    'YouTube_Affiliate',
  ),
)

/**
 * Every attribute an offer can carry: all that Google Merchant Center and the Meta catalog know, under one name each.
 * The {@link Offer} type, the readers, the API and the channels are all made from this one table.
 * Source: the product data specifications of both platforms, read 2026-11-22.
 */
export const OFFER_ATTRIBUTES = {
  offerId: text,
  title: text,
  structuredTitle: group({ digitalSourceType: digitalSource, content: text }),
  shortTitle: text,
  description: text,
  structuredDescription: group({ digitalSourceType: digitalSource, content: text }),
  richTextDescription: text,
  link: url,
  mobileLink: url,
  canonicalLink: url,
  adsRedirect: url,
  checkoutLinkTemplate: url,
  linkTemplate: url,
  mobileLinkTemplate: url,
  imageLink: url,
  additionalImageLinks: list(url),
  lifestyleImageLink: url,
  virtualModelLink: url,
  videoLinks: list(url),
  documentLinks: list(url),

  availability: oneOf('in_stock', 'out_of_stock', 'preorder', 'backorder'),
  availabilityAt: instant,
  expirationAt: instant,
  disclosureAt: instant,
  startAt: instant,
  /** Units in stock, where the source says so. */
  inventory: integer,
  status: oneOf('active', 'archived'),

  price: money,
  salePrice: money,
  salePriceEffective: interval,
  basePrice: money,
  costOfGoodsSold: money,
  autoPricingMinPrice: money,
  maximumRetailPrice: money,
  minimumOrderValues: list(group({ country: text, service: text, price: money, surface: text })),
  unitPricingMeasure: measure,
  unitPricingBaseMeasure: measure,
  installment: group({
    months: integer,
    amount: money,
    downpayment: money,
    creditType: oneOf('finance', 'lease'),
    annualPercentageRate: number,
  }),
  subscriptionCost: group({ period: oneOf('week', 'month', 'year'), periodLength: integer, amount: money }),
  loyaltyPrograms: list(
    group({
      programLabel: text,
      tierLabel: text,
      price: money,
      cashbackForFutureUse: money,
      loyaltyPoints: integer,
      memberPriceEffective: interval,
      shippingLabel: text,
    }),
  ),
  loyaltyPoints: group({ name: text, pointsValue: number, ratio: number }),
  productFee: group({ type: text, amount: money }),

  googleProductCategory: text,
  fbProductCategory: text,
  /** Most specific first; each one a path such as `Eyewear > Glasses > Round`. */
  productTypes: list(text),
  brand: text,
  gtins: list(text),
  mpn: text,
  identifierExists: boolean,
  condition: oneOf('new', 'refurbished', 'used'),
  adult: boolean,
  multipack: integer,
  isBundle: boolean,
  certifications: list(
    group({
      certificationAuthority: text,
      certificationName: text,
      certificationCode: text,
      certificationValue: text,
    }),
  ),
  energyEfficiencyClass: energyClass,
  minEnergyEfficiencyClass: energyClass,
  maxEnergyEfficiencyClass: energyClass,

  ageGroup: oneOf('newborn', 'infant', 'toddler', 'kids', 'teen', 'adult', 'all_ages'),
  color: text,
  gender: oneOf('male', 'female', 'unisex'),
  material: text,
  pattern: text,
  size: text,
  sizeTypes: list(oneOf('regular', 'petite', 'maternity', 'big', 'tall', 'plus')),
  sizeSystem: oneOf('AU', 'BR', 'CN', 'DE', 'EU', 'FR', 'IT', 'JP', 'MEX', 'UK', 'US'),
  itemGroupId: text,
  itemGroupTitle: text,
  variantOptions: list(group({ name: text, value: text })),
  productLength: measure,
  productWidth: measure,
  productHeight: measure,
  productWeight: measure,
  productDetails: list(group({ sectionName: text, attributeName: text, attributeValue: text })),
  productHighlights: list(text),
  questionsAndAnswers: list(group({ question: text, answer: text })),
  relatedProducts: list(group({ relationshipType: text, identifierType: text, identifier: text })),
  popularityRank: number,

  customLabel0: text,
  customLabel1: text,
  customLabel2: text,
  customLabel3: text,
  customLabel4: text,
  customNumber0: integer,
  customNumber1: integer,
  customNumber2: integer,
  customNumber3: integer,
  customNumber4: integer,
  internalLabels: list(text),
  promotionIds: list(text),
  adsLabels: list(text),
  adsGrouping: text,
  displayAdsId: text,
  displayAdsSimilarIds: list(text),
  displayAdsTitle: text,
  displayAdsLink: url,
  displayAdsValue: number,

  externalSellerId: text,
  excludedDestinations: destinations,
  includedDestinations: destinations,
  shoppingAdsExcludedCountries: list(text),
  disabledCapabilities: list(text),
  pause: oneOf('ads', 'all'),

  shipping: list(
    group({
      country: text,
      region: text,
      postalCode: text,
      locationId: text,
      locationGroupName: text,
      service: text,
      price: money,
      minHandlingTime: integer,
      maxHandlingTime: integer,
      minTransitTime: integer,
      maxTransitTime: integer,
      handlingCutoffTime: text,
      handlingCutoffTimezone: text,
      loyaltyProgramLabel: text,
      loyaltyTierLabel: text,
    }),
  ),
  carrierShipping: list(
    group({
      country: text,
      region: text,
      postalCode: text,
      originPostalCode: text,
      flatPrice: money,
      carrierPrice: text,
      carrierPriceFlatAdjustment: money,
      carrierPricePercentageAdjustment: number,
      minHandlingTime: integer,
      maxHandlingTime: integer,
      fixedMinTransitTime: integer,
      fixedMaxTransitTime: integer,
      carrierTransitTime: text,
    }),
  ),
  shippingLabel: text,
  shippingWeight: measure,
  shippingLength: measure,
  shippingWidth: measure,
  shippingHeight: measure,
  shipsFromCountry: text,
  minHandlingTime: integer,
  maxHandlingTime: integer,
  transitTimeLabel: text,
  shippingHandlingBusinessDays: list(group({ country: text, businessDays: text })),
  shippingTransitBusinessDays: list(group({ country: text, businessDays: text })),
  handlingCutoffTimes: list(
    group({ country: text, cutoffTime: text, cutoffTimezone: text, disableDeliveryAfterCutoff: boolean }),
  ),
  freeShippingThresholds: list(group({ country: text, priceThreshold: money })),
  returnPolicyLabel: text,
  /** JSON text, handed on as the shop wrote it. */
  returnPolicyInfo: text,
  pickupMethod: oneOf('buy', 'reserve', 'ship to store', 'not supported'),
  pickupSla: oneOf('same day', 'next day', '2-day', '3-day', '4-day', '5-day', '6-day', 'multi-week'),
  pickupCost: group({ flatRate: money, freeThreshold: money }),
  sustainabilityIncentives: list(group({ type: text, amount: money, percentage: number })),

  /** What differs from the online offer in each store that holds it. */
  storeStock: list(
    group({
      storeCode: text,
      availability: oneOf('in_stock', 'limited_availability', 'on_display_to_order', 'out_of_stock'),
      price: money,
      salePrice: money,
      salePriceEffective: interval,
      quantity: integer,
      pickupMethod: oneOf('buy', 'reserve', 'ship to store', 'not supported'),
      pickupSla: oneOf('same day', 'next day', '2-day', '3-day', '4-day', '5-day', '6-day', '7-day', 'multi-week'),
      productLocation: text,
      shippingLabel: text,
    }),
  ),
  /**
   * What the offer says differently in a language, a country, or one language of one country. What an entry leaves out
   * is said as elsewhere, except for amounts: a price is never carried over into another currency.
   */
  markets: list(
    group({
      /** ISO 639, or a tag with the country: `de`, `de-AT`. */
      language: text,
      /** ISO 3166-1 alpha-2: `AT`. */
      country: text,
      title: text,
      shortTitle: text,
      description: text,
      link: url,
      mobileLink: url,
      imageLink: url,
      brand: text,
      color: text,
      size: text,
      material: text,
      pattern: text,
      productTypes: list(text),
      price: money,
      salePrice: money,
      salePriceEffective: interval,
      basePrice: money,
      availability: oneOf('in_stock', 'out_of_stock', 'preorder', 'backorder'),
      availabilityAt: instant,
      inventory: integer,
      status: oneOf('active', 'archived'),
    }),
  ),

  appLinks: group({
    iosUrl: text,
    iosAppStoreId: text,
    iosAppName: text,
    iphoneUrl: text,
    iphoneAppStoreId: text,
    iphoneAppName: text,
    ipadUrl: text,
    ipadAppStoreId: text,
    ipadAppName: text,
    androidUrl: text,
    androidPackage: text,
    androidAppName: text,
    windowsPhoneUrl: text,
    windowsPhoneAppId: text,
    windowsPhoneAppName: text,
  }),
  commerceTaxCategory: text,
  originCountry: text,
  importerName: text,
  /** JSON text, handed on as the shop wrote it. */
  importerAddress: text,
  manufacturerInfo: text,
  waComplianceCategory: oneOf('DEFAULT', 'COUNTRY_ORIGIN_EXEMPT'),
} as const satisfies Record<string, Attribute>

export type OfferAttributeName = keyof typeof OFFER_ATTRIBUTES

type AnyOffer = { readonly [K in OfferAttributeName]?: ValueOf<(typeof OFFER_ATTRIBUTES)[K]> }

/** What no offer can be without: the least that any channel or creative needs. */
export const REQUIRED_ATTRIBUTES = ['offerId', 'title', 'link', 'price', 'availability'] as const

type Required = (typeof REQUIRED_ATTRIBUTES)[number]

/** One sellable variant. Everything in it has been parsed: text is plain and bounded, links are http(s), prices are money. */
export type Offer = AnyOffer & { readonly [K in Required]-?: NonNullable<AnyOffer[K]> }

/** The price a shopper pays at `now`: the sale price while its dates hold. */
export function currentPrice(offer: Offer, now: number): NonNullable<Offer['price']> {
  return isOnSale(offer, now) && offer.salePrice ? offer.salePrice : offer.price
}

/** Whether a lower price is in force at `now`. */
export function isOnSale({ price, salePrice, salePriceEffective }: Offer, now: number): boolean {
  if (!salePrice || salePrice.currency !== price.currency || salePrice.minor >= price.minor) return false
  return !salePriceEffective || (now >= salePriceEffective.startAt && now < salePriceEffective.endAt)
}
