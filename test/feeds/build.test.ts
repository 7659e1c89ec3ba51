import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { Offer } from '../../src/catalog/offer.ts'
import { buildFeed, FEED_AGE_MAX_MS, type FeedDeps, refreshFeed, refreshFeeds } from '../../src/feeds/build.ts'
import { checkChannel } from '../../src/feeds/check.ts'
import { explainOffer } from '../../src/feeds/explain.ts'
import { openFeed } from '../../src/feeds/open-feed.ts'
import { type FeedVersion, feedIndexKey, feedKey } from '../../src/feeds/store.ts'
import { nodeDigest } from '../../src/platform/node/digest.ts'
import { HOUR_MS, MINUTE_MS } from '../../src/shared/time.ts'
import { openHouse } from './feed-house.ts'
import { GOOGLE, META, NOW, plainOffer, SHOP, withChanges } from './fixture.ts'

const many = (count: number, changes: Partial<Offer> = {}): Offer[] =>
  Array.from({ length: count }, (_, index) => withChanges({ offerId: `lamp-${index}`, ...changes }))

const refreshed = (deps: FeedDeps): Promise<FeedVersion[]> =>
  refreshFeeds(SHOP, deps, (error) => {
    throw error
  })

describe('a built feed', () => {
  it('is kept as one gzip member, a seventh of its size, with an index of its blocks', async () => {
    const house = await openHouse(many(2000))
    const version = await buildFeed(SHOP, GOOGLE, 'rss', house.deps)
    const gzip = (await house.deps.blobs.get(feedKey(version))) as Uint8Array
    const plain = gunzipSync(gzip)
    expect(version).toMatchObject({
      bytes: plain.length,
      gzipBytes: gzip.length,
      items: 2000,
      changedAt: NOW,
    })
    expect(gzip.length).toBeLessThan(plain.length / 5)
  })

  it('keeps its files, its hash and its date while the content is the same', async () => {
    const house = await openHouse(many(3))
    const first = await buildFeed(SHOP, GOOGLE, 'tsv', house.deps)
    house.at(NOW + MINUTE_MS)
    const second = await buildFeed(SHOP, GOOGLE, 'tsv', house.deps)
    expect(second).toEqual({ ...first, builtAt: NOW + MINUTE_MS, wholeAt: NOW + MINUTE_MS, indexId: 'build-2' })
    expect(await house.deps.blobs.has('feeds/lumen/google-merchant/build-2.tsv.gz')).toBe(false)
  })

  it('is written anew when its files were lost, though the content is the same', async () => {
    const house = await openHouse(many(3))
    const first = await buildFeed(SHOP, GOOGLE, 'tsv', house.deps)
    await house.deps.blobs.delete(feedKey(first))
    const second = await buildFeed(SHOP, GOOGLE, 'tsv', house.deps)
    expect(await house.deps.blobs.has(feedKey(second))).toBe(true)
  })

  it('leaves the files it replaces to readers that had begun, and deletes those before', async () => {
    const house = await openHouse(many(1))
    const versions: FeedVersion[] = []
    for (const title of ['One lamp', 'Two lamps', 'Three lamps']) {
      await house.stores.catalog.putOffer(SHOP.shopId, withChanges({ offerId: 'lamp-0', title }), NOW)
      versions.push(await buildFeed(SHOP, GOOGLE, 'rss', house.deps))
    }
    const present = await Promise.all(versions.map((version) => house.deps.blobs.has(feedKey(version))))
    expect(present).toEqual([false, true, true])
    const indexes = await Promise.all(
      versions.map((version) => house.deps.blobs.has(feedIndexKey(version, version.buildId))),
    )
    expect(indexes).toEqual([false, false, true])
  })

  it('is not replaced by one that could not be finished', async () => {
    const house = await openHouse(many(1))
    const before = await buildFeed(SHOP, META, 'csv', house.deps)
    await house.stores.catalog.putOffer(SHOP.shopId, withChanges({ offerId: 'lamp-0', title: 'New' }), NOW)
    const failing = {
      ...house.deps,
      creativeUrls: async () => {
        throw new Error('the photos cannot be read')
      },
    }
    await expect(buildFeed(SHOP, META, 'csv', failing)).rejects.toThrow('the photos cannot be read')
    expect(await house.stores.feeds.current(SHOP.shopId, META.id, 'csv')).toEqual(before)
    expect(await house.read(before)).toContain(plainOffer.title)
  })

  it('tells of a store that cannot take it instead of waiting for it', async () => {
    const house = await openHouse(many(5000))
    const full = {
      ...house.deps,
      blobs: {
        ...house.deps.blobs,
        put: async () => {
          throw new Error('no space left')
        },
      },
    }
    await expect(buildFeed(SHOP, GOOGLE, 'rss', full)).rejects.toThrow('no space left')
  })

  it('is refused when it grows beyond what the platform reads', async () => {
    const house = await openHouse(many(100))
    const small = { ...GOOGLE, fileBytesMax: 10_000 }
    await expect(buildFeed(SHOP, small, 'rss', house.deps)).rejects.toMatchObject({ code: 'too-large' })
    expect(await house.stores.feeds.list(SHOP.shopId)).toEqual([])
  })

  it('leaves out a row that is longer than the platform reads', async () => {
    const house = await openHouse([...many(1), withChanges({ offerId: 'long', description: 'x'.repeat(2000) })])
    const short = { ...META, text: { ...META.text, lineBytesMax: 2000 } }
    const version = await buildFeed(SHOP, short, 'csv', house.deps)
    expect(version).toMatchObject({ items: 1, excluded: 1 })
    expect(version.rejections).toMatchObject([{ offerId: 'long', rule: 'line-too-long' }])
  })

  it('names the first thousand rejections and counts them all', async () => {
    const house = await openHouse([...many(1), ...many(1200, { price: { minor: 0, currency: 'EUR' } })])
    await house.stores.catalog.putOffer(SHOP.shopId, plainOffer, NOW)
    const version = await buildFeed(SHOP, GOOGLE, 'tsv', house.deps)
    expect(version.excluded).toBe(1199)
    expect(version.rejections).toHaveLength(1000)
  })

  it('asks for no creative on a channel that wants the clean picture', async () => {
    const house = await openHouse(many(1))
    let asked = 0
    const deps = {
      ...house.deps,
      creativeUrls: async () => {
        asked++
        return new Map<string, string>()
      },
    }
    await buildFeed(SHOP, GOOGLE, 'rss', deps)
    expect(asked).toBe(0)
    await buildFeed(SHOP, META, 'rss', deps)
    expect(asked).toBe(1 + (META.taggedPictures?.length ?? 0))
  })

  it('links to the site of its products when the shop has not said where it is', async () => {
    const house = await openHouse(many(1))
    const shop = { ...SHOP, settings: { ...SHOP.settings, shopUrl: undefined } }
    const version = await buildFeed(shop, GOOGLE, 'rss', house.deps)
    expect(await house.read(version)).toContain('<link>https://lumen.example/</link><description>')
  })
})

