import { z } from 'zod'
import { EVENT_TYPES } from './event.ts'

export const EVENT_BYTES_MAX = 32 * 1024
const ITEMS_MAX = 200
const ID_CHARS_MAX = 200
const QUANTITY_MAX = 1_000_000

const ID = `text of 1 to ${ID_CHARS_MAX} characters without control characters`
const AMOUNT = 'an amount in major units with a decimal point, such as "129.00"'
const TIME = 'ISO 8601 with zone, such as "2026-11-22T10:00:00Z"'

/** What each part of an event should be, with a value that works: told by the API's description and by rejections. */
export const EXPECTED: Readonly<Record<string, string>> = {
  eventId: `${ID}, such as "5b0c0f7e"; the same id is stored once; made from the content unless given`,
  type: `one of ${EVENT_TYPES.join(', ')}`,
  visitorId: `${ID}, such as "v-123": the id your shop knows the browser by`,
  userId: `${ID}, such as "u-9"`,
  occurredAt: TIME,
  sentAt: `${TIME}: when it was sent, by the same clock, which corrects that clock`,
  pageUrl: 'an http(s) address; kept without its query, ignored when it is none',
  orderId: `${ID}, such as "1001"`,
  currency: 'an ISO 4217 code, such as "EUR"; that of the shop unless given',
  value: `${AMOUNT}, of the whole event`,
  consent: 'an object, such as { "ads": true }',
  'consent.ads': 'true or false; with false the event is counted and forgotten',
  'consent.adStorage': "Google's Consent Mode: granted or denied",
  'consent.adUserData': "Google's Consent Mode: granted or denied",
  'consent.adPersonalization': "Google's Consent Mode: granted or denied",
  'consent.tcString': 'an IAB TCF string, as in the cookie euconsent-v2',
  'consent.gdprApplies': 'true or false; with false the TCF string says nothing about this person',
  'consent.gpp': 'an IAB GPP string',
  'consent.usPrivacy': 'an IAB US Privacy string, such as "1YNN"',
  'consent.secGpc': 'true where the browser sends Global Privacy Control',
  'consent.country': 'an ISO 3166-1 code, such as "DE"',
  userAgent: 'the browser of the visitor, which tells robots; not kept',
  isTest: 'true for a trial; it is kept with that mark and changes nothing a visitor left behind',
  items: `a list of at most ${ITEMS_MAX} items, such as [{ "offerId": "halden-black-m" }]`,
  'items.offerId': `${ID}, such as "halden-black-m": the id of the offer in the catalog`,
  'items.otherIds': 'other ids by which the catalog may know the offer, such as its SKU; at most 4',
  'items.quantity': `a whole number from 1 to ${QUANTITY_MAX}; 1 unless given; an item that is gone is left out of the list`,
  'items.price': `${AMOUNT}, of one unit as the visitor saw it`,
  'items.currency': 'an ISO 4217 code, such as "EUR"; that of the event unless given',
  traits: 'an object, such as { "email": "name@shop.example" }',
  'traits.email': 'an e-mail address, of which only the hash is kept, such as "name@shop.example"',
  'traits.emailSha256':
    'the SHA-256 of the address in lower case without blanks around it, as 64 hexadecimal digits such as "e3b0c442…"',
}

/** An id as shops send it: text, or a number that JavaScript holds exactly. */
const id = z.union([
  z
    .string()
    .trim()
    .min(1)
    .max(ID_CHARS_MAX)
    // Control characters and halves of characters would not come back from a database or a feed as they went in.
    .regex(/^[^\p{Cc}\p{Cs}]+$/u),
  z.int().nonnegative(),
])

const amount = z.union([
  z
    .string()
    .trim()
    .regex(/^\d{1,15}(\.\d{1,15})?$/),
  z.number().nonnegative(),
])

const currency = z
  .string()
  .trim()
  .regex(/^[A-Za-z]{3}$/)

const time = z
  .string()
  .trim()
  .regex(/^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}([.,]\d{1,9})?)?\s?([Zz]|[+-]\d{2}(:?\d{2})?)$/)

const described = <S extends z.ZodType>(schema: S, path: string): S => schema.describe(EXPECTED[path] ?? path)

const OTHER_IDS_MAX = 4

const itemSchema = z.object({
  offerId: described(id, 'items.offerId'),
  otherIds: described(z.array(id).max(OTHER_IDS_MAX).nullish(), 'items.otherIds'),
  quantity: described(z.int().min(1).max(QUANTITY_MAX).nullish(), 'items.quantity'),
  price: described(amount.nullish(), 'items.price'),
  currency: described(currency.nullish(), 'items.currency'),
})

const CONSENT_CHARS_MAX = 8_192
const consentText = z.string().max(CONSENT_CHARS_MAX).nullish()

/** Every signal of `ConsentSignals`, as it came. */
const consentSchema = z.object({
  ads: described(z.boolean().nullish(), 'consent.ads'),
  adStorage: described(consentText, 'consent.adStorage'),
  adUserData: described(consentText, 'consent.adUserData'),
  adPersonalization: described(consentText, 'consent.adPersonalization'),
  tcString: described(consentText, 'consent.tcString'),
  gdprApplies: described(z.boolean().nullish(), 'consent.gdprApplies'),
  gpp: described(consentText, 'consent.gpp'),
  usPrivacy: described(consentText, 'consent.usPrivacy'),
  secGpc: described(z.boolean().nullish(), 'consent.secGpc'),
  country: described(consentText, 'consent.country'),
})

const traitsSchema = z.object({
  email: described(z.string().max(320).nullish(), 'traits.email'),
  emailSha256: described(
    z
      .string()
      .regex(/^[0-9a-fA-F]{64}$/)
      .nullish(),
    'traits.emailSha256',
  ),
})

/**
 * One event as it is sent. Unknown keys are ignored; null stands for absent. What the shape cannot say (which types
 * need items, what becomes of the times) is checked by `parseEvent`.
 */
export const eventInputSchema = z.object({
  eventId: described(id.nullish(), 'eventId'),
  type: described(z.enum(EVENT_TYPES), 'type'),
  visitorId: described(id, 'visitorId'),
  userId: described(id.nullish(), 'userId'),
  occurredAt: described(time, 'occurredAt'),
  sentAt: described(time.nullish(), 'sentAt'),
  pageUrl: described(z.string().nullish(), 'pageUrl'),
  orderId: described(id.nullish(), 'orderId'),
  currency: described(currency.nullish(), 'currency'),
  value: described(amount.nullish(), 'value'),
  consent: described(consentSchema.nullish(), 'consent'),
  items: described(z.array(itemSchema).max(ITEMS_MAX).nullish(), 'items'),
  traits: described(traitsSchema.nullish(), 'traits'),
  userAgent: described(z.string().max(2_048).nullish(), 'userAgent'),
  isTest: described(z.boolean().nullish(), 'isTest'),
})

export type EventInput = z.infer<typeof eventInputSchema>
