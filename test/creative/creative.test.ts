import sharp from 'sharp'
import { beforeEach, describe, expect, it } from 'vitest'
import { applyEvent } from '../../src/audience/abandonment.ts'
import type { Offer } from '../../src/catalog/offer.ts'
import { type Fetcher, photoKey } from '../../src/catalog/photo.ts'
import { ensurePhoto, isPhoto } from '../../src/catalog/photos.ts'
import { DEFAULT_SETTINGS, type Shop } from '../../src/catalog/shop.ts'
import {
  type AddressDeps,
  type CreativeDeps,
  type CreativeRequest,
  creativeAddress,
  creativeAddresses,
  renderCreative,
  verifyCreativeAddress,
} from '../../src/creative/creative.ts'
import type { CreativeRenderer } from '../../src/creative/ports.ts'
import { nodeDigest } from '../../src/platform/node/digest.ts'
import { inProcessRenderer } from '../../src/platform/node/in-process-renderer.ts'
import { sharpPhotoNormalizer } from '../../src/platform/node/photo-normalizer.ts'
import { AppError } from '../../src/shared/errors.ts'
import { DAY_MS } from '../../src/shared/time.ts'
import { memoryStores } from '../../src/storage/memory.ts'
import { memoryBlobs } from '../../src/storage/memory-blobs.ts'
import { fonts } from './jobs.ts'
import { DRAWINGS, drawn } from './pictures.ts'

const NOW = Date.UTC(2026, 10, 22)
const IMAGE = 'https://shop.example/i/a.png'

const shop: Shop = { shopId: 'demo', name: 'Halden & Co', createdAt: NOW, settings: DEFAULT_SETTINGS }

const OFFER: Offer = {
  offerId: 'halden-1',
  title: 'Halden Round Glasses',
  link: 'https://shop.example/halden',
  imageLink: IMAGE,
  price: { minor: 12_900, currency: 'USD' },
  availability: 'in_stock',
}

const REQUEST: CreativeRequest = {
  shopId: 'demo',
  template: 'reminder',
  placement: 'meta-feed-1x1',
  offerId: 'halden-1',
  format: 'jpeg',
}

interface World extends CreativeDeps, AddressDeps {
  renders: number
  fetches: number
  at: number
  status: number
}

/** Everything a creative stands on, real but for the network. */
function world(): World {
  const inner = inProcessRenderer(fonts)
  const renderer: CreativeRenderer = {
    render(job) {
      deps.renders += 1
      return inner.render(job)
    },
  }
  const fetcher: Fetcher = {
    async fetch(url) {
      deps.fetches += 1
      return { status: deps.status, url, headers: { 'content-type': 'image/png' }, body: drawn(DRAWINGS.transparent) }
    },
  }
  const deps: World = {
    ...memoryStores({ apply: applyEvent }),
    blobs: memoryBlobs(),
    renderer,
    fetcher,
    normalizer: sharpPhotoNormalizer,
    digest: nodeDigest,
    signingKeys: ['a-key-of-at-least-32-characters!'],
    publicUrl: 'https://ads.example',
    renders: 0,
    fetches: 0,
    at: NOW,
    status: 200,
    now: () => deps.at,
  }
  return deps
}

let deps: World
beforeEach(async () => {
  deps = world()
  await deps.catalog.putOffer('demo', OFFER, NOW)
})

async function address(
  changes: { offer?: Partial<Offer>; request?: Partial<CreativeRequest>; shop?: Partial<Shop> } = {},
): Promise<string> {
  const photo = await ensurePhoto('demo', IMAGE, deps)
  if (!isPhoto(photo)) throw new Error(photo.reason)
  return creativeAddress(
    { ...shop, ...changes.shop },
    { ...OFFER, ...changes.offer },
    photo,
    { ...REQUEST, ...changes.request },
    deps,
  )
}

function requestOf(text: string) {
  const url = new URL(text)
  const [, , shopId, template, placement, file] = url.pathname.split('/').map(decodeURIComponent)
  return verifyCreativeAddress(
    { shop: shopId!, template: template!, placement: placement!, file: file!, query: url.searchParams },
    deps,
  )
}

