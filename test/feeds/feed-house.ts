import { gunzipSync } from 'node:zlib'
import { applyEvent } from '../../src/audience/abandonment.ts'
import type { Offer } from '../../src/catalog/offer.ts'
import type { FeedDeps } from '../../src/feeds/build.ts'
import { type FeedFile, feedKey } from '../../src/feeds/store.ts'
import { nodeDigest } from '../../src/platform/node/digest.ts'
import { pause } from '../../src/platform/node/pause.ts'
import { zlibCompressor } from '../../src/platform/node/zlib-compressor.ts'
import { memoryStores } from '../../src/storage/memory.ts'
import { memoryBlobs } from '../../src/storage/memory-blobs.ts'
import type { Stores } from '../../src/storage/stores.ts'
import { NOW, OFFERS, SHOP } from './fixture.ts'

export interface FeedHouse {
  readonly stores: Stores
  readonly deps: FeedDeps
  /** The text of a published file. */
  read(file: FeedFile): Promise<string>
  at(now: number): void
}

/** A shop with a catalog, on stores in memory, whose clock stands still. */
export async function openHouse(offers: readonly Offer[] = OFFERS): Promise<FeedHouse> {
  const stores = memoryStores({ apply: applyEvent })
  await stores.shops.createShop(SHOP)
  for (const offer of offers) await stores.catalog.putOffer(SHOP.shopId, offer, NOW)
  const blobs = memoryBlobs()
  let now = NOW
  let builds = 0
  const deps: FeedDeps = {
    ...stores,
    blobs,
    digest: nodeDigest,
    compressor: zlibCompressor,
    pause,
    now: () => now,
    newId: () => `build-${++builds}`,
    creativeUrls: async (page, channel, placement = channel.feedPlacement) =>
      new Map(
        page
          .filter(({ imageLink }) => imageLink !== undefined)
          .map(({ offerId }) => [
            offerId,
            `https://ads.example/creatives/lumen/reminder/${placement}/${offerId}.jpg?v=1&s=x`,
          ]),
      ),
  }
  return {
    stores,
    deps,
    async read(file) {
      const bytes = await blobs.get(feedKey(file))
      if (!bytes) throw new Error(`there is no file of ${file.channelId} ${file.buildId}`)
      return gunzipSync(bytes).toString()
    },
    at(time) {
      now = time
    },
  }
}
