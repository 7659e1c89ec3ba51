import { describe, expect, it } from 'vitest'
import type { LabelRule } from '../../src/catalog/named-feed.ts'
import { customLabel, customLabels, LABEL_RULES, type LabelFigures, labelsByRule } from '../../src/feeds/labels.ts'
import { DAY_MS, HOUR_MS } from '../../src/shared/time.ts'
import { NOW, plainOffer, withChanges } from './fixture.ts'

const figures = (viewed: number, carted: number, checkout: number, lastAt = 0): LabelFigures => ({
  figures: { visitors: { viewed, carted, checkout }, lastAt },
  now: NOW,
})

const NOBODY: LabelFigures = { figures: undefined, now: NOW }

describe('customLabels', () => {
  it.each([
    ['nobody left it', NOBODY, []],
    ['one visitor viewed it', figures(1, 0, 0), ['abandoned_7d']],
    ['two carted it', figures(9, 2, 0), ['abandoned_7d']],
    ['three carted it or went to checkout', figures(0, 2, 1), ['abandoned_7d', 'hot']],
  ])('by rule, when %s', (_, given, expected) => {
    expect(customLabels(plainOffer, given).filter((label) => label !== undefined)).toEqual(expected)
  })

  it('leaves the labels of the shop where they are and fills the first free slots', () => {
    const offer = withChanges({ customLabel0: 'winter', customLabel2: 'margin-high' })
    expect(customLabels(offer, figures(0, 3, 0))).toEqual(['winter', 'abandoned_7d', 'margin-high', 'hot', undefined])
  })

  it('gives up a label by rule sooner than one of the shop', () => {
    const own = { customLabel0: 'a', customLabel1: 'b', customLabel2: 'c', customLabel3: 'd' }
    expect(customLabels(withChanges(own), figures(0, 3, 0))).toEqual(['a', 'b', 'c', 'd', 'abandoned_7d'])
    expect(customLabels(withChanges({ ...own, customLabel4: 'e' }), figures(0, 3, 0))).toEqual([
      'a',
      'b',
      'c',
      'd',
      'e',
    ])
  })

  it('says no label twice', () => {
    expect(customLabels(withChanges({ customLabel3: 'hot' }), figures(0, 3, 0))).toEqual([
      'abandoned_7d',
      undefined,
      undefined,
      'hot',
      undefined,
    ])
  })

  it('agrees with the label of one slot', () => {
    for (const given of [NOBODY, figures(1, 0, 0), figures(0, 3, 0)])
      for (const slot of [0, 1, 2, 3, 4] as const)
        expect(customLabel(plainOffer, given, slot)).toBe(customLabels(plainOffer, given)[slot])
  })

  it('has labels short enough for both platforms', () => {
    for (const { label } of LABEL_RULES) expect(label).toMatch(/^[a-z0-9_]{1,100}$/)
  })
})

describe('the rules of a shop', () => {
  const rules: readonly LabelRule[] = [
    { label: 'checkout_today', stages: ['checkout'], visitorsMin: 1, withinMs: DAY_MS },
    { label: 'best_seller', buyersMin: 10 },
    { label: 'wanted_and_sold', visitorsMin: 2, buyersMin: 1 },
    { label: 'nothing_asked' },
  ]

  it.each([
    ['left at the checkout today', { ...figures(0, 0, 1, NOW - HOUR_MS), rules }, ['checkout_today']],
    ['left at the checkout before', { ...figures(0, 0, 1, NOW - 2 * DAY_MS), rules }, []],
    ['bought by many', { figures: undefined, buyers: 10, rules, now: NOW }, ['best_seller']],
    ['bought by few', { figures: undefined, buyers: 9, rules, now: NOW }, []],
    ['left by some and bought by one', { ...figures(1, 1, 0, NOW), buyers: 1, rules }, ['wanted_and_sold']],
  ])('label what was %s', (_, given, expected) => {
    expect(labelsByRule(given)).toEqual(expected)
    expect(customLabel(plainOffer, given, 0)).toBe(expected[0])
  })
})
