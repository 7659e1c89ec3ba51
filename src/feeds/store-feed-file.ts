import type { Rejection } from '../catalog/rejection.ts'
import type { BlobStore } from '../shared/blob-store.ts'
import type { Digest } from '../shared/digest.ts'
import { AppError } from '../shared/errors.ts'
import type { Block, BlockItem, FeedItem } from './block.ts'
import { indexLine, itemsText } from './block-index.ts'
import { HASH_CHARS } from './feed-items.ts'
import { combineCrc32, GZIP_HEAD, gzipTail } from './gzip.ts'
import type { Part } from './merge-blocks.ts'
import type { Compressor, Pause } from './ports.ts'
import { type FeedFile, feedIndexKey, feedKey } from './store.ts'

/** What is known of a feed when its last byte is written. */
export interface StoredFeedFile {
  /** Of all content; equal hashes mean equal files, plain and gzip. */
  readonly hash: string
  readonly bytes: number
  readonly gzipBytes: number
  readonly items: number
  readonly excluded: number
  /** The first thousand. */
  readonly rejections: readonly Rejection[]
  readonly nextAt?: number
  /** Offers in blocks that were compressed anew; the others' bytes were taken over. */
  readonly rebuilt: number
}

export interface FeedText {
  readonly head: string
  readonly parts: AsyncIterable<Part>
  readonly tail: string
}

interface StoreDeps {
  readonly blobs: BlobStore
  readonly digest: Pick<Digest, 'sha256' | 'createSha256'>
  readonly compressor: Compressor
  readonly pause: Pause
  /** Of the plain file. */
  readonly bytesMax: number
}

const REJECTIONS_KEPT = 1000
/** Blocks in the compressor at once: one for each core and one more to be ready for it. */
const BLOCKS_AHEAD = 3
const CHUNK_BYTES = 128 * 1024

/**
 * Writes a feed as one gzip member of blocks, with the index of its blocks beside it; memory does not grow with the
 * feed. `source` is the file that kept blocks are taken from. When it throws, neither file may be counted on, and
 * nothing refers to them.
 */
export async function storeFeedFile(
  file: FeedFile,
  text: FeedText,
  source: FeedFile | undefined,
  deps: StoreDeps,
): Promise<StoredFeedFile> {
  const index = new TransformStream<Uint8Array, Uint8Array>()
  const writer = index.writable.getWriter()
  const indexPut = deps.blobs.put(feedIndexKey(file, file.buildId), chunksOf(index.readable))
  indexPut.catch(() => {}) // Whoever waits for a write hears of it; before that, nobody does.
  const sums = new Sums()
  try {
    const pieces = gzipPieces(file, text, sums, writeLines, deps)
    await deps.blobs.put(feedKey(file), gathered(withCopies(pieces, source, deps.blobs)))
    await writer.close()
    await indexPut
    return sums.outcome(deps.digest)
  } catch (error) {
    // A stream that nobody reads would keep its writer waiting, and one that is read ends with its writer.
    if (!index.readable.locked) index.readable.cancel(error).catch(() => {})
    writer.abort(error).catch(() => {})
    await indexPut.catch(() => {})
    throw error
  }

  async function writeLines(lines: Uint8Array): Promise<void> {
    // A store that gives up early ends the waiting for it too.
    await Promise.race([writer.write(lines), indexPut])
  }
}

/** Bytes of the file: new ones, or a range of the file before. */
type Piece = Uint8Array | { readonly start: number; readonly length: number }

async function* gzipPieces(
  file: FeedFile,
  { head, parts, tail }: FeedText,
  sums: Sums,
  writeLines: (lines: Uint8Array) => Promise<void>,
  deps: StoreDeps,
): AsyncGenerator<Piece> {
  const encoder = new TextEncoder()
  const frame = async (content: string): Promise<Uint8Array> => {
    const plain = encoder.encode(content)
    const deflated = plain.length === 0 ? plain : await deps.compressor.deflate(plain)
    const hash = deps.digest.sha256(plain).slice(0, HASH_CHARS)
    sums.add({ bytes: plain.length, deflated: deflated.length, crc: deps.compressor.crc32(plain), hash })
    return deflated
  }
  sums.gzipBytes = GZIP_HEAD.length
  yield GZIP_HEAD
  yield await frame(head)
  let lines = ''
  for await (const { block, items, itemsLine, deflated, from } of compressed(parts, deps)) {
    const placed = { ...block, offset: sums.gzipBytes }
    sums.addBlock(placed, items, deflated !== undefined)
    if (sums.bytes > deps.bytesMax)
      throw new AppError('too-large', `the ${file.channelId} feed is over ${deps.bytesMax} bytes, the most it may have`)
    lines += indexLine(placed, itemsLine)
    if (lines.length > CHUNK_BYTES) {
      await writeLines(encoder.encode(lines))
      lines = ''
    }
    yield deflated ?? { start: from, length: block.deflated }
  }
  if (lines !== '') await writeLines(encoder.encode(lines))
  yield await frame(tail)
  const end = gzipTail(sums.crc, sums.bytes)
  sums.gzipBytes += end.length
  yield end
}

interface ReadyBlock {
  readonly block: Block
  readonly items: () => readonly BlockItem[]
  readonly itemsLine: string
  /** Absent where the bytes are in the file before, at `from`. */
  readonly deflated?: Uint8Array
  readonly from: number
}

