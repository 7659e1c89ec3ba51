import type { Shop } from '../catalog/shop.ts'
import type { Digest } from '../shared/digest.ts'
import { type Money, minorDigits } from '../shared/money.ts'
import { formatInstant, parseInstant } from '../shared/time.ts'
import { type ConsentSignals, decideConsent } from './consent.ts'
import type { EventItem, EventRejection, EventType, ShopEvent } from './event.ts'
import { EVENT_BYTES_MAX, type EventInput, eventInputSchema } from './event-schema.ts'
import { describeIssue } from './schema-issue.ts'

export type ParsedEvent =
  | {
      readonly ok: true
      readonly event: ShopEvent
      /** Tells robots; not kept. */
      readonly userAgent?: string
    }
  | { readonly ok: false; readonly rejection: Omit<EventRejection, 'index'> }

export interface ParseOptions {
  readonly shop: Shop
  readonly receivedAt: number
  readonly digest: Digest
  /** The request came with `Sec-GPC: 1`. */
  readonly secGpc?: boolean
}

/** Before this an instant is a mistake of units, such as seconds taken for milliseconds, not history. */
const OLDEST_AT = Date.UTC(2000, 0, 1)

/** Types that mean nothing without an offer. */
const NEEDS_ITEMS: ReadonlySet<EventType> = new Set(['view_item', 'add_to_cart', 'remove_from_cart'])

/** Turns what was sent into an event, or says what is wrong with it and what would work. */
export function parseEvent(input: unknown, { shop, receivedAt, digest, secGpc }: ParseOptions): ParsedEvent {
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    return reject(
      undefined,
      'event-not-an-object',
      `expected an object, came ${kindOf(input)}; write { "type": "view_item", … }`,
    )
  if (isTooLarge(input))
    return reject(undefined, 'event-too-large', `over ${EVENT_BYTES_MAX} bytes; send fewer items in one event`)
  const parsed = eventInputSchema.safeParse(input)
  const givenId = idOf((input as { eventId?: unknown }).eventId)
  if (!parsed.success) return { ok: false, rejection: { eventId: givenId, ...describeIssue(parsed.error, input) } }

  const sent = parsed.data
  const eventId = sent.eventId == null ? contentId(sent, digest) : String(sent.eventId)
  const times = readTimes(sent, receivedAt)
  if ('rule' in times) return reject(eventId, times.rule, times.message)
  if (NEEDS_ITEMS.has(sent.type) && !sent.items?.length)
    return reject(eventId, 'items-missing', `${sent.type} without items; write "items": [{ "offerId": "…" }]`)
  const emailSha256 = readEmail(sent.traits, digest)
  if (emailSha256 === null)
    return reject(eventId, 'traits-email-invalid', 'traits.email: no e-mail address; write "name@shop.example"')

  return {
    ok: true,
    userAgent: sent.userAgent ?? undefined,
    event: {
      eventId,
      type: sent.type,
      visitorId: String(sent.visitorId),
      userId: idOf(sent.userId),
      occurredAt: times.occurredAt,
      receivedAt,
      pageUrl: readPageUrl(sent.pageUrl),
      orderId: idOf(sent.orderId),
      value: readMoney(sent.value, sent.currency, shop),
      consent: decideConsent({ ...withoutNulls(sent.consent), ...(secGpc && { secGpc }) }),
      items: sent.items?.map((item) => readItem(item, sent, shop)),
      emailSha256,
      isClamped: times.isClamped || undefined,
      isTest: sent.isTest === true || undefined,
    },
  }

  function reject(id: string | undefined, rule: string, message: string): ParsedEvent {
    return { ok: false, rejection: { eventId: id, rule, message } }
  }
}

const kindOf = (input: unknown): string => (Array.isArray(input) ? 'an array' : input === null ? 'null' : typeof input)

