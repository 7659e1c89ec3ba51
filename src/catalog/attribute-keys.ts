import type { Attribute } from './attribute.ts'
import { OFFER_ATTRIBUTES, type OfferAttributeName } from './offer.ts'
import { fieldKey } from './raw-record.ts'

/**
 * Other names that sources give an attribute, best first, beside its own in the plural and the singular.
 * Source: the specifications of both platforms with their older spellings, and the field names of common exports.
 */
const ALIASES: Partial<Record<OfferAttributeName, readonly string[]>> = {
  offerId: ['id', 'retailer id', 'sku', 'item id', 'product id'],
  title: ['name', 'product name'],
  description: ['summary', 'content', 'short description'],
  link: ['url', 'product url', 'product link'],
  imageLink: ['image url', 'image', 'main image'],
  additionalImageLinks: ['additional images', 'images', 'additional image urls'],
  videoLinks: ['video', 'videos'],
  availability: ['in stock', 'stock status'],
  availabilityAt: ['availability date'],
  expirationAt: ['expiration date'],
  disclosureAt: ['disclosure date'],
  startAt: ['start date'],
  inventory: ['quantity to sell on facebook', 'quantity', 'sell on google quantity', 'stock'],
  status: ['visibility'],
  salePriceEffective: ['sale price effective date'],
  productTypes: ['category', 'categories'],
  brand: ['brand name'],
  gtins: ['ean', 'upc', 'barcode', 'isbn', 'jan', 'gtin13', 'ean13', 'gtin12', 'gtin14', 'gtin8'],
  variantOptions: ['additional variant attribute'],
  questionsAndAnswers: ['question and answer'],
  internalLabels: ['product tags', 'tags'],
  externalSellerId: ['vendor id'],
  adsRedirect: ['adwords redirect'],
  adsLabels: ['adwords labels'],
  adsGrouping: ['adwords grouping'],
  appLinks: ['applink'],
  gender: ['sex'],
  color: ['colour'],
  itemGroupId: ['group id'],
}

const FIELD_ALIASES: Readonly<Record<string, readonly string[]>> = {
  'variantOptions.name': ['label'],
  'loyaltyPrograms.memberPriceEffective': ['member price effective date'],
}

export interface KeyedAttribute {
  readonly name: OfferAttributeName
  readonly attribute: Attribute
  /** The lower one is taken where a record holds several fields for one attribute. */
  readonly rank: number
}

/** Attributes by the {@link fieldKey} of every name they go by. */
export const ATTRIBUTE_BY_KEY: ReadonlyMap<string, KeyedAttribute> = keysOfAll()

function keysOfAll(): Map<string, KeyedAttribute> {
  const keys = new Map<string, KeyedAttribute>()
  const add = (key: string, name: OfferAttributeName, rank: number): void => {
    if (!keys.has(key)) keys.set(key, { name, attribute: OFFER_ATTRIBUTES[name], rank })
  }
  const names = Object.keys(OFFER_ATTRIBUTES) as OfferAttributeName[]
  for (const name of names) for (const [rank, own] of ownNames(name).entries()) add(fieldKey(own), name, rank)
  for (const name of names)
    for (const [rank, alias] of (ALIASES[name] ?? []).entries()) add(fieldKey(alias), name, rank + 10)
  return keys
}

function ownNames(name: OfferAttributeName): string[] {
  return 'list' in OFFER_ATTRIBUTES[name] ? [name, name.replace(/ies$/, 'y').replace(/s$/, '')] : [name]
}

/** A group's sub-attributes by the key of every name they go by. */
export function fieldsByKey(name: string, fields: Readonly<Record<string, Attribute>>): ReadonlyMap<string, string> {
  let keys = groupKeys.get(name)
  if (!keys) {
    keys = new Map(
      Object.keys(fields).flatMap((field) =>
        [field, ...(FIELD_ALIASES[`${name}.${field}`] ?? [])].map((own) => [fieldKey(own), field] as const),
      ),
    )
    groupKeys.set(name, keys)
  }
  return keys
}

const groupKeys = new Map<string, ReadonlyMap<string, string>>()

/** Sub-attributes of a group cell whose header names none. Source: both platforms' text grammar, read 2026-11-22. */
export const DEFAULT_CELL_FIELDS: Readonly<Record<string, readonly string[]>> = {
  shipping: ['country', 'region', 'service', 'price'],
}

/** Columns such as `ios_url` that stand for one sub-attribute of `appLinks`. */
export const APP_LINK_KEYS: ReadonlySet<string> = new Set(Object.keys(OFFER_ATTRIBUTES.appLinks.fields).map(fieldKey))
