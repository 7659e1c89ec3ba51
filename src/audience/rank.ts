import type { Offer } from '../catalog/offer.ts'
import type { Money } from '../shared/money.ts'
import { compareText } from '../shared/text-order.ts'
import { STAGES, type Stage } from './visitor-item.ts'

/** What of an abandonment its rank depends on. */
interface Ranked {
  readonly offerId: string
  readonly stage: Stage
  readonly lastAt: number
  readonly availability?: Offer['availability']
  readonly value?: Money
}

/** Best first: the furthest stage, what can be bought, the latest, the dearest. Equal ones stand in order of id. */
export const compareAbandonments = (a: Ranked, b: Ranked): number =>
  STAGES.indexOf(b.stage) - STAGES.indexOf(a.stage) ||
  Number(isBuyable(b)) - Number(isBuyable(a)) ||
  b.lastAt - a.lastAt ||
  (b.value?.minor ?? 0) - (a.value?.minor ?? 0) ||
  compareText(a.offerId, b.offerId)

const isBuyable = ({ availability }: Ranked): boolean => availability !== 'out_of_stock'
