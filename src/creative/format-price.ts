import { formatAmount, type Money } from '../shared/money.ts'

const formats = new Map<string, Intl.NumberFormat>()

/** As the locale writes it: `$129.00`, `129,00 €`, `￥12,800`. */
export function formatPrice(money: Money, locale: string): string {
  const key = `${locale} ${money.currency}`
  let format = formats.get(key)
  if (!format) {
    format = new Intl.NumberFormat(locale, { style: 'currency', currency: money.currency })
    if (formats.size >= 200) formats.clear()
    formats.set(key, format)
  }
  return format.format(formatAmount(money) as `${number}`)
}
