import type { ApplyEvent } from '../../audience/abandonment.ts'
import type { EventStore } from '../../events/store.ts'
import { agedState } from '../aged-state.ts'
import { comparePlaces, noEvents } from '../fold-visitor.ts'
import type { Connection } from './database.ts'
import type { Persons } from './persons.ts'
import { stateText, type VisitorStates } from './visitor-states.ts'

/** Bounds how long one transaction keeps the process busy. */
const VISITORS_MAX = 200

/**
 * Takes some visitors with events that are too old, and puts the state those led to in their place, so that the state
 * that is kept stays the fold of what is kept. Must be called within a transaction.
 */
export function prune(
  connection: Connection,
  shopId: string,
  { eventsBefore, stateFrom }: Parameters<EventStore['prune']>[1],
  deps: { apply: ApplyEvent; states: VisitorStates; persons: Persons },
): number {
  const letters = connection
    .prepare('delete from dead_letters where shop_id = ? and received_at < ?')
    .run(shopId, eventsBefore)
  let removed = Number(letters.changes)
  const visitors = connection.prepare(FIND_VISITORS).all(shopId, eventsBefore, eventsBefore) as { visitor_id: string }[]
  for (const { visitor_id: visitorId } of visitors) {
    const { base, events } = deps.states.history(shopId, visitorId)
    const old = events.filter(({ receivedAt }) => receivedAt < eventsBefore).sort(comparePlaces)
    const aged = agedState(old.reduce(deps.apply, base ?? noEvents(visitorId)), stateFrom)
    connection.prepare(DELETE_EVENTS).run(shopId, visitorId, eventsBefore)
    connection.prepare(SAVE_BASE).run(aged ? stateText(aged) : null, shopId, visitorId)
    if (!aged && old.length === events.length) deps.persons.unlink(shopId, visitorId)
    deps.states.refold(shopId, visitorId)
    removed += old.length
  }
  return removed
}

/** No event occurs after it was received, so that the index by time finds those that are old enough. */
const FIND_VISITORS = `
  select distinct visitor_id from events where shop_id = ? and occurred_at < ? and received_at < ? limit ${VISITORS_MAX}`
const DELETE_EVENTS = 'delete from events where shop_id = ? and visitor_id = ? and received_at < ?'
const SAVE_BASE = 'update visitors set base = ? where shop_id = ? and visitor_id = ?'
