import { describe, expect, it } from 'vitest'
import type { Offer } from '../../src/catalog/offer.ts'
import type { CellValue } from '../../src/feeds/row.ts'
import { brokenRules, cellsOf } from './cells.ts'
import { contextOf, GOOGLE, META, NOW, plainOffer, withChanges } from './fixture.ts'

const google = contextOf(GOOGLE)
const meta = contextOf(META)
const at = Date.UTC(2026, 11, 24, 13, 5, 59)

interface Spelling {
  readonly offer: Partial<Offer>
  readonly name: string
  readonly google?: readonly CellValue[]
  readonly meta?: readonly CellValue[]
}

const SPELLINGS: Readonly<Record<string, Spelling>> = {
  'in stock': { offer: {}, name: 'availability', google: ['in_stock'], meta: ['in stock'] },
  'out of stock': {
    offer: { availability: 'out_of_stock' },
    name: 'availability',
    google: ['out_of_stock'],
    meta: ['out of stock'],
  },
  preorder: {
    offer: { availability: 'preorder', availabilityAt: at },
    name: 'availability',
    google: ['preorder'],
    meta: ['in stock'],
  },
  'a date of availability': {
    offer: { availability: 'backorder', availabilityAt: at },
    name: 'availability_date',
    google: ['2026-12-24T13:05+0000'],
  },
  'dates of a sale': {
    offer: { salePrice: { minor: 9900, currency: 'EUR' }, salePriceEffective: { startAt: NOW, endAt: at } },
    name: 'sale_price_effective_date',
    google: ['2026-11-22T12:00+0000/2026-12-24T13:05+0000'],
    meta: ['2026-11-22T12:00+00:00/2026-12-24T13:05+00:00'],
  },
  'an expiration': {
    offer: { expirationAt: at },
    name: 'expiration_date',
    google: ['2026-12-24T13:05+0000'],
    meta: ['2026-12-24'],
  },
  'a price with cents': { offer: {}, name: 'price', google: ['129.00 EUR'], meta: ['129.00 EUR'] },
  'a price in yen': {
    offer: { price: { minor: 500, currency: 'JPY' } },
    name: 'price',
    google: ['500 JPY'],
    meta: ['500 JPY'],
  },
  'a price in dinar, which has three decimals': {
    offer: { price: { minor: 1235, currency: 'KWD' } },
    name: 'price',
    google: ['1.24 KWD'],
    meta: ['1.235 KWD'],
  },
  'an age group that one platform lacks': { offer: { ageGroup: 'all_ages' }, name: 'age_group', meta: ['all ages'] },
  'an age group that both have': { offer: { ageGroup: 'kids' }, name: 'age_group', google: ['kids'], meta: ['kids'] },
  'true and false': { offer: { adult: true }, name: 'adult', google: ['yes'] },
  'goods without any identifier': {
    offer: { identifierExists: false, mpn: undefined },
    name: 'identifier_exists',
    google: ['no'],
  },
  'goods of which nothing is known': { offer: { mpn: undefined, brand: undefined }, name: 'identifier_exists' },
  'a unit in another letter case': {
    offer: { shippingWeight: { value: 1.5, unit: 'KG' } },
    name: 'shipping_weight',
    google: ['1.5 kg'],
    meta: ['1.5 kg'],
  },
  'a price for each unit': {
    offer: { unitPricingMeasure: { value: 750, unit: 'ml' }, price: { minor: 1500, currency: 'EUR' } },
    name: 'unit_price',
    meta: ['{"value":0.02,"currency":"EUR","unit":"ml"}'],
  },
  'the amount in the pack': {
    offer: { unitPricingMeasure: { value: 750, unit: 'ml' } },
    name: 'unit_pricing_measure',
    google: ['750 ml'],
  },
  'an address beyond ASCII': {
    offer: { link: 'https://bücher.example/größe?q=電' },
    name: 'link',
    google: ['https://xn--bcher-kva.example/gr%C3%B6%C3%9Fe?q=%E9%9B%BB'],
    meta: ['https://xn--bcher-kva.example/gr%C3%B6%C3%9Fe?q=%E9%9B%BB'],
  },
  'a group with parts left out': {
    offer: { productDetails: [{ attributeName: 'Socket', attributeValue: 'E27' }] },
    name: 'product_detail',
    google: [[undefined, 'Socket', 'E27']],
  },
  'more parts of a colour than are read': {
    offer: { color: 'black / white/red/ blue' },
    name: 'color',
    google: ['black/white/red'],
    meta: ['black / white/red/ blue'],
  },
  'several numbers of the maker': {
    offer: { gtins: ['4006381333931', '036000291452', '96385074', '10012345678902'] },
    name: 'gtin',
    google: ['4006381333931', '036000291452', '96385074'],
    meta: ['4006381333931'],
  },
  'a machine-written title, given once': {
    offer: { structuredTitle: { digitalSourceType: 'trained_algorithmic_media', content: plainOffer.title } },
    name: 'structured_title',
    google: [['trained_algorithmic_media', plainOffer.title]],
  },
  'an archived offer': { offer: { status: 'archived' }, name: 'status', meta: ['archived'] },
  'an active offer': { offer: {}, name: 'status', meta: ['active'] },
  'a brand that is missing': { offer: { brand: undefined }, name: 'brand', meta: ['Lumen & Søn'] },
  'a description that is missing': { offer: { description: undefined }, name: 'description', meta: [plainOffer.title] },
  'a condition that is missing': { offer: { condition: undefined }, name: 'condition', meta: ['new'] },
}

