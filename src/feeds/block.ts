import type { Rejection } from '../catalog/rejection.ts'

/** What is kept of one offer of a feed: in it or not. */
export interface BlockItem {
  readonly id: string
  /** Of its rows as they stand in the file; 0 where it is left out. */
  readonly bytes: number
  readonly rows: number
  /** Of its rows; empty where it is left out. */
  readonly hash: string
  /** From when on its rows may be others although nobody changed it. */
  readonly nextAt?: number
  /** The visitors' figures it was made from, as {@link figuresText} writes them. */
  readonly figures?: string
  /** Why it is left out. */
  readonly rejections?: readonly Rejection[]
}

/** A run of offers in key order whose rows are compressed together. */
export interface Block {
  readonly firstId: string
  readonly rows: number
  readonly excluded: number
  /** Of the deflated bytes, in the gzip file. */
  readonly offset: number
  readonly deflated: number
  /** Of the plain rows. */
  readonly bytes: number
  readonly crc: number
  /** Of the items' hashes. */
  readonly hash: string
  /** The first of the items'. */
  readonly nextAt?: number
  /** How many items have figures. */
  readonly figured: number
}

/** An item with its rows. */
export interface FeedItem extends BlockItem {
  readonly body: Uint8Array
}

/** The shortest block, and one in how many of the offers behind it ends it: about 50 offers on average. */
const ITEMS_MIN = 32
const ENDS_ONE_IN = 20
const ITEMS_MAX = 128

/**
 * Whether a block ends behind this item, its `count`th. It depends on the ids alone, so a feed that is mended block by
 * block has the same blocks, and the same bytes, as one that is built anew; and an offer that comes or goes moves the
 * ends of a few blocks only.
 */
export const isBlockEnd = (count: number, id: string): boolean =>
  count >= ITEMS_MIN && (count >= ITEMS_MAX || spread(id) % ENDS_ONE_IN === 0)

/** FNV-1a over UTF-16 units, its bits mixed once more, as the last letters of ids are digits. */
function spread(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  return (hash ^ (hash >>> 13)) >>> 0
}