describe('a creative of several offers', () => {
  const other = { ...OFFER, offerId: 'other, 2/3', price: { minor: 5_000, currency: 'USD' } }
  const cart = { ...REQUEST, template: 'cart', withOfferIds: ['other, 2/3', 'gone'] }

  const cartAddress = async (offer: Offer): Promise<string> => {
    const photo = await ensurePhoto('demo', IMAGE, deps)
    if (!isPhoto(photo)) throw new Error(photo.reason)
    return creativeAddress(shop, OFFER, photo, cart, deps, [{ offer, photo }])
  }

  it('is asked for by an address that names them, and changes with any of their prices', async () => {
    await deps.catalog.putOffer('demo', other, NOW)
    const before = await cartAddress(other)
    const request = requestOf(before)
    expect(request.withOfferIds).toEqual(cart.withOfferIds)
    const creative = await renderCreative(shop, request, deps)
    expect(creative).toMatchObject({ current: true, hash: request.version })
    expect(await cartAddress({ ...other, price: { minor: 4_000, currency: 'USD' } })).not.toBe(before)
    expect(() => requestOf(before.replace('gone', 'here'))).toThrow(AppError)
  })

  it('shows six at most', async () => {
    const many = { ...REQUEST, withOfferIds: ['1', '2', '3', '4', '5', '6'] }
    await expect(renderCreative(shop, many, deps)).rejects.toThrow(/at most 5/)
  })
})

describe('the address of a creative', () => {
  it('stays when nothing in the picture changes', async () => {
    const before = await address()
    expect(
      await address({
        offer: { description: 'new', inventory: 3, availability: 'backorder', customLabel0: 'hot', gtins: ['1'] },
      }),
    ).toBe(before)
    deps.at += DAY_MS
    expect(await address()).toBe(before)
  })

  it.each([
    ['price', { offer: { price: { minor: 11_900, currency: 'USD' } } }],
    ['sale price', { offer: { salePrice: { minor: 9_900, currency: 'USD' } } }],
    ['title', { offer: { title: 'Halden Oval Glasses' } }],
    ['noun', { offer: { productTypes: ['Sunglasses'] } }],
    ['placement', { request: { placement: 'meta-feed-4x5' } }],
    ['stage', { request: { stage: 'carted' } }],
    ['message', { request: { message: 'Still on your mind?' } }],
    ['locale', { request: { locale: 'de' } }],
    [
      'colour of the brand',
      { shop: { settings: { ...DEFAULT_SETTINGS, brand: { color: '#ff0044', inkColor: '#000000' } } } },
    ],
    ['name of the shop', { shop: { name: 'Fyr' } }],
  ] as const)('changes with the %s', async (_, changes) => {
    expect(await address(changes)).not.toBe(await address())
  })

  it('changes when a sale begins and changes back when it ends', async () => {
    const offer = {
      salePrice: { minor: 9_900, currency: 'USD' },
      salePriceEffective: { startAt: NOW + DAY_MS, endAt: NOW + 2 * DAY_MS },
    }
    const before = await address({ offer })
    deps.at = NOW + DAY_MS
    const during = await address({ offer })
    deps.at = NOW + 2 * DAY_MS
    expect(during).not.toBe(before)
    expect(await address({ offer })).toBe(before)
  })

  it('speaks of a lower price only while there is one', async () => {
    const dropped = await address({ request: { stage: 'dropped' } })
    await renderCreative(shop, requestOf(dropped), deps)
    const viewed = await address({ request: { stage: 'viewed' } })
    expect(requestOf(dropped).version).toBe(requestOf(viewed).version)
  })

  it('is given for each offer of a page whose photo is there', async () => {
    await ensurePhoto('demo', IMAGE, deps)
    const other = { ...OFFER, offerId: 'halden-2', imageLink: 'https://shop.example/i/none.png' }
    const bare = { ...OFFER, offerId: 'halden-3', imageLink: undefined }
    const addresses = await creativeAddresses(
      shop,
      [OFFER, other, bare],
      { template: 'reminder', placement: 'meta-feed-1x1', format: 'jpeg' },
      deps,
    )
    expect([...addresses.keys()]).toEqual(['halden-1'])
    expect(addresses.get('halden-1')).toBe(await address())
    expect(addresses.get('halden-1')).toMatch(
      /^https:\/\/ads\.example\/creatives\/demo\/reminder\/meta-feed-1x1\/halden-1\.jpeg\?v=[0-9a-f]{32}&s=[\w-]{43}$/,
    )
  })

  it.each([
    ['template', { template: 'poster' }, /"poster" is not known; there are reminder/],
    ['style', { style: 'baroque' }, /minimal/],
    ['placement', { placement: 'billboard' }, /meta-feed-1x1/],
    ['placement without overlays', { placement: 'gmc-image' }, /takes no text/],
    ['locale', { locale: 'not a locale' }, /language tag/],
    ['message', { message: 'x'.repeat(121) }, /at most 120/],
  ] as const)('is refused for a %s that cannot be', async (_, request, words) => {
    await expect(address({ request })).rejects.toThrow(words)
    await expect(address({ request })).rejects.toBeInstanceOf(AppError)
  })
})

