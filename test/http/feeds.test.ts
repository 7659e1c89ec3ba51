import { gunzipSync } from 'node:zlib'
import { beforeEach, describe, expect, it } from 'vitest'
import { steadyAudience } from '../../src/http/steady-audience.ts'
import { createUpkeep } from '../../src/http/upkeep.ts'
import { offerJson, type TestService, testService } from './service.ts'

let service: TestService
let admin: string
let feed: string
beforeEach(async () => {
  service = await testService()
  admin = await service.key('admin')
  feed = await service.key('feed', 'default')
  await service.json('PUT', '/v1/offers/a', offerJson('a'), { key: admin })
})

const PATH = '/feeds/default/google-merchant.xml'
const get = (path = PATH, headers: Record<string, string> = {}, method = 'GET') =>
  service.request(`${path}?token=${feed}`, { method, headers })

describe('a feed', () => {
  it.each([
    ['google-merchant.xml', 'application/xml; charset=utf-8', '<rss'],
    ['google-merchant.tsv', 'text/tab-separated-values; charset=utf-8', 'title'],
    ['meta-catalog.csv', 'text/csv; charset=utf-8', 'title'],
    ['meta-catalog.xml', 'application/xml; charset=utf-8', '<rss'],
  ])('%s is built when it is first asked for', async (file, type, content) => {
    const response = await get(`/feeds/default/${file}`)
    expect(response.status).toBe(200)
    expect(response.headers.get('Content-Type')).toBe(type)
    const text = await response.text()
    expect(text).toContain(content)
    expect(text).toContain('Offer a')
    const gzip = await get(`/feeds/default/${file}.gz`)
    expect(gzip.headers.get('Content-Type')).toBe('application/gzip')
    expect(gunzipSync(new Uint8Array(await gzip.arrayBuffer())).toString()).toBe(text)
  })

  it('is built once for many who ask first', async () => {
    const responses = await Promise.all(Array.from({ length: 8 }, () => get()))
    expect(responses.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 200))
    expect(new Set(responses.map(({ headers }) => headers.get('x-feed-built-at'))).size).toBe(1)
    expect((await service.deps.feeds.list('default')).length).toBe(1)
    expect(await service.deps.metrics.expose()).toContain('feed_build_seconds_count 1\n')
  })

  it('tells who has it that it did not change', async () => {
    const first = await get()
    const etag = first.headers.get('ETag') as string
    const date = first.headers.get('Last-Modified') as string
    expect((await get(PATH, { 'If-None-Match': etag })).status).toBe(304)
    expect((await get(PATH, { 'If-Modified-Since': date })).status).toBe(304)
    expect((await get(PATH, { 'If-None-Match': '"other"', 'If-Modified-Since': date })).status).toBe(200)
  })

  it('tells HEAD what it would tell GET', async () => {
    const whole = await get()
    const head = await get(PATH, {}, 'HEAD')
    expect(head.status).toBe(200)
    for (const name of ['Content-Length', 'ETag', 'Last-Modified', 'Content-Type'])
      expect(head.headers.get(name), name).toBe(whole.headers.get(name))
    expect(await head.text()).toBe('')
  })

  it('gives a part of itself', async () => {
    const text = await (await get()).text()
    const part = await get(PATH, { Range: 'bytes=5-14' })
    expect(part.status).toBe(206)
    expect(part.headers.get('Content-Range')).toBe(`bytes 5-14/${new TextEncoder().encode(text).length}`)
    expect(await part.text()).toBe(text.slice(5, 15))
    expect((await get(PATH, { Range: 'bytes=9999999-' })).status).toBe(416)
  })

  it('stays the last good one while the next cannot be built', async () => {
    const text = await (await get()).text()
    const failing = await testService({
      ...service.deps,
      catalog: {
        ...service.deps.catalog,
        scanOffers() {
          throw new Error('the disk is gone')
        },
      },
    })
    const response = await failing.request(`${PATH}?token=${feed}`)
    expect(response.status).toBe(200)
    expect(await response.text()).toBe(text)
    expect((await failing.request(`/feeds/default/google-merchant.tsv?token=${feed}`)).status).toBe(500)
  })

  it.each([
    'google-merchant.json',
    'google-merchant.csv.zip',
    'google-merchant',
    'nonsense.xml',
    '__proto__.xml',
    'constructor.csv',
    '.xml',
  ])('is not %s', async (file) => {
    expect((await get(`/feeds/default/${file}`)).status).toBe(404)
  })

  it('is counted by channel and status, and its token is in no log line', async () => {
    const etag = (await get()).headers.get('ETag') as string
    await get(PATH, { 'If-None-Match': etag })
    const text = await service.deps.metrics.expose()
    expect(text).toContain('feed_requests_total{channel="google-merchant",status="200"} 1')
    expect(text).toContain('feed_requests_total{channel="google-merchant",status="304"} 1')
    expect(service.lines.join('')).not.toContain(feed)
    expect(service.lines.at(-1)).toContain('"route":"/feeds/:shop/:file"')
  })
})

