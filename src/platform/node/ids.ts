import { randomBytes, randomFillSync } from 'node:crypto'

/** Crockford's base 32 in lower case: no letter that is read as a digit. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'

const ID_CHARS = 16
const pool = new Uint8Array(ID_CHARS * 256)
let taken = pool.length

/** 80 random bits in 16 characters, safe in addresses, file names and inside keys. */
export function newId(): string {
  // Every request takes an id; asking the system for 256 of them at once makes one cheap.
  if (taken === pool.length) {
    randomFillSync(pool)
    taken = 0
  }
  let id = ''
  for (const byte of pool.subarray(taken, taken + ID_CHARS)) id += ALPHABET[byte & 31]
  taken += ID_CHARS
  return id
}

/** 256 random bits, base64url. */
export const newSecret = (): string => randomBytes(32).toString('base64url')
