import { describe, expect, it } from 'vitest'
import type { Offer } from '../../../src/catalog/offer.ts'
import { offerToJson } from '../../../src/catalog/offer-json.ts'
import { rulesFor } from '../../../src/catalog/rules/apply-rules.ts'
import { previewRules } from '../../../src/catalog/rules/preview-rules.ts'
import { type Rule, type RuleAction, type RuleCondition, rulesSchema } from '../../../src/catalog/rules/rule.ts'
import { importText, offersOf, openStores, SHOP } from '../fixtures.ts'

const OFFER: Offer = {
  offerId: 'a',
  title: 'HALDEN reading-glasses',
  link: 'https://shop.example/a',
  price: { minor: 12_900, currency: 'EUR' },
  availability: 'in_stock',
  color: 'Blk / Gold',
  productTypes: ['Eyewear', 'Glasses'],
}

const ruled = (when: RuleCondition[], actions: RuleAction[], offer: Offer = OFFER) => {
  const outcome = rulesFor([{ name: 'r', when, actions }], SHOP)(offer)
  if ('excluded' in outcome) return 'excluded'
  return outcome.result.ok ? offerToJson(outcome.result.offer) : outcome.result.rejections.map(({ rule }) => rule)
}

describe('a rule', () => {
  it.each<[string, RuleAction, object]>([
    ['sets', { do: 'set', attribute: 'brand', value: 'Halden' }, { brand: 'Halden' }],
    [
      'makes by a template',
      { do: 'template', attribute: 'title', template: '{{ color | downcase }} {{ offerId }}' },
      { title: 'blk / gold a' },
    ],
    [
      'replaces text',
      { do: 'replace', attribute: 'title', find: '-', with: ' $& ' },
      { title: 'HALDEN reading $& glasses' },
    ],
    [
      'replaces by a pattern',
      { do: 'replace', attribute: 'title', find: '(\\w+)-(\\w+)', with: '$2 for $1, $5'.slice(0, 9), regex: true },
      { title: 'HALDEN glasses for reading' },
    ],
    [
      'keeps a lone dollar',
      { do: 'replace', attribute: 'title', find: 'halden', with: '$ \\ x', regex: true },
      { title: '$ \\ x reading-glasses' },
    ],
    [
      'maps by a table',
      { do: 'map', attribute: 'material', from: 'color', table: [['blk / gold', 'acetate']] },
      { material: 'acetate' },
    ],
    ['leaves what no table knows', { do: 'map', attribute: 'color', table: [['red', 'Rot']] }, { color: 'Blk / Gold' }],
    ['changes the case', { do: 'case', attribute: 'title', to: 'title' }, { title: 'Halden Reading-Glasses' }],
    [
      'changes each value of a list',
      { do: 'case', attribute: 'productTypes', to: 'upper' },
      { productTypes: ['EYEWEAR', 'GLASSES'] },
    ],
    ['appends', { do: 'append', attribute: 'title', text: ' (sale)' }, { title: 'HALDEN reading-glasses (sale)' }],
    ['appends to nothing', { do: 'append', attribute: 'size', text: ' M' }, { size: 'M' }],
    [
      'splits into a list',
      { do: 'split', attribute: 'productTypes', from: 'color', at: '/' },
      { productTypes: ['Blk', 'Gold'] },
    ],
    ['takes one part', { do: 'split', attribute: 'material', from: 'color', at: '/', part: 2 }, { material: 'Gold' }],
  ])('%s', (_name, action, expected) => {
    expect(ruled([], [action])).toMatchObject(expected)
  })

  it('takes away what it sets to nothing, and rejects an offer that lacks what it needs then', () => {
    expect(ruled([], [{ do: 'set', attribute: 'color', value: '' }])).not.toHaveProperty('color')
    expect(ruled([], [{ do: 'set', attribute: 'title', value: '' }])).toEqual(['title-missing'])
  })

  it.each<[RuleCondition, boolean]>([
    [{ attribute: 'availability', is: 'equal', value: 'IN_STOCK' }, true],
    [{ attribute: 'availability', is: 'not-equal', value: 'in_stock' }, false],
    [{ attribute: 'title', is: 'containing', value: 'halden' }, true],
    [{ attribute: 'title', is: 'not-containing', value: 'halden' }, false],
    [{ attribute: 'title', is: 'matching', pattern: '^halden .*s$' }, true],
    [{ attribute: 'price', is: 'above', value: 128.5 }, true],
    [{ attribute: 'price', is: 'below', value: 128.5 }, false],
    [{ attribute: 'salePrice', is: 'below', value: 1 }, false],
    [{ attribute: 'brand', is: 'empty' }, true],
    [{ attribute: 'productTypes', is: 'given' }, true],
  ])('holds for %j: %s', (condition, holds) => {
    expect(ruled([condition], [{ do: 'exclude' }]) === 'excluded').toBe(holds)
  })

  it.each<[string, RuleAction]>([
    [
      'a pattern that no linear engine reads',
      { do: 'replace', attribute: 'title', find: '(a)\\1', with: '', regex: true },
    ],
    ['a group that the pattern lacks', { do: 'replace', attribute: 'title', find: '(a)', with: '$2', regex: true }],
    ['a template that does not close', { do: 'template', attribute: 'title', template: '{{ title' }],
  ])('is refused by its name with %s', (_name, action) => {
    expect(() => ruled([], [action])).toThrow(/^rule "r": /)
  })

  it('takes a hostile pattern in no time', () => {
    const startedAt = performance.now()
    const offer = { ...OFFER, title: `${'a'.repeat(4_000)}!` }
    expect(ruled([{ attribute: 'title', is: 'matching', pattern: '^(a+)+$' }], [{ do: 'exclude' }], offer)).not.toBe(
      'excluded',
    )
    expect(performance.now() - startedAt).toBeLessThan(2_000)
  })

  it.each<[unknown]>([
    [[{ name: 'x', actions: [] }]],
    [[{ name: 'x', actions: [{ do: 'set', attribute: 'offerId', value: 'y' }] }]],
    [[{ name: 'x', actions: [{ do: 'set', attribute: '__proto__', value: 'y' }] }]],
    [[{ name: 'x', actions: [{ do: 'run', code: 'y' }] }]],
  ])('is no rule: %j', (rules) => {
    expect(rulesSchema.safeParse(rules).success).toBe(false)
  })
})

