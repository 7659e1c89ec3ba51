import { z } from 'zod'
import { formatAmount, type Money } from '../shared/money.ts'
import { formatInstant, type Interval } from '../shared/time.ts'
import type { Attribute } from './attribute.ts'
import { OFFER_ATTRIBUTES, type Offer, type OfferAttributeName, REQUIRED_ATTRIBUTES } from './offer.ts'
import { parseOffer } from './parse-offer.ts'
import { fieldsOfJson } from './readers/json.ts'
import type { Rejection } from './rejection.ts'
import type { Shop } from './shop.ts'

/** An offer as the API gives and takes it: camelCase, money as decimals beside one `currency`, times in ISO 8601. */
export type OfferJson = Readonly<Record<string, unknown>>

/** `{ "offerId": "…", "price": "19.99", "currency": "USD", … }`. Money in another currency carries its code: `"4.90 EUR"`. */
export function offerToJson(offer: Offer): OfferJson {
  const { currency } = offer.price
  const json: Record<string, unknown> = {}
  for (const name of Object.keys(OFFER_ATTRIBUTES) as OfferAttributeName[]) {
    const value = offer[name]
    if (value === undefined) continue
    json[name] = valueToJson(OFFER_ATTRIBUTES[name], value, currency)
    if (name === 'price') json.currency = currency
  }
  return json
}

function valueToJson(attribute: Attribute, value: unknown, currency: string): unknown {
  if (attribute.list) {
    const { list: _list, ...single } = attribute
    return (value as readonly unknown[]).map((each) => valueToJson(single, each, currency))
  }
  switch (attribute.kind) {
    case 'money':
      return moneyText(value as Money, currency)
    case 'instant':
      return formatInstant(value as number)
    case 'interval':
      return {
        startAt: formatInstant((value as Interval).startAt),
        endAt: formatInstant((value as Interval).endAt),
      }
    case 'group':
      return Object.fromEntries(
        Object.entries(attribute.fields ?? {}).flatMap(([field, inner]) => {
          const part = (value as Readonly<Record<string, unknown>>)[field]
          return part === undefined ? [] : [[field, valueToJson(inner, part, currency)]]
        }),
      )
    default:
      return value
  }
}

const moneyText = (money: Money, currency: string): string =>
  money.currency === currency ? formatAmount(money) : `${formatAmount(money)} ${money.currency}`

export type OfferFromJson =
  | { readonly ok: true; readonly offer: Offer; readonly notices: readonly Rejection[] }
  | { readonly ok: false; readonly rejections: readonly Rejection[] }

/**
 * Reads what {@link offerToJson} writes, and as tolerantly as an import: `sale_price` for `salePrice`, prices as
 * numbers or with their currency, the shop's currency and address where there are none.
 */
export function offerFromJson(json: unknown, shop: Shop): OfferFromJson {
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    return {
      ok: false,
      rejections: [
        {
          rule: 'not-an-object',
          message:
            'an offer is a JSON object such as { "offerId": "SKU-42", "title": "…", "price": "19.99", "currency": "EUR", … }',
        },
      ],
    }
  const fields = fieldsOfJson(json as Readonly<Record<string, unknown>>)
  return parseOffer({ fields }, { currency: shop.settings.currency, shopUrl: shop.settings.shopUrl })
}

const decimal = z.union([z.string(), z.number()])
const instant = z.string()

const KIND_SCHEMAS = {
  text: z.string(),
  url: z.string(),
  money: decimal,
  instant,
  interval: z.object({ startAt: instant, endAt: instant }),
  measure: z.object({ value: z.number(), unit: z.string() }),
  integer: z.number().int(),
  number: z.number(),
  boolean: z.boolean(),
} as const

function schemaOf(attribute: Attribute): z.ZodType {
  if (attribute.list) {
    const { list: _list, ...single } = attribute
    return z.array(schemaOf(single))
  }
  if (attribute.kind === 'group')
    return z.object(
      Object.fromEntries(
        Object.entries(attribute.fields ?? {}).map(([name, inner]) => [name, schemaOf(inner).optional()]),
      ),
    )
  if (attribute.options) return z.enum(attribute.options as readonly [string, ...string[]])
  return KIND_SCHEMAS[attribute.kind]
}

const REQUIRED = new Set<string>(REQUIRED_ATTRIBUTES)

/**
 * The API's offer, for its description and its answers. What a caller sends is read by {@link offerFromJson}, which
 * takes more spellings and words its refusals better.
 */
export const offerSchema = z.looseObject({
  ...Object.fromEntries(
    Object.entries(OFFER_ATTRIBUTES).map(([name, attribute]) => {
      const schema = schemaOf(attribute)
      return [name, REQUIRED.has(name) ? schema : schema.optional()]
    }),
  ),
  currency: z.string().optional().describe('ISO 4217; of every amount here that names none'),
})
