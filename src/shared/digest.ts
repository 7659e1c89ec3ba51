/** Hashes and signatures, synchronous so that a feed of a million rows can use them; filled by the platform. */
export interface Digest {
  /** Hex. */
  sha256(data: string | Uint8Array): string
  /** A hash fed piece by piece, for what is never whole in memory. */
  createSha256(): IncrementalHash
  /** HMAC-SHA-256, base64url without padding. */
  hmac(key: string, data: string | Uint8Array): string
  /** Compares in constant time. */
  equal(a: string, b: string): boolean
}

export interface IncrementalHash {
  /** The bytes are read before it returns; the buffer may be reused. */
  update(bytes: Uint8Array): void
  /** Ends the hash; hex. */
  hex(): string
}
