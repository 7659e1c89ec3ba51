import { z } from 'zod'
import { isCurrency } from '../shared/money.ts'
import { DAY_MS, parseDuration } from '../shared/time.ts'
import {
  AVAILABILITIES,
  isFeedName,
  type LabelRule,
  type NamedFeed,
  type OfferFilter,
  parseMarket,
  TESTS,
} from './named-feed.ts'
import { OFFER_ATTRIBUTES } from './offer.ts'
import { PROMOTION, type Promotion } from './promotion.ts'
import { rawFromJson, readValue, type SourceSettings } from './read-value.ts'

/** What a person wrote, read once; else what is wrong with it, each fault in words. */
export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly faults: string[] }

const LIST_MAX = 100
export const NAMED_FEEDS_MAX = 50
const LABELS_MAX = 20
const PROMOTIONS_MAX = 1_000
/** How far back the figures of visitors reach. */
const WITHIN_MAX_MS = 7 * DAY_MS

const words = z.array(z.string().min(1).max(750)).min(1).max(LIST_MAX)
const count = z.number().int().min(1).max(1_000_000)
const stages = z.array(z.enum(['viewed', 'carted', 'checkout'])).min(1)

/** `36h`, `7d`; at most the seven days that are counted. */
const within = z
  .string()
  .transform((text) => parseDuration(text))
  .refine(
    (value) => value !== undefined && value > 0 && value <= WITHIN_MAX_MS,
    'write up to seven days, such as "36h"',
  )
  .transform((value) => value as number)

/** Writes `withinMs` for what people write as `within`. */
const inMilliseconds = <T extends { within?: number | undefined }>({ within: withinMs, ...rest }: T) => ({
  ...rest,
  ...(withinMs !== undefined && { withinMs }),
})

const filterSchema: z.ZodType<OfferFilter> = z.strictObject({
  categories: words.optional(),
  brands: words.optional(),
  price: z
    .strictObject({
      min: z.number().min(0).optional(),
      max: z.number().min(0).optional(),
      currency: z.string().refine(isCurrency, 'write a currency such as "EUR"'),
    })
    .optional(),
  availability: z.array(z.enum(AVAILABILITIES)).min(1).optional(),
  inventoryMin: z.number().int().min(0).optional(),
  onSale: z.boolean().optional(),
  where: z
    .array(
      z
        .strictObject({
          attribute: z
            .string()
            .refine((name) => Object.hasOwn(OFFER_ATTRIBUTES, name), 'no offer has such an attribute'),
          test: z.enum(TESTS),
          value: z.string().min(1).max(500).optional(),
        })
        .refine(
          ({ test, value }) => (value === undefined) === (test === 'exists' || test === 'missing'),
          '"is", "isNot" and "contains" need a value, "exists" and "missing" have none',
        ),
    )
    .min(1)
    .max(LIST_MAX)
    .optional(),
  abandoned: z
    .strictObject({ visitorsMin: count, stages: stages.optional(), within: within.optional() })
    .transform(inMilliseconds)
    .optional(),
})

const labelsSchema: z.ZodType<LabelRule[]> = z
  .array(
    z
      .strictObject({
        label: z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N} _.-]{0,99}$/u, 'write letters and digits, such as "hot"'),
        stages: stages.optional(),
        visitorsMin: count.optional(),
        within: within.optional(),
        buyersMin: count.optional(),
      })
      .refine(({ visitorsMin, buyersMin }) => (visitorsMin ?? buyersMin) !== undefined, 'give visitorsMin or buyersMin')
      .transform(inMilliseconds),
  )
  .max(LABELS_MAX)
  .refine((rules) => new Set(rules.map(({ label }) => label)).size === rules.length, 'a label is there twice')

/** Reads `{ "price": { "max": 50, "currency": "EUR" }, "abandoned": { "visitorsMin": 3, "within": "7d" } }`. */
export const parseOfferFilter = (json: unknown): Parsed<OfferFilter> => read(filterSchema, json)

/** Reads `[{ "label": "hot", "stages": ["carted", "checkout"], "visitorsMin": 3, "within": "36h" }]`. */
export const parseLabelRules = (json: unknown): Parsed<LabelRule[]> => read(labelsSchema, json)

