import type { Money } from '../shared/money.ts'
import { APP_LINK_KEYS, ATTRIBUTE_BY_KEY, type KeyedAttribute } from './attribute-keys.ts'
import { type Offer, type OfferAttributeName, REQUIRED_ATTRIBUTES } from './offer.ts'
import { quoted } from './plain-text.ts'
import { fieldKey, type RawRecord, type RawValue } from './raw-record.ts'
import { currencyIn, labelOf, readValue, ruleOf, type SourceSettings } from './read-value.ts'
import type { Rejection } from './rejection.ts'

export type { SourceSettings } from './read-value.ts'

export type ParsedOffer =
  | {
      readonly ok: true
      readonly offer: Offer
      /** What was left out or changed although the offer stands. */
      readonly notices: readonly Rejection[]
    }
  /** At least one. */
  | { readonly ok: false; readonly rejections: readonly Rejection[] }

/** Attributes in the making; they become an offer when all required ones are there. */
type Draft = Partial<Record<OfferAttributeName, unknown>>

/**
 * Reads one record of a source. An optional attribute that cannot be read is left out with a notice; each required one
 * that is missing or unreadable is a rejection of its own. Nothing is thrown, whatever the record holds.
 */
export function parseOffer(record: RawRecord, settings: SourceSettings): ParsedOffer {
  const draft: Draft = {}
  const notices: Rejection[] = []
  const rejections: Rejection[] = []
  const add = (to: Rejection[], attribute: OfferAttributeName | undefined, rule: string, message: string): void => {
    to.push({ line: record.line, attribute, rule, message })
  }
  const currency = currencyIn(record.fields) ?? settings.currency

  for (const [name, { attribute, value }] of fieldsByAttribute(record)) {
    const result = readValue(name, attribute, value, {
      currency,
      shopUrl: settings.shopUrl,
      packed: record.packed === true,
      note: (rule, problem) => add(notices, name, rule, problem),
    })
    if (!result) continue
    if ('value' in result) draft[name] = result.value
    else add(isRequired(name) ? rejections : notices, name, result.rule, result.problem)
  }

  if (draft.link === undefined) fillLink(draft, record, settings, rejections)
  draft.brand ??= settings.brand
  draft.condition ??= settings.condition
  promoteImage(draft)
  deriveAvailability(draft, rejections)
  dropBadSale(draft, (rule, problem) => add(notices, 'salePrice', rule, problem))
  if (draft.itemGroupId !== undefined && draft.itemGroupId === draft.offerId)
    add(
      notices,
      'itemGroupId',
      'item-group-id-equals-id',
      'item group id equals the id; Meta refuses that, so give the group an id of its own',
    )
  if ((draft.price as Money | undefined)?.minor === 0)
    add(notices, 'price', 'price-zero', 'price is zero; ad platforms refuse most offers that cost nothing')

  for (const name of REQUIRED_ATTRIBUTES)
    if (draft[name] === undefined && !rejections.some((rejection) => rejection.attribute === name))
      add(rejections, name, ruleOf(name, 'missing'), `${labelOf(name)} is missing; ${MISSING_HINT[name]}`)

  const offerId = typeof draft.offerId === 'string' ? draft.offerId : undefined
  if (rejections.length > 0) return { ok: false, rejections: rejections.map((each) => named(each, offerId, record)) }
  // Every required attribute was read above, each one by the kind that the table gives it.
  return { ok: true, offer: draft as unknown as Offer, notices: notices.map((each) => named(each, offerId, record)) }
}

