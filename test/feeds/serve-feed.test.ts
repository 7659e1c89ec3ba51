import { gunzipSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import { buildFeed } from '../../src/feeds/build.ts'
import {
  type FeedAnswer,
  type FeedRequest,
  feedFileName,
  parseFeedFileName,
  serveFeed,
} from '../../src/feeds/serve-feed.ts'
import { type FeedVersion, feedKey } from '../../src/feeds/store.ts'
import { type FeedHouse, openHouse } from './feed-house.ts'
import { GOOGLE, NOW, SHOP } from './fixture.ts'

let house: FeedHouse
let version: FeedVersion

beforeAll(async () => {
  house = await openHouse()
  version = await buildFeed(SHOP, GOOGLE, 'rss', house.deps)
})

const ask = async (request: Partial<FeedRequest>): Promise<FeedAnswer> => {
  const current = () => house.stores.feeds.current(SHOP.shopId, GOOGLE.id, 'rss')
  const answer = await serveFeed(
    { method: 'GET', gzip: false, ...request },
    { current, blobs: house.deps.blobs, now: () => NOW + 90_500 },
  )
  if (!answer) throw new Error('there is no feed')
  return answer
}

const bytesOf = async ({ body }: FeedAnswer): Promise<Uint8Array> =>
  new Uint8Array(await new Response(body ?? null).arrayBuffer())

const modified = new Date(NOW).toUTCString()

describe('the whole feed', () => {
  it('comes with its type, length, validators and figures', async () => {
    const answer = await ask({})
    expect(answer.status).toBe(200)
    expect(answer.headers).toEqual({
      'content-type': 'application/xml; charset=utf-8',
      'content-length': String(version.bytes),
      etag: `"${version.hash}"`,
      'last-modified': modified,
      'accept-ranges': 'bytes',
      'cache-control': 'private, no-cache',
      vary: 'accept-encoding',
      'x-feed-items': '5',
      'x-feed-built-at': '2026-11-22T12:00:00.000Z',
      'x-feed-age': '90',
    })
    expect(new TextDecoder().decode(await bytesOf(answer))).toBe(await house.read(version))
  })

  it('is sent compressed to who can read that, under another ETag', async () => {
    const answer = await ask({ acceptEncoding: 'br, gzip;q=0.8' })
    expect(answer.headers).toMatchObject({
      'content-type': 'application/xml; charset=utf-8',
      'content-encoding': 'gzip',
      'content-length': String(version.gzipBytes),
      etag: `"${version.hash}-gz"`,
    })
    expect(gunzipSync(await bytesOf(answer)).toString()).toBe(await house.read(version))
  })

  it.each(['', 'identity', 'br', 'gzip;q=0', 'deflate, gzip; q=0.0', '*;q=0'])(
    'is sent plain to who accepts "%s"',
    async (acceptEncoding) => {
      expect((await ask({ acceptEncoding })).headers['content-encoding']).toBeUndefined()
    },
  )

  it('is a gzip file where the address says so, not an encoded XML file', async () => {
    const answer = await ask({ gzip: true, acceptEncoding: 'gzip' })
    expect(answer.headers).toMatchObject({
      'content-type': 'application/gzip',
      etag: `"${version.hash}-gz"`,
      'content-length': String(version.gzipBytes),
    })
    expect(answer.headers['content-encoding']).toBeUndefined()
    expect(answer.headers.vary).toBeUndefined()
    expect(gunzipSync(await bytesOf(answer)).toString()).toBe(await house.read(version))
  })

  it('has the same headers for HEAD and no body', async () => {
    const head = await ask({ method: 'HEAD' })
    expect(head).toEqual({ status: 200, headers: (await ask({})).headers, hash: version.hash, isGzip: false })
  })
})

describe('a conditional request', () => {
  it.each([
    ['the ETag', { ifNoneMatch: () => `"${version.hash}"` }],
    ['one of several ETags', { ifNoneMatch: () => `"x", W/"${version.hash}"` }],
    ['any ETag', { ifNoneMatch: () => '*' }],
    ['the date', { ifModifiedSince: () => modified }],
    ['a later date', { ifModifiedSince: () => new Date(NOW + 5000).toUTCString() }],
    [
      'the compressed ETag, accepting gzip',
      { ifNoneMatch: () => `"${version.hash}-gz"`, acceptEncoding: () => 'gzip' },
    ],
  ])('with %s is answered 304 without a body', async (_, given) => {
    const request = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, value()]))
    const answer = await ask(request)
    expect(answer.status).toBe(304)
    expect(answer.body).toBeUndefined()
    expect(answer.headers.etag).toMatch(/^"[0-9a-f]{64}(-gz)?"$/)
    expect(answer.headers['content-length']).toBeUndefined()
  })

  it.each([
    ['another ETag', { ifNoneMatch: '"x"' }],
    ['another ETag, whatever the date', { ifNoneMatch: '"x"', ifModifiedSince: modified }],
    ['an earlier date', { ifModifiedSince: new Date(NOW - 1000).toUTCString() }],
    ['no date at all', { ifModifiedSince: 'yesterday' }],
  ])('with %s is answered in full', async (_, request) => {
    expect((await ask(request)).status).toBe(200)
  })

  it('with the ETag of the other representation is answered in full', async () => {
    expect((await ask({ ifNoneMatch: `"${version.hash}-gz"` })).status).toBe(200)
  })
})

