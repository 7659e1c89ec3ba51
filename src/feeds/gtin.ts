import { parseGtin } from '../catalog/gtin.ts'

/** In-store and company-internal numbers, then coupons, by the first digits of the 13-digit form. */
const UNUSABLE = /^(02|04|2|05|98|99)/

/**
 * The number as digits, or undefined when it is none that a maker gives: wrong length or check digit, or a prefix for
 * use inside a shop. Prefixes are judged on the 13-digit form: a 12-digit number that begins with 2, 4 or 5 has the
 * prefix 02, 04 or 05.
 * Source: https://support.google.com/merchants/answer/6324461, read 2026-11-22.
 */
export function usableGtin(text: string): string | undefined {
  const digits = parseGtin(text)
  if (digits === undefined) return undefined
  return digits.length > 8 && UNUSABLE.test(digits.padStart(14, '0').slice(1)) ? undefined : digits
}
