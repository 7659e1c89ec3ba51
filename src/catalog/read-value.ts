import { parseMoney } from '../shared/money.ts'
import { DAY_MS, parseInstant } from '../shared/time.ts'
import type { Attribute } from './attribute.ts'
import { DEFAULT_CELL_FIELDS, fieldsByKey } from './attribute-keys.ts'
import { parseGtin } from './gtin.ts'
import type { Offer } from './offer.ts'
import { splitGroups, splitLinks, splitValues } from './packed-cell.ts'
import { cutText, plainFromHtml, plainText, quoted, richText } from './plain-text.ts'
import { fieldKey, isFields, isList, type RawFields, type RawValue } from './raw-record.ts'

/** What a source does not say in every record. */
export interface SourceSettings {
  /** ISO 4217; of prices that name none. */
  readonly currency?: string
  /** Links given as paths are resolved against it. */
  readonly shopUrl?: string
  /** Where pages of products are, by fields of the record: `https://shop.example/products/{handle}`. */
  readonly linkPattern?: string
  /** Where pictures are that a file names without an address: `https://shop.example/media`. */
  readonly imageUrl?: string
  /** Of offers whose record names none. */
  readonly brand?: string
  /** Of offers whose record names none. */
  readonly condition?: Offer['condition']
  /** What an offer is that is sold on although its stock is gone; `in_stock` by default. */
  readonly oversold?: 'in_stock' | 'backorder'
}

export interface ReadContext extends SourceSettings {
  readonly packed: boolean
  /** A value, or a part of one, that was left out or cut. */
  note(rule: string, problem: string): void
}

export type ReadResult = { readonly value: unknown } | { readonly rule: string; readonly problem: string } | undefined

/** Characters (code points) that are kept of a text; none of it is longer on any channel. */
const TEXT_CHARS_MAX = 5_000
const CHARS_MAX: Readonly<Record<string, number>> = { description: 20_000, richTextDescription: 20_000 }
export const ID_CHARS_MAX = 100
const URL_CHARS_MAX = 2_000
const LIST_MAX = 100

/** Several of these at once are one value with slashes: `Gold/Silver`. */
const JOINED = new Set(['color', 'material', 'pattern'])

/** `offerId` and `expirationAt` as people say them: `id`, `expiration date`. Rule names and messages are made from it. */
export const labelOf = (name: string): string => OWN_LABELS[name] ?? spelledOut(name)

const OWN_LABELS: Readonly<Record<string, string>> = {
  offerId: 'id',
  gtins: 'gtin',
  salePriceEffective: 'sale price effective date',
}

const spelledOut = (name: string): string =>
  name.replace(/At$/, 'Date').replace(/[A-Z0-9]+/g, (part) => ` ${part.toLowerCase()}`)

export const ruleOf = (name: string, fault: string): string => `${labelOf(name).replaceAll(' ', '-')}-${fault}`

/** Reads what a source holds for an attribute. Undefined: it holds nothing. */
export function readValue(name: string, attribute: Attribute, raw: RawValue, context: ReadContext): ReadResult {
  if (isEmpty(raw)) return undefined
  return attribute.list ? readList(name, attribute, raw, context) : readSingle(name, attribute, raw, context)
}

function readList(name: string, attribute: Attribute, raw: RawValue, context: ReadContext): ReadResult {
  const values: unknown[] = []
  const seen = new Set<string>()
  for (const each of valuesOf(name, attribute, raw, context.packed)) {
    const result = readValue(name, single(attribute), each, context)
    if (!result) continue
    if (!('value' in result)) {
      context.note(result.rule, result.problem)
      continue
    }
    const key = JSON.stringify(result.value)
    if (seen.has(key)) continue
    if (values.length === LIST_MAX) {
      context.note(ruleOf(name, 'too-many'), `${labelOf(name)} has more than ${LIST_MAX} values; the rest is left out`)
      break
    }
    seen.add(key)
    values.push(result.value)
  }
  return values.length > 0 ? { value: values } : undefined
}

const single = ({ kind, options, fields }: Attribute): Attribute => ({ kind, options, fields })

