import { formatInstant } from '../../shared/time.ts'
import type { Dialect, TranslateContext } from './dialect.ts'
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
  textOf,
} from './read-value.ts'

/**
 * Bodies of GA4's Measurement Protocol, and events of gtag and the GTM data layer with a `client_id` beside them: the
 * present form, the one of Universal Analytics, and the keys of dynamic remarketing.
 * Source: the GA4 e-commerce and Measurement Protocol guides; read 2026-11-24.
 */
export const ga4: Dialect = {
  id: 'ga4',
  recognizes: (record) =>
    (Array.isArray(record.events) && ('client_id' in record || 'app_instance_id' in record)) ||
    (typeof record.event === 'string' && 'ecommerce' in record) ||
    'ecomm_prodid' in record ||
    (typeof record.name === 'string' && 'params' in record),
  translate(record, context) {
    if (Array.isArray(record.events)) {
      const events = record.events.map(objectOf)
      return events.flatMap((event, at) => translateOne(record, event, at, events.length, context))
    }
    return translateOne(record, record, 0, 1, context)
  },
}

function translateOne(body: Json, event: Json, at: number, count: number, { receivedAt }: TranslateContext): unknown[] {
  const name = firstText(event.name, event.event)
  const params = { ...event, ...objectOf(event.params), ...ecommerceOf(event) }
  const type = (name && TYPES.get(name)) ?? legacyType(params)
  if (type === undefined) return []
  const micros = event.timestamp_micros ?? body.timestamp_micros ?? event.timestamp ?? body.timestamp
  const currency = currencyOf(params.currency)
  const clientId = firstText(body.client_id, body.app_instance_id, event.client_id, params.client_id)
  return [
    {
      // Two like events of one body are two events; a body that is sent again says the same of each.
      eventId: firstText(event.event_id, params.event_id) ?? placeId(clientId, micros, at, count, type),
      type,
      visitorId: clientId,
      userId: firstText(body.user_id, event.user_id),
      occurredAt: instantOf(micros) ?? (receivedAt === undefined ? undefined : formatInstant(receivedAt)),
      pageUrl: firstText(params.page_location),
      orderId: firstText(params.transaction_id),
      currency,
      value: amountOf(params.value, currency),
      items: itemsOf(type, params),
      consent: consentOf(body),
      userAgent: textOf(body.user_agent)?.slice(0, 2_048),
    },
  ]
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
  ['ecommerce_purchase', 'purchase'],
  ['refund', 'refund'],
])

/** What the page types of dynamic remarketing say. */
const PAGE_TYPES: ReadonlyMap<string, string> = new Map([
  ['product', 'view_item'],
  ['offerdetail', 'view_item'],
  ['cart', 'view_cart'],
  ['conversionintent', 'view_cart'],
  ['purchase', 'purchase'],
  ['conversion', 'purchase'],
])

const legacyType = (params: Json): string | undefined =>
  typeof params.legacyType === 'string'
    ? params.legacyType
    : PAGE_TYPES.get(firstText(params.ecomm_pagetype, params.dynx_pagetype)?.toLowerCase() ?? '')

/** Universal Analytics put the stage where GA4 has the event's name. */
const LEGACY_STAGES = [
  ['detail', 'view_item'],
  ['add', 'add_to_cart'],
  ['remove', 'remove_from_cart'],
  ['checkout', 'begin_checkout'],
  ['purchase', 'purchase'],
  ['refund', 'refund'],
] as const

function ecommerceOf(event: Json): Json {
  const ecommerce = objectOf(event.ecommerce)
  for (const [stage, legacyType] of LEGACY_STAGES) {
    if (!Object.hasOwn(ecommerce, stage)) continue
    const { products, actionField } = objectOf(ecommerce[stage])
    const { id, revenue } = objectOf(actionField)
    return {
      legacyType,
      items: products,
      currency: ecommerce.currencyCode,
      transaction_id: id,
      value: revenue,
    }
  }
  return ecommerce
}

const SINGLE: ReadonlySet<string> = new Set(['view_item', 'add_to_cart', 'remove_from_cart'])

function itemsOf(type: string, params: Json): object[] | undefined {
  const given = params.items ?? params.ecomm_prodid ?? params.dynx_itemid
  if (given === undefined || given === null) return undefined
  const lines = listOf(given).map((item) => lineOf(item, params))
  return SINGLE.has(type) ? lines.map(itemOf) : linesOf(lines)
}

function lineOf(item: unknown, { currency }: Json): LineParts {
  // Dynamic remarketing names ids alone.
  if (typeof item !== 'object') return { ids: [item] }
  const parts = objectOf(item)
  return {
    ids: [parts.item_id, parts.id, parts.item_variant_id, parts.item_name, parts.name],
    quantity: parts.quantity,
    price: parts.price,
    currency: parts.currency ?? currency,
  }
}

function placeId(
  clientId: string | undefined,
  micros: unknown,
  at: number,
  count: number,
  type: string,
): string | undefined {
  if (count < 2 || clientId === undefined || textOf(micros) === undefined || clientId.length > 120) return undefined
  return `ga4-${clientId}-${textOf(micros)}-${at}-${type}`
}

function consentOf(body: Json): object | undefined {
  const { ad_user_data, ad_personalization, ad_storage } = objectOf(body.consent)
  const isNonPersonalized = body.non_personalized_ads === true
  const consent = {
    adStorage: textOf(ad_storage),
    adUserData: textOf(ad_user_data),
    adPersonalization: isNonPersonalized ? 'denied' : textOf(ad_personalization),
  }
  return Object.values(consent).some((word) => word !== undefined) ? consent : undefined
}
