import type { BlobStore } from '../shared/blob-store.ts'
import type { Digest } from '../shared/digest.ts'
import { AppError } from '../shared/errors.ts'
import { type FeedFile, feedKey } from './store.ts'

export interface StoredFeedFile {
  readonly hash: string
  readonly bytes: number
  readonly gzipBytes: number
}

/**
 * Writes a feed once plain and once as one gzip member, in step, while hashing it; memory does not grow with the feed.
 * When it throws, neither file may be counted on, and nothing refers to them.
 */
export async function storeFeedFile(
  file: FeedFile,
  chunks: AsyncIterable<Uint8Array<ArrayBuffer>>,
  deps: { blobs: Pick<BlobStore, 'put'>; digest: Pick<Digest, 'createSha256'>; bytesMax: number },
): Promise<StoredFeedFile> {
  const plain = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>()
  const gzip = new CompressionStream('gzip')
  const writers = [plain.writable.getWriter(), gzip.writable.getWriter()]
  const puts = [
    deps.blobs.put(feedKey(file, false), chunksOf(plain.readable)),
    deps.blobs.put(feedKey(file, true), chunksOf(gzip.readable)),
  ] as const
  const stored = Promise.all(puts)
  stored.catch(() => {}) // Whoever waits for a write hears of it; before that, nobody does.
  // A store that gives up early ends the waiting for it too.
  const inStep = (writes: readonly Promise<void>[]) => Promise.race([Promise.all(writes), stored])
  const hash = deps.digest.createSha256()
  let bytes = 0
  try {
    for await (const chunk of chunks) {
      bytes += chunk.length
      if (bytes > deps.bytesMax)
        throw new AppError(
          'too-large',
          `the ${file.channelId} feed is over ${deps.bytesMax} bytes, the most it may have`,
        )
      hash.update(chunk)
      await inStep(writers.map((writer) => writer.write(chunk)))
    }
    await inStep(writers.map((writer) => writer.close()))
    const [, { bytes: gzipBytes }] = await stored
    return { hash: hash.hex(), bytes, gzipBytes }
  } catch (error) {
    // A stream that nobody reads would keep its writer waiting, and one that is read ends with its writer.
    for (const { readable } of [plain, gzip]) if (!readable.locked) readable.cancel(error).catch(() => {})
    for (const writer of writers) writer.abort(error).catch(() => {})
    await Promise.allSettled(puts)
    throw error
  }
}

async function* chunksOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
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

const CHUNK_CHARS = 64 * 1024

/** Joins short texts into chunks worth handing on, as UTF-8. */
export async function* encodeText(texts: AsyncIterable<string>): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder()
  let pending = ''
  for await (const text of texts) {
    pending += text
    if (pending.length < CHUNK_CHARS) continue
    yield encoder.encode(pending)
    pending = ''
  }
  if (pending !== '') yield encoder.encode(pending)
}
