import { expect, it } from 'vitest'
import type { FeedFetch, FeedVersion } from '../../src/feeds/store.ts'
import { onEveryBackEnd } from './back-ends.ts'

const version = (hash: string, more: Partial<FeedVersion> = {}): FeedVersion => ({
  shopId: 'one',
  channelId: 'google-merchant',
  format: 'rss',
  buildId: 'build-1',
  hash,
  bytes: 100,
  gzipBytes: 40,
  items: 3,
  excluded: 1,
  rejections: [{ offerId: 'x', attribute: 'price', rule: 'price-missing', message: 'offer "x": no price' }],
  changedAt: 1,
  builtAt: 2,
  catalogRevision: 3,
  audienceRevision: 4,
  ...more,
})

onEveryBackEnd('feed store', (stores) => {
  it('points at the published version and hands back the one before', async () => {
    const { feeds } = stores()
    expect(await feeds.publish(version('a'))).toBeUndefined()
    expect(await feeds.publish(version('b'))).toEqual(version('a'))
    expect(await feeds.current('one', 'google-merchant', 'rss')).toEqual(version('b'))
  })

  it('keeps shops, channels and formats apart', async () => {
    const { feeds } = stores()
    const all = [
      version('a'),
      version('b', { format: 'tsv' }),
      version('c', { channelId: 'meta-catalog', format: 'csv' }),
      version('d', { shopId: 'two' }),
    ]
    for (const made of all) expect(await feeds.publish(made)).toBeUndefined()
    expect((await feeds.list('one')).map(({ hash }) => hash)).toEqual(['a', 'b', 'c'])
    expect((await feeds.list('two')).map(({ hash }) => hash)).toEqual(['d'])
    expect(await feeds.current('two', 'google-merchant', 'tsv')).toBeUndefined()
  })
})

const fetchOf = (at: number, more: Partial<FeedFetch> = {}): FeedFetch => ({
  shopId: 'one',
  channelId: 'google-merchant',
  format: 'rss',
  keyId: 'google',
  at,
  status: 200,
  gzip: true,
  hash: 'a',
  ...more,
})

onEveryBackEnd('the log of fetches', (stores) => {
  it('gives back what was noted, newest first, of one feed or of all', async () => {
    const { feeds } = stores()
    const other = fetchOf(2, { channelId: 'meta-catalog', format: 'csv', keyId: 'meta', status: 304, gzip: false })
    for (const fetch of [fetchOf(1), other, fetchOf(3, { hash: 'b' })]) await feeds.recordFetch(fetch)
    expect(await feeds.listFetches('one', { limit: 10 })).toEqual([fetchOf(3, { hash: 'b' }), other, fetchOf(1)])
    expect(await feeds.listFetches('one', { limit: 1 })).toEqual([fetchOf(3, { hash: 'b' })])
    const feed = { channelId: 'meta-catalog', format: 'csv' } as const
    expect(await feeds.listFetches('one', { feed, limit: 10 })).toEqual([other])
    expect(await feeds.listFetches('two', { limit: 10 })).toEqual([])
  })

  it('knows the last fetch of each consumer', async () => {
    const { feeds } = stores()
    const all = [fetchOf(1), fetchOf(2, { keyId: 'bing' }), fetchOf(3, { status: 304 }), fetchOf(4, { format: 'tsv' })]
    for (const fetch of [...all, fetchOf(5, { shopId: 'two' })]) await feeds.recordFetch(fetch)
    expect((await feeds.lastFetches('one')).map(({ at }) => at)).toEqual([4, 3, 2])
  })

  it('keeps the last thousand of each feed', async () => {
    const { feeds } = stores()
    await feeds.recordFetch(fetchOf(0, { format: 'tsv' }))
    for (let at = 1; at <= 1002; at++) await feeds.recordFetch(fetchOf(at))
    const kept = await feeds.listFetches('one', { limit: 5000 })
    expect(kept).toHaveLength(1001)
    expect(kept.at(-1)?.format).toBe('tsv')
    expect(kept.at(-2)?.at).toBe(3)
  })
})
