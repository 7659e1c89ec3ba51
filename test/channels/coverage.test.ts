import { describe, expect, it } from 'vitest'
import { PROMOTION } from '../../src/catalog/promotion.ts'
import { channels } from '../../src/channels/registry.ts'
import { columnsOf } from '../../src/feeds/columns.ts'
import { project, projectShop } from '../../src/feeds/project.ts'
import { channelOf, contextOf, NOW } from '../feeds/fixture.ts'
import { fullOffer } from './full-offer.ts'
import { SPECIFICATIONS } from './specifications.ts'

describe.each(Object.keys(SPECIFICATIONS))('the specification of %s', (id) => {
  const channel = channelOf(id)
  const names = SPECIFICATIONS[id] ?? {}

  it('is carried to its last attribute, each one written or left out with a reason', () => {
    const known = [...channel.attributes, ...channel.omitted].map(({ name }) => name)
    expect(known.toSorted()).toEqual(Object.keys(names).toSorted())
  })

  it('leaves out no attribute that an offer can say and the platform reads without a doubt', () => {
    const reasons = channel.omitted.filter(({ from }) => from !== undefined).map(({ because }) => because)
    expect(reasons.filter((because) => because === 'nothing to say')).toEqual([])
  })

  it.each(channel.attributes.map((attribute) => [attribute.name, attribute] as const))(
    'is not exceeded by %s',
    (name, { charsMax, repeatMax }) => {
      const figures = names[name] ?? {}
      if (figures.charsMax !== undefined && charsMax !== undefined)
        expect(charsMax).toBeLessThanOrEqual(figures.charsMax)
      if (figures.repeatMax !== undefined) expect(repeatMax ?? 1).toBeLessThanOrEqual(figures.repeatMax)
    },
  )
})

/** Alternatives of each other, of which an offer has one. */
const ALTERNATIVES: Readonly<Record<string, readonly string[]>> = {
  'google-merchant': [
    'structured_title',
    'structured_description',
    'identifier_exists',
    'energy_efficiency_class',
    'min_energy_efficiency_class',
    'max_energy_efficiency_class',
  ],
  'microsoft-merchant': ['identifier_exists'],
}

describe.each(channels.filter(({ rowOf }) => rowOf !== 'promotion').map((channel) => [channel.id, channel] as const))(
  'an offer with every attribute on %s',
  (id, channel) => {
    const urls = new Map([[fullOffer.offerId, 'https://ads.example/a.jpeg']])
    const { rows, rejections } = project(
      fullOffer,
      contextOf(channel, { creativeUrls: urls, taggedUrls: channel.taggedPictures?.map(() => urls) }),
    )
    const written = new Set(rows.flatMap(({ cells }) => cells.map(({ index }) => channel.attributes[index]?.name)))
    const expected = channel.attributes.map(({ name }) => name).filter((name) => !ALTERNATIVES[id]?.includes(name))

    it('is in the feed', () => {
      expect(rejections).toEqual([])
      expect(rows.length).toBeGreaterThan(0)
    })

    it.each(expected)('says %s', (name) => {
      expect(written).toContain(name)
    })
  },
)

describe('the alternatives that it leaves out', () => {
  const { title, description, gtins: _gtins, mpn: _mpn, unitPricingMeasure: _measure, ...rest } = fullOffer
  const other = {
    ...rest,
    title,
    description,
    identifierExists: false,
    structuredTitle: { digitalSourceType: 'trained_algorithmic_media', content: title },
    structuredDescription: { digitalSourceType: 'trained_algorithmic_media', content: description },
  } as const

  it.each(Object.entries(ALTERNATIVES))('are said by an offer that has them on %s', (id, names) => {
    const channel = channelOf(id)
    const { rows } = project(other, contextOf(channel))
    const written = rows.flatMap(({ cells }) => cells.map(({ index }) => channel.attributes[index]?.name))
    expect(written).toEqual(expect.arrayContaining([...names]))
  })
})

it('a promotion with every attribute says each of them', () => {
  const channel = channelOf('google-promotions')
  const eur = { minor: 500, currency: 'EUR' }
  const dates = { startAt: NOW, endAt: NOW + 1 }
  const promotion = Object.fromEntries(
    Object.entries(PROMOTION.fields).map(([name, attribute]) => {
      const { kind } = attribute
      const options = 'options' in attribute ? attribute.options : undefined
      const value =
        options?.[0] ?? { money: eur, interval: dates, integer: 2, text: 'x', url: 'https://a.example/' }[kind]
      return [name, 'list' in attribute ? [value] : value]
    }),
  )
  const [projection] = projectShop(contextOf(channel, { promotions: [promotion] })) ?? []
  expect(projection?.rejections).toEqual([])
  expect(projection?.rows[0]?.cells.length).toBe(columnsOf(channel).length)
})
