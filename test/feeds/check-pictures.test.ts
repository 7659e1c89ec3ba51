import { beforeAll, describe, expect, it } from 'vitest'
import type { Offer } from '../../src/catalog/offer.ts'
import { ensurePhoto } from '../../src/catalog/photos.ts'
import type { Shop } from '../../src/catalog/shop.ts'
import { checkChannel, withPictureFaults } from '../../src/feeds/check.ts'
import { checkPictures, type PictureFault } from '../../src/feeds/check-pictures.ts'
import type { FeedSources } from '../../src/feeds/feed-context.ts'
import { channelOf } from '../../src/feeds/named-feeds.ts'
import { feedDeps } from '../../src/http/feed-deps.ts'
import type { BlobStore } from '../../src/shared/blob-store.ts'
import { discPicture } from '../http/pictures.ts'
import { offerJson, type TestService, testService } from '../http/service.ts'

let service: TestService
let shop: Shop
let admin: string

const FEEDS = [
  { name: 'france', channelId: 'meta-catalog', market: { language: 'fr', country: 'FR', currency: 'EUR' } },
]

async function faultsOf(
  channelId: string,
  { sources, deps }: { sources?: Partial<FeedSources>; deps?: Partial<TestService['deps']> } = {},
): Promise<PictureFault[]> {
  const channel = channelOf(shop, channelId)
  if (!channel) throw new Error(`there is no channel ${channelId}`)
  const all = { ...service.deps, ...deps }
  const faults: PictureFault[] = []
  const from = { ...feedDeps(shop, service.deps), ...sources }
  for await (const fault of checkPictures(shop, channel, from, all)) faults.push(fault)
  return faults
}

/** Addresses as they are handed out, changed on the way. */
const changed = (change: (address: string) => string): Partial<FeedSources> => ({
  creativeUrls: async (offers, channel) =>
    new Map(
      [...(await feedDeps(shop, service.deps).creativeUrls(offers, channel))].map(([id, url]) => [id, change(url)]),
    ),
})

beforeAll(async () => {
  service = await testService()
  admin = await service.key('admin')
  const stored = await service.deps.shops.getShop('default')
  shop = { ...(stored as Shop), settings: { ...(stored as Shop).settings, feeds: FEEDS } }
  await service.deps.shops.saveShop(shop)
  const body = await discPicture()
  for (const id of ['a', 'b']) {
    const url = `https://default.example/i/${id}.jpg`
    service.web.set(url, { status: 200, url, headers: { 'content-type': 'image/jpeg' }, body })
  }
  const markets = [{ language: 'fr', country: 'FR', title: 'Lunettes rondes', price: '119.00 EUR' }]
  await service.json('PUT', '/v1/offers/a', offerJson('a', { markets }), { key: admin })
  await service.json('PUT', '/v1/offers/b', offerJson('b', { salePrice: '99.00' }), { key: admin })
  for (const id of ['a', 'b']) await ensurePhoto('default', `https://default.example/i/${id}.jpg`, service.deps)
  await service.json('PUT', '/v1/offers/no-photo', offerJson('no-photo'), { key: admin })
})

