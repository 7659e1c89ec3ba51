import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Offer } from '../../src/catalog/offer.ts'
import { parseOffer } from '../../src/catalog/parse-offer.ts'
import { LEAST, recordFrom } from './fixtures.ts'

const parse = (
  fields: Readonly<Record<string, unknown>>,
  { packed = false, currency = undefined as string | undefined, shopUrl = undefined as string | undefined } = {},
) => parseOffer(recordFrom(fields, { line: 7, packed }), { currency, shopUrl })

function offerOf(fields: Readonly<Record<string, unknown>>, options = {}): Offer {
  const parsed = parse({ ...LEAST, ...fields }, options)
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.rejections))
  return parsed.offer
}

function noticesOf(fields: Readonly<Record<string, unknown>>, options = {}): string[] {
  const parsed = parse({ ...LEAST, ...fields }, options)
  return parsed.ok ? parsed.notices.map(({ rule }) => rule) : ['rejected']
}

/** What each attribute makes of a value, in the spelling of its source. */
const values: Record<
  string,
  [fields: Readonly<Record<string, unknown>>, expected: Partial<Record<keyof Offer, unknown>>]
> = {
  'snake_case names': [{ sale_price: '99.00 EUR' }, { salePrice: { minor: 9900, currency: 'EUR' } }],
  'camelCase names': [{ salePrice: '99.00 EUR' }, { salePrice: { minor: 9900, currency: 'EUR' } }],
  'prefixed names': [{ 'g:sale_price': '99.00 EUR' }, { salePrice: { minor: 9900, currency: 'EUR' } }],
  'names with blanks': [{ 'Sale price': '99.00 EUR' }, { salePrice: { minor: 9900, currency: 'EUR' } }],
  'a currency beside the prices': [
    { price: 129, sale_price: '99', currency: 'USD' },
    { price: { minor: 12900, currency: 'USD' }, salePrice: { minor: 9900, currency: 'USD' } },
  ],
  'a price as an object': [
    { price: { amount: '129.00', currencyCode: 'SEK' } },
    { price: { minor: 12900, currency: 'SEK' } },
  ],
  'a price in micros': [
    { price: { amountMicros: '129990000', currencyCode: 'EUR' } },
    { price: { minor: 12999, currency: 'EUR' } },
  ],
  'an id as a number': [{ id: 4711 }, { offerId: '4711' }],
  'an id with blanks around': [{ id: '  SKU  42 ' }, { offerId: 'SKU 42' }],
  'dates with and without zone': [
    { expiration_date: '2026-12-24T13:00+0100' },
    { expirationAt: Date.UTC(2026, 11, 24, 12) },
  ],
  'a span of time': [
    { sale_price: '99 EUR', sale_price_effective_date: '2026-11-20T00:00Z / 2026-11-30T00:00Z' },
    { salePriceEffective: { startAt: Date.UTC(2026, 10, 20), endAt: Date.UTC(2026, 10, 30) } },
  ],
  'a span that ends with a day, that day included': [
    { sale_price: '99 EUR', sale_price_effective_date: '2026-11-20/2026-11-30' },
    { salePriceEffective: { startAt: Date.UTC(2026, 10, 20), endAt: Date.UTC(2026, 11, 1) } },
  ],
  'a measure': [{ shipping_weight: '1,5kg' }, { shippingWeight: { value: 1.5, unit: 'kg' } }],
  'a measure as an object': [
    { shipping_weight: { value: 2, unit: 'lb' } },
    { shippingWeight: { value: 2, unit: 'lb' } },
  ],
  booleans: [
    { adult: 'no', is_bundle: 'TRUE' },
    { adult: false, isBundle: true },
  ],
  'a number with percent': [{ display_ads_value: '12,5 %' }, { displayAdsValue: 12.5 }],
  'an energy class with its pluses': [{ energy_efficiency_class: 'A++' }, { energyEfficiencyClass: 'A++' }],
  'listed values in other spellings': [
    { gender: 'Women', age_group: 'All ages', condition: 'https://schema.org/UsedCondition' },
    { gender: 'female', ageGroup: 'all_ages', condition: 'used' },
  ],
  'a path as link, resolved': [{ link: '/halden?a=1&amp;b=2' }, { link: 'https://shop.example/halden?a=1&b=2' }],
  'a link that is not ASCII': [
    { link: 'https://shop.example/brüle n' },
    { link: 'https://shop.example/br%C3%BCle%20n' },
  ],
  'placeholders of a link template': [
    { link_template: 'https://shop.example/{store_code}/x' },
    { linkTemplate: 'https://shop.example/{store_code}/x' },
  ],
  'pictures in a list, the first one as the main one': [
    { images: ['https://a.example/1.jpg', { url: 'https://a.example/2.jpg' }] },
    { imageLink: 'https://a.example/1.jpg', additionalImageLinks: ['https://a.example/2.jpg'] },
  ],
  'the main picture not again among the others': [
    {
      image_link: 'https://a.example/1.jpg',
      additional_image_link: ['https://a.example/1.jpg', 'https://a.example/2.jpg'],
    },
    { imageLink: 'https://a.example/1.jpg', additionalImageLinks: ['https://a.example/2.jpg'] },
  ],
  'nested groups': [
    {
      shipping: [
        { country: 'DE', price: '4.90 EUR' },
        { country: 'FR', service: 'Express', price: { value: 9, currency: 'EUR' } },
      ],
    },
    {
      shipping: [
        { country: 'DE', price: { minor: 490, currency: 'EUR' } },
        { country: 'FR', service: 'Express', price: { minor: 900, currency: 'EUR' } },
      ],
    },
  ],
  'one group where several may be': [
    { product_detail: { attribute_name: 'Frame', attribute_value: 'Steel' } },
    { productDetails: [{ attributeName: 'Frame', attributeValue: 'Steel' }] },
  ],
  'a group that does not repeat': [
    { installment: { months: 6, amount: '20 EUR' } },
    { installment: { months: 6, amount: { minor: 2000, currency: 'EUR' } } },
  ],
  'several GTINs': [{ gtin: '4006381333931, 036000291452' }, { gtins: ['4006381333931', '036000291452'] }],
  'colours in a list': [{ color: ['Gold', 'Silver'] }, { color: 'Gold/Silver' }],
  'a stock figure as availability': [
    { availability: undefined, quantity_to_sell_on_facebook: 3 },
    { availability: 'in_stock', inventory: 3 },
  ],
  'no stock as availability': [
    { availability: undefined, inventory: 0 },
    { availability: 'out_of_stock', inventory: 0 },
  ],
  'app links by their plain names': [
    { ios_url: 'optics://halden', android_package: 'com.optics' },
    { appLinks: { iosUrl: 'optics://halden', androidPackage: 'com.optics' } },
  ],
  'JSON texts as they are': [
    { return_policy_info: { is_final_sale: false } },
    { returnPolicyInfo: '{"is_final_sale":false}' },
  ],
  'the better of two names': [
    { sku: 'other', name: 'Other' },
    { offerId: 'halden-black', title: 'Halden reading glasses' },
  ],
}

