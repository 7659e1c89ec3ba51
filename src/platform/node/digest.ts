import { createHash, createHmac, hash, timingSafeEqual } from 'node:crypto'
import type { Digest } from '../../shared/digest.ts'

/** {@link Digest} on node:crypto; the one-shot hash is the fastest there is here. */
export const nodeDigest: Digest = {
  sha256: (data) => hash('sha256', data, 'hex'),

  createSha256() {
    const pieces = createHash('sha256')
    return {
      update: (bytes) => void pieces.update(bytes),
      hex: () => pieces.digest('hex'),
    }
  },

  hmac: (key, data) => createHmac('sha256', key).update(data).digest('base64url'),

  equal(a, b) {
    const left = Buffer.from(a)
    const right = Buffer.from(b)
    // The length is no secret: hashes and signatures always have the same one.
    return left.length === right.length && timingSafeEqual(left, right)
  },
}
