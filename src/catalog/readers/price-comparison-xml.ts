import type { RawValue } from '../raw-record.ts'
import { fieldsFrom, putOption } from './product.ts'
import { type Reader, type Reading, recordOf, requireSettings } from './reader.ts'
import { childText, childTexts, type XmlElement, xmlRecords } from './xml-records.ts'

/** Heureka's feed, read across Czechia and Slovakia. Source: https://sluzby.heureka.sk/napoveda/xml-feed, read 2026-11-24. */
export const heureka: Reader = {
  id: 'heureka',
  name: 'Heureka XML',
  detect: ({ text }) => (/<SHOP[\s>]/.test(text) && /<SHOPITEM[\s>]/.test(text) ? 0.95 : 0),
  async *read(text, context) {
    requireSettings('a Heureka feed', context, { links: true })
    for await (const records of xmlRecords(text, ['SHOPITEM']))
      yield records.map(({ line, element }): Reading => recordOf(heurekaFields(element, context.currency), { line }))
  },
}

function heurekaFields(item: XmlElement, currency: string | undefined): Map<string, RawValue> {
  const options = item.children
    .filter(({ name }) => name === 'PARAM')
    .map((param) => [childText(param, 'PARAM_NAME') ?? '', childText(param, 'VAL') ?? ''] as const)
  const fields = fieldsFrom({
    id: childText(item, 'ITEM_ID'),
    title: childText(item, 'PRODUCTNAME') ?? childText(item, 'PRODUCT'),
    description: childText(item, 'DESCRIPTION'),
    link: childText(item, 'URL'),
    imageLink: childText(item, 'IMGURL'),
    additionalImageLinks: childTexts(item, 'IMGURL_ALTERNATIVE'),
    videoLinks: childTexts(item, 'VIDEO_URL'),
    price: childText(item, 'PRICE_VAT') ?? childText(item, 'PRICE'),
    currency,
    brand: childText(item, 'MANUFACTURER'),
    productTypes: childTexts(item, 'CATEGORYTEXT').map((path) => path.replaceAll('|', '>')),
    gtin: childText(item, 'EAN') ?? childText(item, 'ISBN'),
    mpn: childText(item, 'PRODUCTNO'),
    itemGroupId: childText(item, 'ITEMGROUP_ID'),
    availability: heurekaAvailability(childText(item, 'DELIVERY_DATE')),
    condition: childText(item, 'ITEM_TYPE') === 'bazar' ? 'used' : undefined,
  })
  for (const [name, value] of options) {
    putOption(fields, name, value)
    putOption(fields, CZECH_AND_SLOVAK[name.toLowerCase()] ?? '', value)
  }
  return fields
}

const CZECH_AND_SLOVAK: Readonly<Record<string, string>> = {
  barva: 'color',
  farba: 'color',
  velikost: 'size',
  veľkosť: 'size',
  materiál: 'material',
}

/** Days until dispatch, 0 for goods in stock; a date is that of a product to come. */
function heurekaAvailability(delivery: string | undefined): string {
  if (delivery === undefined) return 'out_of_stock'
  if (/^\d{4}-\d{2}-\d{2}/.test(delivery)) return 'preorder'
  return 'in_stock'
}

/** Ceneo's feed, read in Poland: offers called `o`, most of what is known of them in attributes. */
export const ceneo: Reader = {
  id: 'ceneo',
  name: 'Ceneo XML',
  detect: ({ text }) => (/<offers[\s>]/.test(text) && /<o\s[^>]*\bavail=/.test(text) ? 0.95 : 0),
  async *read(text, context) {
    const own = { ...context, currency: context.currency ?? 'PLN' }
    for await (const records of xmlRecords(text, ['o']))
      yield records.map(({ line, element }): Reading => recordOf(ceneoFields(element, own.currency), { line }))
  },
}

function ceneoFields(offer: XmlElement, currency: string): Map<string, RawValue> {
  const pictures = offer.children.find(({ name }) => name === 'imgs')?.children ?? []
  const urls = (name: string): string[] =>
    pictures.filter((each) => each.name === name).flatMap(({ attributes }) => attributes.get('url') ?? [])
  const properties = new Map(
    (offer.children.find(({ name }) => name === 'attrs')?.children ?? []).map(({ attributes, text }) => [
      attributes.get('name') ?? '',
      text.trim(),
    ]),
  )
  const stock = offer.attributes.get('stock')
  const fields = fieldsFrom({
    id: offer.attributes.get('id'),
    title: childText(offer, 'name'),
    description: childText(offer, 'desc'),
    link: offer.attributes.get('url'),
    imageLink: urls('main')[0],
    additionalImageLinks: urls('i'),
    price: offer.attributes.get('price'),
    currency,
    brand: properties.get('Producent'),
    mpn: properties.get('Kod_producenta') ?? properties.get('Kod producenta'),
    gtin: properties.get('EAN') ?? properties.get('ISBN'),
    productTypes: childTexts(offer, 'cat').map((path) => path.split('/').join(' > ')),
    availability: ceneoAvailability(offer.attributes.get('avail'), stock),
    inventory: stock,
    shippingWeight: Number(offer.attributes.get('weight')) > 0 ? `${offer.attributes.get('weight')} kg` : undefined,
  })
  for (const [name, value] of properties) putOption(fields, name, value)
  return fields
}

/** 1, 3, 7 and 14 are days until dispatch; 90 is made to order, 110 to come, 99 unknown. */
function ceneoAvailability(avail: string | undefined, stock: string | undefined): string {
  if (stock !== undefined && Number(stock) <= 0) return 'out_of_stock'
  if (avail === '110') return 'preorder'
  if (avail === '90') return 'backorder'
  return avail === '99' || avail === undefined ? 'out_of_stock' : 'in_stock'
}