const AVAILABILITY: Record<string, string[]> = {
  in_stock: [
    'in stock',
    'In Stock',
    'in_stock',
    'IN_STOCK',
    'instock',
    'available',
    'available for order',
    'https://schema.org/InStock',
    'http://schema.org/LimitedAvailability',
    'true',
    'yes',
    '1',
  ],
  out_of_stock: [
    'out of stock',
    'Out_Of_Stock',
    'outofstock',
    'sold out',
    'https://schema.org/SoldOut',
    'discontinued',
    'false',
    '0',
  ],
  preorder: ['preorder', 'pre-order', 'Pre Order', 'https://schema.org/PreOrder'],
  backorder: ['backorder', 'back-order', 'on backorder', 'https://schema.org/BackOrder'],
}

/** Cells of text feeds, where several values share one. */
const cells: Record<
  string,
  [fields: Readonly<Record<string, string>>, expected: Partial<Record<keyof Offer, unknown>>]
> = {
  'groups by the positions that are assumed': [
    { shipping: 'US:CA:Overnight:16.00 USD,US:::7.00 USD' },
    {
      shipping: [
        { country: 'US', region: 'CA', service: 'Overnight', price: { minor: 1600, currency: 'USD' } },
        { country: 'US', price: { minor: 700, currency: 'USD' } },
      ],
    },
  ],
  pairs: [
    { variant_option: 'Shoe width:narrow,size:8' },
    {
      variantOptions: [
        { name: 'Shoe width', value: 'narrow' },
        { name: 'size', value: '8' },
      ],
    },
  ],
  "Meta's variant pairs": [
    { additional_variant_attribute: 'Scent:Fruity, Flavor:Strawberry' },
    {
      variantOptions: [
        { name: 'Scent', value: 'Fruity' },
        { name: 'Flavor', value: 'Strawberry' },
      ],
    },
  ],
  'an absent part in front': [
    { product_detail: ':Weight class:light' },
    { productDetails: [{ attributeName: 'Weight class', attributeValue: 'light' }] },
  ],
  'quoted values with commas': [
    { product_highlight: 'Dries fast,"Fits 13, 14 and 15 inch"' },
    { productHighlights: ['Dries fast', 'Fits 13, 14 and 15 inch'] },
  ],
  'quoted parts with colons': [
    { question_and_answer: '"Ratio: what?":"Just 4:3",Size?:Big' },
    {
      questionsAndAnswers: [
        { question: 'Ratio: what?', answer: 'Just 4:3' },
        { question: 'Size?', answer: 'Big' },
      ],
    },
  ],
  'a group that does not repeat, commas and all': [
    { structured_title: 'trained_algorithmic_media:Halden, black' },
    { structuredTitle: { digitalSourceType: 'trained_algorithmic_media', content: 'Halden, black' } },
  ],
  'links by comma': [
    { additional_image_link: 'https://a.example/1.jpg,https://a.example/w_1,h_2/2.jpg' },
    { additionalImageLinks: ['https://a.example/w_1,h_2/2.jpg'], imageLink: 'https://a.example/1.jpg' },
  ],
  'a category path with a comma': [{ product_type: 'Food, Drink > Tea' }, { productTypes: ['Food, Drink > Tea'] }],
  'two category paths': [{ product_type: 'Home > Tea,Food > Tea' }, { productTypes: ['Home > Tea', 'Food > Tea'] }],
  'JSON in a cell': [
    { shipping: '[{"country":"DE","price":"4.90 EUR"}]' },
    { shipping: [{ country: 'DE', price: { minor: 490, currency: 'EUR' } }] },
  ],
  'a list in brackets': [{ internal_label: "['summer','trending']" }, { internalLabels: ['summer', 'trending'] }],
}

