/** Hashes and signatures, synchronous so that a feed of a million rows can use them; filled by the platform. */
export interface Digest {
  /** Hex. */
  sha256(data: string | Uint8Array): string
  /** HMAC-SHA-256, base64url without padding. */
  hmac(key: string, data: string): string
  /** Compares in constant time. */
  equal(a: string, b: string): boolean
}
