import { describe, expect, it } from 'vitest'
import type { FetchedResource, Fetcher, NormalizedPhoto, PhotoNormalizer } from '../../src/catalog/photo.ts'
import { ensurePhoto, fetchMissingPhotos, isPhoto, type PhotoDeps } from '../../src/catalog/photos.ts'
import { nodeDigest } from '../../src/platform/node/digest.ts'
import { AppError } from '../../src/shared/errors.ts'
import { HOUR_MS } from '../../src/shared/time.ts'
import { memoryBlobs } from '../../src/storage/memory-blobs.ts'
import { bytesOf, importText, LEAST, NOW, openStores, SHOP } from './fixtures.ts'

const PICTURE = bytesOf('picture')
const NORMALIZED: NormalizedPhoto = {
  bytes: bytesOf('normalized'),
  contentType: 'image/jpeg',
  width: 800,
  height: 600,
  sourceWidth: 1600,
  sourceHeight: 1200,
  ground: 'white',
  subject: { left: 0.1, top: 0.1, right: 0.9, bottom: 0.9 },
}

/** A web that answers from a table and remembers what it was asked. */
function webOf(answers: Readonly<Record<string, Partial<FetchedResource> | AppError>>): Fetcher & { asked: string[] } {
  const asked: string[] = []
  return {
    asked,
    fetch: async (url) => {
      asked.push(url)
      const answer = answers[url] ?? { status: 404 }
      if (answer instanceof AppError) throw answer
      return { status: 200, url, headers: { 'content-type': 'image/jpeg' }, body: PICTURE, ...answer }
    },
  }
}

const normalizer: PhotoNormalizer = {
  normalize: async (bytes) => {
    if (bytes !== PICTURE) throw new AppError('invalid', 'this is no picture')
    return NORMALIZED
  },
}

async function depsWith(
  fetcher: Fetcher,
): Promise<PhotoDeps & { stores: Awaited<ReturnType<typeof openStores>>; clock: { now: number } }> {
  const stores = await openStores()
  const clock = { now: NOW }
  return {
    stores,
    clock,
    photos: stores.photos,
    fetcher,
    normalizer,
    blobs: memoryBlobs(),
    digest: nodeDigest,
    now: () => clock.now,
  }
}

const URL_A = 'https://cdn.example/a.jpg'

describe('ensurePhoto', () => {
  it('fetches a photo once and keeps its bytes under their hash', async () => {
    const web = webOf({ [URL_A]: {} })
    const deps = await depsWith(web)
    const photo = await ensurePhoto(SHOP.shopId, URL_A, deps)
    expect(photo).toEqual({
      shopId: SHOP.shopId,
      url: URL_A,
      hash: nodeDigest.sha256(NORMALIZED.bytes),
      width: 800,
      height: 600,
      sourceWidth: 1600,
      sourceHeight: 1200,
      ground: 'white',
      subject: NORMALIZED.subject,
      fetchedAt: NOW,
    })
    expect(await deps.blobs.get(`photos/${nodeDigest.sha256(NORMALIZED.bytes)}`)).toEqual(NORMALIZED.bytes)
    expect(await ensurePhoto(SHOP.shopId, URL_A, deps)).toEqual(photo)
    expect(web.asked).toEqual([URL_A])
  })

  const faults: Record<string, [answer: Partial<FetchedResource> | AppError, reason: RegExp]> = {
    'an answer that is no success': [{ status: 403 }, /status 403; expected 200/],
    'an empty answer': [{ body: new Uint8Array(0) }, /answers with nothing/],
    'a web page': [{ headers: { 'content-type': 'text/html; charset=utf-8' } }, /a web page; expected a JPEG/],
    'bytes that are no picture': [{ body: bytesOf('junk') }, /this is no picture/],
    'an address that is blocked': [new AppError('invalid', 'will not fetch "http://10.0.0.1/"'), /will not fetch/],
  }
  for (const [name, [answer, reason]] of Object.entries(faults))
    it(`keeps as a fault: ${name}`, async () => {
      const deps = await depsWith(webOf({ [URL_A]: answer }))
      const outcome = await ensurePhoto(SHOP.shopId, URL_A, deps)
      expect(isPhoto(outcome)).toBe(false)
      expect(outcome).toEqual({ shopId: SHOP.shopId, url: URL_A, reason: expect.stringMatching(reason), failedAt: NOW })
      expect(await deps.photos.find(SHOP.shopId, URL_A)).toBeUndefined()
    })

  it('puts the bytes before the row', async () => {
    const deps = await depsWith(webOf({ [URL_A]: {} }))
    const blobs = { ...deps.blobs, put: () => Promise.reject(new Error('disk full')) }
    await expect(ensurePhoto(SHOP.shopId, URL_A, { ...deps, blobs })).rejects.toThrow('disk full')
    expect(await deps.photos.find(SHOP.shopId, URL_A)).toBeUndefined()
  })
})

describe('fetchMissingPhotos', () => {
  const lines = (count: number) =>
    Array.from({ length: count }, (_, at) =>
      JSON.stringify({ ...LEAST, id: `id-${at}`, image_link: `https://cdn.example/${at}.jpg` }),
    ).join('\n')

  it('fetches what offers name, counts the photos, and leaves faults alone for six hours', async () => {
    const web = webOf({ 'https://cdn.example/0.jpg': {}, 'https://cdn.example/2.jpg': {} })
    const deps = await depsWith(web)
    await importText(deps.stores, lines(3))
    expect(await fetchMissingPhotos(SHOP.shopId, { limit: 10 }, deps)).toBe(2)
    expect(web.asked).toHaveLength(3)
    deps.clock.now = NOW + 5 * HOUR_MS
    expect(await fetchMissingPhotos(SHOP.shopId, { limit: 10 }, deps)).toBe(0)
    expect(web.asked).toHaveLength(3)
    deps.clock.now = NOW + 6 * HOUR_MS + 1
    expect(await fetchMissingPhotos(SHOP.shopId, { limit: 10 }, deps)).toBe(0)
    expect(web.asked.slice(3)).toEqual(['https://cdn.example/1.jpg'])
  })

  it('fetches no more than it was asked to', async () => {
    const web = webOf({})
    const deps = await depsWith(web)
    await importText(deps.stores, lines(9))
    await fetchMissingPhotos(SHOP.shopId, { limit: 4 }, deps)
    expect(web.asked).toHaveLength(4)
  })
})
