import { promisify } from 'node:util'
import { constants, crc32, deflateRaw, inflateRaw } from 'node:zlib'
import type { Compressor } from '../../feeds/ports.ts'

const deflating = promisify<Uint8Array, object, Buffer>(deflateRaw)
const inflating = promisify<Uint8Array, object, Buffer>(inflateRaw)

/** {@link Compressor} on zlib, which works in libuv's threads and so on every core. */
export const zlibCompressor: Compressor = {
  deflate: (plain) => deflating(plain, { level: 6, finishFlush: constants.Z_FULL_FLUSH }),
  /** A block has no end of its own. */
  inflate: (deflated) => inflating(deflated, { finishFlush: constants.Z_SYNC_FLUSH }),
  crc32: (bytes) => crc32(bytes),
}
