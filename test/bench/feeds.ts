import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { fragment } from 'xmlbuilder2'
import { DEFAULT_SETTINGS, type Shop } from '../../src/catalog/shop.ts'
import type { Channel } from '../../src/channels/channel.ts'
import type { FeedDeps } from '../../src/feeds/build.ts'
import type { FeedContext } from '../../src/feeds/context.ts'
import type { Row } from '../../src/feeds/row.ts'
import { built } from './built.ts'
import { compare, print } from './measure.ts'
import { seededOffers } from './seeded-offers.ts'

const ITEMS = 10_000
/** Items a round for the writers alone: enough to be timed, few enough for many rounds. */
const WRITER_ITEMS = 1_000
const NOW = Date.UTC(2026, 10, 22)

const shop: Shop = { shopId: 'bench', name: 'Bench', createdAt: NOW, settings: DEFAULT_SETTINGS }

/** Rows to XML, ours against the library whose bytes ours must equal. */
export async function benchWriters(budgetMs: number): Promise<void> {
  const [{ project }, { rssItemWriter }, { escapeXml }, google] = await Promise.all([
    built<typeof import('../../src/feeds/project.ts')>('feeds/project.js'),
    built<typeof import('../../src/feeds/write-rss.ts')>('feeds/write-rss.js'),
    built<typeof import('../../src/shared/xml.ts')>('shared/xml.js'),
    channelNamed('google-merchant'),
  ])
  const context: FeedContext = {
    channel: google,
    shopName: shop.name,
    now: NOW,
    creativeUrls: new Map(),
    figures: new Map(),
    groupIdsTaken: new Set(),
  }
  const rows = seededOffers(WRITER_ITEMS).flatMap((offer) => project(offer, context).rows)
  const ours = rssItemWriter(google)
  const theirs = (row: Row): string => libraryItem(row, google, escapeXml)
  const first = rows[0] as Row
  if (ours(first) !== theirs(first)) throw new Error('the two writers do not write the same item')

  const all = (write: (row: Row) => string) => () => {
    let bytes = 0
    for (const row of rows) bytes += Buffer.byteLength(write(row))
    if (bytes === 0) throw new Error('nothing was written')
    return rows.length
  }
  const figures = await compare(
    [
      { name: 'xmlbuilder2, a fragment per item', run: all(theirs) },
      { name: 'our writer', run: all(ours) },
    ],
    budgetMs,
  )
  print('Rows to XML, the same rows and the same bytes', 'items', figures)
}

function libraryItem({ cells }: Row, channel: Channel, escaped: (text: string) => string): string {
  const { prefix, unprefixed } = channel.xml
  const item = fragment().ele('item')
  for (const { index, values } of cells) {
    const attribute = channel.attributes[index]
    if (!attribute || (attribute.formats && !attribute.formats.includes('rss'))) continue
    const name = unprefixed.includes(attribute.name) ? attribute.name : `${prefix}:${attribute.name}`
    for (const value of values) {
      const element = item.ele(name)
      // It takes what looks like an entity for one, so text is given to it escaped.
      if (typeof value === 'string') element.txt(escaped(value))
      else
        for (const [at, part] of value.entries())
          if (part !== undefined) element.ele(`${prefix}:${attribute.fields?.[at]?.name}`).txt(escaped(part))
    }
  }
  return item.toString()
}

/** Whole feeds, from the database to two flushed files and the pointer. */
export async function benchFeeds(budgetMs: number): Promise<void> {
  const [
    { sqliteStores },
    { directoryBlobs },
    { buildFeed },
    { nodeDigest },
    { newId },
    { applyEvent },
    { zlibCompressor },
    { pause },
  ] = await Promise.all([
    built<typeof import('../../src/storage/sqlite.ts')>('storage/sqlite.js'),
    built<typeof import('../../src/platform/node/directory-blobs.ts')>('platform/node/directory-blobs.js'),
    built<typeof import('../../src/feeds/build.ts')>('feeds/build.js'),
    built<typeof import('../../src/platform/node/digest.ts')>('platform/node/digest.js'),
    built<typeof import('../../src/platform/node/ids.ts')>('platform/node/ids.js'),
    built<typeof import('../../src/audience/abandonment.ts')>('audience/abandonment.js'),
    built<typeof import('../../src/platform/node/zlib-compressor.ts')>('platform/node/zlib-compressor.js'),
    built<typeof import('../../src/platform/node/pause.ts')>('platform/node/pause.js'),
  ])
  const folder = mkdtempSync(join(tmpdir(), 'secondglance-bench-'))
  const path = join(folder, 'bench.db')
  const stores = await sqliteStores(new Database(path), {
    apply: applyEvent,
    digest: nodeDigest,
    openReader: () => new Database(path, { readonly: true }),
  })
  try {
    await stores.migrate()
    await stores.shops.createShop(shop)
    const staged = await stores.catalog.startImport(shop.shopId, NOW)
    await staged.stage(seededOffers(ITEMS).map((offer) => ({ offer })))
    await staged.publish()
    const deps: FeedDeps = {
      ...stores,
      blobs: await directoryBlobs(join(folder, 'blobs')),
      digest: nodeDigest,
      compressor: zlibCompressor,
      pause,
      newId,
      now: () => NOW,
      creativeUrls: async (offers) =>
        new Map(offers.map(({ offerId }) => [offerId, `https://ads.example/creatives/bench/${offerId}.jpeg`])),
    }
    const [google, meta] = await Promise.all([channelNamed('google-merchant'), channelNamed('meta-catalog')])
    const build = (channel: Channel, format: 'rss' | 'csv') => async () => {
      const { items } = await buildFeed(shop, channel, format, deps)
      if (items !== ITEMS) throw new Error(`${items} of ${ITEMS} offers are in the ${channel.id} feed`)
      return items
    }
    const figures = await compare(
      [
        { name: 'google-merchant, XML', run: build(google, 'rss') },
        { name: 'meta-catalog, CSV', run: build(meta, 'csv') },
      ],
      budgetMs,
    )
    print(
      `Whole feeds of ${ITEMS.toLocaleString('en')} offers: read, judged, written plain and gzip, published`,
      'items',
      figures,
    )
  } finally {
    await stores.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function channelNamed(id: string): Promise<Channel> {
  const { channel } = await built<typeof import('../../src/channels/registry.ts')>('channels/registry.js')
  const found = channel(id)
  if (!found) throw new Error(`there is no channel "${id}"`)
  return found
}
