import type { Dialect } from './dialect.ts'
import {
  amountOf,
  currencyOf,
  emailOf,
  firstText,
  type Json,
  type LineParts,
  linesOf,
  listOf,
  objectOf,
  textOf,
  utcInstant,
} from './read-value.ts'

/** What the headers of a delivery say beside its body. */
export interface ShopifyDelivery {
  /** `X-Shopify-Topic`, such as `carts/update`. */
  readonly topic: string
  /** `X-Shopify-Webhook-Id`: the same over all tries of one delivery. */
  readonly webhookId?: string
  /** `X-Shopify-Triggered-At`. */
  readonly triggeredAt?: string
  /** `X-Shopify-Test`. */
  readonly isTest?: boolean
}

/**
 * What Shopify's webhooks and its REST resources say, as events. They tell how things stand: a cart names all of its
 * lines, and one without lines is empty. Visitors are known by the token of the cart, which carts, checkouts and orders
 * share, unless the shop put the pixel's visitor id into the note attribute `secondglance_visitor`.
 * Source: shopify.dev, webhooks and REST admin resources; read 2026-11-24.
 */
export const shopify: Dialect = {
  id: 'shopify',
  recognizes: (record) => topicOf(record) !== undefined || wrapped(record) !== undefined,
  translate(record) {
    const records = wrapped(record) ?? [record]
    return records.flatMap((one) => {
      const topic = topicOf(one)
      return topic === undefined ? [] : translateShopify(one, { topic })
    })
  },
}

/** Empty for topics without bearing on what visitors left, such as `products/update`. */
export function translateShopify(body: Json, delivery: ShopifyDelivery): readonly unknown[] {
  switch (delivery.topic) {
    case 'carts/create':
    case 'carts/update':
      return [{ ...common(body, delivery), type: 'view_cart', visitorId: cartVisitor(body), items: itemsOf(body) }]
    case 'checkouts/create':
    case 'checkouts/update':
      return checkout(body, delivery)
    case 'orders/create':
    case 'orders/paid':
    case 'orders/updated':
    case 'orders/cancelled':
      return order(body, delivery)
    case 'refunds/create':
      return [refund(body, delivery)]
    default:
      return []
  }
}

/** The collections of the REST resources, and single ones under their name. */
function wrapped(record: Json): Json[] | undefined {
  for (const name of ['carts', 'checkouts', 'orders'] as const)
    if (Array.isArray(record[name])) return record[name].map(objectOf)
  for (const name of ['cart', 'checkout', 'order'] as const)
    if (typeof record[name] === 'object' && record[name] !== null && 'id' in objectOf(record[name]))
      return [objectOf(record[name])]
  return undefined
}

/** By what only that kind of resource has. */
function topicOf(record: Json): string | undefined {
  if ('order_number' in record && 'financial_status' in record)
    return textOf(record.cancelled_at) === undefined ? 'orders/create' : 'orders/cancelled'
  if ('abandoned_checkout_url' in record) return 'checkouts/update'
  if ('refund_line_items' in record && 'order_id' in record) return 'refunds/create'
  if ('token' in record && 'line_items' in record && 'note' in record && !('email' in record)) return 'carts/update'
  return undefined
}

function checkout(body: Json, delivery: ShopifyDelivery): unknown[] {
  const visitorId = checkoutVisitor(body)
  const items = itemsOf(body)
  const person = personOf(body)
  const parts = common(body, delivery)
  if (textOf(body.completed_at) !== undefined)
    return [
      {
        ...parts,
        ...person,
        eventId: purchaseId(body.token, body.id),
        type: 'purchase',
        visitorId,
        occurredAt: utcInstant(body.completed_at),
        orderId: firstText(body.order_id),
        items,
      },
    ]
  // A line that is missing has been taken out, which a checkout alone does not say.
  const cart = { ...parts, ...person, eventId: idFor(parts.eventId, 'cart'), type: 'view_cart', visitorId, items }
  const checkout = { ...parts, ...person, type: 'begin_checkout', visitorId, items }
  if (items === undefined) return [checkout]
  return items.length === 0 ? [cart] : [cart, checkout]
}

