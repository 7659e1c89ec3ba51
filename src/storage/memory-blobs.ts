import type { BlobStore, BlobStream } from '../shared/blob-store.ts'

/** A {@link BlobStore} that forgets everything with the process. Bytes are copied in, so a caller's buffer may be reused. */
export function memoryBlobs(): BlobStore {
  const blobs = new Map<string, Uint8Array>()
  return {
    async put(key, body) {
      const bytes = body instanceof Uint8Array ? body.slice() : await collect(body)
      blobs.set(key, bytes)
      return { bytes: bytes.length }
    },
    async get(key) {
      return blobs.get(key)?.slice()
    },
    async open(key, range) {
      const bytes = blobs.get(key)
      if (!bytes) return undefined
      const part = range ? bytes.subarray(range.start, range.end + 1) : bytes
      return { size: bytes.length, body: streamOf(part) } satisfies BlobStream
    },
    async has(key) {
      return blobs.has(key)
    },
    async delete(key) {
      blobs.delete(key)
    },
  }
}

async function collect(body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of body) {
    parts.push(part.slice())
    length += part.length
  }
  const bytes = new Uint8Array(length)
  let offset = 0
  for (const part of parts) {
    bytes.set(part, offset)
    offset += part.length
  }
  return bytes
}

const CHUNK_BYTES = 64 * 1024

function streamOf(bytes: Uint8Array): ReadableStream<Uint8Array> {
  let offset = 0
  return new ReadableStream({
    pull(controller) {
      if (offset >= bytes.length) return controller.close()
      controller.enqueue(bytes.slice(offset, offset + CHUNK_BYTES))
      offset += CHUNK_BYTES
    },
  })
}
