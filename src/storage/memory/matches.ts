import type { MatchStore } from '../../events/match-store.ts'
import { compareText } from '../../shared/text-order.ts'
import type { ShopMemories } from './shop-memory.ts'

export function memoryMatches(shops: ShopMemories): MatchStore {
  return {
    async listMatches(shopId) {
      return [...shops(shopId).offerMatches.values()].sort((a, b) => compareText(a.sentId, b.sentId))
    },
    async matchedIds(shopId, sentIds) {
      return new Set(sentIds.filter((id) => shops(shopId).offerMatches.has(id)))
    },
    async replaceMatches(shopId, matches) {
      const memory = shops(shopId)
      const isSame =
        matches.length === memory.offerMatches.size &&
        matches.every(({ sentId, offerId, rule }) => {
          const known = memory.offerMatches.get(sentId)
          return known?.offerId === offerId && known.rule === rule
        })
      if (isSame) return false
      memory.offerMatches.clear()
      for (const match of matches) memory.offerMatches.set(match.sentId, match)
      memory.audienceRevision++
      return true
    },
    async listSentIds(shopId) {
      return [...shops(shopId).sentIds]
        .map(([sentId, otherIds]) => ({ sentId, otherIds }))
        .sort((a, b) => compareText(a.sentId, b.sentId))
    },
    async countSentIds(shopId) {
      const { visitors, offers } = shops(shopId)
      const ids = new Set([...visitors.values()].flatMap(({ items }) => [...items.keys()]))
      return { ids: ids.size, exact: [...ids].filter((id) => offers.has(id)).length }
    },
  }
}
