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
 * sorts before it, the state is made anew from `history`, which holds every event of the visitor, the fresh ones too.
 */
export function foldVisitor(
  state: VisitorState,
  fresh: readonly ShopEvent[],
  apply: ApplyEvent,
  history: () => readonly ShopEvent[],
): VisitorState {
  const inOrder = fresh.toSorted(comparePlaces)
  const first = inOrder[0]
  if (!first) return state
  const isLate = state.upTo && comparePlaces(first, state.upTo) < 0
  if (!isLate || state.isProgram) return inOrder.reduce(apply, state)
  return history().toSorted(comparePlaces).reduce(apply, noEvents(state.visitorId))
}
