import { expect, it } from 'vitest'
import type { FeedVersion } from '../../src/feeds/store.ts'
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