describe('who fetched a feed', () => {
  it('is kept by key, status and version, and told with the state of every feed', async () => {
    const read = await service.key('read', 'default')
    const list = async () => {
      const response = await service.request('/v1/feeds', { key: read })
      expect(response.status).toBe(200)
      const { feeds } = (await response.json()) as { feeds: Record<string, unknown>[] }
      return feeds.find(({ channel, format }) => channel === 'google-merchant' && format === 'rss')
    }
    expect(await list()).toMatchObject({ name: 'Google Merchant Center', fetches: [] })
    const etag = (await get()).headers.get('ETag') as string
    service.clock.at += 60_000
    await get(PATH, { 'If-None-Match': etag })
    await service.request(PATH, { key: admin, headers: { 'Accept-Encoding': 'gzip' } })
    const [, feedId] = /^sg_feed_([A-Za-z0-9]+)_/.exec(feed) ?? []
    expect(await list()).toMatchObject({
      address: 'https://ads.shop.example/feeds/default/google-merchant.xml',
      built: { items: 1, excluded: 0, etag, isStale: false },
      fetches: [
        { status: 200, gzip: true, etag, isCurrent: true, at: '2026-11-24T12:01:00.000Z' },
        { keyId: feedId, status: 304, gzip: false, etag, isCurrent: true },
      ],
    })
    await service.json('PUT', '/v1/offers/a', offerJson('a', { title: 'Another' }), { key: admin })
    expect(await list()).toMatchObject({ built: { isStale: true } })
    await createUpkeep(service.deps).feeds()
    expect(await list()).toMatchObject({ built: { isStale: false }, fetches: [{ isCurrent: false }, {}] })
    const kept = await service.deps.feeds.listFetches('default', { limit: 10 })
    expect(kept.map(({ status }) => status)).toEqual([200, 304, 200])
    expect(JSON.stringify(kept)).not.toContain(feed)
  })

  it('keeps nobody from the feed where it cannot be noted', async () => {
    const deaf = await testService({
      ...service.deps,
      feeds: {
        ...service.deps.feeds,
        async recordFetch() {
          throw new Error('the disk is full')
        },
      },
    })
    expect((await deaf.request(`${PATH}?token=${feed}`)).status).toBe(200)
    expect(service.lines.join('')).toContain('a fetch could not be noted')
  })

  it('is not told to a key that may only fetch feeds', async () => {
    expect((await service.request('/v1/feeds', { key: feed })).status).toBe(403)
  })
})

describe('the upkeep of feeds', () => {
  it('has a change in the served feed at its next round', async () => {
    const upkeep = createUpkeep(service.deps)
    await upkeep.feeds()
    await service.json('PUT', '/v1/offers/a', offerJson('a', { title: 'Another title' }), { key: admin })
    await upkeep.feeds()
    expect(await (await get()).text()).toContain('Another title')
    await service.request('/v1/offers/a', { method: 'DELETE', key: admin })
    await service.json('PUT', '/v1/offers/b', offerJson('b', { title: 'In its place' }), { key: admin })
    await upkeep.feeds()
    const text = await (await get()).text()
    expect(text).not.toContain('Another title')
    expect(text).toContain('In its place')
  })

  it('keeps a feed fresh that is built on demand, from its first fetch on', async () => {
    const upkeep = createUpkeep(service.deps)
    const path = '/feeds/default/tiktok-catalog.csv'
    await upkeep.feeds()
    const built = async () => (await service.deps.feeds.list('default')).map(({ channelId }) => channelId)
    expect(await built()).not.toContain('tiktok-catalog')
    expect(await (await get(path)).text()).toContain('Offer a')
    await service.json('PUT', '/v1/offers/a', offerJson('a', { title: 'Another title' }), { key: admin })
    await upkeep.feeds()
    expect(await (await get(path)).text()).toContain('Another title')
  })

  it('raises an alarm where a feed cannot be built or would be emptied, and serves the last good one', async () => {
    const text = await (await get()).text()
    await service.request('/v1/offers/a', { method: 'DELETE', key: admin })
    await createUpkeep(service.deps).feeds()
    expect(await (await get()).text()).toBe(text)
    expect(service.lines.join('')).toContain('an empty feed would have the platform delete them all')
    expect(await service.deps.metrics.expose()).toContain(
      'feed_failures_total{channel="google-merchant",reason="held"} 1',
    )
    const broken = await testService({
      ...service.deps,
      blobs: {
        ...service.deps.blobs,
        async put() {
          throw new Error('no space left')
        },
      },
    })
    await service.json('PUT', '/v1/offers/a', offerJson('a', { title: 'Back' }), { key: admin })
    await createUpkeep(broken.deps).feeds()
    expect(await (await broken.request(`${PATH}?token=${feed}`)).text()).toBe(text)
    expect(service.lines.join('')).toContain('no space left')
    expect(await service.deps.metrics.expose()).toContain(
      'feed_failures_total{channel="google-merchant",reason="fault"}',
    )
  })

  it('makes all ad images’ addresses anew where the signing key is another', async () => {
    const meta = '/feeds/default/meta-catalog.csv'
    await get(meta)
    const hashOf = async () => (await service.deps.feeds.current('default', 'meta-catalog', 'csv'))?.inputs
    const before = await hashOf()
    const moved = { ...service.deps, signingKeys: ['another key that signs, long enough'] }
    await createUpkeep(moved).feeds()
    expect(await hashOf()).not.toBe(before)
  })
})

describe('figures of visitors', () => {
  it('stay the same for a while, faults aside', async () => {
    let asked = 0
    let revision = 1
    let now = 0
    const steady = steadyAudience(
      {
        revision: async () => revision,
        buyerFigures: async () => new Map(),
        async offerFigures() {
          asked++
          if (asked === 1) throw new Error('busy')
          return new Map()
        },
      },
      { now: () => now, ageMaxMs: 1000 },
    )
    const options = { from: 0, to: 1, purchaseCloses: 'offer' } as const
    await expect(steady.offerFigures('one', options)).rejects.toThrow('busy')
    await steady.offerFigures('one', options)
    revision = 2
    now = 999
    await steady.offerFigures('one', options)
    expect([asked, await steady.revision('one')]).toEqual([2, 1])
    now = 1000
    expect(await steady.revision('one')).toBe(2)
    await steady.offerFigures('one', options)
    expect(asked).toBe(3)
  })
})
