import type { Offer } from '../../catalog/offer.ts'
import type { CatalogStore, ImportCounts, StagedImport } from '../../catalog/store.ts'
import { compareText } from '../../shared/text-order.ts'
import { pagesOf } from '../pages.ts'
import { searchText } from '../search-text.ts'
import { stableJson } from '../stable-json.ts'
import { supersededImport } from '../superseded-import.ts'
import type { ShopMemories, ShopMemory } from './shop-memory.ts'

export function memoryCatalog(shops: ShopMemories): CatalogStore {
  return {
    async getOffer(shopId, offerId) {
      return shops(shopId).offers.get(offerId)
    },

    async getOffers(shopId, offerIds) {
      const { offers } = shops(shopId)
      const found = new Map<string, Offer>()
      for (const offerId of offerIds) {
        const offer = offers.get(offerId)
        if (offer) found.set(offerId, offer)
      }
      return found
    },

    async knownOfferIds(shopId, offerIds) {
      const { offers } = shops(shopId)
      return new Set(offerIds.filter((offerId) => offers.has(offerId)))
    },

    async listOffers(shopId, { after, limit, query }) {
      const wanted = query?.toLowerCase()
      const matching = inOrder(shops(shopId)).filter(
        (offer) =>
          (after === undefined || compareText(offer.offerId, after) > 0) &&
          (wanted === undefined || searchText(offer).includes(wanted)),
      )
      const offers = matching.slice(0, limit)
      return matching.length > limit ? { offers, next: offers.at(-1)?.offerId } : { offers }
    },

    async *scanOffers(shopId) {
      yield* pagesOf(inOrder(shops(shopId)))
    },

    async status(shopId) {
      const { offers, catalogRevision, catalogChangedAt } = shops(shopId)
      const groups = new Set([...offers.values()].flatMap((offer) => offer.itemGroupId ?? []))
      return {
        revision: catalogRevision,
        offers: offers.size,
        itemGroups: groups.size,
        changedAt: catalogChangedAt,
      }
    },

    async putOffer(shopId, offer, at) {
      const memory = shops(shopId)
      const before = memory.offers.get(offer.offerId)
      if (before && isSame(before, offer)) return 'unchanged'
      memory.offers.set(offer.offerId, offer)
      markChanged(memory, at)
      return before ? 'changed' : 'added'
    },

    async deleteOffer(shopId, offerId, at) {
      const memory = shops(shopId)
      if (!memory.offers.delete(offerId)) return false
      markChanged(memory, at)
      return true
    },

    async startImport(shopId, at) {
      return stagedImport(shopId, shops(shopId), at)
    },

    async recordImport(report) {
      shops(report.shopId).imports.push(report)
    },

    async listImports(shopId, limit) {
      return shops(shopId)
        .imports.toSorted((a, b) => b.startedAt - a.startedAt || compareText(b.importId, a.importId))
        .slice(0, limit)
    },
  }
}

function stagedImport(shopId: string, memory: ShopMemory, at: number): StagedImport {
  const staged = new Map<string, Offer>()
  const staging = ++memory.staging
  const mustBeOpen = () => {
    if (memory.staging !== staging) throw supersededImport(shopId)
  }
  return {
    async stage(offers) {
      mustBeOpen()
      const repeated = new Set<string>()
      for (const offer of offers) {
        if (staged.has(offer.offerId)) repeated.add(offer.offerId)
        staged.set(offer.offerId, offer)
      }
      return { repeated: [...repeated] }
    },

    async counts() {
      mustBeOpen()
      return countsOf(memory, staged)
    },

    async publish() {
      mustBeOpen()
      const { added, changed, removed } = countsOf(memory, staged)
      memory.staging++
      if (added + changed + removed === 0) return
      memory.offers = new Map(staged)
      markChanged(memory, at)
    },

    async discard() {
      if (memory.staging === staging) memory.staging++
    },
  }
}

function countsOf(memory: ShopMemory, staged: ReadonlyMap<string, Offer>): ImportCounts {
  let added = 0
  let changed = 0
  for (const [offerId, offer] of staged) {
    const before = memory.offers.get(offerId)
    if (!before) added++
    else if (!isSame(before, offer)) changed++
  }
  const before = memory.offers.size
  return { before, added, changed, unchanged: staged.size - added - changed, removed: before - (staged.size - added) }
}

function markChanged(memory: ShopMemory, at: number): void {
  memory.catalogRevision++
  memory.catalogChangedAt = at
}

const inOrder = (memory: ShopMemory): Offer[] =>
  [...memory.offers.values()].sort((a, b) => compareText(a.offerId, b.offerId))

const isSame = (a: Offer, b: Offer): boolean => stableJson(a) === stableJson(b)