describe.each(Object.entries(SPELLINGS))('%s', (_, { offer, name, google: onGoogle, meta: onMeta }) => {
  it('is spelled as Google does', () => {
    expect(cellsOf(withChanges(offer), google)[name]).toEqual(onGoogle)
  })

  it('is spelled as Meta does', () => {
    expect(cellsOf(withChanges(offer), meta)[name]).toEqual(onMeta)
  })
})

describe('limits', () => {
  it('cut a title at a word, counted in code points, and say so', () => {
    const title = `${'💡'.repeat(140)} lamp with a shade`
    const cells = cellsOf(withChanges({ title }), google)
    expect(cells.title).toEqual([`${'💡'.repeat(140)} lamp with`])
    expect(brokenRules(withChanges({ title }), google)).toEqual({ excludes: [], warns: ['value-cut'] })
    expect(cellsOf(withChanges({ title }), meta).title).toEqual([title])
  })

  it('reject an offer whose id would not be itself when cut', () => {
    const offer = withChanges({ offerId: 'x'.repeat(51) })
    expect(brokenRules(offer, google).excludes).toEqual(['value-too-long'])
    expect(brokenRules(offer, meta).excludes).toEqual([])
  })

  it('tell of an address that is too long once, not of its absence too', () => {
    const offer = withChanges({ imageLink: `https://lumen.example/${'x'.repeat(2000)}.jpg` })
    expect(brokenRules(offer, google).excludes).toEqual(['value-too-long'])
  })

  it('keep the first of more pictures than are taken', () => {
    const additionalImageLinks = Array.from({ length: 25 }, (_, index) => `https://lumen.example/img/${index}.jpg`)
    const offer = withChanges({ additionalImageLinks })
    expect(cellsOf(offer, google).additional_image_link).toEqual(additionalImageLinks.slice(0, 10))
    expect(cellsOf(offer, meta).additional_image_link).toEqual(additionalImageLinks.slice(0, 20))
  })

  it('keep as many pictures as fit together into one cell of Meta', () => {
    const additionalImageLinks = Array.from(
      { length: 4 },
      (_, index) => `https://lumen.example/${'x'.repeat(600)}${index}`,
    )
    expect(cellsOf(withChanges({ additionalImageLinks }), meta).additional_image_link).toHaveLength(3)
  })

  it('leave out one highlight alone, since the platform wants two', () => {
    expect(cellsOf(withChanges({ productHighlights: ['Dims'] }), google).product_highlight).toBeUndefined()
  })

  it('leave out characters that no feed can hold, in every format alike', () => {
    expect(cellsOf(withChanges({ title: 'a\u0000b\ud800c\uffffd' }), google).title).toEqual(['abcd'])
  })
})

describe('sales', () => {
  const salePrice = { minor: 9900, currency: 'EUR' }
  it.each([
    ['without dates', undefined, ['99.00 EUR']],
    ['that is on', { startAt: NOW - 1, endAt: NOW + 1 }, ['99.00 EUR']],
    ['that is announced', { startAt: NOW + 1, endAt: NOW + 2 }, ['99.00 EUR']],
    ['that is over', { startAt: NOW - 2, endAt: NOW }, undefined],
  ])('a sale %s', (_, salePriceEffective, expected) => {
    const offer = withChanges({ salePrice, salePriceEffective })
    for (const context of [google, meta]) {
      expect(cellsOf(offer, context).sale_price).toEqual(expected)
      expect(brokenRules(offer, context)).toEqual({ excludes: [], warns: [] })
    }
  })

  it('keeps an offer whose sale has ended, at its full price', () => {
    const offer = withChanges({ salePrice, salePriceEffective: { startAt: NOW - 2, endAt: NOW } })
    expect(cellsOf(offer, google)).toMatchObject({ price: ['129.00 EUR'] })
    expect(cellsOf(offer, google).sale_price_effective_date).toBeUndefined()
  })
})

describe('pictures', () => {
  const creativeUrls = new Map([[plainOffer.offerId, 'https://ads.example/c/lamp-1.jpg?s=x']])
  const clean = plainOffer.imageLink as string

  it('are the clean product on Google, even when a creative is handed in', () => {
    const cells = cellsOf(withChanges({}), contextOf(GOOGLE, { creativeUrls }))
    expect(cells.image_link).toEqual([clean])
    expect(cells.additional_image_link).toBeUndefined()
  })

  it('are the creative on Meta, with the clean product first among the others', () => {
    const offer = withChanges({ additionalImageLinks: ['https://lumen.example/img/side.jpg', clean] })
    const cells = cellsOf(offer, contextOf(META, { creativeUrls }))
    expect(cells.image_link).toEqual(['https://ads.example/c/lamp-1.jpg?s=x'])
    expect(cells.additional_image_link).toEqual([clean, 'https://lumen.example/img/side.jpg'])
  })

  it('are the clean product on Meta while there is no creative', () => {
    const cells = cellsOf(plainOffer, meta)
    expect(cells.image_link).toEqual([clean])
    expect(cells.additional_image_link).toBeUndefined()
  })
})

describe('an offer that both channels take', () => {
  it.each([google, meta])('goes in without a word', (context) => {
    expect(brokenRules(plainOffer, context)).toEqual({ excludes: [], warns: [] })
  })
})
