import { type AttributeChange, attributeChanges } from '../offer-changes.ts'
import type { Rejection } from '../rejection.ts'
import type { Shop } from '../shop.ts'
import type { CatalogStore } from '../store.ts'
import { rulesFor } from './apply-rules.ts'
import type { Rule } from './rule.ts'

/** What rules would do to the catalog as it stands now. */
export interface RulesPreview {
  readonly offers: number
  readonly changed: number
  readonly excluded: number
  readonly rejected: number
  /** The first of each kind. */
  readonly changes: readonly AttributeChange[]
  readonly exclusions: readonly { readonly offerId: string; readonly rule: string }[]
  readonly rejections: readonly Rejection[]
}

/** Changes nothing. Looks at no more than `offersMax` offers. Throws AppError for rules that cannot be. */
export async function previewRules(
  shop: Shop,
  rules: readonly Rule[],
  { offersMax, shownMax }: { offersMax: number; shownMax: number },
  { catalog }: { catalog: CatalogStore },
): Promise<RulesPreview> {
  const apply = rulesFor(rules, shop)
  const changes: AttributeChange[] = []
  const exclusions: { offerId: string; rule: string }[] = []
  const rejections: Rejection[] = []
  let [offers, changed, excluded, rejected] = [0, 0, 0, 0]
  for await (const page of catalog.scanOffers(shop.shopId)) {
    for (const offer of page.slice(0, offersMax - offers)) {
      offers++
      const ruled = apply(offer)
      if ('excluded' in ruled) {
        excluded++
        if (exclusions.length < shownMax) exclusions.push({ offerId: offer.offerId, rule: ruled.excluded })
      } else if (!ruled.result.ok) {
        rejected++
        if (rejections.length < shownMax) rejections.push(...ruled.result.rejections)
      } else if (ruled.touched) {
        const own = attributeChanges(offer, ruled.result.offer)
        if (own.length > 0) changed++
        if (changes.length < shownMax) changes.push(...own)
      }
    }
    if (offers >= offersMax) break
  }
  return { offers, changed, excluded, rejected, changes, exclusions, rejections }
}