function order(body: Json, delivery: ShopifyDelivery): unknown[] {
  const orderId = textOf(body.id)
  const parts = { ...common(body, delivery), ...personOf(body), visitorId: orderVisitor(body), orderId }
  const purchase = {
    ...parts,
    // Created, paid and updated tell of one purchase, and so does the checkout it came from.
    eventId: purchaseId(body.checkout_token, orderId),
    type: 'purchase',
    occurredAt: utcInstant(firstText(body.processed_at, body.created_at, body.updated_at)),
    items: itemsOf(body),
  }
  if (textOf(body.cancelled_at) === undefined) return [purchase]
  const cancel = {
    ...parts,
    eventId: `shopify-cancel-${orderId}`,
    type: 'refund',
    occurredAt: utcInstant(body.cancelled_at),
    items: itemsOf(body),
  }
  return [purchase, cancel]
}

function refund(body: Json, delivery: ShopifyDelivery): unknown {
  const orderId = textOf(body.order_id)
  const lines = listOf(body.refund_line_items).map((line) => {
    const { quantity, line_item } = objectOf(line)
    return { ...lineOf(objectOf(line_item)), quantity }
  })
  return {
    ...common(body, delivery),
    eventId: `shopify-refund-${firstText(body.id, delivery.webhookId)}`,
    type: 'refund',
    // A refund names its order and nobody; who that was is known from the order.
    visitorId: `shopify-order-${orderId}`,
    orderId,
    occurredAt: utcInstant(firstText(body.processed_at, body.created_at)),
    items: lines.length > 0 ? linesOf(lines) : undefined,
  }
}

function common(body: Json, { topic, webhookId, triggeredAt, isTest }: ShopifyDelivery) {
  const currency = currencyOf(body.presentment_currency) ?? currencyOf(body.currency)
  const updatedAt = firstText(body.updated_at, body.created_at, triggeredAt)
  return {
    eventId:
      webhookId === undefined ? `shopify-${topic}-${textOf(body.id)}-${updatedAt ?? ''}` : `shopify-${webhookId}`,
    occurredAt: utcInstant(updatedAt),
    currency,
    value: amountOf(firstText(body.current_total_price, body.total_price), currency),
    isTest: isTest || body.test === true || undefined,
  }
}

const idFor = (eventId: string, part: string): string => `${eventId}-${part}`

const purchaseId = (checkoutToken: unknown, id: unknown): string =>
  `shopify-purchase-${firstText(checkoutToken, id) ?? ''}`

function personOf(body: Json) {
  const customer = objectOf(body.customer)
  const email = emailOf(body.email) ?? emailOf(customer.email)
  return { userId: textOf(customer.id), traits: email === undefined ? undefined : { email } }
}

const cartVisitor = (body: Json): string | undefined =>
  noteOf(body, 'secondglance_visitor') ?? firstText(body.token, body.id)

const checkoutVisitor = (body: Json): string | undefined =>
  noteOf(body, 'secondglance_visitor') ?? firstText(body.cart_token, body.token, body.id)

function orderVisitor(body: Json): string | undefined {
  const known = noteOf(body, 'secondglance_visitor') ?? firstText(body.cart_token, body.checkout_token)
  const id = textOf(body.id)
  return known ?? (id === undefined ? undefined : `shopify-order-${id}`)
}

/** Attributes come as a list of pairs, on carts also as one object. */
function noteOf(body: Json, name: string): string | undefined {
  for (const note of listOf(body.note_attributes)) {
    const pair = objectOf(note)
    if (pair.name === name) return textOf(pair.value)
  }
  const attributes = objectOf(body.attributes)
  return Object.hasOwn(attributes, name) ? textOf(attributes[name]) : undefined
}

/** Undefined where the resource has no list at all. */
function itemsOf(body: Json): object[] | undefined {
  if (!Array.isArray(body.line_items)) return undefined
  const currency = currencyOf(body.presentment_currency) ?? currencyOf(body.currency)
  return linesOf(body.line_items.map((line) => ({ currency, ...lineOf(objectOf(line)) })))
}

function lineOf(line: Json): LineParts {
  const { amount, currency_code: setCurrency } = objectOf(objectOf(line.price_set).presentment_money)
  const currency = currencyOf(setCurrency)
  return {
    ids: [line.variant_id, line.sku, line.product_id],
    quantity: line.quantity,
    price: firstText(amount, line.price, line.variant_price),
    ...(currency && { currency }),
  }
}