describe('an empty feed', () => {
  it('is well-formed in a shop that never had an offer', async () => {
    const house = await openHouse([])
    const version = await buildFeed(SHOP, GOOGLE, 'rss', house.deps)
    expect(version).toMatchObject({ items: 0, excluded: 0 })
    expect(version.held).toBeUndefined()
    expect(await house.read(version)).toMatch(/^<\?xml .*<channel>.*\n<\/channel><\/rss>\n$/s)
  })

  it('does not replace one with items, which would have the platform delete them all', async () => {
    const house = await openHouse(many(2))
    const full = await buildFeed(SHOP, GOOGLE, 'rss', house.deps)
    for (const { offerId } of many(2)) await house.stores.catalog.deleteOffer(SHOP.shopId, offerId, NOW)
    house.at(NOW + HOUR_MS)
    const held = await buildFeed(SHOP, GOOGLE, 'rss', house.deps)
    expect(held).toMatchObject({ buildId: full.buildId, hash: full.hash, items: 2, builtAt: NOW + HOUR_MS })
    expect(held.held).toMatch(/no offer is left of 2/)
    expect(await house.read(held)).toContain('lamp-1')
    expect(await house.deps.blobs.has(feedKey({ ...held, buildId: 'build-2' }))).toBe(false)
  })

  it('is held too when every offer is refused, with the reasons', async () => {
    const house = await openHouse(many(1))
    await buildFeed(SHOP, GOOGLE, 'rss', house.deps)
    const free = withChanges({ offerId: 'lamp-0', price: { minor: 0, currency: 'EUR' } })
    await house.stores.catalog.putOffer(SHOP.shopId, free, NOW)
    const held = await buildFeed(SHOP, GOOGLE, 'rss', house.deps)
    expect(held).toMatchObject({ items: 1, excluded: 1, rejections: [{ rule: 'price-not-positive' }] })
    await house.stores.catalog.putOffer(SHOP.shopId, withChanges({ offerId: 'lamp-0', title: 'Back again' }), NOW)
    const back = await buildFeed(SHOP, GOOGLE, 'rss', house.deps)
    expect(back.held).toBeUndefined()
    expect(await house.read(back)).toContain('Back again')
  })
})