const required: Record<string, [fields: Readonly<Record<string, unknown>>, rule: string, message: string]> = {
  'no id': [
    { id: undefined },
    'id-missing',
    'line 7: id is missing; give every offer an id that never changes, such as "SKU-42"',
  ],
  'an id that is too long': [{ id: 'x'.repeat(101) }, 'id-too-long', 'has more than 100 characters'],
  'no title': [{ title: ' ' }, 'title-missing', 'offer "halden-black": title is missing'],
  'no link': [{ link: '' }, 'link-missing', 'offer "halden-black": link is missing'],
  'a link that is a script': [
    { link: 'javascript:alert(1)' },
    'link-not-http',
    'link "javascript:alert(1)" is no http or https address',
  ],
  'a link with a password': [{ link: 'https://a:b@shop.example/' }, 'link-unreadable', 'holds a user name or password'],
  'a link that is only a path': [{ link: '/halden' }, 'link-relative', "set the shop's address (shop URL)"],
  'no price': [{ price: null }, 'price-missing', 'offer "halden-black": price is missing'],
  'a price without currency': [
    { price: '19,99' },
    'price-without-currency',
    'offer "halden-black": price "19,99" has no currency; write "19.99 EUR"',
  ],
  'a price in words': [{ price: 'ask us' }, 'price-unreadable', 'price "ask us" is no price'],
  'a price of thousands or decimals': [
    { price: '1.299 EUR' },
    'price-ambiguous',
    'price "1.299 EUR" can be thousands or decimals',
  ],
  'a price below zero': [{ price: '-5 EUR' }, 'price-negative', 'is below zero'],
  'no availability': [
    { availability: undefined },
    'availability-missing',
    'write "in_stock", "out_of_stock", "preorder" or "backorder"',
  ],
  'an availability called like a part of the language': [
    { availability: 'constructor' },
    'availability-unreadable',
    'availability "constructor" is not known',
  ],
  'an availability nobody knows': [
    { availability: 'maybe' },
    'availability-unreadable',
    'availability "maybe" is not known',
  ],
}

const dropped: Record<string, [fields: Readonly<Record<string, unknown>>, rule: string, attribute: keyof Offer]> = {
  'a wrong GTIN': [{ gtin: '4006381333932' }, 'gtin-invalid', 'gtins'],
  'an unreadable date': [{ expiration_date: 'soon' }, 'expiration-date-unreadable', 'expirationAt'],
  'an unreadable gender': [{ gender: 'robot' }, 'gender-unreadable', 'gender'],
  'a sale price that is not below the price': [{ sale_price: '129.00 EUR' }, 'sale-price-not-below-price', 'salePrice'],
  'a sale price in another currency': [{ sale_price: '99 USD' }, 'sale-price-other-currency', 'salePrice'],
  'a picture that is no web address': [
    { image_link: 'data:image/png;base64,AAAA' },
    'image-link-not-http',
    'imageLink',
  ],
  'an item group id that is too long': [{ item_group_id: 'x'.repeat(101) }, 'item-group-id-too-long', 'itemGroupId'],
  'a fraction where a whole number is due': [{ multipack: '2.5' }, 'multipack-unreadable', 'multipack'],
  'a measure without unit': [{ shipping_weight: '5' }, 'shipping-weight-unreadable', 'shippingWeight'],
}