describe('rules of a shop', () => {
  const CSV = 'id,title,link,price,availability\na,Glasses A,/a,5.00,in stock\nb,Frames B,/b,9.00,in stock\n'
  const RULES: Rule[] = [
    {
      name: 'no frames',
      when: [{ attribute: 'title', is: 'containing', value: 'frames' }],
      actions: [{ do: 'exclude' }],
    },
    { name: 'brand', actions: [{ do: 'set', attribute: 'brand', value: 'Halden' }] },
    { name: 'elsewhere', sourceId: 'other', actions: [{ do: 'exclude' }] },
  ]
  const shop = { ...SHOP, settings: { ...SHOP.settings, rules: RULES } }

  it('are previewed on the catalog without changing it', async () => {
    const stores = await openStores()
    await importText(stores, CSV)
    const preview = await previewRules(SHOP, RULES.slice(0, 2), { offersMax: 9, shownMax: 9 }, stores)
    expect(preview).toMatchObject({ offers: 2, changed: 1, excluded: 1, rejected: 0 })
    expect(preview.changes).toEqual([{ offerId: 'a', attribute: 'brand', after: 'Halden' }])
    expect(preview.exclusions).toEqual([{ offerId: 'b', rule: 'no frames' }])
    expect(await offersOf(stores)).toHaveLength(2)
  })

  it('are applied by imports of their source, and said where they leave offers out', async () => {
    const stores = await openStores()
    const report = await importText(stores, CSV, { shop })
    expect(report).toMatchObject({ records: 2, added: 1, rejected: 0 })
    expect(report.notices).toEqual(['1 record was left out: rule "no frames" leaves them out'])
    expect((await offersOf(stores)).map(({ offerId, brand }) => [offerId, brand])).toEqual([['a', 'Halden']])
    expect(await importText(stores, CSV, { shop, sourceId: 'other' })).toMatchObject({ status: 'failed', added: 0 })
  })
})
