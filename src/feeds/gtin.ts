const LENGTHS = new Set([8, 12, 13, 14])

/** In-store and company-internal numbers, then coupons, by the first three digits of the 13-digit form. */
const UNUSABLE = /^(02|04|2|05|98|99)/

/**
 * The number as digits, or undefined when it is none that a maker gives: wrong length or check digit, or a prefix for
 * use inside a shop. Blanks and hyphens are ignored; an ISBN of ten characters is widened.
 * Prefixes are judged on the 13-digit form: a 12-digit number that begins with 2, 4 or 5 has the prefix 02, 04 or 05.
 * Source: https://support.google.com/merchants/answer/6324461, read 2026-11-22.
 */
export function usableGtin(text: string): string | undefined {
  const compact = text.replace(/[\s-]/g, '')
  const digits = /^\d{9}[\dX]$/i.test(compact) ? widenedIsbn(compact.toUpperCase()) : compact
  if (digits === undefined || !/^\d+$/.test(digits) || !LENGTHS.has(digits.length) || /^0+$/.test(digits))
    return undefined
  if (checkDigit(digits.slice(0, -1)) !== Number(digits.at(-1))) return undefined
  if (digits.length > 8 && UNUSABLE.test(digits.padStart(14, '0').slice(1))) return undefined
  return digits
}

/** Weights 3 and 1 in turn from the right, brought to a multiple of ten. */
function checkDigit(body: string): number {
  let sum = 0
  for (let at = 0; at < body.length; at++) sum += Number(body[body.length - 1 - at]) * (at % 2 === 0 ? 3 : 1)
  return (10 - (sum % 10)) % 10
}

function widenedIsbn(isbn: string): string | undefined {
  let sum = 0
  for (let at = 0; at < 10; at++) sum += (isbn[at] === 'X' ? 10 : Number(isbn[at])) * (10 - at)
  if (sum % 11 !== 0) return undefined
  const body = `978${isbn.slice(0, 9)}`
  return `${body}${checkDigit(body)}`
}