describe('rendering a creative', () => {
  it('gives a picture of the size of its placement and keeps it', async () => {
    const request = requestOf(await address())
    const first = await renderCreative(shop, request, deps)
    expect(first).toMatchObject({
      contentType: 'image/jpeg',
      width: 1080,
      height: 1080,
      hash: request.version,
      current: true,
    })
    expect(await sharp(first.bytes).metadata()).toMatchObject({ format: 'jpeg', width: 1080, height: 1080 })
    const second = await renderCreative(shop, request, deps)
    expect(deps.renders).toBe(1)
    expect(Buffer.from(second.bytes).equals(Buffer.from(first.bytes))).toBe(true)
  })

  it('renders once for many who ask at the same time', async () => {
    const request = requestOf(await address())
    const all = await Promise.all(Array.from({ length: 8 }, () => renderCreative(shop, request, deps)))
    expect(deps.renders).toBe(1)
    expect(new Set(all.map(({ hash }) => hash)).size).toBe(1)
  })

  it('gives the picture of an old address while it is kept, after it today’s, and says so', async () => {
    const request = requestOf(await address())
    await renderCreative(shop, request, deps)
    await deps.catalog.putOffer('demo', { ...OFFER, price: { minor: 9_900, currency: 'USD' } }, NOW)
    expect(await renderCreative(shop, request, deps)).toMatchObject({ hash: request.version, current: true })
    await deps.blobs.delete(`creatives/demo/${request.version}.jpeg`)
    const today = await renderCreative(shop, request, deps)
    expect(today.current).toBe(false)
    expect(today.hash).not.toBe(request.version)
  })

  it('gives the kept picture of an offer that is gone, and is not found without one', async () => {
    const request = requestOf(await address())
    await renderCreative(shop, request, deps)
    await deps.catalog.deleteOffer('demo', 'halden-1', NOW)
    expect((await renderCreative(shop, request, deps)).current).toBe(true)
    await expect(renderCreative(shop, { ...request, version: 'f'.repeat(32) }, deps)).rejects.toMatchObject({
      code: 'not-found',
    })
  })

  it('fetches a photo that nobody has fetched yet', async () => {
    const creative = await renderCreative(shop, REQUEST, deps)
    expect(deps.fetches).toBe(1)
    expect(creative.hash).toBe(requestOf(await address()).version)
    expect(creative.current).toBe(true)
  })

  it('shows the initial where the photo cannot be had, and leaves its host alone for a while', async () => {
    deps.status = 404
    const creative = await renderCreative(shop, REQUEST, deps)
    expect(creative.bytes.length).toBeGreaterThan(1_000)
    await deps.blobs.delete(`creatives/demo/${creative.hash}.jpeg`)
    await renderCreative(shop, REQUEST, deps)
    expect(deps.fetches).toBe(1)
    deps.status = 200
    deps.at += 6 * 60_000
    expect((await renderCreative(shop, REQUEST, deps)).hash).not.toBe(creative.hash)
  })

  it('uses the logo of the brand', async () => {
    const plain = await renderCreative(shop, { ...REQUEST, format: 'png' }, deps)
    await deps.blobs.put(
      'logos/demo.png',
      await sharp({ create: { width: 300, height: 80, channels: 4, background: '#ff0000' } })
        .png()
        .toBuffer(),
    )
    const branded: Shop = {
      ...shop,
      settings: { ...DEFAULT_SETTINGS, brand: { ...DEFAULT_SETTINGS.brand, logoKey: 'logos/demo.png' } },
    }
    const withLogo = await renderCreative(branded, { ...REQUEST, format: 'png' }, deps)
    expect(withLogo.hash).not.toBe(plain.hash)
    const { data, info } = await sharp(withLogo.bytes).removeAlpha().raw().toBuffer({ resolveWithObject: true })
    let red = 0
    for (let index = 0; index < data.length; index += info.channels)
      if (data[index] === 255 && data[index + 1] === 0) red++
    expect(red).toBeGreaterThan(1_000)
  })

  it('holds nothing in its keys but the shop and the hash', async () => {
    const { hash } = await renderCreative(shop, REQUEST, deps)
    expect(await deps.blobs.has(`creatives/demo/${hash}.jpeg`)).toBe(true)
    const photo = await deps.photos.find('demo', IMAGE)
    expect(await deps.blobs.has(photoKey(photo!.hash))).toBe(true)
  })
})
