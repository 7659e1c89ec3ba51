import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkDigit, isGtin, parseGtin } from '../../src/catalog/gtin.ts'

const cases: Record<string, [text: string, gtin: string | undefined]> = {
  'an EAN': ['4006381333931', '4006381333931'],
  'a UPC': ['036000291452', '036000291452'],
  'a GTIN-8': ['96385074', '96385074'],
  'a GTIN-14': ['10012345678902', '10012345678902'],
  'blanks and hyphens': ['400-6381 333931', '4006381333931'],
  "a spreadsheet's apostrophe": ["'036000291452", '036000291452'],
  'an ISBN-10': ['0-306-40615-2', '9780306406157'],
  'an ISBN-10 that ends in X': ['080442957X', '9780804429573'],
  'a wrong check digit': ['4006381333932', undefined],
  'a wrong ISBN-10': ['0306406153', undefined],
  'eleven digits': ['03600029145', undefined],
  'zeros only': ['0000000000000', undefined],
  'a number that a spreadsheet shortened': ['4.00638E+12', undefined],
  letters: ['SKU-42', undefined],
}

describe('parseGtin', () => {
  for (const [name, [text, gtin]] of Object.entries(cases))
    it(`${gtin ? 'reads' : 'refuses'} ${name}`, () => {
      expect(parseGtin(text)).toBe(gtin)
    })

  it('finds every single wrong digit', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[1-9]\d{11}$/), fc.nat(12), fc.integer({ min: 1, max: 9 }), (body, at, by) => {
        const gtin = body + checkDigit(body)
        const wrong = gtin.slice(0, at) + ((Number(gtin[at]) + by) % 10) + gtin.slice(at + 1)
        expect([isGtin(gtin), isGtin(wrong)]).toEqual([true, false])
      }),
    )
  })
})
