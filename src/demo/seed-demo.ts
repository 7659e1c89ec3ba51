import { importCatalog } from '../catalog/ingest.ts'
import { type Photo, type PhotoNormalizer, type PhotoStore, photoKey } from '../catalog/photo.ts'
import type { Shop } from '../catalog/shop.ts'
import type { CatalogStore, ShopStore } from '../catalog/store.ts'
import { collectEvents } from '../events/collect.ts'
import type { EventStore } from '../events/store.ts'
import type { BlobStore } from '../shared/blob-store.ts'
import type { Digest } from '../shared/digest.ts'
import { demoCatalog, demoEvents, demoPictures, demoShop } from './demo-shop.ts'

export interface SeedDeps {
  readonly shops: ShopStore
  readonly catalog: CatalogStore
  readonly photos: PhotoStore
  readonly events: EventStore
  readonly blobs: BlobStore
  readonly normalizer: PhotoNormalizer
  readonly digest: Digest
  readonly now: () => number
  readonly newId: () => string
  /** A product picture by its file name. */
  readonly readPicture: (file: string) => Promise<Uint8Array>
  /** Where the service will answer with a photo of the demo shop. */
  readonly photoAddress: (shopId: string, photo: Pick<Photo, 'hash'>, contentType: string) => string
}

/** What a picture became, so that later starts need not decode it again. */
type Made = Omit<Photo, 'shopId' | 'url' | 'fetchedAt'> & { readonly contentType: 'image/png' | 'image/jpeg' }

const EVENTS_AT_ONCE = 500

/**
 * Opens the demo shop, or brings it up to today: pictures, catalog, and the events of the days up to now.
 * Nothing is fetched; running it again adds only what is new.
 */
export async function seedDemo(deps: SeedDeps): Promise<Shop> {
  const now = deps.now()
  await deps.shops.createShop(demoShop(now))
  const shop = (await deps.shops.getShop('demo')) ?? demoShop(now)
  const addresses = await seedPhotos(shop, deps)
  await seedCatalog(shop, addresses, deps)
  await seedEvents(shop, deps)
  return shop
}

async function seedPhotos(shop: Shop, deps: SeedDeps): Promise<Map<string, string>> {
  const entries = await Promise.all(
    demoPictures.map(async (file): Promise<[string, string]> => {
      const { contentType, ...facts } = await madePicture(file, deps)
      const url = deps.photoAddress(shop.shopId, facts, contentType)
      const known = await deps.photos.find(shop.shopId, url)
      if (known?.hash !== facts.hash)
        await deps.photos.save({ ...facts, shopId: shop.shopId, url, fetchedAt: deps.now() })
      return [file, url]
    }),
  )
  return new Map(entries)
}

async function madePicture(file: string, deps: SeedDeps): Promise<Made> {
  const source = await deps.readPicture(file)
  const recordKey = `demo/${deps.digest.sha256(source)}.json`
  const record = await deps.blobs.get(recordKey)
  if (record) {
    const made = JSON.parse(new TextDecoder().decode(record)) as Made
    if (await deps.blobs.has(photoKey(made.hash))) return made
  }
  const { bytes, ...facts } = await deps.normalizer.normalize(source)
  const made: Made = { ...facts, hash: deps.digest.sha256(bytes) }
  await deps.blobs.put(photoKey(made.hash), bytes)
  await deps.blobs.put(recordKey, new TextEncoder().encode(JSON.stringify(made)))
  return made
}

async function seedCatalog(shop: Shop, addresses: ReadonlyMap<string, string>, deps: SeedDeps): Promise<void> {
  const offers = demoCatalog((file) => addresses.get(file) ?? '', deps.now())
  const report = await importCatalog(
    { name: 'demo.json', contentType: 'application/json', body: once(JSON.stringify(offers)) },
    { shop, format: 'json', accept: true },
    deps,
  )
  if (report.status === 'failed' || report.rejected > 0 || report.records === 0)
    throw new Error(`the demo catalog was refused: ${report.reason ?? report.rejections[0]?.message}`)
}

async function* once(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text)
}

async function seedEvents(shop: Shop, deps: SeedDeps): Promise<void> {
  const receivedAt = deps.now()
  const events = demoEvents(receivedAt)
  for (let start = 0; start < events.length; start += EVENTS_AT_ONCE)
    await collectEvents(events.slice(start, start + EVENTS_AT_ONCE), { shop, receivedAt }, deps)
}
