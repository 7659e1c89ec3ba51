import { isCurrency } from '../shared/money.ts'
import type { Market } from './market.ts'

/** A feed that a shop names: a channel for one market, some offers, or both. Kept in the settings of the shop. */
export interface NamedFeed {
  /** Lower-case letters, digits and hyphens, at most 40; stands in the address. */
  readonly name: string
  readonly channelId: string
  readonly market?: Market
  readonly include?: OfferFilter
}

/** Every condition that is given has to hold. */
export interface OfferFilter {
  /** Beginnings of paths such as `Eyewear > Glasses`, of the shop's product types or the platform's category. */
  readonly categories?: readonly string[]
  readonly brands?: readonly string[]
  /** What a shopper pays now, in major units; an offer in another currency is left out. */
  readonly price?: { readonly min?: number; readonly max?: number; readonly currency: string }
  readonly availability?: readonly Availability[]
  /** Units in stock; an offer that does not say is left out. */
  readonly inventoryMin?: number
  readonly onSale?: boolean
  /** Texts that attributes have, letter case aside. */
  readonly where?: readonly AttributeTest[]
  readonly abandoned?: AbandonedTest
}

export const AVAILABILITIES = ['in_stock', 'out_of_stock', 'preorder', 'backorder'] as const
export type Availability = (typeof AVAILABILITIES)[number]

export const TESTS = ['is', 'isNot', 'contains', 'exists', 'missing'] as const

export interface AttributeTest {
  /** An attribute of the offer: `color`, `customLabel0`, `internalLabels`. */
  readonly attribute: string
  readonly test: (typeof TESTS)[number]
  /** None for `exists` and `missing`. */
  readonly value?: string
}

/** Visitors who left an offer during the last seven days, at the stages that count. */
export interface AbandonedTest {
  readonly visitorsMin: number
  /** All by default. */
  readonly stages?: readonly ('viewed' | 'carted' | 'checkout')[]
  /** The last of them within this time; at most the seven days. */
  readonly withinMs?: number
}

/** A label that offers earn; it takes the first of `custom_label_0..4` that is free. */
export interface LabelRule extends Omit<AbandonedTest, 'visitorsMin'> {
  /** What a platform's filter asks for, at most 100 characters. */
  readonly label: string
  /** Visitors who left it, during the last seven days. */
  readonly visitorsMin?: number
  /** Visitors who bought it, during the last thirty days. */
  readonly buyersMin?: number
}

export const isFeedName = (text: string): boolean => /^[a-z0-9][a-z0-9-]{0,39}$/.test(text)

/** As {@link parseMarket} reads it. */
export const formatMarket = ({ language = '', country, currency }: Market): string =>
  `${language}${country === undefined ? '' : `-${country}`}${currency === undefined ? '' : `:${currency}`}`

/** Reads `de-AT:EUR`, `de`, `-AT:EUR` (any language): a language, a country, the currency of its prices. */
export function parseMarket(text: string): Market | undefined {
  const [, language, country, currency] = /^([a-z]{2,3})?(?:-([A-Z]{2}))?(?::([A-Z]{3}))?$/.exec(text) ?? []
  if (language === undefined && country === undefined && currency === undefined) return undefined
  return currency !== undefined && !isCurrency(currency) ? undefined : { language, country, currency }
}
