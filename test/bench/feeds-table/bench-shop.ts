import Database from 'better-sqlite3'
import type { Offer } from '../../../src/catalog/offer.ts'
import { DEFAULT_SETTINGS, type Shop } from '../../../src/catalog/shop.ts'
import type { FeedDeps } from '../../../src/feeds/build.ts'
import { built } from '../built.ts'
import { seeded, seededOffers } from '../seeded-offers.ts'

export const NOW = Date.UTC(2026, 10, 22)

export const SHOP: Shop = {
  shopId: 'default',
  name: 'Bench',
  createdAt: NOW,
  settings: { ...DEFAULT_SETTINGS, currency: 'EUR', shopUrl: 'https://shop.example/' },
}

const PAGE = 2_000

/** Offers in pages, never all at once; a hundredth of them is one category, whose ids stand together. */
export function* offerPages(count: number): Generator<Offer[]> {
  for (let from = 0; from < count; from += PAGE)
    yield seededOffers(Math.min(PAGE, count - from), from + 1).map((offer, at) => offerAt(offer, from + at, count))
}

const offerAt = (offer: Offer, index: number, count: number): Offer => ({
  ...offer,
  offerId: idAt(index, count),
  itemGroupId: `g${Math.floor(index / 4)}`,
  mpn: `HF-${index}`,
  link: `https://shop.example/p/${index}?ref=feed&v=1`,
})

/** `c07-0012345`: the category, then the number. */
export const idAt = (index: number, count: number): string =>
  `c${String(Math.floor((index * 100) / count)).padStart(2, '0')}-${String(index).padStart(7, '0')}`

/** A hundredth of the offers: those of one category, or as many of all. */
export function someIds(which: 'category' | 'random', count: number, seed: number): Set<string> {
  const random = seeded(seed)
  const size = Math.floor(count / 100)
  if (which === 'category') {
    const first = Math.floor(random() * 100) * size
    return new Set(Array.from({ length: size }, (_, at) => idAt(first + at, count)))
  }
  const ids = new Set<string>()
  while (ids.size < size) ids.add(idAt(Math.floor(random() * count), count))
  return ids
}

export async function openBench(folder: string) {
  const [stores, blobs, digest, ids, compressor, pausing, abandonment, folders] = await Promise.all([
    built<typeof import('../../../src/storage/sqlite.ts')>('storage/sqlite.js'),
    built<typeof import('../../../src/platform/node/directory-blobs.ts')>('platform/node/directory-blobs.js'),
    built<typeof import('../../../src/platform/node/digest.ts')>('platform/node/digest.js'),
    built<typeof import('../../../src/platform/node/ids.ts')>('platform/node/ids.js'),
    built<typeof import('../../../src/platform/node/zlib-compressor.ts')>('platform/node/zlib-compressor.js'),
    built<typeof import('../../../src/platform/node/pause.ts')>('platform/node/pause.js'),
    built<typeof import('../../../src/audience/abandonment.ts')>('audience/abandonment.js'),
    built<typeof import('../../../src/platform/node/data-folder.ts')>('platform/node/data-folder.js'),
  ])
  const paths = folders.dataFolder(folder)
  await folders.makeDataFolder(paths)
  const opened = await stores.sqliteStores(new Database(paths.database), {
    apply: abandonment.applyEvent,
    digest: digest.nodeDigest,
    openReader: () => new Database(paths.database, { readonly: true }),
  })
  await opened.migrate()
  const deps: FeedDeps = {
    ...opened,
    blobs: await blobs.directoryBlobs(paths.blobs),
    digest: digest.nodeDigest,
    compressor: compressor.zlibCompressor,
    pause: pausing.pause,
    newId: ids.newId,
    now: () => NOW,
    creativeUrls: async () => new Map(),
  }
  return { stores: opened, deps }
}
