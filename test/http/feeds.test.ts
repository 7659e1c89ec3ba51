import { gunzipSync } from 'node:zlib'
import { beforeEach, describe, expect, it } from 'vitest'
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