describe('twenty readers during fifty swaps', () => {
  it('each get one whole published version', async () => {
    const house = await openHouse(many(60))
    const published = new Set([(await buildFeed(SHOP, GOOGLE, 'rss', house.deps)).hash])
    let isOver = false
    const seen = new Set<string>()
    const contents = new Map<string, string>()
    const reader = async (gzip: boolean) => {
      while (!isOver) {
        const version = (await house.stores.feeds.current(SHOP.shopId, GOOGLE.id, 'rss')) as FeedVersion
        const body = await openFeed(version, gzip ? 'gzip' : 'plain', undefined, house.deps.blobs)
        const bytes = new Uint8Array(await new Response(body).arrayBuffer())
        expect(bytes.length).toBe(gzip ? version.gzipBytes : version.bytes)
        const content = nodeDigest.sha256(gzip ? gunzipSync(bytes) : bytes)
        expect(contents.get(version.hash) ?? content).toBe(content)
        contents.set(version.hash, content)
        seen.add(version.hash)
        await new Promise((resolve) => setImmediate(resolve))
      }
    }
    const readers = Promise.all(Array.from({ length: 20 }, (_, index) => reader(index % 2 === 0)))
    for (let swap = 0; swap < 50; swap++) {
      await house.stores.catalog.putOffer(SHOP.shopId, withChanges({ offerId: 'lamp-0', title: `Lamp ${swap}` }), NOW)
      published.add(((await refreshFeed(SHOP, GOOGLE, 'rss', house.deps)) as FeedVersion).hash)
    }
    isOver = true
    await readers
    expect(new Set(contents.values()).size).toBe(contents.size)
    expect(published.size).toBe(51)
    expect([...seen].filter((hash) => !published.has(hash))).toEqual([])
    expect(seen.size).toBeGreaterThan(5)
  })
})

describe('refreshFeeds', () => {
  it('builds every feed once, and again only what became stale', async () => {
    const house = await openHouse(many(2))
    const names = (versions: readonly FeedVersion[]) =>
      versions.map(({ channelId, format }) => `${channelId} ${format}`)
    expect(names(await refreshed(house.deps))).toEqual([
      'google-merchant rss',
      'google-merchant tsv',
      'meta-catalog csv',
      'meta-catalog tsv',
      'meta-catalog rss',
    ])
    expect(await refreshed(house.deps)).toEqual([])
    await house.stores.catalog.putOffer(SHOP.shopId, withChanges({ title: 'New' }), NOW)
    expect(await refreshed(house.deps)).toHaveLength(5)
    expect(await refreshed(house.deps)).toEqual([])
  })

  it('builds again at the moment a sale ends', async () => {
    const sale = {
      salePrice: { minor: 100, currency: 'EUR' },
      salePriceEffective: { startAt: NOW, endAt: NOW + MINUTE_MS },
    }
    const house = await openHouse(many(1, sale))
    await refreshed(house.deps)
    house.at(NOW + MINUTE_MS - 1)
    expect(await refreshed(house.deps)).toEqual([])
    house.at(NOW + MINUTE_MS)
    const [google] = await refreshed(house.deps)
    expect(await house.read(google as FeedVersion)).not.toContain('sale_price')
  })

  it('looks again after a while although nothing was changed and no date has come', async () => {
    const house = await openHouse(many(1))
    const [first] = await refreshed(house.deps)
    house.at(NOW + FEED_AGE_MAX_MS)
    expect(await refreshed(house.deps)).toEqual([])
    house.at(NOW + FEED_AGE_MAX_MS + 1)
    const [second] = await refreshed(house.deps)
    expect(second).toMatchObject({ buildId: first?.buildId, hash: first?.hash, builtAt: NOW + FEED_AGE_MAX_MS + 1 })
  })

  it('labels what visitors left as soon as they leave it alone', async () => {
    const house = await openHouse(many(1))
    await house.stores.events.append(SHOP.shopId, [
      {
        eventId: 'e1',
        type: 'view_item',
        visitorId: 'v1',
        occurredAt: NOW - MINUTE_MS,
        receivedAt: NOW - MINUTE_MS,
        consent: { ads: true },
        items: [{ offerId: 'lamp-0', quantity: 1 }],
      },
    ])
    const [fresh] = await refreshed(house.deps)
    expect(await house.read(fresh as FeedVersion)).not.toContain('abandoned_7d')
    house.at(NOW + HOUR_MS)
    const [quiet] = await refreshed(house.deps)
    expect(await house.read(quiet as FeedVersion)).toContain('<g:custom_label_0>abandoned_7d</g:custom_label_0>')
    house.at(NOW + 7 * 24 * HOUR_MS)
    const [old] = await refreshed(house.deps)
    expect(await house.read(old as FeedVersion)).not.toContain('abandoned_7d')
  })

  it('builds the other feeds when one fails, and tells of it', async () => {
    const house = await openHouse(many(1))
    const failing = {
      ...house.deps,
      creativeUrls: async () => {
        throw new Error('the photos cannot be read')
      },
    }
    const faults: string[] = []
    await refreshFeeds(SHOP, failing, (error, channel, format) => {
      faults.push(`${channel.id} ${format}: ${(error as Error).message}`)
    })
    expect(faults).toEqual(META.formats.map((format) => `meta-catalog ${format}: the photos cannot be read`))
    const built = await house.stores.feeds.list(SHOP.shopId)
    expect(built.map(({ channelId }) => channelId)).toEqual(['google-merchant', 'google-merchant'])
  })
})

