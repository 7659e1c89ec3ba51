import type { RawFields, RawValue } from '../raw-record.ts'
import { isFields, isList } from '../raw-record.ts'
import { faultOf, fieldsOfJson } from './json.ts'
import { jsonElements, jsonFraming } from './json-source.ts'
import { type Reader, type Reading, recordOf } from './reader.ts'

/**
 * Products of Google's Retail API (Vertex AI Search for commerce), as lines or as an array.
 * Source: https://cloud.google.com/retail/docs/reference/rest/v2/projects.locations.catalogs.branches.products, read 2026-11-22.
 */
export const googleRetail: Reader = {
  id: 'google-retail',
  name: 'Google Retail API JSON',
  detect(head) {
    if (!jsonFraming(head)) return 0
    return /"price_?Info"\s*:\s*\{/i.test(head.text) && /"(?:title|categories|retrievableFields)"\s*:/.test(head.text)
      ? 0.9
      : 0
  },
  async *read(text, { head }) {
    for await (const page of jsonElements(text, jsonFraming(head) ?? 'lines'))
      yield page.map((element): Reading => {
        if (!element.value) return faultOf(element)
        const fields = fieldsOfJson(element.value)
        if (textOf(fields.get('type')) === 'COLLECTION')
          return {
            kind: 'skipped',
            rule: 'collection',
            message: 'collections stand for several products and are no offers',
          }
        return recordOf(offerFields(fields), { line: element.line })
      })
  },
}

function offerFields(product: RawFields): RawFields {
  const fields = new Map<string, RawValue>()
  const put = (key: string, value: RawValue | undefined): void => {
    if (value !== undefined && value !== '') fields.set(key, value)
  }
  // The resource name ends with the id: projects/…/products/SKU-42
  put('id', product.get('id') ?? textOf(product.get('name'))?.split('/').pop())
  for (const key of ['title', 'description', 'gtin', 'availability']) put(key, product.get(key))
  put('link', product.get('uri'))
  putPrices(fields, product)
  const images = listOf(product.get('images')).map((image) => (isFields(image) ? image.get('uri') : image))
  put('imagelink', images[0])
  if (images.length > 1)
    fields.set(
      'additionalimagelinks',
      images.slice(1).filter((image) => image !== undefined),
    )
  put('brand', listOf(product.get('brands'))[0])
  put('producttypes', product.get('categories'))
  put('inventory', product.get('availablequantity'))
  if (/^(?:PRE|BACK)ORDER$/.test(textOf(product.get('availability')) ?? ''))
    put('availabilityat', product.get('availabletime'))
  if (textOf(product.get('type')) === 'VARIANT') put('itemgroupid', product.get('primaryproductid'))
  put('condition', listOf(product.get('conditions'))[0])
  const promotions = listOf(product.get('promotions')).flatMap((each) =>
    isFields(each) ? [each.get('promotionid') ?? ''] : [],
  )
  if (promotions.length > 0) put('promotionids', promotions)
  put('color', some(listOf(part(product, 'colorinfo', 'colors')), 3))
  put('pattern', some(listOf(product.get('patterns')), 3))
  put('material', some(listOf(product.get('materials') ?? attributeTexts(product, 'material')), 3))
  // Several sizes are those the product comes in, not the size of one.
  const sizes = listOf(product.get('sizes'))
  if (sizes.length === 1) put('size', sizes[0])
  put('gender', listOf(part(product, 'audience', 'genders'))[0])
  put('agegroup', listOf(part(product, 'audience', 'agegroups'))[0])
  put('expirationdate', product.get('expiretime'))
  return fields
}

/** The price is what is paid; the original one is what it was before. */
function putPrices(fields: Map<string, RawValue>, product: RawFields): void {
  const info = product.get('priceinfo')
  if (!info || !isFields(info)) return
  const currency = info.get('currencycode')
  if (currency !== undefined) fields.set('currency', currency)
  const price = info.get('price')
  const original = info.get('originalprice')
  if (price === undefined) return
  if (original !== undefined && Number(price) > 0 && Number(original) > Number(price)) {
    fields.set('price', original)
    fields.set('saleprice', price)
    const from = textOf(info.get('priceeffectivetime'))
    const to = textOf(info.get('priceexpiretime'))
    if (from && to) fields.set('salepriceeffectivedate', `${from}/${to}`)
  } else fields.set('price', price)
  const cost = info.get('cost')
  if (cost !== undefined && Number(cost) > 0) fields.set('costofgoodssold', cost)
}

/** Custom attributes come as a map, or as a list of keys and values. */
function attributeTexts(product: RawFields, key: string): RawValue | undefined {
  const attributes = product.get('attributes')
  if (attributes === undefined) return undefined
  if (isFields(attributes)) return part(attributes, key, 'text')
  for (const each of listOf(attributes))
    if (isFields(each) && each.get('key') === key) return part(each, 'value', 'text')
  return undefined
}

function part(fields: RawFields, key: string, inner: string): RawValue | undefined {
  const value = fields.get(key)
  return value !== undefined && isFields(value) ? value.get(inner) : undefined
}

const listOf = (value: RawValue | undefined): readonly RawValue[] =>
  value === undefined || value === '' ? [] : isList(value) ? value : [value]

/** The first few, as platforms take them together: `Gold/Silver`. */
const some = (values: readonly RawValue[], max: number): string | undefined =>
  values.length > 0 ? values.slice(0, max).join('/') : undefined

const textOf = (value: RawValue | undefined): string | undefined => (typeof value === 'string' ? value : undefined)
