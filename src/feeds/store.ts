import type { Rejection } from '../catalog/rejection.ts'
import type { FeedFormat } from '../channels/channel.ts'

/** One published state of a feed: whole, immutable, replaced by the next. */
export interface FeedVersion {
  readonly shopId: string
  readonly channelId: string
  readonly format: FeedFormat
  /** Names its files; stays while the content does. */
  readonly buildId: string
  /** The files it replaced: kept until the next change for readers that had begun, then deleted. */
  readonly previousBuildId?: string
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
  /** Why the last build was not published and this version stays: it would have emptied the feed. */
  readonly held?: string
}

export type FeedFile = Pick<FeedVersion, 'shopId' | 'channelId' | 'format' | 'buildId'>

/** The hash of a file is known when its last byte is written, so files are named by their build. */
export const feedKey = ({ shopId, channelId, format, buildId }: FeedFile, gzip: boolean): string =>
  `feeds/${shopId}/${channelId}/${buildId}.${format}${gzip ? '.gz' : ''}`

export interface FeedStore {
  current(shopId: string, channelId: string, format: FeedFormat): Promise<FeedVersion | undefined>
  list(shopId: string): Promise<FeedVersion[]>
  /** Points readers at this version. Returns the one it replaces, whose files may go once nobody reads them. */
  publish(version: FeedVersion): Promise<FeedVersion | undefined>
}
