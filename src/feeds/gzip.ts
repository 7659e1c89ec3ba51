/*
 * One ordinary gzip member (RFC 1952) around blocks of raw deflate that were compressed apart from one another.
 * Never several members: curl, PHP, Python and Perl stop after the first and see a feed cut short, which is an order
 * to delete the rest.
 */

/** No name, no time, no system: equal feeds have equal bytes. */
export const GZIP_HEAD: Uint8Array = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff)

/** An empty last block, then the sums of all that was plain. */
export function gzipTail(crc: number, length: number): Uint8Array {
  const tail = new Uint8Array(10)
  const view = new DataView(tail.buffer)
  tail[0] = 3
  view.setUint32(2, crc, true)
  view.setUint32(6, length % 2 ** 32, true)
  return tail
}

/** CRC-32 of two texts in a row from those of each; `length` is the second's, in bytes. */
export const combineCrc32 = (first: number, second: number, length: number): number =>
  (multiply(shiftOf(length), first) ^ second) >>> 0

const POLYNOMIAL = 0xedb88320
const ONE = 0x80000000

/** Product of two polynomials over GF(2) modulo that of CRC-32, bits reversed. */
function multiply(a: number, b: number): number {
  let product = 0
  for (let bit = ONE, factor = b; ; bit >>>= 1) {
    if (a & bit) {
      product ^= factor
      if ((a & (bit - 1)) === 0) return product >>> 0
    }
    factor = factor & 1 ? (factor >>> 1) ^ POLYNOMIAL : factor >>> 1
  }
}

/** x^(2^n) for each n. */
const POWERS: readonly number[] = powers()

function powers(): number[] {
  const all = [0x40000000]
  while (all.length < 32) all.push(multiply(all.at(-1) as number, all.at(-1) as number))
  return all
}

/** x^(8 · bytes): what a CRC is multiplied by when so many bytes come behind it. */
function shiftOf(bytes: number): number {
  let shift = ONE
  for (let power = 3, rest = bytes; rest > 0; rest = Math.floor(rest / 2), power++)
    if (rest % 2 === 1) shift = multiply(POWERS[power & 31] as number, shift)
  return shift
}
