import { describe, expect, it } from 'vitest'
import type { Offer } from '../../src/catalog/offer.ts'
import type { Promotion } from '../../src/catalog/promotion.ts'
import { codeClaim, itemsClaim, lowStockClaim, newInClaim, savingClaim } from '../../src/creative/claims.ts'

const NOW = Date.UTC(2026, 10, 24)
const DAY_MS = 86_400_000

const offer = (changes: Partial<Offer> = {}): Offer => ({
  offerId: 'halden-1',
  title: 'Halden Round',
  link: 'https://shop.example/halden-1',
  price: { minor: 14_900, currency: 'EUR' },
  availability: 'in_stock',
  ...changes,
})

describe('a saving', () => {
  it('is said while a lower price is in force, rounded down', () => {
    expect(savingClaim(offer({ salePrice: { minor: 12_900, currency: 'EUR' } }), NOW, 'en')).toBe('−13%')
    expect(savingClaim(offer({ salePrice: { minor: 12_900, currency: 'EUR' } }), NOW, 'de')).toBe('−13\u00a0%')
  })

  it.each([
    ['no lower price', {}],
    ['a price that is higher', { salePrice: { minor: 15_900, currency: 'EUR' } }],
    ['a price in another currency', { salePrice: { minor: 12_900, currency: 'USD' } }],
    ['less than one percent', { salePrice: { minor: 14_899, currency: 'EUR' } }],
    [
      'a sale that is over',
      { salePrice: { minor: 9_900, currency: 'EUR' }, salePriceEffective: { startAt: NOW - 2 * DAY_MS, endAt: NOW } },
    ],
  ] as const)('is not said of %s', (_, changes) => {
    expect(savingClaim(offer(changes), NOW, 'en')).toBeUndefined()
  })
})

describe('a low stock', () => {
  it.each([
    ['en', 3, 'Only 3 left'],
    ['de', 1, 'Nur noch 1 Stück'],
    ['es', 1, 'Solo queda 1'],
    ['pl', 3, 'Zostały tylko 3 szt.'],
    ['pl', 5, 'Zostało tylko 5 szt.'],
    ['ja', 2, '残り2点'],
    ['ar', 2, 'بقيت قطعتان فقط'],
    ['sv', 2, 'Only 2 left'],
  ])('is counted as %s does: %i', (locale, inventory, text) => {
    expect(lowStockClaim(offer({ inventory }), locale)).toBe(text)
  })

  it.each([
    ['a stock that nobody counts', {}],
    ['plenty', { inventory: 6 }],
    ['nothing', { inventory: 0 }],
    ['what cannot be bought', { inventory: 2, availability: 'out_of_stock' }],
  ] as const)('is not said of %s', (_, changes) => {
    expect(lowStockClaim(offer(changes), 'en')).toBeUndefined()
  })
})

describe('a code', () => {
  const promotion: Promotion = {
    promotionId: 'autumn',
    redemptionCode: 'AUTUMN10',
    percentOff: 10,
    effective: { startAt: NOW - DAY_MS, endAt: NOW + 7 * DAY_MS },
  }

  it('is said with what it saves and its last day', () => {
    expect(codeClaim(offer({ promotionIds: ['autumn'] }), [promotion], NOW, 'en')).toEqual({
      code: 'AUTUMN10',
      note: '−10% until November\u00a030',
    })
  })

  it.each([
    ['an offer that does not take part', offer(), promotion],
    ['a promotion without a code', offer({ promotionIds: ['autumn'] }), { ...promotion, redemptionCode: undefined }],
    [
      'one that is over',
      offer({ promotionIds: ['autumn'] }),
      { ...promotion, effective: { startAt: NOW - 2 * DAY_MS, endAt: NOW } },
    ],
  ])('is not said of %s', (_, asked, given) => {
    expect(codeClaim(asked, [given], NOW, 'en')).toBeUndefined()
  })
})

it('counts a cart and greets what is new in the language asked for, else in English', () => {
  expect([itemsClaim(1, 'fr'), itemsClaim(3, 'fr'), itemsClaim(3, 'pl')]).toEqual([
    '1 article',
    '3 articles',
    '3 produkty',
  ])
  expect([newInClaim('de'), newInClaim('de-AT'), newInClaim('fi')]).toEqual(['Neu', 'Neu', 'New in'])
})
