import type { Dialect } from './dialect.ts'
import { firstText, instantOf, listOf, objectOf } from './read-value.ts'

/** Sessions of clicks, carts and orders as the OTTO data set has them: one session a line. */
export const sessions: Dialect = {
  id: 'sessions',
  recognizes: (record) => 'session' in record && Array.isArray(record.events) && 'aid' in objectOf(record.events[0]),
  translate({ session, events }) {
    return listOf(events).map((event, at) => {
      const { aid, ts, type } = objectOf(event)
      return {
        // A session may hold the same click twice in one millisecond.
        eventId: `session-${firstText(session)}-${at}`,
        type: CLICKS.get(firstText(type) ?? '') ?? type,
        visitorId: session,
        occurredAt: instantOf(ts),
        items: [{ offerId: aid }],
      }
    })
  },
}

/** Logs of one click a row as the RetailRocket data set has them. */
export const clicks: Dialect = {
  id: 'clicks',
  recognizes: (record) => 'visitorid' in record && 'itemid' in record && 'event' in record,
  translate: ({ visitorid, itemid, event, timestamp, transactionid }) => [
    {
      type: CLICKS.get(firstText(event) ?? '') ?? event,
      visitorId: visitorid,
      occurredAt: instantOf(timestamp),
      orderId: firstText(transactionid),
      items: [{ offerId: itemid }],
    },
  ],
}

const CLICKS: ReadonlyMap<string, string> = new Map([
  ['clicks', 'view_item'],
  ['carts', 'add_to_cart'],
  ['orders', 'purchase'],
  ['view', 'view_item'],
  ['addtocart', 'add_to_cart'],
  ['transaction', 'purchase'],
])