describe('parseOffer', () => {
  for (const [name, [fields, expected]] of Object.entries(values))
    it(`reads ${name}`, () => {
      expect(offerOf(fields, { shopUrl: 'https://shop.example' })).toMatchObject(expected)
    })

  for (const [availability, spellings] of Object.entries(AVAILABILITY))
    it(`reads every spelling of ${availability}`, () => {
      expect(spellings.map((spelling) => offerOf({ availability: spelling }).availability)).toEqual(
        spellings.map(() => availability),
      )
    })

  for (const [name, [fields, expected]] of Object.entries(cells))
    it(`reads a text cell with ${name}`, () => {
      expect(offerOf(fields, { packed: true })).toMatchObject(expected)
    })

  for (const [name, [fields, rule, message]] of Object.entries(required))
    it(`rejects an offer with ${name}`, () => {
      const parsed = parse({ ...LEAST, ...fields })
      expect(parsed.ok ? [] : parsed.rejections.map((rejection) => rejection.rule)).toEqual([rule])
      expect(parsed.ok ? '' : parsed.rejections[0]?.message).toContain(message)
    })

  for (const [name, [fields, rule, attribute]] of Object.entries(dropped))
    it(`leaves out ${name}, with a notice`, () => {
      expect(offerOf(fields)[attribute]).toBeUndefined()
      expect(noticesOf(fields)).toEqual([rule])
    })

  it('names each missing attribute in a rejection of its own', () => {
    const parsed = parse({})
    expect(parsed.ok ? [] : parsed.rejections.map(({ rule, line }) => [rule, line])).toEqual([
      ['id-missing', 7],
      ['title-missing', 7],
      ['link-missing', 7],
      ['price-missing', 7],
      ['availability-missing', 7],
    ])
  })

  it("takes the source's currency for prices that name none", () => {
    expect(offerOf({ price: '19,99', cost_of_goods_sold: 5 }, { currency: 'PLN' })).toMatchObject({
      price: { minor: 1999, currency: 'PLN' },
      costOfGoodsSold: { minor: 500, currency: 'PLN' },
    })
  })

  it('takes a sale price of zero for a sale that has ended, as Meta has it', () => {
    expect(offerOf({ sale_price: '0' }, { currency: 'EUR' }).salePrice).toBeUndefined()
    expect(noticesOf({ sale_price: '0' }, { currency: 'EUR' })).toEqual([])
  })

  it('keeps the rest of a group whose one part cannot be read', () => {
    expect(offerOf({ shipping: [{ country: 'DE', price: 'free' }] }).shipping).toEqual([{ country: 'DE' }])
    expect(noticesOf({ shipping: [{ country: 'DE', price: 'free' }] })).toEqual(['shipping-part-unreadable'])
  })

  it('cuts a text that is longer than any channel takes, and keeps it otherwise', () => {
    expect(offerOf({ title: 'x'.repeat(500) }).title).toHaveLength(500)
    expect(offerOf({ title: 'x'.repeat(9_000) }).title).toHaveLength(5_000)
    expect(noticesOf({ title: 'x'.repeat(9_000) })).toEqual(['title-cut'])
  })

  it('takes no more than a hundred values of one attribute', () => {
    const product_highlight = Array.from({ length: 300 }, (_, at) => `point ${at}`)
    expect(offerOf({ product_highlight }).productHighlights).toHaveLength(100)
    expect(noticesOf({ product_highlight })).toEqual(['product-highlights-too-many'])
  })

  it('notices an item group with the id of the offer', () => {
    expect(noticesOf({ item_group_id: LEAST.id })).toEqual(['item-group-id-equals-id'])
  })

  it('takes fields called like parts of the language for fields that nobody knows', () => {
    const hostile = JSON.parse(
      '{"__proto__":{"id":"x"},"constructor":"x","toString":"x","hasOwnProperty":"x","shipping":[{"__proto__":"DE","country":"DE"}]}',
    ) as Record<string, unknown>
    expect(parse(hostile).ok).toBe(false)
    const record = recordFrom(Object.assign(Object.create(null), hostile, LEAST))
    expect(parseOffer(record, {})).toMatchObject({ ok: true, offer: { shipping: [{ country: 'DE' }] } })
    expect(({} as { id?: string }).id).toBeUndefined()
  })

  it('never throws, and gives an offer or a reason', () => {
    const value = fc.anything({ maxDepth: 3, withBigInt: false })
    const keys = fc.constantFrom(
      'id',
      'title',
      'price',
      'link',
      'availability',
      'shipping',
      'gtin',
      'images',
      'sale_price_effective_date',
      'weird',
    )
    fc.assert(
      fc.property(fc.dictionary(keys, value), fc.boolean(), (fields, packed) => {
        const parsed = parse(fields, { packed, currency: 'EUR', shopUrl: 'https://shop.example' })
        expect(parsed.ok || parsed.rejections.length > 0).toBe(true)
      }),
    )
  })
})
