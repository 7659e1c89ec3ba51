/**
 * A GTIN-13 for the demo shop's nth offer. GS1 keeps prefix 952 for demonstrations and examples, so none of these can
 * belong to a company, and it lies outside the restricted and coupon ranges (2, 02, 04, 05, 98, 99) that platforms refuse.
 */
export function demoGtin(n: number): string {
  const digits = `9521417${String(n).padStart(5, '0')}`
  return digits + checkDigit(digits)
}

/** GS1's check digit: weights 3 and 1 from the right. */
function checkDigit(digits: string): number {
  let sum = 0
  for (let i = 0; i < digits.length; i++) sum += Number(digits[digits.length - 1 - i]) * (i % 2 === 0 ? 3 : 1)
  return (10 - (sum % 10)) % 10
}
