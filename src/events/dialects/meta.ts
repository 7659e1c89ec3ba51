import { formatInstant } from '../../shared/time.ts'
import type { Dialect, TranslateContext } from './dialect.ts'
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
} from './read-value.ts'

/**
 * Server events of Meta's Conversions API; the names are those of the Meta Pixel too. Data of users come hashed and
 * stay so: of an address the digest is kept, names and phones are not read.
 * Source: developers.facebook.com, Conversions API parameters; read 2026-11-24.
 */
export const meta: Dialect = {
  id: 'meta',
  recognizes: (record) => typeof record.event_name === 'string' && ('event_time' in record || 'user_data' in record),
  translate(record, context) {
    const name = textOf(record.event_name)
    const type = name === undefined ? undefined : TYPES.get(name)
    return type === undefined ? [] : [translateOne(record, type, name as string, context)]
  },
}

const TYPES: ReadonlyMap<string, string> = new Map([
  ['ViewContent', 'view_item'],
  ['AddToCart', 'add_to_cart'],
  ['InitiateCheckout', 'begin_checkout'],
  ['AddPaymentInfo', 'begin_checkout'],
  ['Purchase', 'purchase'],
])

function translateOne(record: Json, type: string, name: string, { receivedAt }: TranslateContext): object {
  const user = objectOf(record.user_data)
  const custom = objectOf(record.custom_data)
  const currency = currencyOf(custom.currency)
  const [email] = listOf(user.em).map(textOf)
  const emailSha256 = email !== undefined && /^[0-9a-f]{64}$/i.test(email) ? email.toLowerCase() : undefined
  const plainEmail = emailSha256 === undefined ? emailOf(email) : undefined
  const externalId = textOf(listOf(user.external_id)[0])
  const eventId = textOf(record.event_id)
  return {
    // The same id may stand for several names: both together make the event.
    eventId: eventId === undefined ? undefined : `${name}-${eventId}`,
    type,
    visitorId: firstText(user.fbp, user.anon_id, user.madid, externalId, emailSha256),
    userId: externalId,
    occurredAt: instantOf(record.event_time) ?? (receivedAt === undefined ? undefined : formatInstant(receivedAt)),
    pageUrl: textOf(record.event_source_url),
    orderId: textOf(custom.order_id),
    currency,
    value: amountOf(custom.value, currency),
    items: itemsOf(type, custom, currency),
    consent: consentOf(record),
    traits: email === undefined ? undefined : { emailSha256, email: plainEmail },
    userAgent: textOf(user.client_user_agent)?.slice(0, 2_048),
    isTest: textOf(record.test_event_code) === undefined ? undefined : true,
  }
}

const SINGLE: ReadonlySet<string> = new Set(['view_item', 'add_to_cart'])

/** `product_group` ids name item groups, which offer matching knows like any other id. */
function itemsOf(type: string, custom: Json, currency: string | undefined): object[] | undefined {
  const contents = listOf(parsedIfText(custom.contents))
  const lines: LineParts[] =
    contents.length > 0
      ? contents.map((content) => contentLine(content, currency))
      : listOf(parsedIfText(custom.content_ids)).map((id) => ({ ids: [id] }))
  if (lines.length === 0) return undefined
  return SINGLE.has(type) ? lines.map(itemOf) : linesOf(lines)
}

function contentLine(content: unknown, currency: string | undefined): LineParts {
  if (typeof content !== 'object') return { ids: [content] }
  const { id, quantity, item_price } = objectOf(content)
  return { ids: [id], quantity, price: item_price, currency }
}

/** Limited data use and `opt_out` are a person's no to what this is for. */
function consentOf({ opt_out, data_processing_options: options }: Json): object | undefined {
  return opt_out === true || listOf(options).includes('LDU') ? { ads: false } : undefined
}
