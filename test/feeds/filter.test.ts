import { describe, expect, it } from 'vitest'
import type { OfferFigures } from '../../src/audience/store.ts'
import type { OfferFilter } from '../../src/catalog/named-feed.ts'
import type { Offer } from '../../src/catalog/offer.ts'
import { filteredOut } from '../../src/feeds/filter.ts'
import { DAY_MS, HOUR_MS } from '../../src/shared/time.ts'
import { NOW, withChanges } from './fixture.ts'

const figures = (viewed: number, carted: number, lastAt: number): OfferFigures => ({
  visitors: { viewed, carted, checkout: 0 },
  lastAt,
})

interface FilterCase {
  readonly filter: OfferFilter
  readonly in: Partial<Offer>
  readonly out: Partial<Offer>
  readonly inFigures?: OfferFigures
  readonly outFigures?: OfferFigures
}

const sale = { minor: 4900, currency: 'EUR' }

const CASES: Readonly<Record<string, FilterCase>> = {
  'a category of the shop': {
    filter: { categories: ['lighting > desk'] },
    in: { productTypes: ['Sale', 'Lighting > Desk > Brass'] },
    out: { productTypes: ['Lighting > Desktops'] },
  },
  'a category of the platform': {
    filter: { categories: ['Home & Garden'] },
    in: { googleProductCategory: 'Home & Garden > Lighting' },
    out: {},
  },
  'a brand, letter case aside': { filter: { brands: ['LUMEN'] }, in: { brand: 'Lumen' }, out: { brand: 'Lumen Pro' } },
  'a price up to a bound': {
    filter: { price: { max: 129, currency: 'EUR' } },
    in: { price: { minor: 12900, currency: 'EUR' } },
    out: { price: { minor: 12901, currency: 'EUR' } },
  },
  'a price in the currency of the bound': {
    filter: { price: { min: 1, currency: 'EUR' } },
    in: {},
    out: { price: { minor: 12900, currency: 'USD' } },
  },
  'the price that is paid now': {
    filter: { price: { max: 50, currency: 'EUR' } },
    in: { salePrice: sale },
    out: { salePrice: sale, salePriceEffective: { startAt: NOW + 1, endAt: NOW + 2 } },
  },
  'an availability': {
    filter: { availability: ['in_stock', 'preorder'] },
    in: { availability: 'preorder' },
    out: { availability: 'out_of_stock' },
  },
  'a stock': { filter: { inventoryMin: 3 }, in: { inventory: 3 }, out: { inventory: 2 } },
  'a sale': { filter: { onSale: true }, in: { salePrice: sale }, out: {} },
  'no sale': { filter: { onSale: false }, in: {}, out: { salePrice: sale } },
  'an attribute that is something': {
    filter: { where: [{ attribute: 'color', test: 'is', value: 'Brass ' }] },
    in: { color: 'brass' },
    out: { color: 'brass/black' },
  },
  'an attribute that is not something': {
    filter: { where: [{ attribute: 'customLabel0', test: 'isNot', value: 'clearance' }] },
    in: {},
    out: { customLabel0: 'Clearance' },
  },
  'a list that contains something': {
    filter: { where: [{ attribute: 'internalLabels', test: 'contains', value: 'wint' }] },
    in: { internalLabels: ['summer', 'Winter 26'] },
    out: { internalLabels: ['summer'] },
  },
  'an attribute that is there': {
    filter: { where: [{ attribute: 'gtins', test: 'exists' }] },
    in: { gtins: ['4006381333931'] },
    out: {},
  },
  'an attribute that is missing, whatever it is called': {
    filter: {
      where: [
        { attribute: '__proto__', test: 'missing' },
        { attribute: 'size', test: 'missing' },
      ],
    },
    in: {},
    out: { size: 'M' },
  },
  'visitors who left it': {
    filter: { abandoned: { visitorsMin: 3 } },
    in: {},
    inFigures: figures(2, 1, NOW - DAY_MS),
    out: {},
    outFigures: figures(2, 0, NOW - DAY_MS),
  },
  'visitors who left it in the cart, lately': {
    filter: { abandoned: { visitorsMin: 1, stages: ['carted', 'checkout'], withinMs: DAY_MS } },
    in: {},
    inFigures: figures(0, 1, NOW - HOUR_MS),
    out: {},
    outFigures: figures(9, 1, NOW - 2 * DAY_MS),
  },
  'all of its conditions': {
    filter: { onSale: true, brands: ['Lumen'] },
    in: { salePrice: sale },
    out: { salePrice: sale, brand: 'Other' },
  },
}

describe.each(Object.entries(CASES))('a feed for offers with %s', (_, { filter, ...offers }) => {
  it('takes those', () => {
    expect(filteredOut(filter, withChanges(offers.in), { now: NOW, figures: offers.inFigures })).toBeUndefined()
  })

  it('leaves out others, and says why', () => {
    expect(filteredOut(filter, withChanges(offers.out), { now: NOW, figures: offers.outFigures })).toMatch(/\w/)
  })
})