/** Over the cap as JSON in UTF-8, or nested beyond writing. */
function isTooLarge(input: object): boolean {
  try {
    const json = JSON.stringify(input)
    if (json.length > EVENT_BYTES_MAX) return true
    return json.length * 3 > EVENT_BYTES_MAX && new TextEncoder().encode(json).length > EVENT_BYTES_MAX
  } catch {
    return true
  }
}

/** An event that is sent again without an id is known by what it says; when it was sent is no part of that. */
function contentId({ sentAt, ...content }: EventInput, digest: Digest): string {
  return `content-${digest.sha256(JSON.stringify(content)).slice(0, 40)}`
}

interface Times {
  readonly occurredAt: number
  readonly isClamped: boolean
}

/** When it happened: by a clock that `sentAt` corrects, never after it was received. */
function readTimes(sent: EventInput, receivedAt: number): Times | { rule: string; message: string } {
  const occurredAt = parseInstant(sent.occurredAt)
  if (occurredAt === undefined) return noSuchTime('occurred-at-invalid', 'occurredAt', sent.occurredAt)
  if (occurredAt < OLDEST_AT)
    return {
      rule: 'occurred-at-too-old',
      message: `occurredAt: "${sent.occurredAt}" lies before the year 2000; write "${formatInstant(receivedAt)}"`,
    }
  if (sent.sentAt == null) return clamped(occurredAt, receivedAt)
  const sentAt = parseInstant(sent.sentAt)
  if (sentAt === undefined) return noSuchTime('sent-at-invalid', 'sentAt', sent.sentAt)
  return clamped(Math.max(occurredAt + receivedAt - sentAt, OLDEST_AT), receivedAt)
}

const clamped = (at: number, receivedAt: number): Times => ({
  occurredAt: Math.min(at, receivedAt),
  isClamped: at > receivedAt,
})

/** Signals that nobody gave are absent. */
const withoutNulls = (consent: EventInput['consent']): ConsentSignals =>
  Object.fromEntries(Object.entries(consent ?? {}).filter(([, signal]) => signal !== null))

const noSuchTime = (rule: string, name: string, text: string) => ({
  rule,
  message: `${name}: "${text}" is no time that exists; write "2026-11-22T10:00:00Z"`,
})

const idOf = (id: unknown): string | undefined => {
  if (typeof id === 'number' && Number.isSafeInteger(id)) return String(id)
  return typeof id === 'string' && id.length <= 200 ? id.trim() : undefined
}

function readItem(item: NonNullable<EventInput['items']>[number], sent: EventInput, shop: Shop): EventItem {
  return {
    offerId: String(item.offerId),
    otherIds: item.otherIds?.map(String),
    quantity: item.quantity ?? 1,
    price: readMoney(item.price, item.currency ?? sent.currency, shop),
  }
}

/** Undefined where nobody said the currency: an amount without one cannot be compared with anything. */
function readMoney(
  amount: string | number | null | undefined,
  currency: string | null | undefined,
  shop: Shop,
): Money | undefined {
  const code = (currency ?? shop.settings.currency)?.toUpperCase()
  if (amount == null || code === undefined) return undefined
  // Shops work prices out in floating point: 40.790000000000006 is 40.79.
  const minor = Math.round(Number(amount) * 10 ** minorDigits(code))
  return Number.isSafeInteger(minor) ? { minor, currency: code } : undefined
}

/** Undefined where none is given, null where it is none. */
function readEmail(traits: EventInput['traits'], digest: Digest): string | undefined | null {
  if (traits?.email != null) {
    const email = traits.email.trim().toLowerCase()
    return /^[^\s@]+@[^\s@]+$/.test(email) ? digest.sha256(email) : null
  }
  return traits?.emailSha256?.toLowerCase()
}

const PAGE_URL_CHARS_MAX = 2_048

/** Without query, fragment and credentials, which is where addresses carry what is personal. */
function readPageUrl(text: string | null | undefined): string | undefined {
  if (text == null || text.length > PAGE_URL_CHARS_MAX) return undefined
  const url = URL.parse(text)
  return url && /^https?:$/.test(url.protocol) ? `${url.origin}${url.pathname}` : undefined
}
