import type { ApplyEvent } from '../../audience/abandonment.ts'
import type { VisitorState } from '../../audience/visitor-item.ts'
import type { ShopEvent } from '../../events/event.ts'
import type { AppendOutcome, EventFilter, EventStore } from '../../events/store.ts'
import { sumOfStats } from '../event-stats.ts'
import { comparePlaces, foldVisitor, noEvents } from '../fold-visitor.ts'
import { pagesOf } from '../pages.ts'
import type { ShopMemories, ShopMemory } from './shop-memory.ts'

export function memoryEvents(shops: ShopMemories, apply: ApplyEvent): EventStore {
  return {
    async append(shopId, events) {
      const memory = shops(shopId)
      const fresh = new Map<string, ShopEvent[]>()
      const outcomes = events.map((event): AppendOutcome => {
        if (memory.eventIds.has(event.eventId)) return 'duplicate'
        memory.eventIds.add(event.eventId)
        pushTo(memory.eventsByVisitor, event)
        pushTo(fresh, event)
        return 'stored'
      })
      for (const [visitorId, ofVisitor] of fresh) fold(memory, visitorId, ofVisitor, apply)
      for (const outcome of outcomes) memory.counts[outcome]++
      return outcomes
    },

    async count(shopId, counts) {
      const kept = shops(shopId).counts
      kept.rejected += counts.rejected ?? 0
      kept.deadLettered += counts.deadLettered ?? 0
      kept.consentDropped += counts.consentDropped ?? 0
      kept.bots += counts.bots ?? 0
    },

    async stats(shopId) {
      return sumOfStats(shops(shopId).counts)
    },

    async *scan(shopId, filter) {
      yield* pagesOf(chosen(shops(shopId), filter))
    },
  }
}

function fold(memory: ShopMemory, visitorId: string, fresh: readonly ShopEvent[], apply: ApplyEvent): void {
  const before: VisitorState = memory.visitors.get(visitorId) ?? noEvents(visitorId)
  const after = foldVisitor(before, fresh, apply, () => memory.eventsByVisitor.get(visitorId) ?? [])
  memory.visitors.set(visitorId, after)
  if (after.items !== before.items) memory.audienceRevision++
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
