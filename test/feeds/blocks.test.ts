import { execFileSync } from 'node:child_process'
import { crc32, gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Offer } from '../../src/catalog/offer.ts'
import { type IndexedBlock, readIndex } from '../../src/feeds/block-index.ts'
import { buildFeed, FEED_AGE_MAX_MS, refreshFeed, WHOLE_AGE_MAX_MS } from '../../src/feeds/build.ts'
import { combineCrc32 } from '../../src/feeds/gzip.ts'
import { type FeedVersion, feedIndexKey, feedKey } from '../../src/feeds/store.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/shared/time.ts'
import { type FeedHouse, openHouse } from './feed-house.ts'
import { GOOGLE, META, NOW, SHOP, withChanges } from './fixture.ts'

const lamp = (index: number, changes: Partial<Offer> = {}): Offer =>
  withChanges({ offerId: `lamp-${String(index).padStart(5, '0')}`, title: `Lamp ${index}`, ...changes })
const lamps = (count: number): Offer[] => Array.from({ length: count }, (_, index) => lamp(index))

async function blocksOf(house: FeedHouse, version: FeedVersion): Promise<IndexedBlock[]> {
  const index = await house.deps.blobs.open(feedIndexKey(version, version.indexId as string))
  const blocks: IndexedBlock[] = []
  for await (const block of readIndex((index as NonNullable<typeof index>).body)) blocks.push(block)
  return blocks
}

const gzipOf = async (house: FeedHouse, version: FeedVersion): Promise<Uint8Array> =>
  (await house.deps.blobs.get(feedKey(version))) as Uint8Array

const put = (house: FeedHouse, offer: Offer) => house.stores.catalog.putOffer(SHOP.shopId, offer, NOW)

async function refreshed(house: FeedHouse): Promise<FeedVersion> {
  const version = await refreshFeed(SHOP, GOOGLE, 'rss', house.deps)
  if (!version) throw new Error('there was nothing to do')
  return version
}

/** Counts what a house compresses and projects. */
function counting(house: FeedHouse) {
  const counts = { deflated: 0, read: 0 }
  const deps = {
    ...house.deps,
    compressor: {
      ...house.deps.compressor,
      deflate(plain: Uint8Array) {
        counts.deflated++
        return house.deps.compressor.deflate(plain)
      },
    },
    catalog: {
      ...house.deps.catalog,
      async getOffers(shopId: string, ids: readonly string[]) {
        counts.read += ids.length
        return house.deps.catalog.getOffers(shopId, ids)
      },
    },
  }
  return { counts, deps }
}

describe('the blocks of a feed', () => {
  it('are of about fifty offers and cover them all in order', async () => {
    const house = await openHouse(lamps(3000))
    const version = await buildFeed(SHOP, GOOGLE, 'rss', house.deps)
    const blocks = await blocksOf(house, version)
    const sizes = blocks.map(({ items }) => items().length)
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(3000)
    expect(3000 / sizes.length).toBeGreaterThan(40)
    expect(3000 / sizes.length).toBeLessThan(65)
    expect(Math.max(...sizes)).toBeLessThanOrEqual(128)
    expect(Math.min(...sizes.slice(0, -1))).toBeGreaterThanOrEqual(32)
    expect(blocks.flatMap(({ items }) => items().map(({ id }) => id))).toEqual(
      lamps(3000).map(({ offerId }) => offerId),
    )
  })

  it('can be read one by one, each from its place in the file', async () => {
    const house = await openHouse(lamps(300))
    const version = await buildFeed(SHOP, GOOGLE, 'rss', house.deps)
    const gzip = await gzipOf(house, version)
    for (const { block, items } of await blocksOf(house, version)) {
      const plain = await house.deps.compressor.inflate(gzip.subarray(block.offset, block.offset + block.deflated))
      expect(plain.length).toBe(block.bytes)
      expect(crc32(plain)).toBe(block.crc)
      let at = 0
      for (const { id, bytes } of items()) {
        expect(new TextDecoder().decode(plain.subarray(at, at + bytes))).toContain(`<g:id>${id}</g:id>`)
        at += bytes
      }
    }
  })

  it('make one ordinary gzip file for zcat and Node', async () => {
    const house = await openHouse(lamps(500))
    const version = await buildFeed(SHOP, META, 'csv', house.deps)
    const gzip = await gzipOf(house, version)
    const plain = gunzipSync(gzip)
    expect(plain.length).toBe(version.bytes)
    expect(execFileSync('zcat', { input: gzip }).equals(plain)).toBe(true)
  })

  it('add up to the CRC of the whole', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ maxLength: 300 }), (a, b) => {
        expect(combineCrc32(crc32(a), crc32(b), b.length)).toBe(crc32(Buffer.concat([a, b])))
      }),
    )
  })
})

