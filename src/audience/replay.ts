import type { EventStore } from '../events/store.ts'
import { applyEvent, emptyVisitor } from './abandonment.ts'
import type { AudienceStore, PersonItems } from './store.ts'
import type { VisitorItem } from './visitor-item.ts'

const PERSONS_AT_ONCE = 500

interface ReplayDeps {
  readonly audience: AudienceStore
  readonly events: EventStore
}

/**
 * The items of every person who did something within the range, as the whole log up to `range.to` left them; the most
 * recently active first. Held in memory: one entry for each visitor of such a person, and the items of one page.
 */
export async function* replayPersons(
  shopId: string,
  range: { from: number; to: number },
  deps: ReplayDeps,
): AsyncGenerator<PersonItems[]> {
  const seen = new Set<string>()
  let page: PersonItems[] = []
  for (const visitorId of await activeVisitors(shopId, range, deps.events)) {
    if (seen.has(visitorId)) continue
    const items: VisitorItem[] = []
    for (const member of await deps.audience.visitorsOfPerson(shopId, visitorId)) {
      seen.add(member)
      items.push(...(await replayVisitor(shopId, member, range.to, deps.events)))
    }
    page.push({ visitorId, items: await deps.audience.matched(shopId, items) })
    if (page.length < PERSONS_AT_ONCE) continue
    yield page
    page = []
  }
  if (page.length > 0) yield page
}

async function activeVisitors(
  shopId: string,
  range: { from: number; to: number },
  events: EventStore,
): Promise<string[]> {
  // Taken out and put back at each event, so that the order of the set is that of the last activity.
  const active = new Set<string>()
  for await (const page of events.scan(shopId, range))
    for (const { visitorId } of page) {
      active.delete(visitorId)
      active.add(visitorId)
    }
  return [...active].reverse()
}

async function replayVisitor(
  shopId: string,
  visitorId: string,
  to: number,
  events: EventStore,
): Promise<VisitorItem[]> {
  let state = emptyVisitor(visitorId)
  for await (const page of events.scan(shopId, { visitorId, to })) state = page.reduce(applyEvent, state)
  return [...state.items.values()]
}
