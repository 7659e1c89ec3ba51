import { describe, expect, it } from 'vitest'
import { usableGtin } from '../../src/feeds/gtin.ts'

describe('usableGtin', () => {
  it.each([
    ['a GTIN-13', '4006381333931', '4006381333931'],
    ['a GTIN-12', '036000291452', '036000291452'],
    ['a GTIN-8', '96385074', '96385074'],
    ['a GTIN-14', '10012345678902', '10012345678902'],
    ['blanks and hyphens', '4 006381-333931', '4006381333931'],
    ['an ISBN-10, widened', '0-306-40615-2', '9780306406157'],
    ['an ISBN-10 with X', '080442957X', '9780804429573'],
  ])('takes %s', (_, text, expected) => {
    expect(usableGtin(text)).toBe(expected)
  })

  it.each([
    ['a wrong check digit', '4006381333932'],
    ['a wrong check digit of a short one', '96385075'],
    ['a wrong length', '400638133393'],
    ['nothing but zeros', '0000000000000'],
    ['letters', 'SKU-400638133'],
    ['a number for use inside a shop', '2000000000008'],
    ['the same, as a 12-digit code that begins with 2', '200000000004'],
    ['a coupon', '9900000000004'],
    ['an ISBN-10 with a wrong check digit', '0306406153'],
    ['nothing', ''],
  ])('refuses %s', (_, text) => {
    expect(usableGtin(text)).toBeUndefined()
  })

  it('judges a prefix on the 13-digit form: 12 digits that begin with 7 are not 7xx of another country', () => {
    expect(usableGtin('712345678904')).toBe('712345678904')
  })
})
