/** What building needs of the machine; filled by the platform. */
export interface Compressor {
  /**
   * Raw deflate ended by a full flush, so that other blocks may stand before and behind it.
   * Works beside the caller where the machine has cores for it; the bytes must not change meanwhile.
   */
  deflate(plain: Uint8Array): Promise<Uint8Array>
  /** What {@link deflate} was given, of one block or of several that follow one another. */
  inflate(deflated: Uint8Array): Promise<Uint8Array>
  /** CRC-32 as gzip has it, unsigned. */
  crc32(bytes: Uint8Array): number
}

/** Lets requests that wait have their turn; long work asks for it every few milliseconds. */
export type Pause = () => Promise<void>
