import { formatInstant, parseInstant } from '../../shared/time.ts'
import type { Dialect, TranslateContext } from './dialect.ts'
import {
  amountOf,
  currencyOf,
  emailOf,
  firstText,
  itemOf,
  type Json,
  type LineParts,
  linesOf,
  listOf,
  objectOf,
  parsedIfText,
  textOf,
} from './read-value.ts'

/**
 * Messages of the Segment specification, as RudderStack keeps it too.
 * Source: segment-docs, e-commerce v2 and HTTP API, November 2025; read 2026-11-24.
 */
export const segment: Dialect = {
  id: 'segment',
  recognizes: (record) =>
    typeof record.type === 'string' &&
    CALLS.has(record.type) &&
    ('anonymousId' in record || 'messageId' in record || 'originalTimestamp' in record || 'context' in record),
  translate(record, context) {
    if (record.type === 'identify') return identify(record, context)
    if (record.type !== 'track' && record.type !== undefined) return []
    const type = typeof record.event === 'string' ? TYPES.get(nameOf(record.event)) : undefined
    if (type === undefined) return []
    return [{ ...envelope(record, context), type, ...bodyOf(type, objectOf(parsedIfText(record.properties))) }]
  },
}

const CALLS: ReadonlySet<string> = new Set(['track', 'identify', 'page', 'screen', 'group', 'alias'])

/** Event names without case, blanks and underscores' difference; the older wordings and those of shop sources too. */
const TYPES: ReadonlyMap<string, string> = new Map([
  ['product viewed', 'view_item'],
  ['viewed product', 'view_item'],
  ['product added', 'add_to_cart'],
  ['added product', 'add_to_cart'],
  ['wishlist product added to cart', 'add_to_cart'],
  ['product removed', 'remove_from_cart'],
  ['removed product', 'remove_from_cart'],
  ['cart viewed', 'view_cart'],
  ['cart update', 'view_cart'],
  ['checkout started', 'begin_checkout'],
  ['started order', 'begin_checkout'],
  ['checkout started webhook', 'begin_checkout'],
  ['checkout updated', 'begin_checkout'],
  ['payment info entered', 'begin_checkout'],
  ['order completed', 'purchase'],
  ['completed order', 'purchase'],
  ['order created', 'purchase'],
  ['order refunded', 'refund'],
  ['order cancelled', 'refund'],
])

const nameOf = (event: string): string =>
  event
    .slice(0, 100)
    .trim()
    .toLowerCase()
    .replace(/[\s_-]+/g, ' ')

function identify(record: Json, context: TranslateContext): unknown[] {
  const event = envelope(record, context)
  // Who is the same person can only be said by an id or an address beside the browser's own.
  return event.userId === undefined && event.traits === undefined ? [] : [{ ...event, type: 'identify' }]
}

function envelope(record: Json, { receivedAt }: TranslateContext) {
  const about = objectOf(record.context)
  const traits = { ...objectOf(about.traits), ...objectOf(record.traits) }
  const userId = textOf(record.userId)
  const email = emailOf(traits.email) ?? emailOf(objectOf(record.properties).email)
  return {
    eventId: record.messageId,
    visitorId: textOf(record.anonymousId) ?? userId,
    userId,
    ...timesOf(record, receivedAt),
    pageUrl: firstText(objectOf(about.page).url, objectOf(record.properties).url),
    userAgent: textOf(about.userAgent)?.slice(0, 2_048),
    consent: consentOf(about),
    traits: email === undefined ? undefined : { email },
  }
}

/** A message of a file says by when it was received how its clock was off; a live one by when it was sent. */
function timesOf({ originalTimestamp, timestamp, sentAt, receivedAt }: Json, now: number | undefined) {
  const occurredAt = firstText(originalTimestamp, timestamp)
  if (now !== undefined) return { occurredAt: occurredAt ?? firstText(sentAt) ?? formatInstant(now), sentAt }
  const [happened, sent, received] = [occurredAt, sentAt, receivedAt].map((text) => parseInstant(textOf(text) ?? ''))
  return happened === undefined || sent === undefined || received === undefined
    ? { occurredAt: occurredAt ?? sentAt }
    : { occurredAt: formatInstant(received - (sent - happened)) }
}

/** Categories have the sender's names; those about advertising in plain words are heard, and so is a phone's own switch. */
function consentOf(about: Json): object | undefined {
  const device = objectOf(about.device)
  if (device.adTrackingEnabled === false || device.adTrackingEnabled === 'false') return { ads: false }
  const preferences = Object.entries(objectOf(objectOf(about.consent).categoryPreferences))
  const ads = preferences.filter(([name]) => /advert|marketing|targeting|\bads?\b/i.test(name)).map(([, word]) => word)
  if (ads.length === 0) return undefined
  return { ads: ads.every((word) => word === true) }
}

const SINGLE: ReadonlySet<string> = new Set(['view_item', 'add_to_cart', 'remove_from_cart'])

function bodyOf(type: string, properties: Json) {
  const currency = currencyOf(properties.currency)
  const value = firstText(properties.value, properties.total, properties.revenue)
  return {
    orderId: firstText(properties.order_id, properties.checkout_id),
    currency,
    value: amountOf(value, currency),
    items: itemsOf(type, properties),
  }
}

function itemsOf(type: string, properties: Json): object[] | undefined {
  const products = parsedIfText(properties.products)
  if (products !== undefined && products !== null) {
    const lines = listOf(products).map((product) => lineOf(objectOf(product)))
    // Only what was taken out or put in one by one can be wrong about having no product at all.
    return SINGLE.has(type) && lines.length > 0 ? lines.map(itemOf) : linesOf(lines)
  }
  return SINGLE.has(type) ? [itemOf(lineOf(properties))] : undefined
}

const lineOf = (product: Json): LineParts => ({
  ids: [product.product_id, product.productId, product.sku, product.variant_id, product.variant, product.id],
  quantity: product.quantity,
  price: product.price,
  currency: product.currency,
})
