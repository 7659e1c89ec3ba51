const LENGTHS = new Set([8, 12, 13, 14])

/**
 * The digits of a GTIN-8, -12 (UPC), -13 (EAN, JAN, ISBN-13) or -14 whose check digit is right, else undefined.
 * Blanks and hyphens are dropped, an apostrophe that a spreadsheet put before it too, and an ISBN-10 becomes its ISBN-13.
 * Source: GS1 General Specifications 7.9, read 2026-11-22.
 */
export function parseGtin(text: string): string | undefined {
  const digits = text.replace(/^'/, '').replace(/[\s\u2010-\u2015-]+/g, '')
  if (/^\d{9}[\dX]$/i.test(digits)) return isbn13(digits.toUpperCase())
  return isGtin(digits) ? digits : undefined
}

/** Whether these are the digits of a GTIN with a right check digit; zeros alone are none. */
export const isGtin = (digits: string): boolean =>
  /^\d+$/.test(digits) &&
  LENGTHS.has(digits.length) &&
  !/^0+$/.test(digits) &&
  checkDigit(digits.slice(0, -1)) === Number(digits.at(-1))

/** The digit that completes these: weights 3 and 1 in turn from the right bring the sum to a multiple of ten. */
export function checkDigit(digits: string): number {
  let sum = 0
  for (let at = digits.length - 1, weight = 3; at >= 0; at--, weight = 4 - weight) sum += Number(digits[at]) * weight
  return (10 - (sum % 10)) % 10
}

function isbn13(isbn10: string): string | undefined {
  let sum = 0
  for (let at = 0; at < 10; at++) sum += (10 - at) * (isbn10[at] === 'X' ? 10 : Number(isbn10[at]))
  if (sum % 11 !== 0) return undefined
  const body = `978${isbn10.slice(0, 9)}`
  return body + checkDigit(body)
}
