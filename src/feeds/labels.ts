import type { OfferFigures } from '../audience/store.ts'
import { STAGES, type Stage } from '../audience/visitor-item.ts'
import type { Offer } from '../catalog/offer.ts'
import { DAY_MS } from '../shared/time.ts'

/** How far back the figures of {@link LABEL_RULES} reach. */
export const LABEL_WINDOW_MS = 7 * DAY_MS

interface LabelRule {
  /** What a platform's filter asks for. */
  readonly label: string
  /** Stages that count. */
  readonly stages: readonly Stage[]
  /** This many visitors at least, within the window. */
  readonly visitorsMin: number
}

/** Labels by rule, in the order in which they take free slots; a change of order moves what campaigns filter by. */
export const LABEL_RULES: readonly LabelRule[] = [
  { label: 'abandoned_7d', stages: STAGES, visitorsMin: 1 },
  { label: 'hot', stages: ['carted', 'checkout'], visitorsMin: 3 },
]

const OWN = ['customLabel0', 'customLabel1', 'customLabel2', 'customLabel3', 'customLabel4'] as const

export type LabelSlot = 0 | 1 | 2 | 3 | 4

/** The labels that the figures earn an offer. */
export const labelsByRule = (figures: OfferFigures | undefined): readonly string[] =>
  figures === undefined
    ? []
    : LABEL_RULES.filter(
        ({ stages, visitorsMin }) => stages.reduce((sum, stage) => sum + figures.visitors[stage], 0) >= visitorsMin,
      ).map(({ label }) => label)

/** What stands in `custom_label_0..4`: the shop's own labels where they are, those by rule in the first free slots. */
export function customLabels(offer: Offer, figures: OfferFigures | undefined): readonly (string | undefined)[] {
  const own = OWN.map((name) => offer[name] || undefined)
  const earned = labelsByRule(figures).filter((label) => !own.includes(label))
  return own.map((label) => label ?? earned.shift())
}

/** One of {@link customLabels}, without working out the others for the many offers that nobody left. */
export const customLabel = (offer: Offer, figures: OfferFigures | undefined, slot: LabelSlot): string | undefined =>
  figures === undefined ? offer[OWN[slot]] : customLabels(offer, figures)[slot]
