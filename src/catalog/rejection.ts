import type { OfferAttributeName } from './offer.ts'

/** Why one record of a catalog is no offer, or one offer is not in a feed. A value, never thrown. */
export interface Rejection {
  readonly offerId?: string
  /** Line of the source file, counted from 1, where the format has lines. */
  readonly line?: number
  readonly attribute?: OfferAttributeName
  /** Stable name, kebab-case: `price-without-currency`. */
  readonly rule: string
  /** Names the thing, what was expected, what came and a value that works. */
  readonly message: string
}
