import type { Attribute } from '../../src/catalog/attribute.ts'
import { OFFER_ATTRIBUTES, type Offer } from '../../src/catalog/offer.ts'
import { NOW } from '../feeds/fixture.ts'

const DAY_MS = 86_400_000

/** Values that a platform has a list, a range or a form for. */
const OWN: Partial<Offer> = {
  offerId: 'full-1',
  title: 'A lamp with everything',
  additionalImageLinks: ['https://lumen.example/other.jpg'],
  shoppingAdsExcludedCountries: ['DE'],
  shipsFromCountry: 'DK',
  commerceTaxCategory: 'FB_HMGN',
  description: 'A lamp that has every attribute there is, so that each of them is seen in a row.',
  availability: 'preorder',
  availabilityAt: NOW + 20 * DAY_MS,
  expirationAt: NOW + 25 * DAY_MS,
  price: { minor: 10000, currency: 'EUR' },
  salePrice: { minor: 9000, currency: 'EUR' },
  costOfGoodsSold: { minor: 2000, currency: 'EUR' },
  autoPricingMinPrice: { minor: 5000, currency: 'EUR' },
  unitPricingMeasure: { value: 750, unit: 'ml' },
  unitPricingBaseMeasure: { value: 1, unit: 'l' },
  gtins: ['4006381333931'],
  adult: false,
  multipack: 3,
  fbProductCategory: '1',
  sizeSystem: 'DE',
  sizeTypes: ['petite'],
  ageGroup: 'adult',
  includedDestinations: ['Shopping_ads'],
  excludedDestinations: ['Free_listings'],
  certifications: [
    { certificationAuthority: 'EC', certificationName: 'EPREL', certificationCode: '123456', certificationValue: 'C' },
  ],
  productHighlights: ['It shines', 'It dims'],
  productLength: { value: 10, unit: 'cm' },
  productWidth: { value: 10, unit: 'cm' },
  productHeight: { value: 10, unit: 'cm' },
  productWeight: { value: 2, unit: 'kg' },
  shippingWeight: { value: 3, unit: 'kg' },
  shippingLength: { value: 20, unit: 'cm' },
  shippingWidth: { value: 20, unit: 'cm' },
  shippingHeight: { value: 20, unit: 'cm' },
  minHandlingTime: 1,
  maxHandlingTime: 2,
  shipping: [
    {
      country: 'DE',
      region: 'BE',
      service: 'Standard',
      price: { minor: 490, currency: 'EUR' },
      minHandlingTime: 1,
      maxHandlingTime: 2,
      minTransitTime: 1,
      maxTransitTime: 3,
    },
  ],
  relatedProducts: [{ relationshipType: 'often_bought_with', identifierType: 'id', identifier: 'lamp-1' }],
  returnPolicyInfo: '{"is_final_sale":false,"return_policy_days":30}',
  importerAddress: '{"street1":"Main street 1","city":"Pune","region":"MH","postal_code":"411001","country":"IN"}',
  originCountry: 'DK',
  status: 'active',
  markets: [
    {
      language: 'de',
      country: 'AT',
      title: 'Lampe mit allem',
      shortTitle: 'Lampe',
      description: 'Eine Lampe, die jedes Merkmal hat, damit jedes zu sehen ist.',
      link: 'https://lumen.example/de',
      mobileLink: 'https://lumen.example/de/m',
      imageLink: 'https://lumen.example/de.jpg',
      brand: 'Lumen',
      color: 'blau',
      size: 'groß',
      material: 'Glas',
      pattern: 'glatt',
      price: { minor: 11000, currency: 'EUR' },
      salePrice: { minor: 9900, currency: 'EUR' },
      salePriceEffective: { startAt: NOW, endAt: NOW + DAY_MS },
      basePrice: { minor: 12000, currency: 'EUR' },
      availability: 'in_stock',
      status: 'active',
    },
  ],
}

const STAND_INS = {
  text: 'some text',
  url: 'https://lumen.example/some.jpg',
  money: { minor: 1500, currency: 'EUR' },
  instant: NOW + 5 * DAY_MS,
  interval: { startAt: NOW - DAY_MS, endAt: NOW + DAY_MS },
  measure: { value: 1, unit: 'kg' },
  integer: 3,
  number: 2.5,
  boolean: true,
} as const

function standIn(attribute: Attribute): unknown {
  if (attribute.list) return [standIn({ kind: attribute.kind, options: attribute.options, fields: attribute.fields })]
  if (attribute.options) return attribute.options[0]
  if (attribute.kind === 'group')
    return Object.fromEntries(Object.entries(attribute.fields ?? {}).map(([name, field]) => [name, standIn(field)]))
  return STAND_INS[attribute.kind]
}

/** An offer with a value in every attribute that there is. */
export const fullOffer: Offer = {
  ...(Object.fromEntries(
    Object.entries(OFFER_ATTRIBUTES).map(([name, attribute]) => [name, standIn(attribute)]),
  ) as unknown as Offer),
  ...OWN,
}
