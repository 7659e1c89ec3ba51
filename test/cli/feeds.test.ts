import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Workspace, workspace } from './cli.ts'

let space: Workspace

const CATALOG = [
  'id,title,description,link,image_link,availability,price,brand,condition',
  'cheap,"Cheap, black",Round acetate frame for every day,https://shop.example/a,https://shop.example/a.jpg,in stock,29.00 EUR,Halden,new',
  'dear,Dear gold,Thin metal frame for every other day,https://shop.example/b,https://shop.example/b.jpg,in stock,149.00 EUR,Fyr,new',
  'bare,Bare,Frame without a picture of its own,https://shop.example/c,,in stock,149.00 EUR,Fyr,new',
].join('\n')

beforeAll(async () => {
  space = workspace()
  await space.run('import', space.file('catalog.csv', CATALOG), '--json')
})
afterAll(() => space.remove())

interface Check {
  readonly channel: string
  readonly offers: number
  readonly included: number
  readonly excluded: number
  readonly pictures?: number
  readonly findings: { rule: string; severity: string; count: number; offerIds: string[]; cause: string }[]
}

describe('check', () => {
  it('tells what a channel would say, and ends with 1 where an offer is left out', async () => {
    const { exitCode, json } = await space.run('check', 'google-merchant', '--json')
    expect(exitCode).toBe(1)
    const check = json<Check>()
    expect(check).toMatchObject({ channel: 'google-merchant', offers: 3, included: 2, excluded: 1 })
    expect(check.findings[0]).toMatchObject({
      rule: 'attribute-missing',
      severity: 'excludes',
      attribute: 'imageLink',
      count: 1,
      offerIds: ['bare'],
      source: expect.stringMatching(/^https:/),
      cause: expect.any(String),
      remedy: expect.any(String),
    })
  })

  it('ends with 0 where there are notices at most, and looks at pictures when asked to', async () => {
    await space.run('feeds', 'set', 'cheap', 'meta-catalog', '--include', '{"brands":["Halden"]}')
    const { exitCode, json } = await space.run('check', 'meta-catalog~cheap', '--pictures', '--json')
    expect(exitCode).toBe(0)
    expect(json<Check>()).toMatchObject({ included: 1, excluded: 2, pictures: 0 })
    expect(json<Check>().findings.map(({ rule }) => rule)).toContain('creative-missing')
  })

  it('refuses a channel that there is not', async () => {
    const { exitCode, stderr } = await space.run('check', 'nowhere')
    expect(exitCode).toBe(2)
    expect(stderr).toContain('google-merchant')
  })
})

describe('named feeds', () => {
  it('are set, listed, changed and removed', async () => {
    const set = await space.run(
      'feeds',
      'set',
      'under-50',
      'google-merchant',
      '--include',
      space.file('i.json', '{"price":{"max":50,"currency":"EUR"}}'),
      '--json',
    )
    expect(set.json()).toMatchObject({
      name: 'under-50',
      channel: 'google-merchant',
      include: { price: { max: 50, currency: 'EUR' } },
      address: 'http://localhost:8787/feeds/default/google-merchant~under-50.xml',
    })
    await space.run('feeds', 'set', 'under-50', 'google-merchant', '--market', 'de-AT:EUR')
    const list = await space.run('feeds', 'list', '--json')
    expect(list.json<{ feeds: unknown[] }>().feeds).toContainEqual({
      name: 'under-50',
      channel: 'google-merchant',
      market: 'de-AT:EUR',
      address: 'http://localhost:8787/feeds/default/google-merchant~under-50.xml',
    })
    expect((await space.run('feeds', 'remove', 'under-50', 'google-merchant')).exitCode).toBe(0)
    expect((await space.run('feeds', 'remove', 'under-50', 'google-merchant')).exitCode).toBe(1)
  })

  it.each([
    ['a name in capitals', ['Sale', 'meta-catalog', '--market', 'de'], 'lower-case'],
    ['a channel that there is not', ['sale', 'nowhere', '--market', 'de'], 'there is no channel "nowhere"'],
    ['nothing that narrows it', ['sale', 'meta-catalog'], 'for a market or for some offers'],
    ['a market that is none', ['sale', 'meta-catalog', '--market', 'Austria'], 'de-AT:EUR'],
    ['a condition that is not known', ['sale', 'meta-catalog', '--include', '{"colour":"red"}'], 'colour'],
    [
      'an attribute that is not known',
      ['sale', 'meta-catalog', '--include', '{"where":[{"attribute":"colour","test":"exists"}]}'],
      'where.0.attribute',
    ],
    [
      'more days than are counted',
      ['sale', 'meta-catalog', '--include', '{"abandoned":{"visitorsMin":1,"within":"8d"}}'],
      '36h',
    ],
    ['what is no JSON', ['sale', 'meta-catalog', '--include', '{onSale}'], 'no JSON'],
  ])('refuse %s', async (_, argv, words) => {
    const { exitCode, stderr } = await space.run('feeds', 'set', ...argv)
    expect(exitCode).toBe(1)
    expect(stderr).toContain(words)
  })
})

