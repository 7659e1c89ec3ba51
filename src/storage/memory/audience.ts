import type { AudienceStore, FigureOptions, OfferFigures, PersonItems } from '../../audience/store.ts'
import type { Stage, VisitorItem } from '../../audience/visitor-item.ts'
import { compareText } from '../../shared/text-order.ts'
import { identitiesNamed, PERSON_VISITORS_MAX } from '../identities.ts'
import { matchedItems } from '../matched-items.ts'
import { pagesOf } from '../pages.ts'
import type { ShopMemories, ShopMemory } from './shop-memory.ts'

const RANK: readonly (Stage | undefined)[] = [undefined, 'viewed', 'carted', 'checkout']

export function memoryAudience(shops: ShopMemories): AudienceStore {
  return {
    async visitorItems(shopId, visitorId) {
      return itemsOf(shops(shopId), visitorId)
    },

    async visitorsOfPerson(shopId, visitorId) {
      return visitorsOfPerson(shops(shopId), visitorId)
    },

    async findVisitors(shopId, subject) {
      const memory = shops(shopId)
      const named = identitiesNamed(subject).flatMap((identity) => [...(memory.visitorsByIdentity.get(identity) ?? [])])
      if (subject.visitorId !== undefined) named.push(subject.visitorId)
      return [...new Set(named.flatMap((visitorId) => visitorsOfPerson(memory, visitorId)))]
        .filter((visitorId) => memory.visitors.has(visitorId))
        .sort(compareText)
    },

    async personItems(shopId, visitorId) {
      return personItems(shops(shopId), visitorsOfPerson(shops(shopId), visitorId))
    },

    async *scanPersons(shopId, { from, to }) {
      const memory = shops(shopId)
      const persons = personsOf(memory)
        .filter(({ items }) => items.some((item) => item.stage && item.lastAt >= from && item.lastAt <= to))
        .sort(
          (a, b) => (openLastAt(b.items) ?? 0) - (openLastAt(a.items) ?? 0) || compareText(a.visitorId, b.visitorId),
        )
      yield* pagesOf(persons)
    },

    async offerFigures(shopId, options) {
      const memory = shops(shopId)
      const figures = new Map<string, { visitors: Record<Stage, number>; lastAt: number }>()
      for (const { items } of personsOf(memory))
        for (const [offerId, { stage, lastAt }] of openOffers(memory, items, options)) {
          const known = figures.get(offerId) ?? { visitors: { viewed: 0, carted: 0, checkout: 0 }, lastAt: 0 }
          known.visitors[stage]++
          known.lastAt = Math.max(known.lastAt, lastAt)
          figures.set(offerId, known)
        }
      return figures satisfies Map<string, OfferFigures>
    },

    async buyerFigures(shopId, { from, to }) {
      const buyers = new Map<string, number>()
      for (const { items } of shops(shopId).visitors.values())
        for (const { offerId, purchasedAt } of items.values())
          if (purchasedAt !== undefined && purchasedAt >= from && purchasedAt <= to)
            buyers.set(offerId, (buyers.get(offerId) ?? 0) + 1)
      return buyers
    },

    async matched(shopId, items) {
      return matchedItems(items, offerIdsOf(shops(shopId)))
    },

    async revision(shopId) {
      return shops(shopId).audienceRevision
    },
  }
}

const itemsOf = (memory: ShopMemory, visitorId: string): VisitorItem[] =>
  matchedItems(
    [...(memory.visitors.get(visitorId)?.items.values() ?? [])].sort((a, b) => compareText(a.offerId, b.offerId)),
    offerIdsOf(memory),
  )

const offerIdsOf =
  (memory: ShopMemory) =>
  (sentId: string): string | undefined =>
    memory.offerMatches.get(sentId)?.offerId

const personItems = (memory: ShopMemory, visitorIds: readonly string[]): VisitorItem[] =>
  visitorIds.toSorted(compareText).flatMap((visitorId) => itemsOf(memory, visitorId))

/** Every visitor who shares an identity with this one, directly or by way of others; itself alone where too many do. */
export function visitorsOfPerson(memory: ShopMemory, visitorId: string): string[] {
  const visitors = new Set([visitorId])
  for (const visitor of visitors) {
    for (const others of memory.visitorsByIdentity.values())
      if (others.has(visitor)) for (const other of others) visitors.add(other)
    if (visitors.size > PERSON_VISITORS_MAX) return [visitorId]
  }
  return [...visitors]
}

/** Each person once, by the visitor who was active last. */
function personsOf(memory: ShopMemory): PersonItems[] {
  const seen = new Set<string>()
  const persons: PersonItems[] = []
  for (const visitorId of memory.visitors.keys()) {
    if (seen.has(visitorId)) continue
    const visitorIds = visitorsOfPerson(memory, visitorId)
    for (const member of visitorIds) seen.add(member)
    persons.push({ visitorId: lastActive(memory, visitorIds), items: personItems(memory, visitorIds) })
  }
  return persons
}

function lastActive(memory: ShopMemory, visitorIds: readonly string[]): string {
  const [first = ''] = visitorIds
    .map((visitorId) => ({ visitorId, at: openLastAt(itemsOf(memory, visitorId)) ?? Number.NEGATIVE_INFINITY }))
    .sort((a, b) => b.at - a.at || compareText(a.visitorId, b.visitorId))
    .map(({ visitorId }) => visitorId)
  return first
}

const openLastAt = (items: readonly VisitorItem[]): number | undefined =>
  items.reduce<number | undefined>(
    (latest, { stage, lastAt }) => (stage ? Math.max(latest ?? lastAt, lastAt) : latest),
    undefined,
  )

/** What a person has open, by offer: the furthest stage of what no purchase closed. */
function openOffers(
  memory: ShopMemory,
  items: readonly VisitorItem[],
  { from, to, purchaseCloses }: FigureOptions,
): Map<string, { stage: Stage; lastAt: number }> {
  const open = new Map<string, { stage: Stage; lastAt: number }>()
  for (const item of items) {
    const { stage, offerId, lastAt } = item
    if (!stage || lastAt < from || lastAt > to || items.some((other) => closes(memory, other, item, purchaseCloses)))
      continue
    const known = open.get(offerId)
    open.set(offerId, {
      stage: known && RANK.indexOf(known.stage) > RANK.indexOf(stage) ? known.stage : stage,
      lastAt: Math.max(known?.lastAt ?? lastAt, lastAt),
    })
  }
  return open
}

function closes(
  memory: ShopMemory,
  bought: VisitorItem,
  open: VisitorItem,
  purchaseCloses: FigureOptions['purchaseCloses'],
): boolean {
  if (bought.purchasedAt === undefined || bought.purchasedAt < open.lastAt) return false
  if (bought.offerId === open.offerId) return bought.visitorId !== open.visitorId
  if (purchaseCloses !== 'item-group') return purchaseCloses === 'shop'
  const group = memory.offers.get(open.offerId)?.itemGroupId
  return group !== undefined && memory.offers.get(bought.offerId)?.itemGroupId === group
}
