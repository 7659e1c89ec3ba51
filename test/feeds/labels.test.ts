import { describe, expect, it } from 'vitest'
import type { OfferFigures } from '../../src/audience/store.ts'
import { customLabel, customLabels, LABEL_RULES } from '../../src/feeds/labels.ts'
import { plainOffer, withChanges } from './fixture.ts'

const figures = (viewed: number, carted: number, checkout: number): OfferFigures => ({
  visitors: { viewed, carted, checkout },
  lastAt: 0,
})

describe('customLabels', () => {
  it.each([
    ['nobody left it', undefined, []],
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
    for (const given of [undefined, figures(1, 0, 0), figures(0, 3, 0)])
      for (const slot of [0, 1, 2, 3, 4] as const)
        expect(customLabel(plainOffer, given, slot)).toBe(customLabels(plainOffer, given)[slot])
  })

  it('has labels short enough for both platforms', () => {
    for (const { label } of LABEL_RULES) expect(label).toMatch(/^[a-z0-9_]{1,100}$/)
  })
})
