import type { AudienceStore } from '../audience/store.ts'
import type { PhotoStore } from '../catalog/photo.ts'
import type { SourceStore } from '../catalog/source.ts'
import type { CatalogStore, ShopStore } from '../catalog/store.ts'
import type { MatchStore } from '../events/match-store.ts'
import type { EventStore } from '../events/store.ts'
import type { FeedStore } from '../feeds/store.ts'
import type { KeyStore } from '../http/keys.ts'
import type { WebhookStore } from '../http/webhooks.ts'

/** Everything a back end keeps, by the names that `Deps` has for it. */
export interface Stores {
  readonly shops: ShopStore
  readonly catalog: CatalogStore
  readonly sources: SourceStore
  readonly photos: PhotoStore
  readonly events: EventStore
  readonly audience: AudienceStore
  readonly feeds: FeedStore
  readonly keys: KeyStore
  readonly webhooks: WebhookStore
  readonly matches: MatchStore
}
