import { describe, expect, it } from 'vitest'
import { OFFER_ATTRIBUTES } from '../../src/catalog/offer.ts'
import { allPlacements, channel, channels, placement, placements } from '../../src/channels/registry.ts'
import { DERIVED_ATTRIBUTES } from '../../src/feeds/attributes.ts'
import { columnsOf } from '../../src/feeds/columns.ts'
import { FEED_RULES, feedRule } from '../../src/feeds/rules.ts'
import { delimitedWriter } from '../../src/feeds/write-delimited.ts'
import { channelSchema, placementSchema } from './channel-schema.ts'

const attributeOf = (channelId: string, name: string) =>
  channel(channelId)?.attributes.find((attribute) => attribute.name === name)

describe.each(channels.map((each) => [each.id, each] as const))('the files of %s', (id, files) => {
  it('have the shape and the closed lists that the types promise', () => {
    expect(channelSchema.safeParse(files).error?.issues ?? []).toEqual([])
  })

  it('have placements of the promised shape', () => {
    for (const each of placements(id)) expect(placementSchema.safeParse(each).error?.issues ?? [], each.id).toEqual([])
  })

  it('name only attributes, parts and fields that an offer has or a feed derives', () => {
    expect(columnsOf(files)).toHaveLength(files.attributes.length)
  })

  it('let exactly those attributes repeat whose values are lists', () => {
    for (const { attribute, isList } of columnsOf(files))
      expect(attribute.repeatMax !== undefined, attribute.name).toBe(isList)
  })

  it('describe the fields of exactly those attributes that are groups', () => {
    for (const { attribute, value, fields } of columnsOf(files))
      expect(fields.length > 0, attribute.name).toBe(value.kind === 'group')
  })

  it('read rows of their own exactly where they have them', () => {
    const reads = files.attributes.some(({ from }) => from === 'row')
    expect(reads).toBe(files.rowOf !== undefined && files.rowOf !== 'offer')
  })

  it('can be written in each of their formats', () => {
    for (const format of files.formats.filter((each) => each !== 'rss')) {
      const { header } = delimitedWriter(files, format)
      expect(header.split(format === 'tsv' ? '\t' : ',').length).toBeGreaterThan(2)
    }
    if (files.formats.includes('rss'))
      for (const { name, formats } of files.attributes)
        if (formats === undefined || formats.includes('rss')) expect(name).toMatch(/^[a-z][a-z0-9_.]*$/)
  })

  it('name rules that exist', () => {
    for (const { rule } of files.rules) expect(feedRule(rule), rule).toBeDefined()
  })

  it('name each attribute once, written or omitted', () => {
    const names = [...files.attributes, ...files.omitted].map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
  })

  it('let another attribute stand in only where it is written too', () => {
    const names = files.attributes.map(({ name }) => name)
    for (const { or } of files.attributes) if (or !== undefined) expect(names).toContain(or)
  })

  it('put a creative into the feed only at a placement that allows one', () => {
    const at = files.feedPlacement === undefined ? undefined : placement(files.feedPlacement)
    expect(at?.overlayAllowed ?? false).toBe(files.pictures === 'creative')
    for (const { placement: tagged } of files.taggedPictures ?? [])
      expect(placement(tagged)?.overlayAllowed, tagged).toBe(true)
  })
})

describe('all channels together', () => {
  it('have ids of their own', () => {
    expect(new Set(channels.map(({ id }) => id)).size).toBe(channels.length)
    expect(channel('google-merchant')?.name).toBe('Google Merchant Center')
    expect(channel('nowhere')).toBeUndefined()
    expect(channels.filter(({ onDemand }) => !onDemand).map(({ id }) => id)).toEqual([
      'google-merchant',
      'meta-catalog',
    ])
  })

  it('have placements whose ids are unique, since addresses of creatives hold them', () => {
    const ids = allPlacements().map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(placement('meta-feed-4x5')).toMatchObject({ width: 1080, height: 1350 })
    expect(placement('nowhere')).toBeUndefined()
    expect(placements('nowhere')).toEqual([])
  })

  it('carry every attribute of an offer, or say why not', () => {
    const named = new Set<string>()
    for (const files of channels) {
      for (const { of } of columnsOf(files)) named.add(of)
      for (const { from } of files.omitted) if (from !== undefined) named.add(from)
    }
    expect(Object.keys(OFFER_ATTRIBUTES).filter((name) => !named.has(name))).toEqual([])
  })

  it('use every rule and every derived value that there is', () => {
    const rules = new Set(channels.flatMap((files) => files.rules.map(({ rule }) => rule)))
    expect(FEED_RULES.map(({ rule }) => rule).filter((rule) => !rules.has(rule))).toEqual([])
    const from = new Set(channels.flatMap((files) => files.attributes.map((attribute) => attribute.from)))
    expect(Object.keys(DERIVED_ATTRIBUTES).filter((name) => !from.has(name))).toEqual([])
  })
})

describe('the figures of the specifications', () => {
  it.each([
    ['google-merchant', 'id', { charsMax: 50, over: 'reject' }],
    ['google-merchant', 'title', { charsMax: 150 }],
    ['google-merchant', 'description', { charsMax: 5000 }],
    ['google-merchant', 'link', { charsMax: 2000, over: 'reject' }],
    ['google-merchant', 'brand', { charsMax: 70 }],
    ['google-merchant', 'additional_image_link', { repeatMax: 10 }],
    ['google-merchant', 'product_highlight', { charsMax: 150, repeatMin: 2, repeatMax: 100 }],
    ['google-merchant', 'availability', { spell: expect.objectContaining({ in_stock: 'in_stock' }) }],
    ['meta-catalog', 'id', { charsMax: 100, over: 'reject' }],
    ['meta-catalog', 'title', { charsMax: 200 }],
    ['meta-catalog', 'description', { charsMin: 30, charsMax: 9999, need: 'always' }],
    ['meta-catalog', 'brand', { charsMax: 100, need: 'always' }],
    ['meta-catalog', 'condition', { need: 'always' }],
    ['meta-catalog', 'gtin', { repeatMax: 1 }],
    ['meta-catalog', 'additional_image_link', { repeatMax: 20, charsTotalMax: 2000 }],
    [
      'meta-catalog',
      'availability',
      { spell: expect.objectContaining({ in_stock: 'in stock', preorder: 'in stock' }) },
    ],
  ])('%s: %s', (channelId, name, figures) => {
    expect(attributeOf(channelId, name)).toMatchObject(figures)
  })

  it('let nothing be set over the picture that Merchant Center shows', () => {
    expect(placement('gmc-image')?.overlayAllowed).toBe(false)
    expect(channel('google-merchant')?.pictures).toBe('clean')
  })
})
