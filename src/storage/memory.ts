import type { ApplyEvent } from '../audience/abandonment.ts'
import { memoryAudience } from './memory/audience.ts'
import { memoryCatalog } from './memory/catalog.ts'
import { memoryEvents } from './memory/events.ts'
import { memoryFeeds } from './memory/feeds.ts'
import { memoryKeys } from './memory/keys.ts'
import { memoryMatches } from './memory/matches.ts'
import { memoryPhotos } from './memory/photos.ts'
import { shopMemories } from './memory/shop-memory.ts'
import { memoryShops } from './memory/shops.ts'
import { memorySources } from './memory/sources.ts'
import { memoryWebhooks } from './memory/webhooks.ts'
import type { Stores } from './stores.ts'

/** Stores that forget everything with the process. They keep the promises of the real ones, so rooms are tested on them. */
export function memoryStores(options: { apply: ApplyEvent }): Stores {
  const shops = shopMemories()
  return {
    shops: memoryShops(),
    catalog: memoryCatalog(shops),
    sources: memorySources(),
    photos: memoryPhotos(shops),
    events: memoryEvents(shops, options.apply),
    audience: memoryAudience(shops),
    feeds: memoryFeeds(),
    keys: memoryKeys(),
    webhooks: memoryWebhooks(),
    matches: memoryMatches(shops),
  }
}