/** The single values of a repeated attribute, however the source packs them. */
function valuesOf(name: string, attribute: Attribute, raw: RawValue, packed: boolean): readonly RawValue[] {
  if (isList(raw)) return raw.flatMap((each) => (isList(each) ? each : valuesOf(name, attribute, each, packed)))
  if (typeof raw !== 'string') return [raw]
  const json = parsedJson(raw)
  if (json !== undefined) return isList(json) ? json : [json]
  if (attribute.kind === 'group') return groupsOf(name, attribute, raw, true)
  if (attribute.kind === 'url') return splitLinks(raw)
  if (name === 'gtins') return raw.split(/[,;|]+|\s+(?=\d{8,})/)
  if (attribute.options) return splitValues(raw)
  if (!packed) return [raw]
  const values = splitValues(bracketless(raw))
  // A path such as "Food, Drink > Tea" holds a comma of its own: not every piece of it is a path.
  const paths = values.filter((value) => value.includes('>')).length
  return paths > 0 && paths < values.length ? [raw] : values
}

/** `['summer','trending']`, which is no JSON. */
const bracketless = (cell: string): string =>
  /^\s*\[.*\]\s*$/s.test(cell) ? cell.trim().slice(1, -1).replaceAll("'", '"') : cell

/** The groups of a text cell whose header named no sub-attributes. */
function groupsOf(name: string, attribute: Attribute, cell: string, repeats: boolean): RawFields[] {
  const fields = DEFAULT_CELL_FIELDS[name] ?? Object.keys(attribute.fields ?? {})
  return cellGroups(cell, fields, repeats)
}

/** The groups of a text cell, its parts in the order of `fields`. */
export const cellGroups = (cell: string, fields: readonly string[], repeats: boolean): RawFields[] =>
  splitGroups(cell, fields.length, repeats).map(
    (parts) => new Map(parts.flatMap((part, at) => (part === '' ? [] : [[fieldKey(fields[at] as string), part]]))),
  )

function readSingle(name: string, attribute: Attribute, raw: RawValue, context: ReadContext): ReadResult {
  if (attribute.kind === 'group') return readGroup(name, attribute, raw, context)
  const value = isList(raw) ? firstOf(name, raw) : raw
  if (value === undefined || isEmpty(value)) return undefined
  switch (attribute.kind) {
    case 'money':
      return readMoney(name, value, context)
    case 'interval':
      return readInterval(name, value)
    case 'measure':
      return readMeasure(name, value)
    default:
      return readScalar(name, attribute, value, context)
  }
}

function readScalar(name: string, attribute: Attribute, raw: RawValue, context: ReadContext): ReadResult {
  const scalar = scalarOf(raw)
  if (scalar === undefined) return undefined
  switch (attribute.kind) {
    case 'url':
      return readUrl(name, String(scalar), context)
    case 'instant':
      return readInstant(name, scalar)
    case 'integer':
      return readInteger(name, scalar)
    case 'number':
      return readNumber(name, scalar)
    case 'boolean':
      return readBoolean(name, scalar)
    default:
      return attribute.options ? readOption(name, attribute.options, scalar) : readText(name, String(scalar), context)
  }
}

function firstOf(name: string, list: readonly RawValue[]): RawValue | undefined {
  if (!JOINED.has(name)) return list.find((value) => !isEmpty(value))
  const texts = list.map(scalarOf).filter((value) => value !== undefined && value !== '')
  return texts.length > 0 ? texts.join('/') : undefined
}

const SCALAR_KEYS = ['value', 'label', 'text', 'content', 'name', 'url', 'src', 'uri', 'href', 'link']

/** What a map with one meaning means: `{ url }`, `{ value, unit }`, `{ name }`. */
function scalarOf(raw: RawValue): string | number | boolean | undefined {
  if (isList(raw)) return raw.length > 0 ? scalarOf(raw[0] as RawValue) : undefined
  if (!isFields(raw)) return raw
  for (const key of SCALAR_KEYS) {
    const value = raw.get(key)
    if (value !== undefined && !isList(value) && !isFields(value)) return value
  }
  return undefined
}

const isEmpty = (raw: RawValue): boolean =>
  typeof raw === 'string' ? raw.trim() === '' : isList(raw) ? raw.length === 0 : isFields(raw) ? raw.size === 0 : false

