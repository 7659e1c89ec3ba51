import type { Offer } from '../catalog/offer.ts'
import type { AbandonmentSettings } from '../catalog/shop.ts'
import { STAGES, type Stage, type VisitorItem } from './visitor-item.ts'

export type OpenItem = VisitorItem & { readonly stage: Stage }

interface ClosingOptions {
  readonly purchaseCloses: AbandonmentSettings['purchaseCloses']
  /** Tells which offers are variants of one another. */
  readonly offers: ReadonlyMap<string, Offer>
}

/**
 * What a person still has open, one entry for each offer: what was bought on one device is closed on the others. Of an
 * offer that is open on several, the furthest stage and the latest touch count.
 */
export function openItems(items: readonly VisitorItem[], options: ClosingOptions): OpenItem[] {
  const bought = items.filter(({ purchasedAt }) => purchasedAt !== undefined)
  const byOffer = new Map<string, OpenItem>()
  for (const item of items) {
    if (!isOpen(item) || bought.some((other) => closes(other, item, options))) continue
    const known = byOffer.get(item.offerId)
    byOffer.set(item.offerId, known ? joined(known, item) : item)
  }
  return [...byOffer.values()]
}

const isOpen = (item: VisitorItem): item is OpenItem => item.stage !== undefined

/** Whether a purchase came after the last touch of an open item, and counts for it. */
function closes(bought: VisitorItem, open: OpenItem, { purchaseCloses, offers }: ClosingOptions): boolean {
  if ((bought.purchasedAt ?? 0) < open.lastAt) return false
  // One's own purchase of the same offer is in its stage already.
  if (bought.offerId === open.offerId) return bought.visitorId !== open.visitorId
  if (purchaseCloses === 'shop') return true
  if (purchaseCloses === 'offer') return false
  const group = offers.get(open.offerId)?.itemGroupId
  return group !== undefined && offers.get(bought.offerId)?.itemGroupId === group
}

function joined(a: OpenItem, b: OpenItem): OpenItem {
  const later = b.lastAt > a.lastAt ? b : a
  return {
    ...later,
    stage: STAGES.indexOf(b.stage) > STAGES.indexOf(a.stage) ? b.stage : a.stage,
    firstAt: Math.min(a.firstAt, b.firstAt),
    priceSeen: later.priceSeen ?? (later === a ? b : a).priceSeen,
  }
}
