import type { GetConnInfo } from 'hono/conninfo'
import type { AudienceStore } from '../audience/store.ts'
import type { Fetcher, PhotoNormalizer, PhotoStore } from '../catalog/photo.ts'
import type { SourceStore } from '../catalog/source.ts'
import type { CatalogStore, ShopStore } from '../catalog/store.ts'
import type { CreativeRenderer } from '../creative/ports.ts'
import type { MatchStore } from '../events/match-store.ts'
import type { EventStore } from '../events/store.ts'
import type { Compressor, Pause } from '../feeds/ports.ts'
import type { FeedStore } from '../feeds/store.ts'
import type { BlobStore } from '../shared/blob-store.ts'
import type { Digest } from '../shared/digest.ts'
import type { Log, Metrics } from '../shared/telemetry.ts'
import type { KeyStore } from './keys.ts'
import type { WebhookStore } from './webhooks.ts'

/** What the service stands on; a composition root fills it, everything else takes from it. */
export interface Deps {
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
  readonly blobs: BlobStore
  readonly fetcher: Fetcher
  readonly normalizer: PhotoNormalizer
  readonly renderer: CreativeRenderer
  readonly digest: Digest
  readonly compressor: Compressor
  /** Between two steps of long work. */
  readonly pause: Pause
  /** The first signs, all verify. */
  readonly signingKeys: readonly string[]
  /** Prefix of every address handed out, without a slash at the end. */
  readonly publicUrl: string
  /** The script of the pixel; undefined where none is served. */
  readonly readPixel?: () => Promise<string>
  /** A file of `/fonts`. */
  readonly readFace: (file: string) => Promise<Uint8Array | undefined>
  readonly log: Log
  readonly metrics: Metrics
  readonly now: () => number
  /** A short unique id, safe in addresses. */
  readonly newId: () => string
  /** 256 bits of randomness, base64url. */
  readonly newSecret: () => string
  /** Whether each thing the service needs answers, by name. */
  readonly checks: () => Promise<Readonly<Record<string, boolean>>>
  /** Who is at the other end of the connection, where the platform can tell; without it nobody is taken for local. */
  readonly connInfo?: GetConnInfo
}
