import type { Shop } from '../catalog/shop.ts'
import type { FeedFormat } from '../channels/channel.ts'
import { channelsOf } from '../feeds/named-feeds.ts'
import type { FeedFetch, FeedVersion } from '../feeds/store.ts'
import { formatInstant } from '../shared/time.ts'
import type { Deps } from './deps.ts'
import { feedAddress } from './feed-address.ts'

export interface ListedFeed {
  readonly channel: string
  readonly name: string
  readonly format: FeedFormat
  readonly address: string
  readonly built?: {
    readonly items: number
    readonly excluded: number
    readonly bytes: number
    readonly gzipBytes: number
    readonly etag: string
    readonly builtAt: string
    readonly changedAt: string
    readonly isStale: boolean
    readonly held?: string
  }
  readonly fetches: ListedFetch[]
}

export interface ListedFetch {
  readonly keyId: string
  readonly keyName?: string
  readonly at: string
  readonly status: number
  readonly gzip: boolean
  readonly etag: string
  readonly isCurrent: boolean
}

type ListDeps = Pick<Deps, 'feeds' | 'catalog' | 'audience' | 'keys' | 'publicUrl'>

/** Every channel of a shop in each of its formats: its state, and the last fetch of each consumer. */
export async function listFeeds(shop: Shop, deps: ListDeps): Promise<ListedFeed[]> {
  const { shopId } = shop
  const [versions, fetches, catalogRevision, audienceRevision] = await Promise.all([
    deps.feeds.list(shopId),
    deps.feeds.lastFetches(shopId),
    deps.catalog.revision(shopId),
    deps.audience.revision(shopId),
  ])
  const listed = await describeFetches(fetches, versions, deps)
  return channelsOf(shop).flatMap((channel) =>
    channel.formats.map((format): ListedFeed => {
      const isIts = (of: FeedFetch | FeedVersion): boolean => of.channelId === channel.id && of.format === format
      const version = versions.find(isIts)
      return {
        channel: channel.id,
        name: channel.name,
        format,
        address: feedAddress({ shopId, channelId: channel.id, format }, undefined, deps),
        built: version && {
          items: version.items,
          excluded: version.excluded,
          bytes: version.bytes,
          gzipBytes: version.gzipBytes,
          etag: etagOf(version),
          builtAt: formatInstant(version.builtAt),
          changedAt: formatInstant(version.changedAt),
          isStale: version.catalogRevision !== catalogRevision || version.audienceRevision !== audienceRevision,
          held: version.held,
        },
        fetches: listed.filter(({ fetch }) => isIts(fetch)).map((each) => each.listed),
      }
    }),
  )
}

/** Each fetch with the name of its key, and whether it holds what is served now. */
export async function describeFetches(
  fetches: readonly FeedFetch[],
  versions: readonly FeedVersion[],
  { keys }: Pick<Deps, 'keys'>,
): Promise<{ fetch: FeedFetch; listed: ListedFetch }[]> {
  const names = new Map((await keys.listKeys()).map(({ keyId, name }) => [keyId, name]))
  return fetches.map((fetch) => {
    const { keyId, at, status, gzip, hash, channelId, format } = fetch
    const isCurrent = versions.some(
      (version) => version.channelId === channelId && version.format === format && version.hash === hash,
    )
    const listed = {
      keyId,
      keyName: names.get(keyId),
      at: formatInstant(at),
      status,
      gzip,
      etag: etagOf(fetch),
      isCurrent,
    }
    return { fetch, listed }
  })
}

const etagOf = ({ hash }: { readonly hash: string }): string => `"${hash}"`
