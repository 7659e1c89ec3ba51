import type { OfferFigures } from '../audience/store.ts'
import { STAGES } from '../audience/visitor-item.ts'
import type { LabelRule } from '../catalog/named-feed.ts'
import type { Offer } from '../catalog/offer.ts'
import { DAY_MS } from '../shared/time.ts'
import { isAbandoned } from './filter.ts'

/** How far back the figures of visitors who left an offer reach. */
export const LABEL_WINDOW_MS = 7 * DAY_MS
/** How far back the figures of those who bought it do. */
export const SALES_WINDOW_MS = 30 * DAY_MS

/** The rules of a shop that has none of its own. */
export const LABEL_RULES: readonly LabelRule[] = [
  { label: 'abandoned_7d', stages: STAGES, visitorsMin: 1 },
  { label: 'hot', stages: ['carted', 'checkout'], visitorsMin: 3 },
]

const OWN = ['customLabel0', 'customLabel1', 'customLabel2', 'customLabel3', 'customLabel4'] as const

export type LabelSlot = 0 | 1 | 2 | 3 | 4

/** What the labels of one offer are made from. */
export interface LabelFigures {
  readonly figures: OfferFigures | undefined
  /** Visitors who bought it within {@link SALES_WINDOW_MS}; known only where a rule asks for it. */
  readonly buyers?: number
  readonly rules?: readonly LabelRule[]
  readonly now: number
}

/** The labels that the figures earn an offer. */
export const labelsByRule = ({ figures, buyers = 0, rules = LABEL_RULES, now }: LabelFigures): readonly string[] =>
  rules
    .filter(
      ({ visitorsMin = 0, buyersMin = 0, ...rule }) =>
        visitorsMin + buyersMin > 0 && isAbandoned({ ...rule, visitorsMin }, figures, now) && buyers >= buyersMin,
    )
    .map(({ label }) => label)

/** What stands in `custom_label_0..4`: the shop's own labels where they are, those by rule in the first free slots. */
export function customLabels(offer: Offer, figures: LabelFigures): readonly (string | undefined)[] {
  const own = OWN.map((name) => offer[name] || undefined)
  const earned = labelsByRule(figures).filter((label) => !own.includes(label))
  return own.map((label) => label ?? earned.shift())
}

/** One of {@link customLabels}, without working out the others for the many offers that nobody left or bought. */
export const customLabel = (offer: Offer, figures: LabelFigures, slot: LabelSlot): string | undefined =>
  figures.figures === undefined && figures.buyers === undefined ? offer[OWN[slot]] : customLabels(offer, figures)[slot]