/** The page of an offer whose record holds no link, by the pattern of the source. */
function fillLink(
  draft: Draft,
  { fields, line }: RawRecord,
  { linkPattern, shopUrl }: SourceSettings,
  rejections: Rejection[],
): void {
  if (linkPattern === undefined || rejections.some(({ attribute }) => attribute === 'link')) return
  const lacking: string[] = []
  const link = linkPattern.replace(/\{([^{}]{1,60})\}/g, (_whole, name: string) => {
    const value = fields.get(fieldKey(name))
    if (typeof value === 'string' || typeof value === 'number') return encodeURIComponent(value)
    lacking.push(name)
    return ''
  })
  const url = lacking.length === 0 ? URL.parse(link, shopUrl)?.href : undefined
  if (url !== undefined) draft.link = url
  else
    rejections.push({
      line,
      attribute: 'link',
      rule: 'link-pattern-unfilled',
      message:
        lacking.length > 0
          ? `the link pattern ${quoted(linkPattern)} needs ${lacking.map(quoted).join(' and ')}, which the record lacks`
          : `the link pattern ${quoted(linkPattern)} gives no web address; write one such as "https://shop.example/products/{handle}"`,
    })
}

const MISSING_HINT: Readonly<Record<(typeof REQUIRED_ATTRIBUTES)[number], string>> = {
  offerId: 'give every offer an id that never changes, such as "SKU-42"',
  title: 'give it a title such as "Halden reading glasses"',
  link: 'give the address of its page, such as "https://shop.example/halden"',
  price: 'give a price with its currency, such as "19.99 EUR"',
  availability: 'write "in_stock", "out_of_stock", "preorder" or "backorder"',
}

const isRequired = (name: OfferAttributeName): boolean => (REQUIRED_ATTRIBUTES as readonly string[]).includes(name)

function named(rejection: Rejection, offerId: string | undefined, { line }: RawRecord): Rejection {
  const where = offerId !== undefined ? `offer ${quoted(offerId)}` : line !== undefined ? `line ${line}` : 'an offer'
  return { ...rejection, offerId, message: `${where}: ${rejection.message}` }
}

/** The best field of the record for each attribute it knows. */
function fieldsByAttribute({
  fields,
}: RawRecord): Map<OfferAttributeName, Pick<KeyedAttribute, 'attribute' | 'rank'> & { value: RawValue }> {
  const found = new Map<OfferAttributeName, Pick<KeyedAttribute, 'attribute' | 'rank'> & { value: RawValue }>()
  const appLinks = new Map<string, RawValue>()
  for (const [key, value] of fields) {
    if (value === '') continue
    const keyed = ATTRIBUTE_BY_KEY.get(key)
    if (!keyed) {
      if (APP_LINK_KEYS.has(key)) appLinks.set(key, value)
      continue
    }
    const before = found.get(keyed.name)
    if (!before || keyed.rank < before.rank) found.set(keyed.name, { ...keyed, value })
  }
  const links = ATTRIBUTE_BY_KEY.get('applinks')
  if (appLinks.size > 0 && links && !found.has('appLinks')) found.set('appLinks', { ...links, value: appLinks })
  return found
}

/** Without a main picture the first of the others is it; the main one is not repeated among them. */
function promoteImage(draft: Draft): void {
  const others = draft.additionalImageLinks as readonly string[] | undefined
  if (!others) return
  draft.imageLink ??= others[0]
  const rest = others.filter((link) => link !== draft.imageLink)
  if (rest.length > 0) draft.additionalImageLinks = rest
  else delete draft.additionalImageLinks
}

/** A stock figure says whether there is any, where nothing else does. */
function deriveAvailability(draft: Draft, rejections: readonly Rejection[]): void {
  if (draft.availability !== undefined || typeof draft.inventory !== 'number') return
  if (rejections.some((rejection) => rejection.attribute === 'availability')) return
  draft.availability = draft.inventory > 0 ? 'in_stock' : 'out_of_stock'
}

function dropBadSale(draft: Draft, note: (rule: string, problem: string) => void): void {
  const price = draft.price as Money | undefined
  const sale = draft.salePrice as Money | undefined
  if (!sale || !price) return
  // Meta's way to say that a sale has ended.
  const over = sale.minor === 0
  if (!over && sale.currency === price.currency && sale.minor < price.minor) return
  delete draft.salePrice
  delete draft.salePriceEffective
  if (over) return
  if (sale.currency !== price.currency)
    note(
      'sale-price-other-currency',
      `sale price is in ${sale.currency} and the price in ${price.currency}; there is no sale`,
    )
  else note('sale-price-not-below-price', 'sale price is not below the price; there is no sale')
}
