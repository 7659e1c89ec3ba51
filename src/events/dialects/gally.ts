import type { Dialect } from './dialect.ts'
import { objectOf, utcInstant } from './read-value.ts'

/**
 * Tracking documents of the Gally search engine: one offer each, also in an order, whose lines share an order id.
 * Times carry no zone and are UTC; prices carry no currency and are the shop's.
 */
export const gally: Dialect = {
  id: 'gally',
  recognizes: (record) => '@timestamp' in record && 'event_type' in record && 'session' in record,
  translate(record) {
    const kind = `${record.event_type} ${record.metadata_code}`
    if (WITHOUT_OFFERS.has(kind)) return []
    const order = objectOf(record.order)
    const event = {
      eventId: record.id,
      type: TYPES.get(kind) ?? kind,
      visitorId: objectOf(record.session).vid,
      occurredAt: utcInstant(record['@timestamp']),
      orderId: order.order_id,
      value: order.row_total,
      items: [
        {
          offerId: record.entity_code,
          quantity: order.qty ?? objectOf(record.cart).qty,
          price: order.price,
        },
      ],
    }
    return [event]
  },
}

const TYPES: ReadonlyMap<string, string> = new Map([
  ['view product', 'view_item'],
  ['add_to_cart product', 'add_to_cart'],
  ['order product', 'purchase'],
])

const WITHOUT_OFFERS: ReadonlySet<string> = new Set([
  'view category',
  'view cms_page',
  'display product',
  'display category',
  'display cms_page',
  'search product',
  'search category',
  'search cms_page',
])
