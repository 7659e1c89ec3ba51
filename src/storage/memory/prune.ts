import type { ApplyEvent } from '../../audience/abandonment.ts'
import type { VisitorState } from '../../audience/visitor-item.ts'
import type { EventStore } from '../../events/store.ts'
import { agedState } from '../aged-state.ts'
import { comparePlaces, noEvents } from '../fold-visitor.ts'
import type { ShopMemory } from './shop-memory.ts'

/** The state that what is kept of a visitor leads to. */
export const refolded = (memory: ShopMemory, visitorId: string, apply: ApplyEvent): VisitorState =>
  (memory.eventsByVisitor.get(visitorId) ?? [])
    .toSorted(comparePlaces)
    .reduce(apply, memory.bases.get(visitorId) ?? noEvents(visitorId))

export function prune(
  memory: ShopMemory,
  { eventsBefore, stateFrom }: Parameters<EventStore['prune']>[1],
  apply: ApplyEvent,
): number {
  let removed = 0
  for (const [letterId, { letter }] of memory.deadLetters)
    if (letter.receivedAt < eventsBefore) removed += Number(memory.deadLetters.delete(letterId))
  for (const [visitorId, events] of memory.eventsByVisitor) {
    const old = events.filter(({ receivedAt }) => receivedAt < eventsBefore).sort(comparePlaces)
    if (old.length === 0) continue
    const left = events.filter(({ receivedAt }) => receivedAt >= eventsBefore)
    const aged = agedState(old.reduce(apply, memory.bases.get(visitorId) ?? noEvents(visitorId)), stateFrom)
    for (const { eventId } of old) memory.eventIds.delete(eventId)
    removed += old.length
    memory.eventsByVisitor.set(visitorId, left)
    if (aged) memory.bases.set(visitorId, aged)
    else memory.bases.delete(visitorId)
    if (aged || left.length > 0) memory.visitors.set(visitorId, refolded(memory, visitorId, apply))
    else forget(memory, visitorId)
  }
  memory.audienceRevision += removed
  return removed
}

function forget(memory: ShopMemory, visitorId: string): void {
  memory.eventsByVisitor.delete(visitorId)
  memory.visitors.delete(visitorId)
  for (const visitors of memory.visitorsByIdentity.values()) visitors.delete(visitorId)
}
