import type { Offer } from '../catalog/offer.ts'
import type { Rejection } from '../catalog/rejection.ts'
import type { Channel } from '../channels/channel.ts'
import type { Digest } from '../shared/digest.ts'
import type { FeedItem } from './block.ts'
import type { BodySlab } from './body-slab.ts'
import type { FeedContext } from './context.ts'
import type { FeedWriter } from './feed-writer.ts'
import { figuresText } from './figures-text.ts'
import { nextChangeAt } from './next-change.ts'
import { type Projection, project, projectShop } from './project.ts'
import { TABLE_RULES } from './table-rules.ts'

/** Hexadecimal digits of a SHA-256 that are kept: 96 bits. */
export const HASH_CHARS = 24

/** What turns rows into items of a file. */
export interface ItemWriter {
  readonly writer: FeedWriter
  readonly digest: Pick<Digest, 'sha256'>
  readonly slab: BodySlab
}

/** An offer as it stands in a file of the context's channel, or why it does not. */
export function itemOfOffer(offer: Offer, context: FeedContext, to: ItemWriter): FeedItem {
  const figures = figuresText(offer.offerId, context)
  return {
    ...itemOf(offer.offerId, project(offer, context), context, to),
    nextAt: nextChangeAt(offer, { channel: context.channel, now: context.now, hasFigures: figures !== undefined }),
    figures,
  }
}

/** The items of a channel whose rows come from the shop itself, in the shop's order; undefined where they come from offers. */
export function itemsOfShop(context: FeedContext, to: ItemWriter): readonly FeedItem[] | undefined {
  return projectShop(context)?.map((projection, at) =>
    itemOf(projection.rows[0]?.offerId ?? `row ${at + 1}`, projection, context, to),
  )
}

const encoder = new TextEncoder()
const NO_BYTES = new Uint8Array(0)

function itemOf(
  id: string,
  { rows, rejections }: Projection,
  { channel }: FeedContext,
  { writer, digest, slab }: ItemWriter,
): FeedItem {
  const lines = rows.map((row) => writer.row(row)).filter((line) => !isTooLong(line, channel))
  if (lines.length === 0)
    return {
      id,
      body: NO_BYTES,
      bytes: 0,
      rows: 0,
      hash: '',
      rejections: rows.length > 0 ? [tooLong(id, channel)] : rejections,
    }
  const body = slab.encode(lines.length === 1 ? (lines[0] as string) : lines.join(''))
  return { id, body, bytes: body.length, rows: lines.length, hash: digest.sha256(body).slice(0, HASH_CHARS) }
}

function isTooLong(line: string, { text }: Channel): boolean {
  const most = text.lineBytesMax
  // A UTF-16 unit is three bytes at most, so almost every line is told by its length alone.
  return most !== undefined && line.length * 3 > most && encoder.encode(line).length > most
}

const tooLong = (offerId: string, { text }: Channel): Rejection => ({
  offerId,
  rule: 'line-too-long',
  message: `offer "${offerId}": its row is over ${text.lineBytesMax} bytes. ${TABLE_RULES['line-too-long'].remedy}`,
})
