import { AppError } from '../../shared/errors.ts'
import { isFields, isList, type RawFields, type RawValue } from '../raw-record.ts'
import { rawFromJson } from '../read-value.ts'
import { rootOf } from './feed-xml.ts'
import { fieldsFrom, IdBook, type Option, type Product, productReadings, type Variant } from './product.ts'
import { at, listAt, mapsAt, textOf } from './raw-json.ts'
import type { Reader } from './reader.ts'
import { wholeText } from './whole-text.ts'

/**
 * The products that a web page states about itself for search engines: schema.org's `Product` and `ProductGroup` as
 * JSON-LD. Several offers of one product without variants are sellers or conditions; the cheapest makes the price.
 * Source: https://developers.google.com/search/docs/appearance/structured-data/product-variants, read 2026-11-24.
 */
export const jsonLd: Reader = {
  id: 'json-ld',
  name: 'schema.org JSON-LD in a web page',
  detect({ text, complete }) {
    if (SCRIPT.test(text)) return 0.9
    // The script may stand further down a page.
    const root = rootOf(text)?.toLowerCase()
    return !complete && (root === '!doctype' || root === 'html') && /<html/i.test(text) ? 0.2 : 0
  },
  async *read(text, context) {
    const page = await wholeText(text, 'a web page', PAGE_CHARS_MAX)
    const ids = new IdBook(context)
    const canonical = /<link\b[^>]*\brel=["']?canonical["']?[^>]*>/i.exec(page)?.[0]
    const link = canonical && /\bhref=["']?([^"'\s>]+)/i.exec(canonical)?.[1]
    let found = 0
    for (const match of page.matchAll(SCRIPTS)) {
      const line = page.slice(0, match.index).split('\n').length
      const root = parsed(match[1] as string)
      if (root === undefined) {
        yield [{ kind: 'fault', line, rule: 'json-ld-unreadable', message: `line ${line}: the JSON-LD is no JSON` }]
        continue
      }
      const things = typedThings(root)
      for (const product of productsOf(things, line, link)) {
        found++
        yield productReadings(product, ids, context)
      }
    }
    if (found === 0)
      throw new AppError(
        'unsupported',
        /<input[^>]+type=["']?password/i.test(page)
          ? 'the file is a web page that asks for a login, not a catalog'
          : 'the file is a web page without a schema.org Product in JSON-LD; give the feed of the shop instead',
      )
  },
}

const PAGE_CHARS_MAX = 8_000_000
const THINGS_MAX = 10_000
const DEPTH_MAX = 12
const SCRIPT = /<script\b[^>]*\btype\s*=\s*["']?application\/ld\+json/i
const SCRIPTS = /<script\b[^>]*\btype\s*=\s*["']?application\/ld\+json[^>]*>([\s\S]*?)<\/script>/gi

function parsed(script: string): RawValue | undefined {
  try {
    return rawFromJson(JSON.parse(script.replace(/^\s*(?:<!--|\/\*<!\[CDATA\[\*\/)|(?:-->|\/\*\]\]>\*\/)\s*$/g, '')))
  } catch {
    return undefined
  }
}

const isType = (thing: RawFields, ...types: readonly string[]): boolean =>
  listAt(thing, 'type').some((type) => types.includes(String(type).replace(/^https?:\/\/schema\.org\//, '')))

/** Every thing that a script states, wherever it stands in it. */
function typedThings(root: RawValue): RawFields[] {
  const things: RawFields[] = []
  const visit = (value: RawValue, depth: number): void => {
    if (depth > DEPTH_MAX || things.length >= THINGS_MAX) return
    if (isList(value)) for (const each of value) visit(each, depth + 1)
    else if (isFields(value)) {
      if (value.has('type')) things.push(value)
      for (const inner of value.values()) if (isFields(inner) || isList(inner)) visit(inner, depth + 1)
    }
  }
  visit(root, 0)
  return things
}

/** Groups with their variants, then the products of no group. */
function productsOf(things: readonly RawFields[], line: number, link: string | undefined): Product[] {
  const groups = things.filter((thing) => isType(thing, 'ProductGroup'))
  const products = things.filter((thing) => isType(thing, 'Product', 'IndividualProduct', 'ProductModel'))
  const byId = new Map(products.map((product) => [textOf(product.get('id')) ?? '', product]))
  const taken = new Set<RawFields>()
  const made: Product[] = []
  for (const group of groups) {
    const own = mapsAt(group, 'hasvariant').map((each) => byId.get(textOf(each.get('id')) ?? '-') ?? each)
    const pointing = products.filter(
      (each) =>
        !own.includes(each) &&
        mapsAt(each, 'isvariantof').some(
          (of) => textOf(of.get('id')) !== undefined && textOf(of.get('id')) === textOf(group.get('id')),
        ),
    )
    const variants = [...own, ...pointing]
    for (const each of variants) taken.add(each)
    if (variants.length > 0) made.push(productOf(group, variants, line, link))
  }
  for (const product of products) if (!taken.has(product)) made.push(productOf(product, [product], line, link))
  return made
}

function productOf(thing: RawFields, variants: readonly RawFields[], line: number, link: string | undefined): Product {
  const grouped = isType(thing, 'ProductGroup')
  return {
    groupId: grouped ? (textOf(thing.get('productgroupid')) ?? textOf(thing.get('sku'))) : undefined,
    title: nameOf(thing.get('name')),
    description: textOf(thing.get('description')),
    brand: nameOf(thing.get('brand')) ?? nameOf(thing.get('manufacturer')),
    categories: listAt(thing, 'category').flatMap((each) => nameOf(each) ?? []),
    link: textOf(thing.get('url')) ?? link,
    images: imagesOf(thing),
    grouped,
    fields: propertiesOf(thing),
    variants: variants.map((variant) => variantOf(variant, line, grouped)),
  }
}

function variantOf(thing: RawFields, line: number, grouped: boolean): Variant {
  const offer = cheapest(mapsAt(thing, 'offers').flatMap((each) => [each, ...mapsAt(each, 'offers')]))
  const specification = mapsAt(offer, 'pricespecification')
  const struck = specification.find((each) => /StrikethroughPrice|ListPrice/.test(textOf(each.get('pricetype')) ?? ''))
  const plain = specification.find((each) => each !== struck)
  const properties = propertiesOf(thing)
  const options = ['color', 'size', 'material', 'pattern'].flatMap((name): Option[] => {
    const value = textOf(properties.get(name))
    return value === undefined || !grouped ? [] : [[name.charAt(0).toUpperCase() + name.slice(1), value]]
  })
  return {
    line,
    ids: [
      textOf(thing.get('sku')) ?? textOf(offer?.get('sku')),
      textOf(thing.get('productid')),
      gtinOf(thing),
      textOf(thing.get('mpn')),
    ],
    title: grouped ? nameOf(thing.get('name')) : undefined,
    description: grouped ? textOf(thing.get('description')) : undefined,
    link: textOf(offer?.get('url')) ?? textOf(thing.get('url')),
    options,
    price: textOf(offer?.get('price')) ?? textOf(plain?.get('price')) ?? textOf(offer?.get('lowprice')),
    before: textOf(struck?.get('price')),
    saleUntil: struck ? textOf(offer?.get('pricevaliduntil')) : undefined,
    currency: textOf(offer?.get('pricecurrency')) ?? textOf(plain?.get('pricecurrency')),
    availability: textOf(offer?.get('availability'))?.replace(/^.*[/:]/, '') ?? (offer ? 'in_stock' : undefined),
    inventory: textOf(at(offer, 'inventorylevel', 'value')),
    images: grouped ? imagesOf(thing) : [],
    fields: new Map([
      ...properties,
      ...fieldsFrom({
        gtin: gtinOf(thing),
        mpn: textOf(thing.get('mpn')),
        condition: textOf(offer?.get('itemcondition'))?.replace(/^.*[/:]/, ''),
      }),
    ]),
  }
}

function cheapest(offers: readonly RawFields[]): RawFields | undefined {
  const priced = offers.filter((offer) => offer.has('price') || offer.has('pricespecification'))
  const [best] = [...priced].sort((a, b) => Number(a.get('price') ?? 0) - Number(b.get('price') ?? 0))
  return best ?? offers[0]
}

const gtinOf = (thing: RawFields): string | undefined =>
  ['gtin', 'gtin13', 'gtin14', 'gtin12', 'gtin8', 'isbn'].map((key) => textOf(thing.get(key))).find(Boolean)

const imagesOf = (thing: RawFields): string[] =>
  listAt(thing, 'image').flatMap((image) =>
    isFields(image) ? (textOf(image.get('url')) ?? textOf(image.get('contenturl')) ?? []) : (textOf(image) ?? []),
  )

/** A text, or the name of the thing that stands in its place. */
const nameOf = (value: RawValue | undefined): string | undefined =>
  value !== undefined && isFields(value)
    ? nameOf(value.get('name'))
    : value !== undefined && isList(value)
      ? nameOf(value[0])
      : textOf(value)

function propertiesOf(thing: RawFields): Map<string, RawValue> {
  return fieldsFrom({
    color: nameOf(thing.get('color')),
    size: nameOf(thing.get('size')),
    material: nameOf(thing.get('material')),
    pattern: nameOf(thing.get('pattern')),
    gender: textOf(at(thing, 'audience', 'suggestedgender'))?.replace(/^.*[/:]/, ''),
  })
}
