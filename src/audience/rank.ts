import { compareText } from '../shared/text-order.ts'
import type { Abandonment } from './join.ts'
import { STAGES } from './visitor-item.ts'

/** Best first: the furthest stage, what can be bought, the latest, the dearest. Equal ones stand in order of id. */
export const compareAbandonments = (a: Abandonment, b: Abandonment): number =>
  STAGES.indexOf(b.stage) - STAGES.indexOf(a.stage) ||
  Number(isBuyable(b)) - Number(isBuyable(a)) ||
  b.lastAt - a.lastAt ||
  (b.value?.minor ?? 0) - (a.value?.minor ?? 0) ||
  compareText(a.offerId, b.offerId)

const isBuyable = ({ availability }: Abandonment): boolean => availability !== 'out_of_stock'
