/**
 * Bytes by key: photos, published feeds, rendered creatives. A directory on one machine, an object store on many.
 * Keys are made by us from hashes and ids (`photos/ab12….png`); no caller's text reaches them unescaped.
 */
export interface BlobStore {
  /** Whole or not at all: a reader sees the old bytes, the new bytes or nothing, never a part. */
  put(key: string, body: Uint8Array | AsyncIterable<Uint8Array>): Promise<{ bytes: number }>
  get(key: string): Promise<Uint8Array | undefined>
  /** Streams the bytes `start` up to and including `end`; the whole blob without a range. */
  open(key: string, range?: { start: number; end: number }): Promise<BlobStream | undefined>
  has(key: string): Promise<boolean>
  delete(key: string): Promise<void>
}

export interface BlobStream {
  /** Of the whole blob, whatever the range. */
  readonly size: number
  readonly body: ReadableStream<Uint8Array>
}
