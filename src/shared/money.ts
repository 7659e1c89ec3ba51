/** An amount in the currency's smallest unit: `{ minor: 1999, currency: 'USD' }` is 19.99 USD. */
export interface Money {
  readonly minor: number
  /** ISO 4217, upper case. */
  readonly currency: string
}

/**
 * Decimal places by ISO 4217 where they are not two. A table, not `Intl`: its answer differs between ICU versions
 * (0 for HUF in some), and what is stored in minor units must not change its worth with the runtime.
 */
const DIGITS: ReadonlyMap<string, number> = new Map([
  ...'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' ').map((code) => [code, 0] as const),
  ...'BHD IQD JOD KWD LYD OMR TND'.split(' ').map((code) => [code, 3] as const),
  ...'CLF UYW'.split(' ').map((code) => [code, 4] as const),
])

/** Decimal places of a currency by ISO 4217: 2 for USD, 0 for JPY, 3 for KWD. */
export const minorDigits = (currency: string): number => DIGITS.get(currency) ?? 2

let currencies: ReadonlySet<string> | undefined

/** Whether this is the code of a currency, in upper case. */
export function isCurrency(code: string): boolean {
  currencies ??= new Set([...Intl.supportedValuesOf('currency'), ...DIGITS.keys()])
  return currencies.has(code)
}

/** The amount without its currency, in major units: `19.99`, `1299.00`, `500` (JPY). */
export function formatAmount({ minor, currency }: Money): string {
  const digits = minorDigits(currency)
  if (digits === 0) return String(minor)
  const sign = minor < 0 ? '-' : ''
  const text = String(Math.abs(minor)).padStart(digits + 1, '0')
  return `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`
}

export type MoneyFault = 'no-currency' | 'not-a-price' | 'too-precise' | 'ambiguous-separator'

export type MoneyResult = { ok: true; money: Money } | { ok: false; fault: MoneyFault; expected: string }

/** Signs of one currency only. */
const SYMBOLS: ReadonlyMap<string, string> = new Map([
  ['€', 'EUR'],
  ['£', 'GBP'],
  ['US$', 'USD'],
  ['CA$', 'CAD'],
  ['C$', 'CAD'],
  ['A$', 'AUD'],
  ['AU$', 'AUD'],
  ['NZ$', 'NZD'],
  ['HK$', 'HKD'],
  ['S$', 'SGD'],
  ['R$', 'BRL'],
  ['zł', 'PLN'],
  ['Kč', 'CZK'],
  ['Ft', 'HUF'],
  ['Fr.', 'CHF'],
  ['lei', 'RON'],
  ['₹', 'INR'],
  ['₩', 'KRW'],
  ['₺', 'TRY'],
  ['₴', 'UAH'],
  ['₪', 'ILS'],
  ['₫', 'VND'],
  ['₱', 'PHP'],
  ['฿', 'THB'],
])

/** Signs that several currencies share; they say nothing unless the default currency is one of these. */
const SHARED_SYMBOLS: ReadonlyMap<string, readonly string[]> = new Map([
  ['$', 'USD CAD AUD NZD SGD HKD TWD MXN ARS CLP COP UYU DOP JMD TTD BBD BSD BZD FJD NAD'.split(' ')],
  ['¥', ['JPY', 'CNY']],
  ['kr', ['SEK', 'NOK', 'DKK', 'ISK']],
  ['kr.', ['SEK', 'NOK', 'DKK', 'ISK']],
])

const PRICE_CHARS_MAX = 64

/**
 * Reads a price as shops write it: `19.99 USD`, `USD 19,99`, `1.299,00 €`, `1,299.00`, or a number.
 * `$`, `¥` and `kr` belong to several currencies and are taken for `defaultCurrency` only.
 * A single separator before exactly three digits (`1.299`) could be either thousands or decimals; it is
 * refused as ambiguous unless the currency has three decimals, or none and the digits are not zeros.
 */
export function parseMoney(input: string | number, defaultCurrency?: string): MoneyResult {
  if (typeof input === 'number') return fromNumber(input, defaultCurrency)
  const fail = (fault: MoneyFault, amount?: string): MoneyResult => ({
    ok: false,
    fault,
    expected: `write "${exampleAmount(amount)} ${defaultCurrency ?? 'EUR'}"`,
  })
  const text = input.length > PRICE_CHARS_MAX * 4 ? '' : input.replace(/[\s\u00a0\u202f]+/g, ' ').trim()
  const parts = text.length <= PRICE_CHARS_MAX ? split(text) : undefined
  if (!parts) return fail('not-a-price')
  const currency = currencyOf(parts.units, defaultCurrency)
  if (currency === 'unknown-unit') return fail('not-a-price')
  if (currency === undefined) return fail('no-currency', parts.amount)
  const decimal = toDecimal(parts.amount, minorDigits(currency))
  if (decimal === 'ambiguous') return fail('ambiguous-separator')
  if (decimal === undefined) return fail('not-a-price')
  return scaled(decimal, currency) ?? fail('too-precise')
}

