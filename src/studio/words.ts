import type { Stage } from '../audience/visitor-item.ts'
import { DEFAULT_SHOP_ID } from '../catalog/shop.ts'
import { formatAmount, type Money, minorDigits } from '../shared/money.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../shared/time.ts'
import type { Count } from './model.ts'

const numbers = new Intl.NumberFormat('en')
const lists = new Intl.ListFormat('en', { type: 'conjunction' })

export const sayNumber = (value: number): string => numbers.format(value)

export const sayCount = ({ count, atLeast }: Count): string => `${numbers.format(count)}${atLeast ? '+' : ''}`

/** `1 offer`, `28 offers`. */
export const saySeveral = (count: number | Count, one: string, many = `${one}s`): string => {
  const amount = typeof count === 'number' ? { count } : count
  return `${sayCount(amount)} ${amount.count === 1 && !amount.atLeast ? one : many}`
}

const sayList = (parts: readonly string[]): string => lists.format(parts)

/** `$1,299.00`, `¥5,800`. */
export function sayMoney(money: Money): string {
  const digits = minorDigits(money.currency)
  const format = new Intl.NumberFormat('en', {
    style: 'currency',
    currency: money.currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  })
  return format.format(Number(formatAmount(money)))
}

/** `$2,316.00 and €120.00`; beyond three currencies the rest is counted. */
export function sayAmounts(amounts: readonly Money[]): string {
  const shown = amounts.slice(0, 3).map(sayMoney)
  const rest = amounts.length - shown.length
  return sayList(rest === 0 ? shown : [...shown, `${saySeveral(rest, 'more currency', 'more currencies')}`])
}

/** `just now`, `4 minutes ago`, `2 days ago`; a time ahead of now counts as now. */
export function sayAgo(at: number, now: number): string {
  const age = Math.max(0, now - at)
  if (age < MINUTE_MS) return 'just now'
  if (age < HOUR_MS) return `${saySeveral(Math.floor(age / MINUTE_MS), 'minute')} ago`
  if (age < DAY_MS) return `${saySeveral(Math.floor(age / HOUR_MS), 'hour')} ago`
  return `${saySeveral(Math.floor(age / DAY_MS), 'day')} ago`
}

/** `30 days`, `36 hours`. */
export const sayDuration = (ms: number): string =>
  ms >= 2 * DAY_MS && ms % DAY_MS === 0
    ? saySeveral(ms / DAY_MS, 'day')
    : saySeveral(Math.max(1, Math.round(ms / HOUR_MS)), 'hour')

/** `812 bytes`, `14 KB`, `2.3 MB`. */
export function sayBytes(bytes: number): string {
  if (bytes < 1000) return saySeveral(bytes, 'byte')
  if (bytes < 1_000_000) return `${Math.round(bytes / 1000)} KB`
  return `${(bytes / 1_000_000).toFixed(1)} MB`
}

/** What the visitor had done when leaving, said of one item. */
export const STAGE_WORDS: Readonly<Record<Stage, string>> = {
  viewed: 'Looked at it',
  carted: 'Put it in the cart',
  checkout: 'Stopped at checkout',
}

/** The same as the name of a moment to choose. */
export const MOMENT_WORDS: Readonly<Record<Stage | 'own', string>> = {
  viewed: 'Viewed',
  carted: 'In the cart',
  checkout: 'At checkout',
  own: 'Your words',
}

const AVAILABILITY_WORDS: ReadonlyMap<string, string> = new Map([
  ['in_stock', 'In stock'],
  ['out_of_stock', 'Sold out'],
  ['preorder', 'Pre-order'],
  ['backorder', 'On backorder'],
])

export const sayAvailability = (availability: string): string =>
  AVAILABILITY_WORDS.get(availability) ?? availability.replaceAll('_', ' ')

/** `price-without-currency` as words: `Price without currency`. */
export const sayRule = (rule: string): string => {
  const words = rule.replaceAll('-', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** A command of the command line about this shop, ready to be typed. */
export const sayCommand = (command: string, shopId: string): string =>
  `npx secondglance ${command}${shopId === DEFAULT_SHOP_ID ? '' : ` --shop ${shopId}`}`
