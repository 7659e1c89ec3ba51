import type { BlobStore } from '../shared/blob-store.ts'
import { type FeedFile, feedKey } from './store.ts'

/** First and last byte, both included. */
export interface ByteRange {
  readonly start: number
  readonly end: number
}

/** The bytes of a feed, or a range of them: as the gzip file they are kept in, or inflated. Undefined when it is gone. */
export async function openFeed(
  file: FeedFile,
  form: 'gzip' | 'plain',
  range: ByteRange | undefined,
  blobs: Pick<BlobStore, 'open'>,
): Promise<ReadableStream<Uint8Array> | undefined> {
  if (form === 'gzip') return (await blobs.open(feedKey(file), range))?.body
  const blob = await blobs.open(feedKey(file))
  if (!blob) return undefined
  const plain = (blob.body as ReadableStream<Uint8Array<ArrayBuffer>>).pipeThrough(new DecompressionStream('gzip'))
  return range ? cut(plain, range) : plain
}

/** Leaves out what stands before a range, and reads no further than its end. */
function cut(source: ReadableStream<Uint8Array>, { start, end }: ByteRange): ReadableStream<Uint8Array> {
  const reader = source.getReader()
  let position = 0
  return new ReadableStream({
    async pull(controller) {
      for (;;) {
        const { done, value } = await reader.read()
        if (done) return controller.close()
        const from = position
        position += value.length
        const part = value.subarray(Math.max(0, start - from), Math.max(0, end + 1 - from))
        if (part.length > 0) controller.enqueue(part)
        if (position > end) {
          controller.close()
          return reader.cancel()
        }
        if (part.length > 0) return
      }
    },
    cancel: (reason) => reader.cancel(reason),
  })
}
