import type { Dialect } from './dialect.ts'
import {
  amountOf,
  currencyOf,
  firstText,
  instantOf,
  itemOf,
  type Json,
  type LineParts,
  linesOf,
  listOf,
  objectOf,
  parsedIfText,
  utcInstant,
} from './read-value.ts'

/**
 * Rows of GA4's export to BigQuery, as JSON with nested items, and flattened to a table, where purchases come without
 * their items.
 * Source: support.google.com/analytics, BigQuery export schema; read 2026-11-24.
 */
export const ga4Export: Dialect = {
  id: 'ga4-export',
  recognizes: (record) => 'user_pseudo_id' in record && ('event_name' in record || 'name' in record),
  translate(record) {
    const type = TYPES.get(firstText(record.event_name, record.name) ?? '')
    if (type === undefined) return []
    const ecommerce = objectOf(parsedIfText(record.ecommerce))
    const items = parsedIfText(record.items)
    const currency = currencyOf(paramOf(record, 'currency'))
    const lines = listOf(items).map((item) => lineOf(objectOf(item), currency))
    return [
      {
        type,
        visitorId: record.user_pseudo_id,
        userId: firstText(record.user_id),
        occurredAt: utcInstant(instantOf(firstText(record.event_timestamp, record.timestamp))),
        pageUrl: firstText(paramOf(record, 'page_location')),
        orderId: firstText(
          ecommerce.transaction_id,
          record.ecommerce_transaction_id,
          paramOf(record, 'transaction_id'),
        ),
        currency: currency ?? (record.ecommerce_purchase_revenue_in_usd === undefined ? undefined : 'USD'),
        value: amountOf(
          firstText(ecommerce.purchase_revenue, record.ecommerce_purchase_revenue_in_usd, paramOf(record, 'value')),
          currency,
        ),
        items: lines.length === 0 ? undefined : SINGLE.has(type) ? lines.map(itemOf) : linesOf(lines),
        consent: consentOf(objectOf(parsedIfText(record.privacy_info))),
      },
    ]
  },
}

const TYPES: ReadonlyMap<string, string> = new Map([
  ['view_item', 'view_item'],
  ['add_to_cart', 'add_to_cart'],
  ['remove_from_cart', 'remove_from_cart'],
  ['view_cart', 'view_cart'],
  ['begin_checkout', 'begin_checkout'],
  ['add_shipping_info', 'begin_checkout'],
  ['add_payment_info', 'begin_checkout'],
  ['purchase', 'purchase'],
  ['refund', 'refund'],
])

const SINGLE: ReadonlySet<string> = new Set(['view_item', 'add_to_cart', 'remove_from_cart'])

const lineOf = ({ item_id, item_name, quantity, price }: Json, currency: string | undefined): LineParts => ({
  ids: [item_id, item_name],
  quantity,
  price,
  currency,
})

/** A value of `event_params`, which is a list of keys and typed values. */
function paramOf(record: Json, key: string): unknown {
  for (const param of listOf(parsedIfText(record.event_params))) {
    const entry = objectOf(param)
    if (entry.key !== key) continue
    const { string_value, int_value, float_value, double_value } = objectOf(entry.value)
    return string_value ?? int_value ?? float_value ?? double_value
  }
  return undefined
}

/** `ads_storage` is Consent Mode's word at the time of the event. */
const consentOf = ({ ads_storage }: Json): object | undefined =>
  ads_storage === 'No' || ads_storage === false ? { adStorage: 'denied' } : undefined
