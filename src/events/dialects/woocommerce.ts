import type { Dialect } from './dialect.ts'
import {
  amountOf,
  currencyOf,
  emailOf,
  firstText,
  type Json,
  linesOf,
  listOf,
  objectOf,
  textOf,
  utcInstant,
} from './read-value.ts'

/**
 * Orders of WooCommerce, as its webhooks and its REST API have them. Its core tells of no carts: an order that waits
 * for payment is a checkout. Visitors are known by the order's meta field `_secondglance_visitor` where the shop writes
 * the pixel's visitor id there, else by their customer number.
 * Source: woocommerce/woocommerce class-wc-webhook and REST order resource; read 2026-11-24.
 */
export const woocommerce: Dialect = {
  id: 'woocommerce',
  recognizes: (record) =>
    'date_created_gmt' in record && 'line_items' in record && 'status' in record && 'billing' in record,
  translate(record) {
    const id = textOf(record.id)
    const status = textOf(record.status)?.toLowerCase().replace(/^wc-/, '') ?? ''
    const type = TYPES.get(status)
    if (type === undefined) return []
    const currency = currencyOf(record.currency)
    const customerId = textOf(record.customer_id)
    const userId = customerId === '0' ? undefined : customerId
    const email = emailOf(objectOf(record.billing).email)
    const changedAt = firstText(record.date_modified_gmt, record.date_created_gmt)
    const items = linesOf(listOf(record.line_items).map(objectOf).map(lineOf)).map((item) => ({ ...item, currency }))
    return [
      {
        // Statuses that mean the same tell of one event, however often the order is saved.
        eventId: `woocommerce-${type}-${id}${type === 'begin_checkout' ? `-${changedAt}` : ''}`,
        type,
        visitorId:
          metaOf(record, '_secondglance_visitor') ??
          (userId === undefined ? id && `woocommerce-order-${id}` : `woocommerce-customer-${userId}`),
        userId,
        occurredAt: utcInstant(
          type === 'purchase' ? firstText(record.date_paid_gmt, record.date_created_gmt) : changedAt,
        ),
        orderId: id,
        currency,
        value: amountOf(record.total, currency),
        items,
        traits: email === undefined ? undefined : { email },
      },
    ]
  },
}

const TYPES: ReadonlyMap<string, string> = new Map([
  ['checkout-draft', 'begin_checkout'],
  ['pending', 'begin_checkout'],
  ['failed', 'begin_checkout'],
  ['on-hold', 'purchase'],
  ['processing', 'purchase'],
  ['completed', 'purchase'],
  ['cancelled', 'refund'],
  ['refunded', 'refund'],
  ['trash', 'refund'],
])

const lineOf = ({ variation_id, product_id, sku, quantity, price }: Json) => ({
  ids: [textOf(variation_id) === '0' ? undefined : variation_id, product_id, sku],
  quantity,
  price,
})

function metaOf(record: Json, key: string): string | undefined {
  for (const entry of listOf(record.meta_data)) {
    const meta = objectOf(entry)
    if (meta.key === key) return textOf(meta.value)
  }
  return undefined
}
