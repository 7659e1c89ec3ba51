import type { Offer } from '../../catalog/offer.ts'
import type { CatalogStore, ImportCounts, StagedEntry, StagedImport } from '../../catalog/store.ts'
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

    async revision(shopId) {
      return shops(shopId).catalogRevision
    },

    async changedOfferIds(shopId, since, limit) {
      const { changedAtRevision, changesSince, offers } = shops(shopId)
      if (since < changesSince) return undefined
      const ids = new Set<string>()
      for (const [offerId, revision] of changedAtRevision) if (revision > since) ids.add(offerId)
      const members = [...offers.values()].filter(
        ({ itemGroupId }) => itemGroupId !== undefined && ids.has(itemGroupId),
      )
      for (const { offerId } of members) ids.add(offerId)
      return ids.size > limit ? undefined : [...ids].sort(compareText)
    },

    async forgetChanges(shopId, through) {
      const memory = shops(shopId)
      let isAny = false
      for (const [offerId, revision] of memory.changedAtRevision)
        if (revision <= through) isAny = memory.changedAtRevision.delete(offerId)
      if (isAny) memory.changesSince = Math.max(memory.changesSince, Math.min(memory.catalogRevision, through))
    },

    async putOffer(shopId, offer, at) {
      const memory = shops(shopId)
      const before = memory.offers.get(offer.offerId)
      if (before && isSame(before, offer)) return 'unchanged'
      memory.offers.set(offer.offerId, offer)
      if (!before) memory.sourceOf.set(offer.offerId, '')
      touched(memory, offer.offerId, at)
      return before ? 'changed' : 'added'
    },

    async deleteOffer(shopId, offerId, at) {
      const memory = shops(shopId)
      if (!memory.offers.delete(offerId)) return false
      memory.sourceOf.delete(offerId)
      touched(memory, offerId, at)
      return true
    },

    async startImport(shopId, at, sourceId = '') {
      return stagedImport(shopId, shops(shopId), at, sourceId)
    },

    async sourceDigest(shopId, sourceId) {
      return shops(shopId).sourceDigests.get(sourceId)
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

function stagedImport(shopId: string, memory: ShopMemory, at: number, sourceId: string): StagedImport {
  const staged = new Map<string, { offer: Offer; digest?: string }>()
  const staging = ++memory.staging
  const mustBeOpen = () => {
    if (memory.staging !== staging) throw supersededImport(shopId)
  }
  const own = () => [...memory.offers.keys()].filter((offerId) => memory.sourceOf.get(offerId) === sourceId)

  return {
    async find(digests) {
      const byDigest = new Map([...memory.recordDigests].map(([offerId, digest]) => [digest, offerId]))
      return digests.map((digest) => byDigest.get(digest))
    },

    async stage(entries) {
      mustBeOpen()
      const repeated = new Set<string>()
      const changed: { before: Offer; after: Offer }[] = []
      for (const entry of entries) {
        const { offer, digest } = stagedOffer(memory, entry) ?? {}
        if (!offer) continue
        const before = memory.offers.get(offer.offerId)
        if (staged.has(offer.offerId)) repeated.add(offer.offerId)
        if (before && !isSame(before, offer)) changed.push({ before, after: offer })
        staged.set(offer.offerId, { offer, digest })
      }
      return { repeated: [...repeated], changed }
    },

    async counts() {
      mustBeOpen()
      return counted()
    },

    async groupsNamedLikeOffers(limit) {
      const offers = [
        ...[...memory.offers.values()].filter(({ offerId }) => memory.sourceOf.get(offerId) !== sourceId),
        ...[...staged.values()].map(({ offer }) => offer),
      ]
      const ids = new Set(offers.map(({ offerId }) => offerId))
      const groups = new Set(offers.flatMap(({ itemGroupId }) => itemGroupId ?? []))
      return [...groups]
        .filter((group) => ids.has(group))
        .sort(compareText)
        .slice(0, limit)
    },

    async publish(sourceDigest) {
      mustBeOpen()
      const { added, changed, removed } = counted()
      memory.staging++
      if ([...staged.keys()].some((offerId) => (memory.sourceOf.get(offerId) ?? sourceId) !== sourceId))
        memory.sourceDigests.clear()
      for (const [offerId, { digest }] of staged) {
        if (digest === undefined) memory.recordDigests.delete(offerId)
        else memory.recordDigests.set(offerId, digest)
      }
      if (sourceDigest === undefined) memory.sourceDigests.delete(sourceId)
      else memory.sourceDigests.set(sourceId, sourceDigest)
      if (added + changed + removed === 0) return
      const next = new Map(memory.offers)
      const removedIds = own().filter((offerId) => !staged.has(offerId))
      for (const offerId of removedIds) forget(next, offerId)
      for (const [offerId, { offer }] of staged) {
        next.set(offerId, offer)
        memory.sourceOf.set(offerId, sourceId)
      }
      memory.offers = next
      markChanged(memory, at, [...removedIds, ...staged.keys()])
    },

    async discard() {
      if (memory.staging === staging) memory.staging++
    },
  }

  function counted(): ImportCounts {
    let [added, changed, mine] = [0, 0, 0]
    for (const [offerId, { offer }] of staged) {
      const before = memory.offers.get(offerId)
      const isMine = memory.sourceOf.get(offerId) === sourceId
      if (isMine) mine++
      if (!before) added++
      else if (!isMine || !isSame(before, offer)) changed++
    }
    const before = own().length
    return { before, added, changed, unchanged: staged.size - added - changed, removed: before - mine }
  }

  function forget(offers: Map<string, Offer>, offerId: string): void {
    offers.delete(offerId)
    memory.sourceOf.delete(offerId)
    memory.recordDigests.delete(offerId)
  }
}

/** Undefined where an offer to be kept has been deleted meanwhile. */
function stagedOffer(memory: ShopMemory, entry: StagedEntry): { offer: Offer; digest?: string } | undefined {
  if ('offer' in entry) return entry
  const offerId = String(entry.kept)
  const offer = memory.offers.get(offerId)
  return offer && { offer, digest: memory.recordDigests.get(offerId) }
}

/** An offer is no longer as the file of its source has it. */
function touched(memory: ShopMemory, offerId: string, at: number): void {
  memory.recordDigests.delete(offerId)
  memory.sourceDigests.clear()
  markChanged(memory, at, [offerId])
}

function markChanged(memory: ShopMemory, at: number, offerIds: Iterable<string>): void {
  memory.catalogRevision++
  memory.catalogChangedAt = at
  for (const offerId of offerIds) memory.changedAtRevision.set(offerId, memory.catalogRevision)
}

const inOrder = (memory: ShopMemory): Offer[] =>
  [...memory.offers.values()].sort((a, b) => compareText(a.offerId, b.offerId))

const isSame = (a: Offer, b: Offer): boolean => stableJson(a) === stableJson(b)
