import type { Rejection } from '../catalog/rejection.ts'
import type { FeedFormat } from '../channels/channel.ts'

/** One published state of a feed: whole, immutable, replaced by the next. */
export interface FeedVersion {
  readonly shopId: string
  readonly channelId: string
  readonly format: FeedFormat
  /** SHA-256 of the plain file, hex; the strong ETag is made from it. */
  readonly hash: string
  /** Of the plain file. */
  readonly bytes: number
  readonly gzipBytes: number
  readonly items: number
  readonly excluded: number
  /** The first thousand; `excluded` counts them all. */
  readonly rejections: readonly Rejection[]
  /** When this content first appeared: Last-Modified. */
  readonly changedAt: number
  /** When it was last built, with the same outcome or not. */
  readonly builtAt: number
  /** What it was built from; equal revisions mean that a build would change nothing. */
  readonly catalogRevision: number
  readonly audienceRevision: number
}

export const feedKey = (version: FeedVersion, gzip: boolean): string =>
  `feeds/${version.shopId}/${version.channelId}/${version.hash}.${version.format}${gzip ? '.gz' : ''}`

export interface FeedStore {
  current(shopId: string, channelId: string, format: FeedFormat): Promise<FeedVersion | undefined>
  list(shopId: string): Promise<FeedVersion[]>
  /** Points readers at this version. Returns the one it replaces, whose files may go once nobody reads them. */
  publish(version: FeedVersion): Promise<FeedVersion | undefined>
}
