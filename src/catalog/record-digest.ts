import type { Digest } from '../shared/digest.ts'
import { isFields, isList, type RawRecord, type RawValue } from './raw-record.ts'

/**
 * Grows with every change of how a record becomes an offer, so that offers read by an older release are read again.
 * 1: the first release.
 */
export const READING_VERSION = 1

/** Half of a SHA-256 is far beyond chance, and half the size of every key that holds it. */
const HEX_CHARS = 32

/** Tells records apart by all that decides what offer they make. */
export type RecordDigest = (reading: { readonly record: RawRecord; readonly raw?: string }) => string

/** `salt`: everything but the record that an offer depends on, as JSON can hold it: settings, rules, the header. */
export function recordDigest(salt: unknown, digest: Pick<Digest, 'sha256'>): RecordDigest {
  const prefix = digest.sha256(JSON.stringify([READING_VERSION, salt]))
  return (reading) => digest.sha256(prefix + (reading.raw ?? fieldsText(reading.record))).slice(0, HEX_CHARS)
}

/** A text that two records share only if their fields are the same. */
function fieldsText({ packed, fields }: RawRecord): string {
  const parts: string[] = [packed ? 'p' : 'l']
  append(parts, fields)
  return parts.join('')
}

/** Every text goes with its length, so that no text can pass for two. */
function append(parts: string[], value: RawValue): void {
  if (typeof value === 'string') parts.push('s', String(value.length), ':', value)
  else if (isFields(value)) {
    parts.push('m', String(value.size), ':')
    for (const [key, inner] of value) {
      append(parts, key)
      append(parts, inner)
    }
  } else if (isList(value)) {
    parts.push('a', String(value.length), ':')
    for (const inner of value) append(parts, inner)
  } else parts.push(typeof value === 'number' ? 'n' : 'b', String(value), ';')
}
