import type { Offer } from './offer.ts'
import { offerToJson } from './offer-json.ts'

/** One attribute of one offer before and after an import, as the API writes it; absent where the offer had none. */
export interface AttributeChange {
  readonly offerId: string
  /** An attribute's name, or `currency`. */
  readonly attribute: string
  readonly before?: unknown
  readonly after?: unknown
}

/** What differs, in the order of the attributes; those that went come last. */
export function attributeChanges(before: Offer, after: Offer): AttributeChange[] {
  const [was, is] = [offerToJson(before), offerToJson(after)]
  const names = new Set([...Object.keys(is), ...Object.keys(was)])
  return [...names].flatMap((attribute) => {
    if (JSON.stringify(was[attribute]) === JSON.stringify(is[attribute])) return []
    return { offerId: after.offerId, attribute, before: was[attribute], after: is[attribute] }
  })
}
