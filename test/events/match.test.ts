import { describe, expect, it } from 'vitest'
import type { Offer } from '../../src/catalog/offer.ts'
import type { MatchingSettings } from '../../src/catalog/shop.ts'
import { learnMatches } from '../../src/events/match.ts'

const offer = (offerId: string, more: Partial<Offer> = {}): Offer => ({
  offerId,
  title: offerId,
  link: 'https://shop.example/p',
  price: { minor: 100, currency: 'EUR' },
  availability: 'in_stock',
  ...more,
})

async function* pages(offers: readonly Offer[]): AsyncGenerator<readonly Offer[]> {
  for (let at = 0; at < offers.length; at += 2) yield offers.slice(at, at + 2)
}

async function learn(
  sent: readonly (string | readonly [string, ...string[]])[],
  offers: readonly Offer[],
  settings?: MatchingSettings,
) {
  const ids = sent.map((id) =>
    typeof id === 'string' ? { sentId: id, otherIds: [] } : { sentId: id[0], otherIds: id.slice(1) },
  )
  const learned = await learnMatches(ids, pages(offers), settings)
  return { ...learned, found: Object.fromEntries(learned.matches.map(({ sentId, offerId }) => [sentId, offerId])) }
}

const shopifyOffers = ['11_101', '11_102', '12_201', '13_301'].map((id) =>
  offer(`shopify_US_${id}`, { itemGroupId: `shopify_US_${id.split('_')[0]}` }),
)

describe('ids of events and catalog', () => {
  it.each<[string, string[], Offer[], Record<string, string>, string]>([
    ['case', ['HALDEN-m'], [offer('halden-M')], { 'HALDEN-m': 'halden-M' }, 'case'],
    ['blanks', ['  halden '], [offer('Halden')], { '  halden ': 'Halden' }, 'case'],
    [
      'a GTIN, with or without zeros',
      ['0036000291452'],
      [offer('a', { gtins: ['036000291452'] })],
      { '0036000291452': 'a' },
      'gtin',
    ],
    [
      'a manufacturer’s number',
      ['XR-2000-B'],
      [offer('a', { mpn: 'xr-2000-b' }), offer('b')],
      { 'XR-2000-B': 'a' },
      'mpn',
    ],
    [
      'the item group',
      ['P-1'],
      [offer('P-1-s', { itemGroupId: 'P-1' }), offer('P-1-m', { itemGroupId: 'P-1' })],
      { 'P-1': 'P-1-m' },
      'item-group',
    ],
    [
      'the prefix of Google’s channel of Shopify',
      ['101'],
      shopifyOffers,
      { 101: 'shopify_US_11_101' },
      'catalog-prefix:shopify_us_#_',
    ],
    [
      'that prefix in the events only',
      ['shopify_US_11_101'],
      [offer('101')],
      { shopify_US_11_101: '101' },
      'event-prefix:shopify_us_#_',
    ],
    ['the prefix of a WooCommerce extension', ['gla_12'], [offer('12')], { gla_12: '12' }, 'event-prefix:gla_'],
    [
      'prefixes on both sides',
      ['wc_post_id_12'],
      [offer('gla_12')],
      { wc_post_id_12: 'gla_12' },
      'prefix:wc_post_id_>gla_',
    ],
    ['an id written twice', ['77_77'], [offer('77')], { '77_77': '77' }, 'doubled'],
    ['a doubled prefix', ['gla_gla_12'], [offer('gla_12')], { gla_gla_12: 'gla_12' }, 'event-prefix:gla_'],
  ])('are found to be one by %s', async (_name, sent, offers, expected, rule) => {
    const { found, rules, ties } = await learn(sent, offers)
    expect(found).toEqual(expected)
    expect(rules).toEqual([{ rule, ids: 1 }])
    expect(ties).toEqual([])
  })

  it('are found to be one by another id that was sent along', async () => {
    const { found, rules } = await learn([['4711', 'SKU-BLACK-M', '99']], [offer('SKU-BLACK-M')])
    expect([found, rules]).toEqual([{ 4711: 'SKU-BLACK-M' }, [{ rule: 'other-id', ids: 1 }]])
  })

  it('of a shop’s own writing are learned from three and not from two', async () => {
    const offers = ['1001', '1002', '1003', '1004'].map((id) => offer(`acme-${id}`))
    expect((await learn(['1001', '1002'], offers)).matches).toEqual([])
    const { found, rules } = await learn(['1001', '1002', '1003'], offers)
    expect(found).toEqual({ 1001: 'acme-1001', 1002: 'acme-1002', 1003: 'acme-1003' })
    expect(rules).toEqual([{ rule: 'catalog-prefix:acme-', ids: 3 }])
  })

  it('are not guessed where one id means two offers', async () => {
    const { matches, ties } = await learn(['halden'], [offer('HALDEN'), offer('Halden')])
    expect(matches).toEqual([])
    expect(ties).toEqual([{ sentId: 'halden', offerIds: ['HALDEN', 'Halden'] }])
  })

  it('are not guessed where two rules fit as many ids and name different offers', async () => {
    const offers = ['1', '2', '3'].flatMap((id) => [offer(`hat-${id}`), offer(`coat-${id}`)])
    const { matches, ties } = await learn(['1', '2', '3'], offers)
    expect(matches).toEqual([])
    expect(ties.map(({ sentId }) => sentId)).toEqual(['1', '2', '3'])
  })

  it('that nothing fits stay unmatched', async () => {
    expect((await learn(['gone', ''], [offer('a')])).unmatched).toEqual(['gone', ''])
  })

  it('mean the variant rather than the group when both fit', async () => {
    const { found } = await learn(['abc'], [offer('ABC'), offer('x', { itemGroupId: 'abc' })])
    expect(found).toEqual({ abc: 'ABC' })
  })

  it('mean what the shop says, whatever the rules say', async () => {
    const offers = [offer('HALDEN'), offer('other')]
    const set = await learn(['halden'], offers, { ids: [['halden', 'other']] })
    expect(set.matches).toEqual([{ sentId: 'halden', offerId: 'other', rule: 'set' }])
    expect((await learn(['halden'], offers, { ids: [['halden', null]] })).unmatched).toEqual(['halden'])
    expect((await learn(['halden'], offers, { refusedRules: ['case'] })).unmatched).toEqual(['halden'])
    const trusted = await learn(['1001'], [offer('acme-1001')], { trustedRules: ['catalog-prefix:acme-'] })
    expect(trusted.found).toEqual({ 1001: 'acme-1001' })
  })

  it.each(['__proto__', 'constructor', '_', '---', 'a'.repeat(200), '_'.repeat(200)])('may be %s', async (id) => {
    expect((await learn([id], [offer(id.toUpperCase())])).matches).toHaveLength(id.toUpperCase() === id ? 1 : 1)
    expect(Object.keys(Object.prototype)).toEqual([])
  })

  it('are learned for 20,000 ids in a catalog of as many in a few seconds', async () => {
    const offers = Array.from({ length: 20_000 }, (_, at) => offer(`shopify_DE_${at >> 2}_${900_000 + at}`))
    const { matches } = await learn(
      offers.map((_, at) => String(900_000 + at)),
      offers,
    )
    expect(matches).toHaveLength(20_000)
  })
})
