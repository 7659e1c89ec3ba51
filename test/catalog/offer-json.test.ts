import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Attribute } from '../../src/catalog/attribute.ts'
import { OFFER_ATTRIBUTES, type Offer, REQUIRED_ATTRIBUTES } from '../../src/catalog/offer.ts'
import { offerFromJson, offerSchema, offerToJson } from '../../src/catalog/offer-json.ts'
import { LEAST, SHOP, shopWith } from './fixtures.ts'

const OFFER: Offer = {
  offerId: 'halden-black',
  title: 'Halden',
  link: 'https://shop.example/halden',
  price: { minor: 12900, currency: 'USD' },
  salePrice: { minor: 9900, currency: 'USD' },
  costOfGoodsSold: { minor: 490, currency: 'EUR' },
  availability: 'in_stock',
  availabilityAt: Date.UTC(2026, 11, 24, 12),
  salePriceEffective: { startAt: Date.UTC(2026, 10, 1), endAt: Date.UTC(2026, 11, 1) },
  shippingWeight: { value: 1.5, unit: 'kg' },
  shipping: [{ country: 'US', price: { minor: 490, currency: 'USD' } }],
}

describe('offerToJson', () => {
  it('writes decimals beside one currency, and times in ISO 8601', () => {
    expect(offerToJson(OFFER)).toEqual({
      offerId: 'halden-black',
      title: 'Halden',
      link: 'https://shop.example/halden',
      price: '129.00',
      currency: 'USD',
      salePrice: '99.00',
      costOfGoodsSold: '4.90 EUR',
      availability: 'in_stock',
      availabilityAt: '2026-12-24T12:00:00.000Z',
      salePriceEffective: { startAt: '2026-11-01T00:00:00.000Z', endAt: '2026-12-01T00:00:00.000Z' },
      shippingWeight: { value: 1.5, unit: 'kg' },
      shipping: [{ country: 'US', price: '4.90' }],
    })
  })
})

describe('offerFromJson', () => {
  it('reads back what offerToJson writes, for every attribute there is', () => {
    fc.assert(
      fc.property(anyOffer, (offer) => {
        expect(offerFromJson(JSON.parse(JSON.stringify(offerToJson(offer))), shopWith())).toMatchObject({
          ok: true,
          offer,
          notices: [],
        })
      }),
      { numRuns: 200 },
    )
  })

  it('takes a number as price and the currency of the shop', () => {
    expect(offerFromJson({ ...LEAST, price: 19.99 }, SHOP)).toMatchObject({
      ok: true,
      offer: { price: { minor: 1999, currency: 'EUR' } },
    })
  })

  it('rejects what is no object', () => {
    for (const json of [null, 'x', 7, [LEAST]])
      expect(offerFromJson(json, SHOP)).toMatchObject({ ok: false, rejections: [{ rule: 'not-an-object' }] })
  })

  it('says what is wrong in the words of an import', () => {
    expect(offerFromJson({ ...LEAST, price: '19,99' }, shopWith())).toMatchObject({
      ok: false,
      rejections: [
        {
          rule: 'price-without-currency',
          message: 'offer "halden-black": price "19,99" has no currency; write "19.99 EUR"',
        },
      ],
    })
  })
})

describe('offerSchema', () => {
  it('describes what offerToJson writes', () => {
    fc.assert(
      fc.property(anyOffer, (offer) => {
        expect(offerSchema.safeParse(JSON.parse(JSON.stringify(offerToJson(offer)))).error).toBeUndefined()
      }),
    )
  })

  it('refuses an offer without its required attributes', () => {
    const { error } = offerSchema.safeParse({})
    expect(error?.issues.map(({ path }) => path[0])).toEqual(expect.arrayContaining([...REQUIRED_ATTRIBUTES]))
  })
})

/** Text as it stands in an offer: plain, folded, and with nothing that would be decoded again. */
const text = fc
  .stringMatching(/^[A-Za-z0-9äöü眼鏡😀.,:;!'"()+-]{1,12}( [A-Za-z0-9äöü眼鏡😀.,:;!'"()+-]{1,12}){0,3}$/u)
  .map((each) => each.replace(/^[[{]/, 'x'))
const money = fc.record({
  minor: fc.integer({ min: 1, max: 10_000_000 }),
  currency: fc.constantFrom('EUR', 'USD', 'JPY', 'KWD'),
})
const instant = fc.integer({ min: Date.UTC(2000, 0), max: Date.UTC(2100, 0) })

const ARBITRARIES: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  text,
  url: fc.stringMatching(/^[a-z0-9]{1,20}$/).map((path) => `https://shop.example/${path}?v=1`),
  money,
  instant,
  interval: fc
    .tuple(instant, fc.integer({ min: 0, max: 1e10 }))
    .map(([startAt, length]) => ({ startAt, endAt: startAt + length })),
  measure: fc.record({
    value: fc.integer({ min: 0, max: 100_000 }).map((each) => each / 100),
    unit: fc.constantFrom('kg', 'cm', 'lb', 'ml'),
  }),
  integer: fc.integer({ min: 0, max: 1_000_000 }),
  number: fc.integer({ min: 0, max: 100_000 }).map((each) => each / 10),
  boolean: fc.boolean(),
}

function arbitraryOf(attribute: Attribute): fc.Arbitrary<unknown> {
  if (attribute.list) {
    const { list: _list, ...single } = attribute
    return fc.uniqueArray(arbitraryOf(single), { minLength: 1, maxLength: 3, selector: (each) => JSON.stringify(each) })
  }
  if (attribute.options) return fc.constantFrom(...attribute.options)
  if (attribute.kind === 'group')
    return fc
      .record(
        Object.fromEntries(Object.entries(attribute.fields ?? {}).map(([name, inner]) => [name, arbitraryOf(inner)])),
        { requiredKeys: [] },
      )
      .filter((each) => Object.keys(each).length > 0)
  return ARBITRARIES[attribute.kind] as fc.Arbitrary<unknown>
}

/** The laws of an offer that its parser keeps: a sale below the price, pictures once, real GTINs. */
const anyOffer: fc.Arbitrary<Offer> = fc
  .record(
    Object.fromEntries(Object.entries(OFFER_ATTRIBUTES).map(([name, attribute]) => [name, arbitraryOf(attribute)])),
    {
      requiredKeys: [...REQUIRED_ATTRIBUTES],
    },
  )
  .map((made) => {
    const draft: Record<string, unknown> = {
      ...made,
      offerId: `id-${made.offerId}`,
      gtins: ['4006381333931'],
      imageLink: 'https://shop.example/main',
    }
    const price = draft.price as Offer['price']
    if (draft.salePrice) draft.salePrice = { minor: price.minor - 1, currency: price.currency }
    if (!draft.salePrice || price.minor === 1) {
      delete draft.salePrice
    }
    return draft as unknown as Offer
  })