describe('a refresh', () => {
  it('after no change is a look at revisions', async () => {
    const house = await openHouse(lamps(200))
    await buildFeed(SHOP, GOOGLE, 'rss', house.deps)
    const touched: string[] = []
    const watched = new Proxy(house.deps.blobs, {
      get(blobs, name) {
        touched.push(String(name))
        return Reflect.get(blobs, name)
      },
    })
    expect(await refreshFeed(SHOP, GOOGLE, 'rss', { ...house.deps, blobs: watched })).toBeUndefined()
    expect(touched).toEqual([])
  })

  it('compresses only the blocks that hold what changed, and reads only the offers that did', async () => {
    const house = await openHouse(lamps(2000))
    const before = await buildFeed(SHOP, GOOGLE, 'rss', house.deps)
    await put(house, lamp(1000, { title: 'Another title' }))
    const { counts, deps } = counting(house)
    const after = (await refreshFeed(SHOP, GOOGLE, 'rss', deps)) as FeedVersion
    // The head, the tail and the one block.
    expect(counts).toEqual({ deflated: 3, read: 1 })
    const [old, now] = [await gzipOf(house, before), await gzipOf(house, after)]
    const blocks = await blocksOf(house, after)
    const kept = blocks.filter(({ items }) => !items().some(({ id }) => id === 'lamp-01000'))
    expect(kept).toHaveLength(blocks.length - 1)
    expect(gunzipSync(now).toString()).toBe(gunzipSync(old).toString().replace('Lamp 1000<', 'Another title<'))
  })

  it('that finds nothing new in what was changed keeps the file and its date', async () => {
    const house = await openHouse(lamps(100))
    const before = await buildFeed(SHOP, GOOGLE, 'rss', house.deps)
    house.at(NOW + MINUTE_MS)
    await put(house, lamp(5, { internalLabels: ['seen by nobody'] }))
    expect(await refreshed(house)).toMatchObject({
      buildId: before.buildId,
      changedAt: NOW,
      builtAt: NOW + MINUTE_MS,
      wholeAt: NOW,
    })
    expect((await house.read(before)).length).toBeGreaterThan(0)
  })

  it('takes an offer out at the moment it expires, and no earlier', async () => {
    const house = await openHouse([...lamps(100), lamp(100, { expirationAt: NOW + HOUR_MS })])
    await buildFeed(SHOP, GOOGLE, 'rss', house.deps)
    const version = (await house.stores.feeds.current(SHOP.shopId, GOOGLE.id, 'rss')) as FeedVersion
    expect(version).toMatchObject({ items: 101, nextAt: NOW + HOUR_MS })
    house.at(NOW + HOUR_MS)
    const { counts, deps } = counting(house)
    expect(await refreshFeed(SHOP, GOOGLE, 'rss', deps)).toMatchObject({
      items: 100,
      excluded: 1,
      rejections: [{ offerId: 'lamp-00100', rule: 'offer-expired' }],
    })
    expect(counts.read).toBe(1)
  })

  it('makes every row anew where something concerns them all', async () => {
    const house = await openHouse(lamps(100))
    const first = await buildFeed(SHOP, GOOGLE, 'rss', house.deps)
    const renamed = { ...SHOP, name: 'Another shop' }
    const second = (await refreshFeed(renamed, GOOGLE, 'rss', house.deps)) as FeedVersion
    expect(second.wholeAt).toBe(NOW)
    expect(second.hash).not.toBe(first.hash)
    expect(await house.read(second)).toContain('<title>Another shop</title>')
  })

  it('makes every row anew once a day', async () => {
    const house = await openHouse(lamps(10))
    await buildFeed(SHOP, GOOGLE, 'rss', house.deps)
    house.at(NOW + WHOLE_AGE_MAX_MS)
    expect(await refreshed(house)).toMatchObject({ wholeAt: NOW })
    house.at(NOW + WHOLE_AGE_MAX_MS + FEED_AGE_MAX_MS + 1)
    expect(await refreshed(house)).toMatchObject({ wholeAt: NOW + WHOLE_AGE_MAX_MS + FEED_AGE_MAX_MS + 1 })
  })

  it('begins anew where its index was lost', async () => {
    const house = await openHouse(lamps(100))
    const before = await buildFeed(SHOP, GOOGLE, 'rss', house.deps)
    await house.deps.blobs.delete(feedIndexKey(before, before.indexId as string))
    await put(house, lamp(7, { title: 'Another' }))
    expect(await house.read(await refreshed(house))).toContain('Another')
  })

  it('begins anew where its file is damaged', async () => {
    const house = await openHouse(lamps(100))
    const before = await buildFeed(SHOP, GOOGLE, 'rss', house.deps)
    const gzip = (await gzipOf(house, before)).slice()
    const [first] = await blocksOf(house, before)
    gzip.fill(0xff, (first?.block.offset ?? 0) + 40, (first?.block.offset ?? 0) + 80)
    await house.deps.blobs.put(feedKey(before), gzip)
    await put(house, lamp(7, { title: 'Another' }))
    house.at(NOW + MINUTE_MS)
    const after = await refreshed(house)
    expect(after.wholeAt).toBe(NOW + MINUTE_MS)
    expect(await house.read(after)).toContain('Another')
  })

  it('moves the members of a group when an offer takes the name of the group', async () => {
    const house = await openHouse([lamp(1, { itemGroupId: 'orla' }), lamp(2, { itemGroupId: 'vega' })])
    const read = async () =>
      [
        ...(await house.read((await house.stores.feeds.current(SHOP.shopId, META.id, 'rss')) as FeedVersion)).matchAll(
          /<g:item_group_id>(.*?)</g,
        ),
      ].map(([, group]) => group)
    await buildFeed(SHOP, META, 'rss', house.deps)
    expect(await read()).toEqual(['orla', 'vega'])
    await put(house, withChanges({ offerId: 'orla' }))
    await refreshFeed(SHOP, META, 'rss', house.deps)
    expect(await read()).toEqual(['vega'])
  })
})

