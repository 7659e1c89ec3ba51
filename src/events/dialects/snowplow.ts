import type { Dialect } from './dialect.ts'
import {
  amountOf,
  currencyOf,
  emailOf,
  firstText,
  instantOf,
  itemOf,
  type Json,
  type LineParts,
  linesOf,
  listOf,
  objectOf,
  parsedIfText,
  textOf,
  utcInstant,
} from './read-value.ts'

/**
 * Events of Snowplow with its e-commerce contexts beside them: rows of the events table, whose contexts are JSON in
 * columns, and enriched events in JSON. A transaction is a purchase, its products the lines.
 * Source: docs.snowplow.io, e-commerce tracking schemas; read 2026-11-24.
 */
export const snowplow: Dialect = {
  id: 'snowplow',
  recognizes: (record) => 'event_id' in record && 'domain_userid' in record && 'collector_tstamp' in record,
  translate: (record) => translateWith(record, contextsOf(record)),
}

/** Contexts by the name of their schema. */
export type Contexts = ReadonlyMap<string, readonly unknown[]>

/** For events whose contexts stand in tables of their own, by the event's id. */
export const snowplowWith = (tables: ReadonlyMap<string, Contexts>): Dialect => ({
  ...snowplow,
  translate: (record) =>
    translateWith(record, new Map([...(tables.get(textOf(record.event_id) ?? '') ?? []), ...contextsOf(record)])),
})

function translateWith(record: Json, contexts: Contexts): readonly unknown[] {
  const action = textOf(objectOf(contexts.get('snowplow_ecommerce_action')?.[0]).type)
  const type = action === undefined ? undefined : TYPES.get(action)
  if (type === undefined) return []
  const [cart, transaction, refund, user] = ['cart', 'transaction', 'refund', 'user'].map((name) =>
    objectOf(contexts.get(name)?.[0]),
  ) as [Json, Json, Json, Json]
  const currency = currencyOf(firstText(transaction.currency, refund.currency, cart.currency))
  const email = emailOf(user.email)
  const lines = (contexts.get('product') ?? []).map((product) => lineOf(objectOf(product)))
  return [
    {
      eventId: record.event_id,
      type,
      visitorId: firstText(record.domain_userid, record.network_userid),
      userId: firstText(record.user_id, user.id),
      occurredAt: utcInstant(
        instantOf(firstText(record.derived_tstamp, record.collector_tstamp, record.dvce_created_tstamp)),
      ),
      pageUrl: textOf(record.page_url),
      orderId: firstText(transaction.transaction_id, refund.transaction_id),
      currency,
      value: amountOf(firstText(transaction.revenue, refund.refund_amount), currency),
      items: SINGLE.has(type) ? lines.map(itemOf) : lines.length > 0 ? linesOf(lines) : undefined,
      traits: email === undefined ? undefined : { email },
      userAgent: textOf(record.useragent)?.slice(0, 2_048),
    },
  ]
}

const TYPES: ReadonlyMap<string, string> = new Map([
  ['product_view', 'view_item'],
  ['add_to_cart', 'add_to_cart'],
  ['remove_from_cart', 'remove_from_cart'],
  ['checkout_step', 'begin_checkout'],
  ['transaction', 'purchase'],
  ['refund', 'refund'],
])

const SINGLE: ReadonlySet<string> = new Set(['view_item', 'add_to_cart', 'remove_from_cart'])

const lineOf = ({ id, quantity, price, currency }: Json): LineParts => ({ ids: [id], quantity, price, currency })

const CONTEXT =
  /^(?:contexts|unstruct_event)_com_snowplowanalytics_snowplow_(?:ecommerce_)?(snowplow_ecommerce_action|product|cart|transaction|refund|user)(?:_\d+)*$/

/** What stands beside the event, by the plain name of its schema; texts are JSON. */
function contextsOf(record: Json): Contexts {
  const contexts = new Map<string, unknown[]>()
  for (const [column, value] of Object.entries(record)) {
    const name = CONTEXT.exec(column)?.[1]
    if (name === undefined || contexts.has(name)) continue
    const list = listOf(parsedIfText(value)).filter((context) => context !== '')
    if (list.length > 0) contexts.set(name, list)
  }
  return contexts
}
