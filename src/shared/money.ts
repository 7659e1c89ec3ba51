/** An amount in the currency's smallest unit: `{ minor: 1999, currency: 'USD' }` is 19.99 USD. */
export interface Money {
  readonly minor: number
  /** ISO 4217, upper case. */
  readonly currency: string
}

const digitsByCurrency = new Map<string, number>()

/** Decimal places of a currency by ISO 4217: 2 for USD, 0 for JPY, 3 for KWD. */
export function minorDigits(currency: string): number {
  let digits = digitsByCurrency.get(currency)
  if (digits === undefined) {
    const format = new Intl.NumberFormat('en', { style: 'currency', currency })
    digits = format.resolvedOptions().maximumFractionDigits ?? 2
    digitsByCurrency.set(currency, digits)
  }
  return digits
}

export const isCurrency = (code: string): boolean => /^[A-Z]{3}$/.test(code)

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

const SYMBOLS: ReadonlyMap<string, string> = new Map([
  ['€', 'EUR'],
  ['£', 'GBP'],
  ['US$', 'USD'],
  ['zł', 'PLN'],
  ['₹', 'INR'],
  ['₩', 'KRW'],
  ['₺', 'TRY'],
  ['₴', 'UAH'],
])

/**
 * Reads a price as shops write it: `19.99 USD`, `USD 19,99`, `1.299,00 €`, `1,299.00`, or a number.
 * `$` and `¥` belong to several currencies and are taken for `defaultCurrency` only.
 * A single separator before exactly three digits (`1.299`) could be either thousands or decimals; it is
 * refused as ambiguous unless the currency has three decimals.
 */
export function parseMoney(input: string | number, defaultCurrency?: string): MoneyResult {
  const example = `write "19.99 ${defaultCurrency ?? 'EUR'}"`
  const fail = (fault: MoneyFault): MoneyResult => ({ ok: false, fault, expected: example })
  const text = String(input)
    .replace(/[\s\u00a0\u202f]+/g, ' ')
    .trim()
  const match = /^(?<before>[^\d.,+-]*)(?<amount>[+-]?[\d.,' ]*\d)(?<after>[^\d]*)$/u.exec(text)
  if (!match?.groups) return fail('not-a-price')
  const { before = '', amount = '', after = '' } = match.groups
  const unit = `${before}${after}`.trim()
  const currency = currencyOf(unit, defaultCurrency)
  if (currency === undefined) return fail(unit === '' || unit === '$' || unit === '¥' ? 'no-currency' : 'not-a-price')
  const decimal = toDecimal(amount.replace(/[' ]/g, ''), minorDigits(currency), typeof input === 'number')
  if (decimal === 'ambiguous') return fail('ambiguous-separator')
  if (decimal === undefined) return fail('not-a-price')
  return scaled(decimal, currency) ?? fail('too-precise')
}

function currencyOf(unit: string, defaultCurrency: string | undefined): string | undefined {
  if (unit === '' || unit === '$' || unit === '¥') return defaultCurrency
  const code = unit.toUpperCase()
  return isCurrency(code) ? code : SYMBOLS.get(unit)
}

/** Turns `1.299,00` or `1,299.00` into `1299.00`; undefined when it is no number. */
function toDecimal(amount: string, digits: number, isNumber: boolean): string | 'ambiguous' | undefined {
  if (isNumber || /^[+-]?\d+$/.test(amount)) return /^[+-]?\d+(\.\d+)?$/.test(amount) ? amount : undefined
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
  if (whole !== '' && fraction.length === 3 && digits !== 3 && !/^[+-]?0$/.test(whole)) return 'ambiguous'
  return `${whole === '' ? '0' : whole}.${fraction}`
}

const isGrouped = (text: string, mark: string): boolean => new RegExp(`^[+-]?\\d{1,3}(\\${mark}\\d{3})+$`).test(text)

function scaled(decimal: string, currency: string): MoneyResult | undefined {
  const digits = minorDigits(currency)
  const [whole = '0', fraction = ''] = decimal.split('.')
  // Zeros beyond the currency's precision carry nothing: 19.9900 is 19.99.
  if (/[1-9]/.test(fraction.slice(digits))) return undefined
  const minor = Number(whole + fraction.slice(0, digits).padEnd(digits, '0'))
  return Number.isSafeInteger(minor) ? { ok: true, money: { minor, currency } } : undefined
}