describe('what Meta wants of a whole file', () => {
  it('is one currency: that of most offers', async () => {
    const house = await openHouse([...many(3), withChanges({ offerId: 'aaa', price: { minor: 500, currency: 'USD' } })])
    const version = await buildFeed(SHOP, META, 'csv', house.deps)
    expect(version).toMatchObject({ items: 3, rejections: [{ offerId: 'aaa', rule: 'other-currency' }] })
    expect(await buildFeed(SHOP, GOOGLE, 'rss', house.deps)).toMatchObject({ items: 4 })
  })

  it('is that no item group has the id of an offer', async () => {
    const house = await openHouse([
      withChanges({ offerId: 'orla', itemGroupId: 'orla' }),
      withChanges({ offerId: 'orla-black', itemGroupId: 'orla' }),
      withChanges({ offerId: 'vega-1', itemGroupId: 'vega' }),
    ])
    const version = await buildFeed(SHOP, META, 'rss', house.deps)
    const groups = [...(await house.read(version)).matchAll(/<g:item_group_id>(.*?)</g)].map(([, id]) => id)
    expect(groups).toEqual(['vega'])
    expect(version.items).toBe(3)
  })
})

describe('explainOffer', () => {
  it('says of one offer and channel what a build would', async () => {
    const house = await openHouse([
      plainOffer,
      withChanges({ offerId: 'x', itemGroupId: 'lamp-1', imageLink: undefined }),
    ])
    const explain = async (offerId: string, channel: typeof GOOGLE) =>
      explainOffer(SHOP, channel, (await house.stores.catalog.getOffer(SHOP.shopId, offerId)) as Offer, house.deps)
    expect(await explain('lamp-1', META)).toEqual({ included: true, rejections: [], notices: [] })
    expect(await explain('x', META)).toMatchObject({
      included: false,
      rejections: [{ offerId: 'x', attribute: 'imageLink', rule: 'attribute-missing' }],
      notices: [{ rule: 'item-group-id-is-offer-id' }],
    })
  })
})

describe('checkChannel', () => {
  it('gathers what is found by rule, what excludes first', async () => {
    const house = await openHouse([
      ...many(25, { brand: undefined }),
      withChanges({ offerId: 'x', imageLink: undefined }),
    ])
    const check = await checkChannel(SHOP, META, house.deps)
    expect(check).toMatchObject({ channel: 'meta-catalog', offers: 26, included: 25, excluded: 1 })
    expect(check.findings.map(({ rule, severity, count }) => [rule, severity, count])).toEqual([
      ['attribute-missing', 'excludes', 1],
      ['brand-from-shop', 'warns', 25],
    ])
    expect(check.findings[1]).toMatchObject({
      attribute: 'brand',
      source: 'https://www.facebook.com/business/help/120325381656392',
    })
    expect(check.findings[1]?.offerIds).toHaveLength(20)
  })
})
