import { formatAmount, parseMoney } from '../../shared/money.ts'
import { formatInstant } from '../../shared/time.ts'

export type Json = Readonly<Record<string, unknown>>

/** The value as an object; an empty one when it is something else, so that what it lacks is found missing. */
export const objectOf = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {}

/** The value as a list; one thing is a list of one. */
export const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : value == null ? [] : [value])

/** What a sender wrote as JSON text where a list or an object belongs. */
export function parsedIfText(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}

/** Text without blanks around it, also of a number; undefined for what is empty or something else. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value)
  if (typeof value !== 'string') return undefined
  const text = value.trim()
  return text === '' ? undefined : text
}

/** The first of the values that holds a text. */
export function firstText(...values: readonly unknown[]): string | undefined {
  for (const value of values) {
    const text = textOf(value)
    if (text !== undefined) return text
  }
  return undefined
}

/** The three letters of a currency in upper case; undefined for anything else. */
export function currencyOf(value: unknown): string | undefined {
  const code = textOf(value)?.toUpperCase()
  return code !== undefined && /^[A-Z]{3}$/.test(code) ? code : undefined
}

/** An amount as shops write it, also `1.299,00`; undefined for what is none, below zero or unclear. */
export function amountOf(value: unknown, currency: string | undefined): string | number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) && value >= 0 ? value : undefined
  const text = textOf(value)
  if (text === undefined || text.length > 40) return undefined
  if (/^\d{1,15}(\.\d{1,15})?$/.test(text)) return text
  // Which currency stands in matters for its decimals only.
  const parsed = parseMoney(text, currency ?? 'EUR')
  return parsed.ok && parsed.money.minor >= 0 ? formatAmount(parsed.money) : undefined
}

/** A whole number of at least 0; undefined for what is none. */
export function countOf(value: unknown): number | undefined {
  const count = typeof value === 'string' && /^\s*\d{1,9}(\.0+)?\s*$/.test(value) ? Number(value) : value
  return typeof count === 'number' && Number.isFinite(count) && count >= 0 ? Math.floor(count) : undefined
}

/** ISO 8601 of a number of seconds, milliseconds or microseconds since 1970, told apart by size; other text as it is. */
export function instantOf(value: unknown): unknown {
  const text = textOf(value)
  if (text === undefined) return undefined
  if (!/^\d{9,17}(\.\d+)?$/.test(text)) return value
  const number = Number(text)
  return formatInstant(Math.round(number < 1e11 ? number * 1e3 : number < 1e14 ? number : number / 1e3))
}

/** `2026-11-22 10:00:00` and `…T10:00:00` are UTC; ` UTC` at the end says the same. */
export function utcInstant(value: unknown): unknown {
  if (typeof value !== 'string') return value
  const plain = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?))?(?: UTC)?$/.exec(value.trim())
  return plain ? `${plain[1]}T${plain[2] ?? '00:00:00'}Z` : value
}

/** What one line of a cart says, whatever its dialect calls the parts. */
export interface LineParts {
  /** Ids by which the catalog may know the offer, the likeliest first. */
  readonly ids: readonly unknown[]
  readonly quantity?: unknown
  readonly price?: unknown
  readonly currency?: unknown
}

const OTHER_IDS_MAX = 4

/** A canonical item; without any id it stays one that is refused for that. */
export function itemOf({ ids, quantity, price, currency }: LineParts): object {
  const [offerId, ...otherIds] = new Set(ids.map(textOf).filter((id) => id !== undefined))
  const code = currencyOf(currency)
  return {
    offerId,
    otherIds: otherIds.length > 0 ? otherIds.slice(0, OTHER_IDS_MAX) : undefined,
    quantity: countOf(quantity) || 1,
    price: amountOf(price, code),
    currency: code,
  }
}

/** The lines of a list that tells all there is: those of quantity 0 and those without any id are not there. */
export const linesOf = (lines: readonly LineParts[]): object[] =>
  lines.filter(({ ids, quantity }) => countOf(quantity) !== 0 && ids.some((id) => textOf(id) !== undefined)).map(itemOf)

/** Something that looks like an e-mail address; anything else would have the whole event refused. */
export function emailOf(value: unknown): string | undefined {
  const text = textOf(value)
  return text !== undefined && text.length <= 320 && /^[^\s@]+@[^\s@]+$/.test(text) ? text : undefined
}
