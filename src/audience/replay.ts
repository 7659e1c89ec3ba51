import type { EventStore } from '../events/store.ts'
import { applyEvent, emptyVisitor } from './abandonment.ts'
import type { VisitorItem } from './visitor-item.ts'

const VISITORS_AT_ONCE = 500

/**
 * The items of every visitor who did something within the range, as the whole log up to `range.to` left them; the most
 * recently active first. Held in memory: one entry for each such visitor, and the items of one page.
 */
export async function* replayVisitors(
  shopId: string,
  range: { from: number; to: number },
  events: EventStore,
): AsyncGenerator<VisitorItem[][]> {
  const visitorIds = await activeVisitors(shopId, range, events)
  for (let at = 0; at < visitorIds.length; at += VISITORS_AT_ONCE) {
    const page: VisitorItem[][] = []
    for (const visitorId of visitorIds.slice(at, at + VISITORS_AT_ONCE))
      page.push(await replayVisitor(shopId, visitorId, range.to, events))
    yield page
  }
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
