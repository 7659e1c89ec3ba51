import type { ApplyEvent } from '../../audience/abandonment.ts'
import type { VisitorState } from '../../audience/visitor-item.ts'
import type { ShopEvent } from '../../events/event.ts'
import type { AppendBeside, AppendOutcome, DeadLetter, EventFilter, EventStore } from '../../events/store.ts'
import { compareText } from '../../shared/text-order.ts'
import { sumOfStats } from '../event-stats.ts'
import { comparePlaces, foldVisitor, noEvents } from '../fold-visitor.ts'
import { identitiesOf } from '../identities.ts'
import { pagesOf } from '../pages.ts'
import { stableJson } from '../stable-json.ts'
import { erase, isSuppressed, withdraw } from './erasure.ts'
import { prune, refolded } from './prune.ts'
import type { ShopMemories, ShopMemory } from './shop-memory.ts'

export function memoryEvents(shops: ShopMemories, apply: ApplyEvent): EventStore {
  return {
    async append(shopId, events, { counts = {}, deadLetters = [], settled = [], refused = [], unknownIds = [] } = {}) {
      const memory = shops(shopId)
      for (const { sentId, otherIds } of unknownIds)
        if (!memory.sentIds.get(sentId)?.length) memory.sentIds.set(sentId, otherIds)
      addCounts(memory, counts)
      for (const letter of deadLetters) keepLetter(memory, letter)
      for (const letterId of settled) settleLetter(memory, letterId)
      for (const refusal of refused) withdraw(memory, refusal, apply)
      const fresh = new Map<string, ShopEvent[]>()
      const outcomes = events.map((event): AppendOutcome => {
        if (isSuppressed(memory, event)) return 'suppressed'
        if (memory.eventIds.has(event.eventId)) return 'duplicate'
        memory.eventIds.add(event.eventId)
        pushTo(memory.eventsByVisitor, event)
        pushTo(fresh, event)
        return 'stored'
      })
      for (const [visitorId, ofVisitor] of fresh) fold(memory, visitorId, ofVisitor, apply)
      for (const refusal of refused) withdraw(memory, refusal, apply)
      for (const outcome of outcomes) memory.counts[outcome === 'suppressed' ? 'consentDropped' : outcome]++
      return outcomes
    },

    async erase(shopId, subject, at) {
      return erase(shops(shopId), subject, at)
    },

    async count(shopId, counts) {
      addCounts(shops(shopId), counts)
    },

    async prune(shopId, ages) {
      return prune(shops(shopId), ages, apply)
    },

    async rebuild(shopId, { compare }) {
      const memory = shops(shopId)
      const report = { events: memory.eventIds.size, visitors: 0, items: 0, differences: 0 }
      for (const visitorId of memory.visitors.keys()) {
        const state = refolded(memory, visitorId, apply)
        report.visitors++
        report.items += state.items.size
        const isKept = stableJson([...state.items]) === stableJson([...(memory.visitors.get(visitorId)?.items ?? [])])
        if (compare && !isKept) report.differences++
        if (!compare) memory.visitors.set(visitorId, state)
      }
      return report
    },

    async deadLetters(shopId, limit) {
      return [...shops(shopId).deadLetters.values()]
        .map(({ letter }) => letter)
        .sort((a, b) => a.receivedAt - b.receivedAt || compareText(a.letterId, b.letterId))
        .slice(0, limit)
    },

    async stats(shopId) {
      return sumOfStats(shops(shopId).counts)
    },

    async *scan(shopId, filter) {
      yield* pagesOf(chosen(shops(shopId), filter))
    },
  }
}

function addCounts({ counts: kept }: ShopMemory, counts: NonNullable<AppendBeside['counts']>): void {
  kept.rejected += counts.rejected ?? 0
  kept.deadLettered += counts.deadLettered ?? 0
  kept.consentDropped += counts.consentDropped ?? 0
  kept.bots += counts.bots ?? 0
}

function keepLetter({ deadLetters, counts }: ShopMemory, letter: DeadLetter): void {
  const copies = (deadLetters.get(letter.letterId)?.copies ?? 0) + 1
  deadLetters.set(letter.letterId, { letter, copies })
  counts.deadLettered++
}

function settleLetter({ deadLetters, counts }: ShopMemory, letterId: string): void {
  counts.deadLettered -= deadLetters.get(letterId)?.copies ?? 0
  deadLetters.delete(letterId)
}

function fold(memory: ShopMemory, visitorId: string, fresh: readonly ShopEvent[], apply: ApplyEvent): void {
  const before: VisitorState = memory.visitors.get(visitorId) ?? noEvents(visitorId)
  const after = foldVisitor(before, fresh, apply, () => ({
    base: memory.bases.get(visitorId),
    events: memory.eventsByVisitor.get(visitorId) ?? [],
  }))
  memory.visitors.set(visitorId, after)
  const joined = link(memory, visitorId, fresh)
  if (after.items !== before.items || after.orders !== before.orders || joined) memory.audienceRevision++
}

/** True when the visitor came to share an identity with another. */
function link(memory: ShopMemory, visitorId: string, fresh: readonly ShopEvent[]): boolean {
  let joined = false
  for (const identity of identitiesOf(fresh)) {
    const visitors = memory.visitorsByIdentity.get(identity) ?? new Set()
    memory.visitorsByIdentity.set(identity, visitors)
    if (!visitors.has(visitorId) && visitors.size > 0) joined = true
    visitors.add(visitorId)
  }
  return joined
}

function chosen(memory: ShopMemory, { visitorId, from, to }: EventFilter): ShopEvent[] {
  const events =
    visitorId === undefined ? [...memory.eventsByVisitor.values()].flat() : memory.eventsByVisitor.get(visitorId)
  return (events ?? [])
    .filter(({ occurredAt }) => occurredAt >= (from ?? -Infinity) && occurredAt <= (to ?? Infinity))
    .sort(comparePlaces)
}

function pushTo(byVisitor: Map<string, ShopEvent[]>, event: ShopEvent): void {
  const known = byVisitor.get(event.visitorId)
  if (known) known.push(event)
  else byVisitor.set(event.visitorId, [event])
}