function read<T>(schema: z.ZodType<T>, json: unknown): Parsed<T> {
  const result = schema.safeParse(json)
  if (result.success) return { ok: true, value: result.data }
  const faults = result.error.issues.map(({ path, message }) => `${path.join('.') || 'the whole'}: ${message}`)
  return { ok: false, faults }
}

/** A named feed from its parts; `channelIds` are those that may be narrowed. */
export function parseNamedFeed(
  parts: { name: string; channelId: string; market?: string; include?: unknown },
  channelIds: readonly string[],
): Parsed<NamedFeed> {
  const { name, channelId } = parts
  const market = parts.market === undefined ? undefined : parseMarket(parts.market)
  const include = parts.include === undefined ? undefined : parseOfferFilter(parts.include)
  const faults: string[] = []
  if (!isFeedName(name))
    faults.push(`"${name}" cannot be a feed's name: write lower-case letters, digits and hyphens, at most 40`)
  if (!channelIds.includes(channelId))
    faults.push(`there is no channel "${channelId}" to name a feed of: write one of ${channelIds.join(', ')}`)
  if (parts.market !== undefined && !market)
    faults.push(
      `"${parts.market}" is no market: write a language, country and currency such as "de-AT:EUR", "de" or ":USD"`,
    )
  if (include && !include.ok) faults.push(...include.faults.map((fault) => `include: ${fault}`))
  if (!market && !include) faults.push('a named feed is for a market or for some offers: give one of them')
  if (faults.length > 0) return { ok: false, faults }
  return { ok: true, value: { name, channelId, market, include: include?.ok ? include.value : undefined } }
}

/** What goes with each kind of discount. Source: https://support.google.com/merchants/answer/2906014, read 2026-11-22. */
const COMPANIONS: Readonly<Record<NonNullable<Promotion['couponValueType']>, readonly (keyof Promotion)[]>> = {
  money_off: ['moneyOff'],
  percent_off: ['percentOff'],
  buy_m_get_n_money_off: ['minimumPurchaseQuantity', 'discountedQuantity', 'moneyOff'],
  buy_m_get_n_percent_off: ['minimumPurchaseQuantity', 'discountedQuantity', 'percentOff'],
  buy_m_get_money_off: ['minimumPurchaseQuantity', 'moneyOff'],
  buy_m_get_percent_off: ['minimumPurchaseQuantity', 'percentOff'],
  free_gift: ['giftDescription'],
  free_gift_with_value: ['giftDescription', 'giftValue'],
  free_gift_with_item_id: ['giftOfferId'],
  free_shipping_standard: [],
  free_shipping_overnight: [],
  free_shipping_two_day: [],
}

const ALWAYS = [
  'promotionId',
  'productApplicability',
  'offerType',
  'title',
  'effective',
  'redemptionChannels',
  'couponValueType',
] as const satisfies readonly (keyof Promotion)[]

/** Reads a list of promotions; one that Google would refuse refuses the list. */
export function parsePromotions(json: unknown, settings: SourceSettings): Parsed<Promotion[]> {
  if (!Array.isArray(json) || json.length > PROMOTIONS_MAX)
    return { ok: false, faults: [`promotions are a JSON array of at most ${PROMOTIONS_MAX}`] }
  const faults: string[] = []
  const promotions = json.map((each: unknown, at): Promotion => {
    const note = (_rule: string, problem: string): void => void faults.push(`${at + 1}: ${problem}`)
    const result = readValue('promotions', PROMOTION, rawFromJson(each), { ...settings, packed: false, note })
    if (!result || !('value' in result)) {
      faults.push(`${at + 1}: this is no promotion`)
      return {}
    }
    const promotion = result.value as Promotion
    faults.push(...missingOf(promotion).map((name) => `${at + 1}: ${name} is missing`))
    return promotion
  })
  const ids = promotions.map(({ promotionId }) => promotionId)
  if (new Set(ids).size < ids.length) faults.push('a promotionId is there twice')
  return faults.length > 0 ? { ok: false, faults } : { ok: true, value: promotions }
}

function missingOf(promotion: Promotion): string[] {
  const { couponValueType, offerType, redemptionChannels } = promotion
  const needed: (keyof Promotion)[] = [...ALWAYS, ...(couponValueType ? COMPANIONS[couponValueType] : [])]
  if (offerType === 'generic_code') needed.push('redemptionCode')
  if (redemptionChannels?.includes('in_store')) needed.push('storeApplicability')
  return needed.filter((name) => promotion[name] === undefined)
}
