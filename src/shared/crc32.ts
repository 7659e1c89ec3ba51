let table: Uint32Array | undefined

function tableOf(): Uint32Array {
  const made = new Uint32Array(256)
  for (let byte = 0; byte < 256; byte++) {
    let value = byte
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1
    made[byte] = value
  }
  return made
}

/** The CRC-32 of zip and gzip; `before` is that of the bytes in front of these. */
export function crc32(bytes: Uint8Array, before = 0): number {
  table ??= tableOf()
  let crc = ~before
  for (const byte of bytes) crc = (table[(crc ^ byte) & 0xff] as number) ^ (crc >>> 8)
  return ~crc >>> 0
}
