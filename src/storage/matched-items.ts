import type { Stage, VisitorItem } from '../audience/visitor-item.ts'

const RANK: readonly Stage[] = ['viewed', 'carted', 'checkout']

/**
 * Items as the catalog names their offers. What one visitor did with an offer under several ids becomes one item: the
 * furthest stage of what is open, unless it was bought under another id at or after its last touch.
 */
export function matchedItems(
  items: readonly VisitorItem[],
  offerIdOf: (sentId: string) => string | undefined,
): VisitorItem[] {
  const byOffer = new Map<string, VisitorItem[]>()
  let isMatched = false
  for (const item of items) {
    const offerId = offerIdOf(item.offerId) ?? item.offerId
    if (offerId !== item.offerId) isMatched = true
    const key = `${item.visitorId}\n${offerId}`
    const known = byOffer.get(key)
    const named = offerId === item.offerId ? item : { ...item, offerId }
    if (known) known.push(named)
    else byOffer.set(key, [named])
  }
  return isMatched ? [...byOffer.values()].map(joined) : [...items]
}

function joined(items: VisitorItem[]): VisitorItem {
  const [only, ...more] = items
  if (only && more.length === 0) return only
  const open = items.filter(
    (item) => item.stage && !items.some((other) => other !== item && (other.purchasedAt ?? 0) >= item.lastAt),
  )
  const counted = open.length > 0 ? open : items
  const latest = counted.reduce((a, b) => (b.lastAt > a.lastAt ? b : a))
  const furthest = counted.reduce((a, b) => (rank(b) > rank(a) ? b : a))
  const purchases = items.flatMap(({ purchasedAt }) => purchasedAt ?? [])
  return {
    ...latest,
    stage: open.length > 0 ? furthest.stage : undefined,
    quantity: open.length > 0 ? furthest.quantity : 0,
    firstAt: Math.min(...counted.map(({ firstAt }) => firstAt)),
    priceSeen: latest.priceSeen ?? counted.find(({ priceSeen }) => priceSeen)?.priceSeen,
    purchasedAt: purchases.length > 0 ? Math.max(...purchases) : undefined,
  }
}

const rank = ({ stage }: VisitorItem): number => (stage ? RANK.indexOf(stage) : -1)
