import { InvalidArgumentError } from 'commander'
import { isCurrency } from '../shared/money.ts'
import { parseDuration, parseInstant } from '../shared/time.ts'

/** Readers of option values; each refuses with what was expected and a value that works. */

export function durationOption(text: string): number {
  const duration = parseDuration(text)
  if (duration === undefined) throw new InvalidArgumentError('Write a number and s, m, h, d or w, such as "14d".')
  return duration
}

export function instantOption(text: string): number {
  const at = parseInstant(text)
  if (at === undefined)
    throw new InvalidArgumentError('Write ISO 8601, such as "2026-11-22" or "2026-11-22T10:00:00Z".')
  return at
}

export function currencyOption(text: string): string {
  const code = text.toUpperCase()
  if (!isCurrency(code)) throw new InvalidArgumentError('Write three letters of ISO 4217, such as "EUR".')
  return code
}

export function shopUrlOption(text: string): string {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text))
    throw new InvalidArgumentError('Write the address the shop\'s pages begin with, such as "https://shop.example".')
  return text
}

export function linkPatternOption(text: string): string {
  if (!/^https?:\/\//i.test(text) || !/\{[^{}]+\}/.test(text))
    throw new InvalidArgumentError(
      'Write an address with a field of the record in it, such as "https://shop.example/products/{handle}".',
    )
  return text
}

export function portOption(text: string): number {
  const port = Number(text)
  if (!/^\d{1,5}$/.test(text) || port > 65_535)
    throw new InvalidArgumentError('Write a number from 0 to 65535, such as 8787.')
  return port
}

/** Refuses any value outside a closed list, and names the list. */
export const oneOfOption =
  <const T extends string>(...values: readonly T[]) =>
  (text: string): T => {
    const value = values.find((candidate) => candidate === text)
    if (value === undefined) throw new InvalidArgumentError(`Write one of ${values.join(', ')}.`)
    return value
  }

/** A number of things, from 1. */
export function countOption(text: string): number {
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new InvalidArgumentError('Write a whole number from 1, such as 20.')
  return Number(text)
}
