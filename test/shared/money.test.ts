import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatAmount, isCurrency, minorDigits, parseMoney } from '../../src/shared/money.ts'

const readable: Record<string, [input: string | number, currency: string | undefined, amount: string]> = {
  'a code behind': ['19.99 USD', undefined, '19.99 USD'],
  'a code before': ['USD 19,99', undefined, '19.99 USD'],
  'a code without a blank': ['19.99USD', undefined, '19.99 USD'],
  'a code in lower case': ['19.99 usd', undefined, '19.99 USD'],
  'a sign behind, grouped by points': ['1.299,00 €', undefined, '1299.00 EUR'],
  'a sign before': ['£5', undefined, '5.00 GBP'],
  'grouped by commas': ['1,299.00', 'USD', '1299.00 USD'],
  'grouped by blanks': ['1 299,50 zł', undefined, '1299.50 PLN'],
  'grouped by narrow no-break blanks': ['1\u202f299,50 €', undefined, '1299.50 EUR'],
  'grouped by apostrophes': ["CHF 1'299.50", undefined, '1299.50 CHF'],
  'grouped by typographic apostrophes': ['1’299.50 CHF', undefined, '1299.50 CHF'],
  'an abbreviation with a point': ['Fr. 19.90', undefined, '19.90 CHF'],
  'a dash for no cents': ['19,– €', undefined, '19.00 EUR'],
  'groups only': ['1.299.000 EUR', undefined, '1299000.00 EUR'],
  'a shared sign where the default has it': ['$19.99', 'USD', '19.99 USD'],
  'a shared sign beside its code': ['$19.99 CAD', 'USD', '19.99 CAD'],
  'kroner where the default has them': ['199 kr', 'SEK', '199.00 SEK'],
  'a currency without decimals': ['500 JPY', undefined, '500 JPY'],
  'thousands of a currency without decimals': ['19.990 CLP', undefined, '19990 CLP'],
  'three decimals where the currency has them': ['1.299 KWD', undefined, '1.299 KWD'],
  'superfluous zeros': ['19.9900 EUR', undefined, '19.99 EUR'],
  'a fraction without a whole': ['.99 EUR', undefined, '0.99 EUR'],
  'below zero': ['-5.00 EUR', undefined, '-5.00 EUR'],
  'a number': [19.99, 'EUR', '19.99 EUR'],
  'a number with the noise of floating point': [107.39999999999999, 'EUR', '107.40 EUR'],
  'a decimal point before four digits of whole': ['1234.500 EUR', undefined, '1234.50 EUR'],
  'forints, which have cents by ISO 4217': ['12990.50 HUF', undefined, '12990.50 HUF'],
}

const unreadable: Record<string, [input: string | number, currency: string | undefined, fault: string]> = {
  'no currency': ['19,99', undefined, 'no-currency'],
  'a number without currency': [19.99, undefined, 'no-currency'],
  'a shared sign without a default': ['$19.99', undefined, 'no-currency'],
  'a shared sign that the default does not have': ['$19.99', 'EUR', 'no-currency'],
  'one separator before three digits': ['1.299 EUR', undefined, 'ambiguous-separator'],
  'one comma before three digits': ['1,299', 'USD', 'ambiguous-separator'],
  'zeros behind a currency without decimals': ['150.000 JPY', undefined, 'ambiguous-separator'],
  'more decimals than the currency has': ['19.995 EUR cents', undefined, 'not-a-price'],
  'a third decimal': ['0.995 EUR', undefined, 'too-precise'],
  'a number with a third decimal': [19.995, 'EUR', 'too-precise'],
  'yen with decimals': ['500.5 JPY', undefined, 'too-precise'],
  'two currencies': ['USD 19.99 EUR', undefined, 'not-a-price'],
  'three letters that are no currency': ['19.99 PCS', undefined, 'not-a-price'],
  words: ['on request', 'EUR', 'not-a-price'],
  nothing: ['', 'EUR', 'not-a-price'],
  'groups of the wrong size': ['12,34,567.00', 'USD', 'not-a-price'],
  'a range': ['19.99 - 29.99 EUR', undefined, 'not-a-price'],
  'an exponent': ['1e5', 'EUR', 'not-a-price'],
  'more than a number can hold': ['99999999999999999999 EUR', undefined, 'too-precise'],
  infinity: [Number.POSITIVE_INFINITY, 'EUR', 'not-a-price'],
  'a very long text': ["'".repeat(100_000), 'EUR', 'not-a-price'],
}

describe('parseMoney', () => {
  for (const [name, [input, currency, amount]] of Object.entries(readable))
    it(`reads ${name}`, () => {
      const result = parseMoney(input, currency)
      expect(result.ok && `${formatAmount(result.money)} ${result.money.currency}`).toBe(amount)
    })

  for (const [name, [input, currency, fault]] of Object.entries(unreadable))
    it(`refuses ${name}`, () => {
      expect(parseMoney(input, currency)).toMatchObject({ ok: false, fault })
    })

  it("says how the caller's own amount would be right", () => {
    expect(parseMoney('1.299,50')).toMatchObject({ expected: 'write "1299.50 EUR"' })
    expect(parseMoney('nothing')).toMatchObject({ expected: 'write "19.99 EUR"' })
  })

  it('reads back every amount that formatAmount writes', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1_000_000_000_000, max: 1_000_000_000_000 }),
        fc.constantFrom('USD', 'EUR', 'JPY', 'HUF', 'CLF'),
        (minor, currency) => {
          const text = `${formatAmount({ minor, currency })} ${currency}`
          expect(parseMoney(text)).toEqual({ ok: true, money: { minor, currency } })
        },
      ),
    )
  })

  it('never throws', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.double()),
        fc.option(fc.constant('EUR'), { nil: undefined }),
        (input, currency) => {
          expect(typeof parseMoney(input, currency).ok).toBe('boolean')
        },
      ),
    )
  })
})

describe('currencies', () => {
  it('knows the decimals of ISO 4217', () => {
    const digits = Object.fromEntries(
      ['EUR', 'HUF', 'RSD', 'JPY', 'KRW', 'KWD', 'TND', 'CLF'].map((code) => [code, minorDigits(code)]),
    )
    expect(digits).toEqual({ EUR: 2, HUF: 2, RSD: 2, JPY: 0, KRW: 0, KWD: 3, TND: 3, CLF: 4 })
  })

  it('tells codes from three letters', () => {
    expect(['EUR', 'USD', 'JPY'].every(isCurrency)).toBe(true)
    expect(['eur', 'PCS', 'ABC', 'EURO', ''].some(isCurrency)).toBe(false)
  })

  it('writes amounts below one unit with their zeros', () => {
    expect(formatAmount({ minor: 5, currency: 'EUR' })).toBe('0.05')
    expect(formatAmount({ minor: -5, currency: 'KWD' })).toBe('-0.005')
  })
})