type Step =
  | {
      readonly does: 'put'
      readonly id: number
      readonly title: string
      readonly free: boolean
      readonly hours: number
    }
  | { readonly does: 'delete'; readonly id: number }
  | { readonly does: 'wait'; readonly hours: number }
  | { readonly does: 'leave'; readonly id: number; readonly visitor: number }

const id = fc.integer({ min: 0, max: 400 })
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    does: fc.constant('put' as const),
    id,
    title: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }),
    free: fc.boolean(),
    hours: fc.integer({ min: -2, max: 30 }),
  }),
  fc.record({ does: fc.constant('delete' as const), id }),
  fc.record({ does: fc.constant('wait' as const), hours: fc.integer({ min: 0, max: 12 }) }),
  fc.record({ does: fc.constant('leave' as const), id, visitor: fc.integer({ min: 0, max: 5 }) }),
)

describe('a feed that is mended step by step', () => {
  it('is byte for byte the one that is built anew', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(step, { maxLength: 12 }), { minLength: 1, maxLength: 4 }), async (rounds) => {
        const house = await openHouse(lamps(250))
        const anew = await openHouse([])
        let now = NOW
        let events = 0
        await refreshFeed(SHOP, GOOGLE, 'rss', house.deps)
        for (const steps of rounds) {
          for (const each of steps) {
            if (each.does === 'put')
              await put(
                house,
                lamp(each.id, {
                  title: each.title.trim() || 'Lamp',
                  price: { minor: each.free ? 0 : 2000, currency: 'EUR' },
                  salePrice: { minor: 1500, currency: 'EUR' },
                  salePriceEffective: { startAt: NOW, endAt: NOW + each.hours * HOUR_MS + 1 },
                  expirationAt: each.hours > 20 ? NOW + each.hours * HOUR_MS : undefined,
                }),
              )
            if (each.does === 'delete') await house.stores.catalog.deleteOffer(SHOP.shopId, lamp(each.id).offerId, now)
            if (each.does === 'wait') now += each.hours * HOUR_MS
            if (each.does === 'leave')
              await house.stores.events.append(SHOP.shopId, [
                {
                  eventId: `e${++events}`,
                  type: 'add_to_cart',
                  visitorId: `v${each.visitor}`,
                  occurredAt: now - HOUR_MS,
                  receivedAt: now,
                  consent: { ads: true },
                  items: [{ offerId: lamp(each.id).offerId, quantity: 1 }],
                },
              ])
          }
          house.at(now)
          anew.at(now)
          await refreshFeed(SHOP, GOOGLE, 'rss', house.deps)
          const mended = (await house.stores.feeds.current(SHOP.shopId, GOOGLE.id, 'rss')) as FeedVersion
          const whole = await buildFeed(SHOP, GOOGLE, 'rss', {
            ...anew.deps,
            catalog: house.deps.catalog,
            audience: house.deps.audience,
          })
          expect(Buffer.compare(await gzipOf(house, mended), await gzipOf(anew, whole))).toBe(0)
          expect(mended).toMatchObject({
            hash: whole.hash,
            items: whole.items,
            excluded: whole.excluded,
            rejections: whole.rejections,
          })
          expect(mended.wholeAt).toBeGreaterThan(now - WHOLE_AGE_MAX_MS - DAY_MS)
        }
      }),
      { numRuns: 25 },
    )
  }, 60_000)
})
