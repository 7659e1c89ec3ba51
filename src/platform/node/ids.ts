import { randomBytes } from 'node:crypto'

/** Crockford's base 32 in lower case: no letter that is read as a digit. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'

/** 80 random bits in 16 characters, safe in addresses, file names and inside keys. */
export const newId = (): string => Array.from(randomBytes(16), (byte) => ALPHABET[byte & 31]).join('')

/** 256 random bits, base64url. */
export const newSecret = (): string => randomBytes(32).toString('base64url')
