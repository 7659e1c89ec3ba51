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
  /** Names its index; another one than `buildId` where something changed that its rows do not show. Absent when held. */
  readonly indexId?: string
  /** Of all its content, hex; the strong ETag is made from it. */
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
  /** A hash of what else all rows are made from: the shop, the channel, the ways of the program. */
  readonly inputs?: string
  /** The one currency of the file, on channels that allow one only. */
  readonly currency?: string
  /** When its rows may first be others although nothing was changed. */
  readonly nextAt?: number
  /** When every row was last made anew. */
  readonly wholeAt?: number
  /** Why the last build was not published and this version stays: it would have emptied the feed. */
  readonly held?: string
}

export type FeedPlace = Pick<FeedVersion, 'shopId' | 'channelId' | 'format'>
export type FeedFile = Pick<FeedVersion, 'shopId' | 'channelId' | 'format' | 'buildId'>

/** The hash of a file is known when its last byte is written, so files are named by their build. */
const keyOf = ({ shopId, channelId, format }: FeedPlace, buildId: string): string =>
  `feeds/${shopId}/${channelId.replace('~', '.')}/${buildId}.${format}`

/** The feed itself, as one gzip file; it is kept in no other form. */
export const feedKey = (file: FeedFile): string => `${keyOf(file, file.buildId)}.gz`

/** Where in the file each block of offers is, and what is known of each offer. */
export const feedIndexKey = (place: FeedPlace, indexId: string): string => `${keyOf(place, indexId)}.index`

/** One request for a feed, as its consumer's key tells who that was; nothing is kept of where it came from. */
export interface FeedFetch extends FeedPlace {
  readonly keyId: string
  readonly at: number
  readonly status: number
  /** The compressed file was sent. */
  readonly gzip: boolean
  /** {@link FeedVersion.hash} of what was sent, or found unchanged. */
  readonly hash: string
}

export interface FeedStore {
  current(shopId: string, channelId: string, format: FeedFormat): Promise<FeedVersion | undefined>
  list(shopId: string): Promise<FeedVersion[]>
  /** Points readers at this version. Returns the one it replaces, whose files may go once nobody reads them. */
  publish(version: FeedVersion): Promise<FeedVersion | undefined>
  /** Adds to the log of fetches, of which each feed keeps the last thousand. */
  recordFetch(fetch: FeedFetch): Promise<void>
  /** Newest first; of one feed, or of all feeds of the shop. */
  listFetches(shopId: string, options: { feed?: Omit<FeedPlace, 'shopId'>; limit: number }): Promise<FeedFetch[]>
  /** The last fetch of each feed by each key, newest first. */
  lastFetches(shopId: string): Promise<FeedFetch[]>
}
