import type { ApplyEvent } from '../../audience/abandonment.ts'
import type { ShopEvent } from '../../events/event.ts'
import type { Erasure, Refusal, Subject } from '../../events/store.ts'
import { comparePlaces, noEvents } from '../fold-visitor.ts'
import { identitiesOf } from '../identities.ts'
import {
  grantedAgainAt,
  type Suppression,
  standsAgainst,
  stronger,
  subjectsOf,
  visitorSubject,
} from '../suppression.ts'
import { visitorsOfPerson } from './audience.ts'
import type { ShopMemory } from './shop-memory.ts'

/** One that grants anew lifts a withdrawal. */
export function isSuppressed(memory: ShopMemory, event: ShopEvent): boolean {
  const subjects = subjectsOf(event).filter((subject) => memory.suppressions.has(subject))
  if (subjects.some((subject) => standsAgainst(memory.suppressions.get(subject) as Suppression, event))) return true
  for (const subject of subjects) memory.suppressions.delete(subject)
  return false
}

export function withdraw(memory: ShopMemory, refusal: Refusal, apply: ApplyEvent): void {
  const visitorIds = visitorsNamed(memory, refusal)
  if (!visitorIds.some((visitorId) => memory.visitors.has(visitorId))) return
  memory.audienceRevision++
  const events = visitorIds.flatMap((visitorId) => memory.eventsByVisitor.get(visitorId) ?? [])
  const since = grantedAgainAt(refusal, events)
  const subjects = [...subjectsOf(refusal), ...subjectsOfVisitors(memory, visitorIds)]
  removeVisitors(memory, visitorIds)
  if (since === undefined) suppress(memory, subjects, { kind: 'withdrawn', since: refusal.occurredAt })
  else
    for (const event of events.filter(({ occurredAt }) => occurredAt >= since).sort(comparePlaces))
      restore(memory, event, apply)
}

export function erase(memory: ShopMemory, subject: Subject, at: number): Erasure {
  const visitorIds = visitorsNamed(memory, subject)
  const subjects = [...subjectsOf(subject), ...subjectsOfVisitors(memory, visitorIds)]
  const erasure = removeVisitors(memory, visitorIds)
  suppress(memory, subjects, { kind: 'erased', since: at })
  memory.audienceRevision++
  return erasure
}

function visitorsNamed(memory: ShopMemory, { visitorId, ...identities }: Subject): string[] {
  const named = subjectsOf(identities).flatMap((identity) => [...(memory.visitorsByIdentity.get(identity) ?? [])])
  if (visitorId !== undefined) named.push(visitorId)
  return [...new Set(named.flatMap((visitor) => visitorsOfPerson(memory, visitor)))]
}

const subjectsOfVisitors = (memory: ShopMemory, visitorIds: readonly string[]): string[] =>
  visitorIds.flatMap((visitorId) => [
    visitorSubject(visitorId),
    ...[...memory.visitorsByIdentity].flatMap(([identity, visitors]) => (visitors.has(visitorId) ? [identity] : [])),
  ])

function suppress(memory: ShopMemory, subjects: readonly string[], suppression: Suppression): void {
  for (const subject of subjects)
    memory.suppressions.set(subject, stronger(memory.suppressions.get(subject), suppression))
}

function removeVisitors(memory: ShopMemory, visitorIds: readonly string[]): Erasure {
  const erasure = { visitors: 0, events: 0, items: 0, deadLetters: 0 }
  for (const visitorId of visitorIds) {
    const events = memory.eventsByVisitor.get(visitorId) ?? []
    for (const { eventId } of events) memory.eventIds.delete(eventId)
    erasure.events += events.length
    erasure.items += memory.visitors.get(visitorId)?.items.size ?? 0
    erasure.visitors += Number(memory.visitors.delete(visitorId))
    memory.eventsByVisitor.delete(visitorId)
    memory.bases.delete(visitorId)
    for (const visitors of memory.visitorsByIdentity.values()) visitors.delete(visitorId)
    for (const [letterId, { letter }] of memory.deadLetters)
      if (letter.visitorId === visitorId) erasure.deadLetters += Number(memory.deadLetters.delete(letterId))
  }
  return erasure
}

function restore(memory: ShopMemory, event: ShopEvent, apply: ApplyEvent): void {
  const { visitorId } = event
  memory.eventIds.add(event.eventId)
  memory.eventsByVisitor.set(visitorId, [...(memory.eventsByVisitor.get(visitorId) ?? []), event])
  memory.visitors.set(visitorId, apply(memory.visitors.get(visitorId) ?? noEvents(visitorId), event))
  for (const identity of identitiesOf([event]))
    memory.visitorsByIdentity.set(identity, (memory.visitorsByIdentity.get(identity) ?? new Set()).add(visitorId))
}