function readText(name: string, raw: string, context: ReadContext): ReadResult {
  if (name === 'gtins') {
    const gtin = parseGtin(raw)
    if (gtin !== undefined) return { value: gtin }
    return fault(
      name,
      'invalid',
      `${labelOf(name)} ${quoted(raw)} is left out: a GTIN has 8, 12, 13 or 14 digits with a right check digit, such as "4006381333931"`,
    )
  }
  const text =
    name === 'description' ? plainFromHtml(raw) : name === 'richTextDescription' ? richText(raw) : plainText(raw)
  if (text === '') return undefined
  if (name === 'offerId' || name === 'itemGroupId') {
    return cutText(text, ID_CHARS_MAX) === text
      ? { value: text }
      : fault(
          name,
          'too-long',
          `${labelOf(name)} ${quoted(text)} has more than ${ID_CHARS_MAX} characters; write a shorter one`,
        )
  }
  const max = CHARS_MAX[name] ?? TEXT_CHARS_MAX
  const kept = cutText(text, max)
  if (kept !== text) context.note(ruleOf(name, 'cut'), `${labelOf(name)} is cut after ${max} characters`)
  return { value: kept }
}

function readUrl(name: string, raw: string, { shopUrl }: ReadContext): ReadResult {
  const text = raw.replaceAll('&amp;', '&').trim()
  const spelled = /^www\./i.test(text) ? `https://${text}` : text.startsWith('//') && !shopUrl ? `https:${text}` : text
  const bad = (rule: string, why: string): ReadResult =>
    fault(name, rule, `${labelOf(name)} ${quoted(text)} ${why}; write "https://shop.example/glasses"`)
  const url = URL.parse(spelled, shopUrl)
  if (!url) {
    return /^[a-z][a-z0-9+.-]*:/i.test(spelled) || shopUrl
      ? bad('unreadable', 'is no web address')
      : fault(
          name,
          'relative',
          `${labelOf(name)} ${quoted(text)} is only a path; set the shop's address (shop URL) or write "https://shop.example${text.startsWith('/') ? quoted(text).slice(1, -1) : '/glasses'}"`,
        )
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return bad('not-http', 'is no http or https address')
  if (url.username !== '' || url.password !== '') return bad('unreadable', 'holds a user name or password')
  // Templates keep their placeholders: {id}, {store_code}.
  const href = name.endsWith('Template') ? url.href.replace(/%7B(\w+)%7D/gi, '{$1}') : url.href
  if (href.length > URL_CHARS_MAX)
    return fault(name, 'too-long', `${labelOf(name)} ${quoted(text)} has more than ${URL_CHARS_MAX} characters`)
  return { value: href }
}

const MONEY_RULES = {
  'no-currency': ['without-currency', 'has no currency'],
  'not-a-price': ['unreadable', 'is no price'],
  'too-precise': ['too-precise', 'has more decimals than its currency'],
  'ambiguous-separator': ['ambiguous', 'can be thousands or decimals'],
} as const

function readMoney(name: string, raw: RawValue, context: ReadContext): ReadResult {
  const currency = isFields(raw) ? (currencyIn(raw) ?? context.currency) : context.currency
  const amount = isFields(raw) ? amountIn(raw) : scalarOf(raw)
  if (amount === undefined || amount === '') return undefined
  if (typeof amount === 'boolean') return fault(name, 'unreadable', `${labelOf(name)} ${quoted(amount)} is no price`)
  const result = parseMoney(amount, currency)
  if (!result.ok) {
    const [rule, what] = MONEY_RULES[result.fault]
    return fault(name, rule, `${labelOf(name)} ${quoted(amount)} ${what}; ${result.expected}`)
  }
  if (result.money.minor < 0)
    return fault(
      name,
      'negative',
      `${labelOf(name)} ${quoted(amount)} is below zero; write "19.99 ${result.money.currency}"`,
    )
  return { value: result.money }
}

/** The currency that stands beside amounts: `{ price: "19.99", currency: "USD" }`. */
export function currencyIn(fields: RawFields): string | undefined {
  const value = fields.get('currency') ?? fields.get('currencycode')
  const code = typeof value === 'string' ? value.trim().toUpperCase() : ''
  return /^[A-Z]{3}$/.test(code) ? code : undefined
}

function amountIn(fields: RawFields): string | number | boolean | undefined {
  const micros = fields.get('amountmicros')
  if (typeof micros === 'number' || typeof micros === 'string') return Number(micros) / 1e6
  return scalarOf(fields.get('amount') ?? fields.get('price') ?? fields.get('value') ?? '')
}

function readInstant(name: string, scalar: string | number | boolean): ReadResult {
  if (typeof scalar === 'number' && Number.isFinite(scalar)) {
    // Seconds or milliseconds: no shop means the years that would follow from taking one for the other.
    const at = Math.trunc(Math.abs(scalar) < 1e11 ? scalar * 1000 : scalar)
    if (Math.abs(at) < 8.64e15) return { value: at }
  }
  const at = parseInstant(String(scalar))
  return at === undefined
    ? fault(name, 'unreadable', `${labelOf(name)} ${quoted(scalar)} is no date; write "2026-12-24T13:00+01:00"`)
    : { value: at }
}

function readInterval(name: string, raw: RawValue): ReadResult {
  const [start, end] = isFields(raw)
    ? [textIn(raw, 'startat', 'starttime', 'startdate', 'start'), textIn(raw, 'endat', 'endtime', 'enddate', 'end')]
    : String(scalarOf(raw))
        .split('/', 2)
        .map((part) => part.trim())
  const startAt = parseInstant(start ?? '')
  const endAt = parseInstant(end ?? '')
  if (startAt === undefined || endAt === undefined || endAt < startAt) {
    const shown = isFields(raw) ? `${start ?? ''}/${end ?? ''}` : scalarOf(raw)
    return fault(
      name,
      'unreadable',
      `${labelOf(name)} ${quoted(shown)} is no span of time; write "2026-11-24T00:00+01:00/2026-11-30T23:59+01:00"`,
    )
  }
  // An end given as a day includes that day.
  return { value: { startAt, endAt: /^\d{4}-\d{2}-\d{2}$/.test(end ?? '') ? endAt + DAY_MS : endAt } }
}

function textIn(fields: RawFields, ...keys: string[]): string | undefined {
  for (const key of keys) {
    const value = fields.get(key)
    if (typeof value === 'string' || typeof value === 'number') return String(value)
  }
  return undefined
}

function readMeasure(name: string, raw: RawValue): ReadResult {
  const text = isFields(raw) ? `${textIn(raw, 'value') ?? ''} ${textIn(raw, 'unit') ?? ''}` : String(scalarOf(raw))
  const match = /^\s*(\d{1,12}(?:[.,]\d{1,6})?)\s*([\p{L}%"′″.][\p{L}\d%"′″. ]{0,19})\s*$/u.exec(text)
  const [, amount = '', unit = ''] = match ?? []
  return match
    ? { value: { value: Number(amount.replace(',', '.')), unit: unit.trim() } }
    : fault(name, 'unreadable', `${labelOf(name)} ${quoted(text)} is no measure; write "1.5 kg"`)
}

function readInteger(name: string, scalar: string | number | boolean): ReadResult {
  const text = typeof scalar === 'boolean' ? '' : String(scalar).trim()
  return /^[+-]?\d{1,15}(?:\.0{1,6})?$/.test(text)
    ? { value: Number(text) }
    : fault(name, 'unreadable', `${labelOf(name)} ${quoted(scalar)} is no whole number; write "3"`)
}

function readNumber(name: string, scalar: string | number | boolean): ReadResult {
  const text = typeof scalar === 'boolean' ? '' : String(scalar).trim().replace(/\s?%$/, '').replace(',', '.')
  return /^[+-]?\d{1,15}(?:\.\d{1,15})?$/.test(text)
    ? { value: Number(text) }
    : fault(name, 'unreadable', `${labelOf(name)} ${quoted(scalar)} is no number; write "2.5"`)
}

const YES = new Set(['yes', 'y', 'true', '1', 'on'])
const NO = new Set(['no', 'n', 'false', '0', 'off'])

function readBoolean(name: string, scalar: string | number | boolean): ReadResult {
  const text = String(scalar).trim().toLowerCase()
  if (YES.has(text)) return { value: true }
  if (NO.has(text)) return { value: false }
  return fault(name, 'unreadable', `${labelOf(name)} ${quoted(scalar)} is neither yes nor no; write "yes" or "no"`)
}

/** Other spellings of listed values, by {@link optionKey}. */
const SYNONYMS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  availability: {
    available: 'in_stock',
    availablefororder: 'in_stock',
    limitedavailability: 'in_stock',
    lowstock: 'in_stock',
    instoreonly: 'in_stock',
    onlineonly: 'in_stock',
    yes: 'in_stock',
    true: 'in_stock',
    '1': 'in_stock',
    unavailable: 'out_of_stock',
    notavailable: 'out_of_stock',
    notinstock: 'out_of_stock',
    soldout: 'out_of_stock',
    nostock: 'out_of_stock',
    discontinued: 'out_of_stock',
    markassold: 'out_of_stock',
    no: 'out_of_stock',
    false: 'out_of_stock',
    '0': 'out_of_stock',
    presale: 'preorder',
    pending: 'preorder',
    onbackorder: 'backorder',
  },
  condition: {
    newcondition: 'new',
    refurbishedcondition: 'refurbished',
    usedcondition: 'used',
    damagedcondition: 'used',
    cpo: 'refurbished',
    openboxnew: 'used',
    usedlikenew: 'used',
    usedgood: 'used',
    usedfair: 'used',
  },
  gender: {
    m: 'male',
    man: 'male',
    men: 'male',
    mens: 'male',
    f: 'female',
    w: 'female',
    woman: 'female',
    women: 'female',
    womens: 'female',
  },
  ageGroup: {
    adults: 'adult',
    kid: 'kids',
    child: 'kids',
    children: 'kids',
    infants: 'infant',
    toddlers: 'toddler',
    teens: 'teen',
  },
  status: { published: 'active', enabled: 'active', staging: 'archived', hidden: 'archived', disabled: 'archived' },
}

