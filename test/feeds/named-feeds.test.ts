import { describe, expect, it } from 'vitest'
import { offerInMarket } from '../../src/catalog/market.ts'
import { formatMarket, type NamedFeed, parseMarket } from '../../src/catalog/named-feed.ts'
import type { Shop } from '../../src/catalog/shop.ts'
import { channelOf, channelsOf } from '../../src/feeds/named-feeds.ts'
import { parseFeedFileName } from '../../src/feeds/serve-feed.ts'
import { brokenRules, cellsOf } from './cells.ts'
import { contextOf, GOOGLE, NOW, SHOP, withChanges } from './fixture.ts'

const shopWith = (...feeds: NamedFeed[]): Shop => ({ ...SHOP, settings: { ...SHOP.settings, feeds } })

const on = (feed: Omit<NamedFeed, 'name' | 'channelId'>) => {
  const channel = channelOf(shopWith({ name: 'x', channelId: 'google-merchant', ...feed }), 'google-merchant~x')
  if (!channel) throw new Error('the feed is not there')
  return contextOf(channel, { language: 'en' })
}

const usd = (minor: number) => ({ minor, currency: 'USD' })

const sold = withChanges({
  salePrice: { minor: 9900, currency: 'EUR' },
  markets: [
    { language: 'de', title: 'Tischlampe Orla', description: 'Eine kleine Lampe aus Messing, mit Dimmer im Kabel.' },
    { language: 'de', country: 'AT', link: 'https://lumen.example/at/orla' },
    { country: 'US', price: usd(14900), salePrice: usd(13900) },
    { country: 'CA', price: usd(15900) },
    { country: 'CA', language: 'fr', title: 'Lampe de bureau', price: { minor: 19900, currency: 'CAD' } },
  ],
})

describe('a feed that a shop has named', () => {
  it('is a channel of its own behind the others, built when it is asked for', () => {
    const shop = shopWith({ name: 'austria', channelId: 'meta-catalog' }, { name: 'x', channelId: 'nowhere' })
    expect(channelOf(shop, 'meta-catalog~austria')).toMatchObject({ id: 'meta-catalog~austria', onDemand: true })
    expect(channelsOf(shop).at(-1)?.id).toBe('meta-catalog~austria')
    expect(channelOf(SHOP, 'meta-catalog~austria')).toBeUndefined()
    expect(channelOf(SHOP, 'meta-catalog')?.id).toBe('meta-catalog')
  })

  it('has its name in the address', () => {
    expect(parseFeedFileName('google-merchant~sale-50.xml.gz')).toEqual({
      channelId: 'google-merchant~sale-50',
      format: 'rss',
      gzip: true,
    })
    expect(parseFeedFileName('nowhere~sale.xml')).toBeUndefined()
    expect(parseFeedFileName('google-merchant~a~b.xml')).toBeUndefined()
  })

  it('leaves out what it was not named for, and says so', () => {
    expect(brokenRules(sold, on({ include: { brands: ['Other'] } })).excludes).toEqual(['filtered-out'])
    expect(brokenRules(sold, on({ include: { brands: ['Lumen'] } })).excludes).toEqual([])
  })
})

describe('a feed for a market', () => {
  it('says what the entries of the market say, the more particular one first', () => {
    const row = cellsOf(sold, on({ market: { language: 'de', country: 'AT', currency: 'EUR' } }))
    expect(row).toMatchObject({
      title: ['Tischlampe Orla'],
      link: ['https://lumen.example/at/orla'],
      price: ['129.00 EUR'],
      sale_price: ['99.00 EUR'],
    })
  })

  it('takes prices in its currency as the shop gives them, the sale with them', () => {
    const row = cellsOf(sold, on({ market: { country: 'US', currency: 'USD' } }))
    expect(row).toMatchObject({ title: ['Desk lamp Orla, brass'], price: ['149.00 USD'], sale_price: ['139.00 USD'] })
    const canada = cellsOf(sold, on({ market: { country: 'CA', language: 'fr', currency: 'CAD' } }))
    expect(canada).toMatchObject({ title: ['Lampe de bureau'], price: ['199.00 CAD'] })
    expect(canada.sale_price).toBeUndefined()
  })

  it('makes up no price in another currency, and no text in another language', () => {
    expect(brokenRules(sold, on({ market: { country: 'GB', currency: 'GBP' } })).excludes).toEqual([
      'market-price-missing',
    ])
    expect(brokenRules(sold, on({ market: { language: 'ja' } })).excludes).toEqual(['market-text-missing'])
    expect(brokenRules(sold, on({ market: { language: 'en' } })).excludes).toEqual([])
  })

  it('filters by the prices of its market', () => {
    const market = { country: 'US', currency: 'USD' }
    expect(brokenRules(sold, on({ market, include: { price: { min: 139, currency: 'USD' } } })).excludes).toEqual([])
    expect(brokenRules(sold, on({ market, include: { price: { min: 140, currency: 'USD' } } })).excludes).toEqual([
      'filtered-out',
    ])
  })

  it('is whole where no entry speaks for it', () => {
    expect(cellsOf(sold, on({ market: { country: 'DK' } }))).toEqual(cellsOf(sold, contextOf(GOOGLE)))
  })
})

describe('the market of an offer', () => {
  it.each([
    [{ language: 'de-AT' }, 'de', 'AT'],
    [{ language: 'DE_at' }, 'de', 'AT'],
    [{ language: 'zh-Hant-TW' }, 'zh', 'TW'],
    [{ language: 'de', country: 'at' }, 'de', 'AT'],
  ])('is read from %o', (place, language, country) => {
    const offer = withChanges({ markets: [{ ...place, title: 'Da' }] })
    expect(offerInMarket(offer, { language, country }, 'en').offer.title).toBe('Da')
    expect(offerInMarket(offer, { language, country: 'XX' }, 'en').offer.title).toBe('Desk lamp Orla, brass')
  })

  it('leaves amounts of another currency out, since platforms refuse them beside the price', () => {
    const offer = withChanges({ costOfGoodsSold: { minor: 1, currency: 'EUR' }, markets: sold.markets })
    expect(offerInMarket(offer, { country: 'US', currency: 'USD' }, 'en').offer.costOfGoodsSold).toBeUndefined()
  })

  it.each(['de-AT:EUR', 'de', '-AT', ':EUR', 'de:EUR'])('is written and read as %s', (text) => {
    expect(formatMarket(parseMarket(text) ?? {})).toBe(text)
  })

  it.each(['', 'deutsch', 'de-at', 'de-AT:EURO', 'de-AT:QQQ', 'de\n'])('is not read from %j', (text) => {
    expect(parseMarket(text)).toBeUndefined()
  })
})

it('a sale that is over in the market is not in its row', () => {
  const offer = withChanges({
    markets: [
      { country: 'US', price: usd(100), salePrice: usd(90), salePriceEffective: { startAt: NOW - 2, endAt: NOW - 1 } },
    ],
  })
  expect(cellsOf(offer, on({ market: { country: 'US', currency: 'USD' } })).sale_price).toBeUndefined()
})
