import { describe, expect, it } from 'vitest'
import { offerFromJson, offerToJson } from '../../src/catalog/offer-json.ts'
import { isShopId } from '../../src/catalog/shop.ts'
import { demoCatalog, demoPictures, demoShop } from '../../src/demo/demo-shop.ts'
import { demoGtin } from '../../src/demo/gtin.ts'
import { weekSale } from '../../src/demo/sale-calendar.ts'
import { DAY_MS } from '../../src/shared/time.ts'

const NOW = Date.UTC(2026, 10, 24, 15, 30)
const catalog = demoCatalog((file) => `https://img.example/${file}`, NOW)
const texts = (attribute: string): string[] => catalog.map((offer) => String(offer[attribute]))

describe('the demo shop', () => {
  it('is a shop with an address that belongs to nobody', () => {
    const shop = demoShop(NOW)
    expect(isShopId(shop.shopId)).toBe(true)
    expect(new URL(String(shop.settings.shopUrl)).hostname).toMatch(/\.example$/)
    expect(shop.settings.brand.color).toMatch(/^#[0-9a-f]{6}$/)
  })
})

describe('the demo catalog', () => {
  it('has at least 24 offers in 8 item groups', () => {
    expect(catalog.length).toBeGreaterThanOrEqual(24)
    expect(new Set(texts('itemGroupId')).size).toBeGreaterThanOrEqual(8)
  })

  it.each(['offerId', 'mpn', 'gtins', 'title', 'link'])('gives no %s twice', (attribute) => {
    expect(new Set(texts(attribute)).size).toBe(catalog.length)
  })

  it('calls no offer like an item group', () => {
    const groups = new Set(texts('itemGroupId'))
    expect(texts('offerId').filter((id) => groups.has(id))).toEqual([])
  })

  it('describes every offer in 30 to 500 characters', () => {
    for (const text of texts('description')) {
      expect(text.length).toBeGreaterThanOrEqual(30)
      expect(text.length).toBeLessThanOrEqual(500)
    }
  })

  it('keeps titles within 150 characters and short titles within 65', () => {
    expect(texts('title').filter((title) => title.length > 150)).toEqual([])
    expect(texts('shortTitle').filter((title) => title.length > 65)).toEqual([])
  })

  it('names two highlights or more and the measurements of every pair', () => {
    for (const offer of catalog) {
      expect((offer.productHighlights as unknown[]).length).toBeGreaterThanOrEqual(2)
      expect((offer.productDetails as unknown[]).length).toBe(3)
    }
  })

  it('reduces some prices, with and without dates, and never upwards', () => {
    const reduced = catalog.filter((offer) => offer.salePrice !== undefined)
    for (const offer of reduced) expect(Number(offer.salePrice)).toBeLessThan(Number(offer.price))
    expect(reduced.some((offer) => offer.salePriceEffective === undefined)).toBe(true)
    expect(reduced.some((offer) => offer.salePriceEffective !== undefined)).toBe(true)
  })

  it('has one offer out of stock and one to come, with its day in the future', () => {
    expect(texts('availability').filter((value) => value === 'out_of_stock')).toHaveLength(1)
    const preorder = catalog.filter((offer) => offer.availability === 'preorder')
    expect(preorder).toHaveLength(1)
    expect(Date.parse(String(preorder[0]?.availabilityAt))).toBeGreaterThan(NOW)
  })

  it('is the same all day, so that a restart finds it unchanged', () => {
    const evening = demoCatalog((file) => `https://img.example/${file}`, Date.UTC(2026, 10, 24, 23, 59))
    expect(evening).toEqual(catalog)
  })

  it.each(catalog.map((offer) => [offer.offerId, offer] as const))(
    'reads %s without a word and loses nothing',
    (_id, json) => {
      const read = offerFromJson(json, demoShop(NOW))
      expect(read).toMatchObject({ ok: true, notices: [] })
      if (read.ok) expect(offerToJson(read.offer)).toEqual(json)
    },
  )

  it('names a picture for every offer', () => {
    const files = texts('imageLink').map((link) => link.replace('https://img.example/', ''))
    expect([...new Set(files)]).toEqual(demoPictures)
  })
})

describe('a demo GTIN', () => {
  it.each(catalog.map((offer) => (offer.gtins as string[])[0] as string))(
    '%s has a right check digit and the prefix kept for examples',
    (gtin) => {
      const sum = [...gtin].reduce((total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 1 : 3), 0)
      expect(gtin).toMatch(/^952\d{10}$/)
      expect(sum % 10).toBe(0)
    },
  )

  it('agrees with a check digit worked out by hand', () => {
    // 9+2+4+7+0+0 = 22, 5+1+1+0+0+1 = 8 three times = 24; 46 asks for a 4.
    expect(demoGtin(1)).toBe('9521417000014')
  })
})

describe('the sale calendar', () => {
  const days = Array.from({ length: 40 }, (_, index) => NOW + index * DAY_MS)

  it.each(days)('has one sale of the two on at %d', (at) => {
    const on = (['first', 'second'] as const).filter((cycle) => {
      const { startAt, endAt } = weekSale(cycle, at)
      return at >= startAt && at < endAt
    })
    expect(on.length).toBeGreaterThanOrEqual(1)
  })

  it.each(days)('never offers a sale that is over at %d', (at) => {
    expect(weekSale('first', at).endAt).toBeGreaterThan(at)
    expect(weekSale('second', at).endAt - weekSale('second', at).startAt).toBe(7 * DAY_MS)
  })
})
