import type { AudienceStore, OfferFigures } from '../../audience/store.ts'
import type { Stage, VisitorItem } from '../../audience/visitor-item.ts'
import { compareText } from '../../shared/text-order.ts'
import { pagesOf } from '../pages.ts'
import type { ShopMemories, ShopMemory } from './shop-memory.ts'

export function memoryAudience(shops: ShopMemories): AudienceStore {
  return {
    async visitorItems(shopId, visitorId) {
      return itemsOf(shops(shopId), visitorId)
    },

    async *scanVisitors(shopId, { from, to }) {
      const memory = shops(shopId)
      const visitors = [...memory.visitors.keys()]
        .map((visitorId) => ({ visitorId, items: itemsOf(memory, visitorId) }))
        .filter(({ items }) => items.some((item) => item.stage && item.lastAt >= from && item.lastAt <= to))
        .map((visitor) => ({ ...visitor, openLastAt: openLastAt(visitor.items) }))
        .sort((a, b) => b.openLastAt - a.openLastAt || compareText(a.visitorId, b.visitorId))
      yield* pagesOf(visitors.map(({ items }) => items))
    },

    async offerFigures(shopId, { from, to, purchaseCloses }) {
      const memory = shops(shopId)
      const figures = new Map<string, { visitors: Record<Stage, number>; lastAt: number }>()
      for (const { items } of memory.visitors.values())
        for (const item of items.values()) {
          if (!item.stage || item.lastAt < from || item.lastAt > to) continue
          if (purchaseCloses === 'item-group' && isVariantBought(memory, item, [...items.values()])) continue
          const known = figures.get(item.offerId) ?? { visitors: { viewed: 0, carted: 0, checkout: 0 }, lastAt: 0 }
          known.visitors[item.stage]++
          known.lastAt = Math.max(known.lastAt, item.lastAt)
          figures.set(item.offerId, known)
        }
      return figures satisfies Map<string, OfferFigures>
    },

    async revision(shopId) {
      return shops(shopId).audienceRevision
    },
  }
}

const itemsOf = (memory: ShopMemory, visitorId: string): VisitorItem[] =>
  [...(memory.visitors.get(visitorId)?.items.values() ?? [])].sort((a, b) => compareText(a.offerId, b.offerId))

const openLastAt = (items: readonly VisitorItem[]): number =>
  items.reduce((latest, item) => (item.stage ? Math.max(latest, item.lastAt) : latest), Number.NEGATIVE_INFINITY)

/** Whether the visitor bought another variant at or after the last touch of this one. */
function isVariantBought(memory: ShopMemory, open: VisitorItem, items: readonly VisitorItem[]): boolean {
  const group = memory.offers.get(open.offerId)?.itemGroupId
  if (group === undefined) return false
  return items.some(
    (other) =>
      other.offerId !== open.offerId &&
      other.purchasedAt !== undefined &&
      other.purchasedAt >= open.lastAt &&
      memory.offers.get(other.offerId)?.itemGroupId === group,
  )
}