/** The parts with their bytes, in their order, while the next ones are being compressed. */
async function* compressed(parts: AsyncIterable<Part>, deps: StoreDeps): AsyncGenerator<ReadyBlock> {
  const running: Promise<ReadyBlock>[] = []
  for await (const part of parts) {
    const ready = 'made' in part ? compress(part.made, deps) : Promise.resolve(takenOver(part))
    ready.catch(() => {}) // It is awaited below, unless another fault came first.
    running.push(ready)
    if (running.length > BLOCKS_AHEAD) yield await (running.shift() as Promise<ReadyBlock>)
  }
  for (const ready of running) yield await ready
}

async function compress(made: readonly FeedItem[], { compressor, digest }: StoreDeps): Promise<ReadyBlock> {
  const plain = new Uint8Array(made.reduce((sum, { bytes }) => sum + bytes, 0))
  let at = 0
  for (const { body } of made) {
    plain.set(body, at)
    at += body.length
  }
  const deflated = plain.length === 0 ? plain : await compressor.deflate(plain)
  const items = made.map(({ body, ...item }): BlockItem => item)
  const block: Block = {
    firstId: (items[0] as BlockItem).id,
    ...countsOf(items),
    offset: 0,
    deflated: deflated.length,
    bytes: plain.length,
    crc: compressor.crc32(plain),
    hash: digest.sha256(items.map(({ hash }) => hash).join('')).slice(0, HASH_CHARS),
  }
  return { block, items: () => items, itemsLine: itemsText(items), deflated, from: 0 }
}

function takenOver({ kept, items }: Extract<Part, { kept: unknown }>): ReadyBlock {
  const from = kept.block.offset
  if (!items) return { block: kept.block, items: kept.items, itemsLine: kept.itemsText, from }
  return { block: { ...kept.block, ...countsOf(items) }, items: () => items, itemsLine: itemsText(items), from }
}

function countsOf(items: readonly BlockItem[]): Pick<Block, 'rows' | 'excluded' | 'figured' | 'nextAt'> {
  let rows = 0
  let excluded = 0
  let figured = 0
  let nextAt: number | undefined
  for (const item of items) {
    rows += item.rows
    if (item.rows === 0) excluded++
    if (item.figures !== undefined) figured++
    if (item.nextAt !== undefined && (nextAt === undefined || item.nextAt < nextAt)) nextAt = item.nextAt
  }
  return { rows, excluded, figured, nextAt }
}

/** What a feed's blocks come to. */
class Sums {
  bytes = 0
  gzipBytes = 0
  crc = 0
  #items = 0
  #excluded = 0
  #rebuilt = 0
  #nextAt: number | undefined
  readonly #hashes: string[] = []
  readonly #rejections: Rejection[] = []

  add({ bytes, deflated, crc, hash }: Pick<Block, 'bytes' | 'deflated' | 'crc' | 'hash'>): void {
    this.crc = combineCrc32(this.crc, crc, bytes)
    this.bytes += bytes
    this.gzipBytes += deflated
    this.#hashes.push(hash)
  }

  addBlock(block: Block, items: () => readonly BlockItem[], isNew: boolean): void {
    this.add(block)
    this.#items += block.rows
    this.#excluded += block.excluded
    if (isNew) this.#rebuilt += items().length
    if (block.nextAt !== undefined && block.nextAt < (this.#nextAt ?? Number.POSITIVE_INFINITY))
      this.#nextAt = block.nextAt
    if (block.excluded === 0 || this.#rejections.length === REJECTIONS_KEPT) return
    for (const { rejections = [] } of items())
      this.#rejections.push(...rejections.slice(0, REJECTIONS_KEPT - this.#rejections.length))
  }

  outcome(digest: Pick<Digest, 'sha256'>): StoredFeedFile {
    return {
      hash: digest.sha256(this.#hashes.join('')),
      bytes: this.bytes,
      gzipBytes: this.gzipBytes,
      items: this.#items,
      excluded: this.#excluded,
      rejections: this.#rejections,
      nextAt: this.#nextAt,
      rebuilt: this.#rebuilt,
    }
  }
}

/** Puts the bytes of the file before in the place of ranges; ranges in a row are read as one. */
async function* withCopies(
  pieces: AsyncIterable<Piece>,
  source: FeedFile | undefined,
  blobs: Pick<BlobStore, 'open'>,
): AsyncGenerator<Uint8Array> {
  let start = 0
  let end = 0
  const copy = async function* (): AsyncGenerator<Uint8Array> {
    if (start === end) return
    const blob = source && (await blobs.open(feedKey(source), { start, end: end - 1 }))
    if (!blob || blob.size < end) throw new AppError('conflict', 'the feed was replaced while it was being refreshed')
    yield* chunksOf(blob.body)
    start = end
  }
  for await (const piece of pieces) {
    if (piece instanceof Uint8Array) {
      yield* copy()
      yield piece
    } else if (piece.length > 0) {
      if (start === end || piece.start !== end) {
        yield* copy()
        start = piece.start
      }
      end = piece.start + piece.length
    }
  }
  yield* copy()
}

/** Joins small pieces, since every write costs a turn. */
async function* gathered(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const buffer = new Uint8Array(CHUNK_BYTES)
  let length = 0
  for await (const piece of pieces) {
    if (length + piece.length > buffer.length && length > 0) {
      yield buffer.slice(0, length)
      length = 0
    }
    if (piece.length >= buffer.length) yield piece
    else {
      buffer.set(piece, length)
      length += piece.length
    }
  }
  if (length > 0) yield buffer.slice(0, length)
}

export async function* chunksOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      yield value
    }
  } finally {
    await reader.cancel().catch(() => {})
  }
}