describe('a range', () => {
  it.each([
    ['from the beginning', 'bytes=0-9', 0, 10],
    ['in the middle', 'bytes=5-14', 5, 15],
    ['one byte', 'bytes=7-7', 7, 8],
    ['to the end', 'bytes=20-', 20, undefined],
    ['beyond the end', 'bytes=20-99999999', 20, undefined],
    ['the last bytes', 'bytes=-12', -12, undefined],
  ])('%s is answered with those bytes', async (_, range, start, end) => {
    const answer = await ask({ range, acceptEncoding: 'gzip' })
    const whole = new TextEncoder().encode(await house.read(version))
    const expected = whole.slice(start, end)
    const first = start < 0 ? whole.length + start : start
    expect(answer.status).toBe(206)
    expect(await bytesOf(answer)).toEqual(expected)
    expect(answer.headers).toMatchObject({
      'content-range': `bytes ${first}-${first + expected.length - 1}/${whole.length}`,
      'content-length': String(expected.length),
      etag: `"${version.hash}"`,
    })
  })

  it('of the gzip file counts bytes of the gzip file', async () => {
    const answer = await ask({ gzip: true, range: 'bytes=0-1' })
    expect([...(await bytesOf(answer))]).toEqual([0x1f, 0x8b])
    expect(answer.headers['content-range']).toBe(`bytes 0-1/${version.gzipBytes}`)
  })

  it.each([
    ['after the end', 'bytes=99999999-'],
    ['of no last bytes', 'bytes=-0'],
  ])('%s cannot be satisfied', async (_, range) => {
    const answer = await ask({ range })
    expect(answer.status).toBe(416)
    expect(answer.headers['content-range']).toBe(`bytes */${version.bytes}`)
    expect(answer.body).toBeUndefined()
  })

  it.each([
    ['several ranges', { range: 'bytes=0-1,5-6' }],
    ['another unit', { range: 'lines=0-1' }],
    ['nonsense', { range: 'bytes=-' }],
    ['an end before its beginning', { range: 'bytes=9-3' }],
    ['a HEAD request', { method: 'HEAD' as const, range: 'bytes=0-1' }],
    ['a range of another version by its ETag', { range: 'bytes=0-1', ifRange: '"x"' }],
    ['a range of another version by its date', { range: 'bytes=0-1', ifRange: new Date(0).toUTCString() }],
  ])('is not followed for %s', async (_, request) => {
    const answer = await ask(request)
    expect(answer.status).toBe(200)
    expect(answer.headers['content-length']).toBe(String(version.bytes))
  })

  it('is followed when the version is still the one that was begun', async () => {
    expect((await ask({ range: 'bytes=0-1', ifRange: `"${version.hash}"` })).status).toBe(206)
    expect((await ask({ range: 'bytes=0-1', ifRange: modified })).status).toBe(206)
  })
})

describe('a version whose files are gone', () => {
  it('is looked up again, since a newer one took its place', async () => {
    const gone = { ...version, buildId: 'gone' }
    const versions = [gone, version]
    const answer = await serveFeed(
      { method: 'GET', gzip: false },
      { current: async () => versions.shift(), blobs: house.deps.blobs, now: () => NOW },
    )
    expect(answer?.status).toBe(200)
  })

  it('is no feed when it stays so', async () => {
    const request = { method: 'GET', gzip: false } as const
    const gone = { ...version, buildId: 'gone' }
    expect(
      await serveFeed(request, { current: async () => gone, blobs: house.deps.blobs, now: () => NOW }),
    ).toBeUndefined()
    expect(
      await serveFeed(request, { current: async () => undefined, blobs: house.deps.blobs, now: () => NOW }),
    ).toBeUndefined()
    expect(feedKey(gone)).toBe('feeds/lumen/google-merchant/gone.rss.gz')
  })
})

describe('the names of feed files', () => {
  it.each([
    ['google-merchant.xml', { channelId: 'google-merchant', format: 'rss', gzip: false }],
    ['google-merchant.tsv.gz', { channelId: 'google-merchant', format: 'tsv', gzip: true }],
    ['meta-catalog.csv', { channelId: 'meta-catalog', format: 'csv', gzip: false }],
    ['meta-catalog.xml.gz', { channelId: 'meta-catalog', format: 'rss', gzip: true }],
  ] as const)('%s', (name, file) => {
    expect(parseFeedFileName(name)).toEqual(file)
    expect(feedFileName(file)).toBe(name)
  })

  it.each([
    'google-merchant.csv',
    'google-merchant',
    'nowhere.xml',
    'meta-catalog.xml.gz.gz',
    '../meta-catalog.xml',
    'meta-catalog.rss',
    '__proto__.xml',
    '',
  ])('"%s" is none', (name) => {
    expect(parseFeedFileName(name)).toBeUndefined()
  })
})
