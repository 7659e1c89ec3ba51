import type { ApplyEvent } from '../audience/abandonment.ts'
import type { VisitorState } from '../audience/visitor-item.ts'
import type { EventPlace, ShopEvent } from '../events/event.ts'
import { compareText } from '../shared/text-order.ts'

/** The order of `compareEvents`, which a back end may not import. */
export const comparePlaces = (a: EventPlace, b: EventPlace): number =>
  a.occurredAt - b.occurredAt || compareText(a.eventId, b.eventId)

export const noEvents = (visitorId: string): VisitorState => ({ visitorId, items: new Map(), events: 0 })

/**
 * One visitor's state after `fresh` events. Those that come after all that was applied go on top; when one of them
 * sorts before it, the state is made anew from `history`: every event of the visitor that is kept, the fresh ones too,
 * on top of the state that the events too old to be kept led to.
 */
export function foldVisitor(
  state: VisitorState,
  fresh: readonly ShopEvent[],
  apply: ApplyEvent,
  history: () => { base?: VisitorState; events: readonly ShopEvent[] },
): VisitorState {
  const inOrder = fresh.toSorted(comparePlaces)
  const first = inOrder[0]
  if (!first) return state
  const isLate = state.upTo && comparePlaces(first, state.upTo) < 0
  if (!isLate || state.isProgram) return inOrder.reduce(apply, state)
  const { base, events } = history()
  return events.toSorted(comparePlaces).reduce(apply, base ?? noEvents(state.visitorId))
}