describe('labels and promotions', () => {
  it('are set from a file as a whole', async () => {
    const rules = [
      { label: 'hot', stages: ['carted'], visitorsMin: 2, within: '36h' },
      { label: 'sold', buyersMin: 5 },
    ]
    expect((await space.run('labels', 'set', space.file('l.json', JSON.stringify(rules)))).exitCode).toBe(0)
    expect((await space.run('labels', 'list', '--json')).json()).toEqual({
      labels: [
        { label: 'hot', stages: ['carted'], visitorsMin: 2, withinMs: 129_600_000 },
        { label: 'sold', buyersMin: 5 },
      ],
    })
  })

  it.each([
    [
      'a label twice',
      [
        { label: 'a', visitorsMin: 1 },
        { label: 'a', buyersMin: 1 },
      ],
      'twice',
    ],
    ['a label that asks for nobody', [{ label: 'a' }], 'visitorsMin or buyersMin'],
    ['a label with control characters', [{ label: 'a\nb', visitorsMin: 1 }], 'letters and digits'],
  ])('refuse %s', async (_, rules, words) => {
    const { exitCode, stderr } = await space.run('labels', 'set', space.file('bad.json', JSON.stringify(rules)))
    expect(exitCode).toBe(1)
    expect(stderr).toContain(words)
  })

  const promotion = {
    promotionId: 'WINTER-26',
    title: 'A fifth off all frames',
    productApplicability: 'specific_products',
    offerType: 'no_code',
    effective: '2026-12-01/2026-12-24',
    redemptionChannels: ['online'],
    couponValueType: 'percent_off',
    percentOff: 20,
  }

  it('have a feed of their own', async () => {
    await space.run('promotions', 'set', space.file('p.json', JSON.stringify([promotion])))
    const { exitCode, json } = await space.run('check', 'google-promotions', '--json')
    expect(exitCode).toBe(0)
    expect(json<Check>()).toMatchObject({ offers: 1, included: 1 })
  })

  it.each([
    ['no discount', { ...promotion, percentOff: undefined }, 'percentOff is missing'],
    ['no code', { ...promotion, offerType: 'generic_code' }, 'redemptionCode is missing'],
    ['stores that are not named', { ...promotion, redemptionChannels: ['in_store'] }, 'storeApplicability is missing'],
    [
      'a kind of discount that is not known',
      { ...promotion, couponValueType: 'free_lunch' },
      'couponValueType is missing',
    ],
  ])('refuse a promotion with %s', async (_, each, words) => {
    const { exitCode, stderr } = await space.run('promotions', 'set', space.file('p.json', JSON.stringify([each])))
    expect(exitCode).toBe(1)
    expect(stderr).toContain(words)
  })
})