/** Own entries only: a source may well say "constructor". */
function synonymOf(name: string, key: string): string | undefined {
  const synonyms = SYNONYMS[name]
  return synonyms && Object.hasOwn(synonyms, key) ? synonyms[key] : undefined
}

/** `in stock`, `In_Stock` and `https://schema.org/InStock` are one. The plus of `A++` counts. */
const optionKey = (text: string): string =>
  text
    .trim()
    .replace(/^https?:\/\/schema\.org\//i, '')
    .toLowerCase()
    .replace(/[^a-z0-9+]/g, '')

function readOption(name: string, options: readonly string[], scalar: string | number | boolean): ReadResult {
  const key = optionKey(String(scalar))
  const option = options.find((each) => optionKey(each) === key) ?? synonymOf(name, key)
  return option === undefined
    ? fault(
        name,
        'unreadable',
        `${labelOf(name)} ${quoted(scalar)} is not known; write one of ${options.map((each) => `"${each}"`).join(', ')}`,
      )
    : { value: option }
}

function readGroup(name: string, attribute: Attribute, raw: RawValue, context: ReadContext): ReadResult {
  const fields = groupFields(name, attribute, raw)
  if (!fields) return fault(name, 'unreadable', `${labelOf(name)} ${quoted(scalarOf(raw))} has none of its parts`)
  const inner: ReadContext = {
    packed: false,
    currency: currencyIn(fields) ?? context.currency,
    shopUrl: context.shopUrl,
    note: (rule, problem) => context.note(rule, problem),
  }
  const names = fieldsByKey(name, attribute.fields ?? {})
  const value: Record<string, unknown> = {}
  for (const [key, part] of fields) {
    const field = names.get(key)
    const kind = field === undefined ? undefined : attribute.fields?.[field]
    if (field === undefined || kind === undefined) continue
    const result = readValue(field, kind, part, inner)
    if (!result) continue
    if ('value' in result) value[field] = result.value
    else context.note(ruleOf(name, 'part-unreadable'), `${labelOf(name)}: ${result.problem}`)
  }
  return Object.keys(value).length > 0 ? { value } : undefined
}

function groupFields(name: string, attribute: Attribute, raw: RawValue): RawFields | undefined {
  if (isFields(raw)) return raw
  if (isList(raw)) return raw.find(isFields)
  if (typeof raw !== 'string') return undefined
  const json = parsedJson(raw)
  if (json !== undefined) return isFields(json) ? json : isList(json) ? json.find(isFields) : undefined
  return groupsOf(name, attribute, raw, false)[0]
}

/** A cell that holds JSON, which Meta takes for groups. */
function parsedJson(text: string): RawValue | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined
  try {
    return rawFromJson(JSON.parse(text))
  } catch {
    return undefined
  }
}

const JSON_DEPTH_MAX = 8
const JSON_LIST_MAX = 2_000

/** Parsed JSON with its keys in our spelling. What nests too deep is left out. */
export function rawFromJson(value: unknown, depth = 0): RawValue {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  if (value === null || typeof value !== 'object' || depth > JSON_DEPTH_MAX) return ''
  if (Array.isArray(value)) return value.slice(0, JSON_LIST_MAX).map((each) => rawFromJson(each, depth + 1))
  const fields = new Map<string, RawValue>()
  for (const [key, each] of Object.entries(value)) {
    const own = fieldKey(key)
    // The spelling without a prefix, or the one that comes first, stands.
    if (own !== '' && !fields.has(own)) fields.set(own, rawFromJson(each, depth + 1))
  }
  return fields
}

const fault = (name: string, rule: string, problem: string): ReadResult => ({ rule: ruleOf(name, rule), problem })