describe('checkPictures', () => {
  it.each(['meta-catalog', 'pinterest-catalog', 'google-ads-remarketing'])(
    'proves that each ad image of %s shows the price of its row, sales too',
    async (channelId) => {
      expect(await faultsOf(channelId)).toEqual([
        expect.objectContaining({ offerId: 'no-photo', rule: 'creative-missing' }),
      ])
    },
  )

  it('proves it in a market, with the price that the shop gives there', async () => {
    expect(await faultsOf('meta-catalog~france')).toEqual([])
  })

  it('has nothing to prove where pictures are clean', async () => {
    expect(await faultsOf('google-merchant')).toEqual([])
  })

  it('finds a picture of another price than its row', async () => {
    const free = { ...(await offerOf('b')), offerId: 'free', salePrice: { minor: 0, currency: 'USD' } }
    const sources = { catalog: catalogOf(service.deps.catalog, () => free) }
    expect(await faultsOf('meta-catalog', { sources })).toContainEqual(
      expect.objectContaining({ offerId: 'free', rule: 'creative-price-differs' }),
    )
  })

  it('finds a picture that is rendered with another price than its address was made for', async () => {
    const raised = (offer: Offer): Offer => ({ ...offer, price: { minor: 13900, currency: 'USD' } })
    const sources = { catalog: catalogOf(service.deps.catalog, raised) }
    const deps = { blobs: withoutCreatives(service.deps.blobs) }
    expect(await faultsOf('meta-catalog', { sources, deps })).toContainEqual(
      expect.objectContaining({ offerId: 'a', rule: 'creative-outdated' }),
    )
  })

  it('finds an address of today’s offer that was made for yesterday’s price', async () => {
    const old = await feedDeps(shop, service.deps).creativeUrls(
      [{ ...(await offerOf('a')), price: { minor: 9900, currency: 'USD' } }],
      channelOf(shop, 'meta-catalog') as never,
    )
    const faults = await faultsOf('meta-catalog', {
      sources: { creativeUrls: async () => old },
    })
    expect(faults).toContainEqual(expect.objectContaining({ offerId: 'a', rule: 'creative-outdated' }))
  })

  it('finds an address that is not ours, or another offer’s', async () => {
    const foreign = await faultsOf('meta-catalog', { sources: changed(() => 'https://elsewhere.example/a.jpeg') })
    expect(foreign.filter(({ rule }) => rule === 'creative-address-wrong')).toHaveLength(8)
    const unsigned = await faultsOf('meta-catalog', { sources: changed((url) => url.replace(/&s=.*/, '&s=x')) })
    expect(unsigned.filter(({ rule }) => rule === 'creative-address-wrong')).toHaveLength(8)
  })

  it('finds a picture that does not decode, and one of the wrong size', async () => {
    const broken = await faultsOf('snapchat-catalog', {
      deps: {
        blobs: withoutCreatives(service.deps.blobs),
        renderer: { render: async () => ({ ...PICTURE, bytes: new Uint8Array([1, 2, 3]) }) },
      },
    })
    expect(broken.map(({ rule }) => rule)).toContain('creative-unreadable')
    const small = await faultsOf('criteo-catalog', {
      deps: {
        blobs: withoutCreatives(service.deps.blobs),
        renderer: { render: async () => ({ ...PICTURE, bytes: await discPicture() }) },
      },
    })
    expect(small.map(({ rule }) => rule)).toContain('creative-size-wrong')
  })

  it('stands among the findings of a check as an error', async () => {
    const channel = channelOf(shop, 'meta-catalog')
    if (!channel) throw new Error('there is no such channel')
    const check = await checkChannel(shop, channel, feedDeps(shop, service.deps))
    const both = withPictureFaults(check, [
      { offerId: 'a', rule: 'creative-outdated' },
      { offerId: 'b', rule: 'creative-outdated' },
    ])
    expect(both.findings.find(({ rule }) => rule === 'creative-outdated')).toMatchObject({
      severity: 'error',
      count: 2,
      offerIds: ['a', 'b'],
    })
  })
})

const PICTURE = { contentType: 'image/jpeg', width: 1080, height: 1080 } as const

async function offerOf(offerId: string) {
  const offer = await service.deps.catalog.getOffer('default', offerId)
  if (!offer) throw new Error(`there is no offer ${offerId}`)
  return offer
}

/** The catalog with other offers where it is scanned. */
const catalogOf = (
  catalog: TestService['deps']['catalog'],
  change: (offer: Offer) => Offer,
): TestService['deps']['catalog'] => ({
  ...catalog,
  async *scanOffers(shopId) {
    for await (const page of catalog.scanOffers(shopId)) yield page.map(change)
  },
})

/** Blobs that remember no picture, so that each is rendered. */
const withoutCreatives = (blobs: BlobStore): BlobStore => ({
  ...blobs,
  get: async (key) => (key.startsWith('creatives/') ? undefined : blobs.get(key)),
  put: async () => ({ bytes: 0 }),
})
