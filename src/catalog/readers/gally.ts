import { fieldKey, isFields, isList, type RawFields, type RawValue } from '../raw-record.ts'
import { rawFromJson } from '../read-value.ts'
import { faultOf } from './json.ts'
import { jsonElements } from './json-source.ts'
import { type Reader, type ReaderContext, type Reading, recordOf, requireSettings } from './reader.ts'

/**
 * Product documents of Gally (Elasticsearch): `[{ "index_name": "gally_localized_catalog_com_en_product",
 * "documents": [ … ] }]`, one set per localized catalog, values as lists of `{ value, label }`, a price for each
 * customer group. A document is one product page. Configurable products name the SKUs of their variants but hold
 * neither price, picture nor options of one, so the page is the offer.
 * Source: https://github.com/Elastic-Suite/gally-sample-data, read 2026-11-22.
 */
export const gally: Reader = {
  id: 'gally',
  name: 'Gally product documents',
  detect: ({ text }) =>
    /^\s*\[\s*\{/.test(text) && /"documents"\s*:\s*\[/.test(text) && /"entity_id"\s*:/.test(text) ? 0.9 : 0,
  async *read(text, context) {
    requireSettings('a Gally export', context)
    const firstSet = new Map<string, string>()
    const told = new Set<string>()
    for await (const page of jsonElements(text, 'document')) {
      yield page.map((element): Reading => {
        if (!element.value) return faultOf(element)
        const set = element.beside.get('index_name') ?? ''
        const own = rawFromJson(element.value)
        const document: RawFields = isFields(own) ? own : new Map()
        const sku = textOf(document.get('sku')) ?? ''
        const skipped = skippedAs(document, set, context)
        if (skipped) return { kind: 'skipped', ...skipped }
        const before = firstSet.get(sku)
        if (sku !== '' && before !== undefined && before !== set)
          return {
            kind: 'skipped',
            rule: 'other-locale',
            message: `documents repeat a SKU in another localized catalog; the first one was taken (${localeOf(before)} before ${localeOf(set)})`,
          }
        firstSet.set(sku, set)
        if (textOf(document.get('typeid')) === 'configurable' && !told.has('configurable')) {
          told.add('configurable')
          context.notice(
            'configurable products are offers under their own SKU: the file names the SKUs of their variants but gives them no price, picture or option of their own',
          )
        }
        return recordOf(offerFields(document, context), { line: element.line })
      })
    }
  },
}

const localeOf = (set: string): string => set.replace(/^gally_localized_catalog_/, '').replace(/_product$/, '')

function skippedAs(
  document: RawFields,
  set: string,
  { locale }: ReaderContext,
): { rule: string; message: string } | undefined {
  if (locale !== undefined && !localeOf(set).toLowerCase().includes(locale.toLowerCase().replace('-', '_')))
    return { rule: 'other-locale', message: `documents belong to another localized catalog than "${locale}"` }
  if (labelled(document.get('status'))?.value === '2')
    return { rule: 'product-disabled', message: 'products that are disabled are no offers' }
  if (labelled(document.get('visibility'))?.value === '1')
    return { rule: 'product-hidden', message: 'products that are not visible on their own are no offers' }
  return undefined
}

function offerFields(document: RawFields, context: ReaderContext): RawFields {
  const fields = new Map<string, RawValue>()
  const put = (key: string, value: RawValue | undefined): void => {
    if (value !== undefined && value !== '') fields.set(key, value)
  }
  put('id', textOf(document.get('sku')))
  put('title', textOf(document.get('name')))
  put('description', textOf(document.get('description')) ?? textOf(document.get('shortdescription')))
  const urlKey = textOf(document.get('urlkey'))
  put('link', urlKey === undefined ? undefined : `/${encodeURIComponent(urlKey)}.html`)
  const image = textOf(document.get('image'))
  put('imagelink', image === undefined ? undefined : mediaPath(image))
  put('currency', context.currency)
  const price = priceOf(document.get('price'))
  const reduced = price !== undefined && Number(price.get('price')) < Number(price.get('originalprice'))
  put('price', reduced ? price.get('originalprice') : price?.get('price'))
  if (reduced) put('saleprice', price.get('price'))
  const stock = document.get('stock')
  if (stock !== undefined && isFields(stock)) put('availability', stock.get('status'))
  put('producttypes', categoryNames(document.get('category')))
  for (const [attribute, names] of OPTIONS) put(attribute, labelsOf(document, names))
  return fields
}

/** Attributes by the codes that sample catalogs give them; several values are those the page lets one choose from. */
const OPTIONS: readonly (readonly [string, readonly string[]])[] = [
  ['color', ['color', 'fashion_color']],
  ['size', ['size', 'fashion_size']],
  ['material', ['material', 'fashion_material']],
  ['pattern', ['pattern']],
  ['gender', ['gender']],
  ['brand', ['brand', 'manufacturer', 'accessory_brand']],
]

/** One label, or nothing when there is a choice. Materials are together in one product. */
function labelsOf(document: RawFields, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = document.get(fieldKey(name))
    if (value === undefined) continue
    const labels = (isList(value) ? value : [value]).flatMap((each) => labelled(each)?.label ?? [])
    if (labels.length === 1) return labels[0]
    if (labels.length > 1 && names.includes('material')) return labels.slice(0, 3).join('/')
  }
  return undefined
}

function labelled(raw: RawValue | undefined): { value: string; label: string } | undefined {
  const first = raw !== undefined && isList(raw) ? raw[0] : raw
  if (first === undefined || !isFields(first)) return undefined
  return { value: String(first.get('value') ?? ''), label: String(first.get('label') ?? '') }
}

/** The price of guests, group 0; the first one where there is none. */
function priceOf(raw: RawValue | undefined): RawFields | undefined {
  const prices = (raw !== undefined && isList(raw) ? raw : []).filter(isFields)
  return prices.find((price) => Number(price.get('groupid')) === 0) ?? prices[0]
}

/** Names of all categories, those deepest in the tree first, as the file lists them from the root down. */
const categoryNames = (raw: RawValue | undefined): string[] =>
  (raw !== undefined && isList(raw) ? raw : [])
    .flatMap((each) => (isFields(each) ? (textOf(each.get('name')) ?? []) : []))
    .reverse()

const mediaPath = (image: string): string =>
  /^https?:\/\//.test(image) ? image : `/media/catalog/product${image.startsWith('/') ? '' : '/'}${image}`

function textOf(raw: RawValue | undefined): string | undefined {
  const first = raw !== undefined && isList(raw) ? raw[0] : raw
  if (typeof first === 'string') return first.trim() === '' ? undefined : first
  return typeof first === 'number' ? String(first) : undefined
}