/** A number carries no separators to misread; what floating point adds behind the last decimal is rounded away. */
function fromNumber(value: number, currency: string | undefined): MoneyResult {
  const expected = `write "${exampleAmount(String(value))} ${currency ?? 'EUR'}"`
  if (!Number.isFinite(value)) return { ok: false, fault: 'not-a-price', expected }
  if (currency === undefined) return { ok: false, fault: 'no-currency', expected }
  const exact = value * 10 ** minorDigits(currency)
  const minor = Math.round(exact) + 0
  if (!Number.isSafeInteger(minor)) return { ok: false, fault: 'not-a-price', expected }
  if (Math.abs(exact - minor) > 1e-6 * Math.max(1, Math.abs(minor) / 1e6))
    return { ok: false, fault: 'too-precise', expected }
  return { ok: true, money: { minor, currency } }
}

/** Parts what stands before, in and behind the digits. */
function split(text: string): { amount: string; units: string[] } | undefined {
  let first = text.search(/\d/)
  if (first < 0) return undefined
  // ".99" is an amount, the point of "Fr. 19.90" is none.
  if (/[.,]/.test(text[first - 1] ?? '') && !/[\p{L}]/u.test(text[first - 2] ?? '')) first--
  let last = text.length - 1
  while (!/\d/.test(text[last] as string)) last--
  const before = text.slice(0, first).trim()
  const after = text
    .slice(last + 1)
    .replace(/^[.,]?\s?[-–—]+/, '')
    .trim()
  const sign = /^[-−]|[-−]$/.test(before) ? '-' : ''
  const unit = before.replace(/^[-+−]|[-+−]$/g, '').trim()
  const digits = text.slice(first, last + 1)
  if (!/^[\d.,'’ ]+$/.test(digits)) return undefined
  return { amount: sign + digits.replace(/['’ ]/g, ''), units: [unit, after].filter((part) => part !== '') }
}

function currencyOf(units: readonly string[], defaultCurrency: string | undefined): string | undefined {
  let found: string | undefined
  for (const unit of units) {
    const shared = SHARED_SYMBOLS.get(unit)
    if (shared) {
      if (units.length === 1) return defaultCurrency && shared.includes(defaultCurrency) ? defaultCurrency : undefined
      continue
    }
    const code = unit.toUpperCase()
    const currency = isCurrency(code) ? code : SYMBOLS.get(unit)
    if (currency === undefined || (found !== undefined && found !== currency)) return 'unknown-unit'
    found = currency
  }
  return units.length === 0 ? defaultCurrency : found
}

/** Turns `1.299,00` or `1,299.00` into `1299.00`; undefined when it is no number. */
function toDecimal(amount: string, digits: number): string | 'ambiguous' | undefined {
  if (/^-?\d+$/.test(amount)) return amount
  const separator = Math.max(amount.lastIndexOf('.'), amount.lastIndexOf(','))
  const mark = amount[separator] as '.' | ','
  const whole = amount.slice(0, separator)
  const fraction = amount.slice(separator + 1)
  const other = mark === '.' ? ',' : '.'
  if (whole.includes(mark)) {
    // The same mark twice is thousands only: 1.299.000
    return isGrouped(amount, mark) && !amount.includes(other) ? amount.replaceAll(mark, '') : undefined
  }
  if (whole.includes(other)) return isGrouped(whole, other) ? `${whole.replaceAll(other, '')}.${fraction}` : undefined
  if (fraction.length === 3 && digits !== 3 && /^-?[1-9]\d{0,2}$/.test(whole)) {
    return digits === 0 && fraction !== '000' ? whole + fraction : 'ambiguous'
  }
  return `${whole === '' || whole === '-' ? `${whole}0` : whole}.${fraction}`
}

const isGrouped = (text: string, mark: string): boolean =>
  (mark === '.' ? /^-?\d{1,3}(\.\d{3})+$/ : /^-?\d{1,3}(,\d{3})+$/).test(text)

function scaled(decimal: string, currency: string): MoneyResult | undefined {
  const digits = minorDigits(currency)
  const [whole = '0', fraction = ''] = decimal.split('.')
  // Zeros beyond the currency's precision carry nothing: 19.9900 is 19.99.
  if (/[1-9]/.test(fraction.slice(digits))) return undefined
  const minor = Number(whole + fraction.slice(0, digits).padEnd(digits, '0')) + 0
  return Number.isSafeInteger(minor) ? { ok: true, money: { minor, currency } } : undefined
}

/** The caller's own amount in the spelling that works, where it can be read. */
function exampleAmount(amount: string | undefined): string {
  const decimal = amount === undefined ? undefined : toDecimal(amount, 2)
  const result = decimal === undefined || decimal === 'ambiguous' ? undefined : scaled(decimal, 'USD')
  return result?.ok ? formatAmount(result.money) : '19.99'
}
