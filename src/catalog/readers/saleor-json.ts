import { isFields, type RawFields, type RawValue } from '../raw-record.ts'
import { rawFromJson } from '../read-value.ts'
import { addressesOf } from './addresses.ts'
import { faultOf, fieldsOfJson } from './json.ts'
import { jsonElements, jsonFraming } from './json-source.ts'
import { fieldsFrom, IdBook, type Option, type Product, productReadings, put, type Variant } from './product.ts'
import { at, connection, mapsAt, textOf } from './raw-json.ts'
import { type Reader, type ReaderContext, type Reading, requireSettings } from './reader.ts'
import { holdCounter } from './table-records.ts'
import { wholeText } from './whole-text.ts'

/**
 * Saleor, as its fixture (objects of all models, joined by primary key, prices by channel) and as the answer of its
 * GraphQL API. The channel is the one whose currency the shop has, else the first; prices of the others become those
 * of their countries.
 * Source: https://github.com/saleor/saleor `saleor/static/populatedb_data.json`, read 2026-11-24.
 */
export const saleorJson: Reader = {
  id: 'saleor-json',
  name: 'Saleor JSON',
  detect(head) {
    if (jsonFraming(head) === undefined) return 0
    if (/"model"\s*:\s*"(?:product|channel|attribute|warehouse)\.\w+"/.test(head.text)) return 0.95
    return /"pricing"\s*:\s*\{/.test(head.text) && /"variants"\s*:/.test(head.text) && /"slug"\s*:/.test(head.text)
      ? 0.9
      : 0
  },
  async *read(text, context) {
    requireSettings('a Saleor export', context, { currency: true })
    yield* /"model"\s*:\s*"\w+\.\w+"/.test(context.head.text)
      ? fixtureReadings(text, context)
      : apiReadings(text, context)
  },
}

type Rows = ReadonlyMap<string, RawFields>

async function* fixtureReadings(
  text: AsyncIterable<string>,
  context: ReaderContext,
): AsyncGenerator<readonly Reading[]> {
  const hold = holdCounter('a Saleor fixture')
  const models = new Map<string, Map<string, RawFields>>()
  for await (const page of jsonElements(text, jsonFraming(context.head) ?? 'document'))
    for (const element of page) {
      if (!element.value) {
        yield [faultOf(element)]
        continue
      }
      const object = fieldsOfJson(element.value)
      const fields = object.get('fields')
      const model = textOf(object.get('model')) ?? ''
      if (fields === undefined || !isFields(fields)) continue
      hold(fields)
      const rows = models.get(model) ?? new Map<string, RawFields>()
      models.set(model, rows.set(textOf(object.get('pk')) ?? '', fields))
    }
  const rowsOf = (model: string): Rows => models.get(model) ?? new Map()
  const channel = chosenChannel(rowsOf('channel.channel'), context)
  const join = joinOf(rowsOf, channel)
  const ids = new IdBook(context)
  const addresses = addressesOf(context, { name: 'a Saleor export', pictures: 'media' })
  for (const [pk, product] of rowsOf('product.product'))
    yield productReadings(fixtureProduct(pk, product, join, addresses), ids, context)
}

/** The channel whose prices the offers have. */
function chosenChannel(channels: Rows, context: ReaderContext): string {
  const active = [...channels].filter(([, channel]) => channel.get('isactive') !== false)
  const own = active.find(([, channel]) => channel.get('currencycode') === context.currency)
  const [chosen] = own ?? active[0] ?? []
  const others = active.filter(([pk]) => pk !== chosen).map(([, channel]) => textOf(channel.get('name')))
  if (others.length > 0)
    context.notice(
      `prices are those of channel "${textOf(channels.get(chosen ?? '')?.get('name'))}"; the ones of ${others.map((name) => `"${name}"`).join(', ')} were kept for their country`,
    )
  return chosen ?? ''
}

interface Join {
  readonly rowsOf: (model: string) => Rows
  readonly channel: string
  readonly by: (model: string, field: string) => ReadonlyMap<string, readonly RawFields[]>
}

function joinOf(rowsOf: (model: string) => Rows, channel: string): Join {
  const made = new Map<string, ReadonlyMap<string, readonly RawFields[]>>()
  return {
    rowsOf,
    channel,
    by(model, field) {
      const name = `${model} ${field}`
      const known = made.get(name)
      if (known) return known
      const index = new Map<string, RawFields[]>()
      for (const [pk, row] of rowsOf(model)) {
        const key = textOf(row.get(field)) ?? ''
        const withKey = new Map([...row, ['pk', pk] as const])
        index.set(key, [...(index.get(key) ?? []), withKey])
      }
      made.set(name, index)
      return index
    },
  }
}

function fixtureProduct(
  pk: string,
  product: RawFields,
  join: Join,
  { page, picture }: ReturnType<typeof addressesOf>,
): Product {
  const { rowsOf, by, channel } = join
  const slug = textOf(product.get('slug')) ?? ''
  const listing = by('product.productchannellisting', 'product')
    .get(pk)
    ?.find((each) => textOf(each.get('channel')) === channel)
  const pictures = new Map(
    [...(by('product.productmedia', 'product').get(pk) ?? [])]
      .sort((a, b) => Number(a.get('sortorder') ?? 0) - Number(b.get('sortorder') ?? 0))
      .flatMap((media) => {
        const file = textOf(media.get('externalurl')) ?? textOf(media.get('image'))
        const url = file === undefined ? undefined : picture(file)
        return url === undefined ? [] : [[textOf(media.get('pk')) ?? '', url] as const]
      }),
  )
  const fields = new Map<string, RawValue>()
  for (const [name, value] of attributesOf(
    by('attribute.assignedproductattributevalue', 'product').get(pk) ?? [],
    rowsOf,
  ))
    if (/^(material|colou?r|brand)$/i.test(name)) put(fields, name.toLowerCase().replace('colour', 'color'), value)
  const variants = by('product.productvariant', 'product').get(pk) ?? []
  return {
    handle: slug,
    title: textOf(product.get('name')),
    description: textOf(product.get('descriptionplaintext')),
    categories: categoryOf(textOf(product.get('category')), rowsOf('product.category')),
    link: page(`products/${encodeURIComponent(slug)}`),
    images: [...pictures.values()],
    fields,
    hidden:
      listing && listing.get('ispublished') !== false
        ? undefined
        : { rule: 'product-not-in-channel', message: 'products that are not published in the channel are no offers' },
    variants: variants.map((variant) => fixtureVariant(variant, join, pictures)),
  }
}

function fixtureVariant(variant: RawFields, join: Join, pictures: ReadonlyMap<string, string>): Variant {
  const { rowsOf, by, channel } = join
  const pk = textOf(variant.get('pk')) ?? ''
  const listings = by('product.productvariantchannellisting', 'variant').get(pk) ?? []
  const listing = listings.find((each) => textOf(each.get('channel')) === channel)
  const assignments = by('attribute.assignedvariantattribute', 'variant').get(pk) ?? []
  const values = assignments.flatMap(
    (each) => by('attribute.assignedvariantattributevalue', 'assignment').get(textOf(each.get('pk')) ?? '') ?? [],
  )
  const stock = by('warehouse.stock', 'productvariant').get(pk) ?? []
  const quantity = stock.reduce(
    (sum, each) => sum + Number(each.get('quantity') ?? 0) - Number(each.get('quantityallocated') ?? 0),
    0,
  )
  const tracked = variant.get('trackinventory') !== false
  const media = (by('product.variantmedia', 'variant').get(pk) ?? []).flatMap(
    (each) => pictures.get(textOf(each.get('media')) ?? '') ?? [],
  )
  const attributes = attributesOf(values, rowsOf)
  const name = textOf(variant.get('name'))
  return {
    ids: [textOf(variant.get('sku')), pk],
    // A variant without attributes is told apart by its name.
    options: attributes.length > 0 ? attributes : name === undefined || name === '' ? [] : [['Variant', name]],
    ...listingPrice(listing),
    availability: !tracked || quantity > 0 ? 'in_stock' : 'out_of_stock',
    inventory: tracked ? quantity : undefined,
    images: media,
    fields: fieldsFrom({
      markets: listings.filter((each) => each !== listing).flatMap((each) => marketOf(each, rowsOf('channel.channel'))),
    }),
    hidden:
      textOf(listing?.get('priceamount')) === undefined
        ? { rule: 'variant-not-in-channel', message: 'variants without a price in the channel are no offers' }
        : undefined,
  }
}

/** Amounts are decimals of the machine, `36.000`, and no text of a shop: the point is never one of thousands. */
function amountAt(listing: RawFields | undefined, key: string): number | undefined {
  const text = textOf(listing?.get(key))
  return text === undefined || !Number.isFinite(Number(text)) ? undefined : Number(text)
}

function listingPrice(listing: RawFields | undefined): Pick<Variant, 'price' | 'before' | 'currency'> {
  const full = amountAt(listing, 'priceamount')
  return {
    price: amountAt(listing, 'discountedpriceamount') ?? full,
    before: full,
    currency: textOf(listing?.get('currency')),
  }
}

function marketOf(listing: RawFields, channels: Rows): RawFields[] {
  const country = textOf(channels.get(textOf(listing.get('channel')) ?? '')?.get('defaultcountry'))
  const price = amountAt(listing, 'priceamount')
  const currency = textOf(listing.get('currency'))
  if (country === undefined || price === undefined || currency === undefined) return []
  return [fieldsFrom({ country, price: fieldsFrom({ amount: price, currency }) })]
}

function attributesOf(values: readonly RawFields[], rowsOf: (model: string) => Rows): Option[] {
  return values.flatMap((each): Option[] => {
    const value = rowsOf('attribute.attributevalue').get(textOf(each.get('value')) ?? '')
    const attribute = rowsOf('attribute.attribute').get(textOf(value?.get('attribute')) ?? '')
    const [name, label] = [textOf(attribute?.get('name')), textOf(value?.get('name'))]
    return name === undefined || label === undefined ? [] : [[name, label]]
  })
}

const DEPTH_MAX = 20

function categoryOf(pk: string | undefined, categories: Rows): string[] {
  const names: string[] = []
  let next = pk
  while (next !== undefined && names.length < DEPTH_MAX) {
    const category = categories.get(next)
    const name = textOf(category?.get('name'))
    if (name === undefined) break
    names.unshift(name)
    next = textOf(category?.get('parent'))
  }
  return names.length > 0 ? [names.join(' > ')] : []
}

/** `{ data: { products: { edges: [{ node }] } } }`, or products as a list. */
async function* apiReadings(text: AsyncIterable<string>, context: ReaderContext): AsyncGenerator<readonly Reading[]> {
  const whole = await wholeText(text, "an answer of Saleor's API")
  const lines = jsonFraming(context.head) === 'lines' && !/"data"\s*:/.test(context.head.text)
  const parsed: unknown = JSON.parse(lines ? `[${whole.trim().split('\n').join(',')}]` : whole)
  const root = rawFromJson(parsed)
  const products = isFields(root)
    ? connection(at(root, 'data') ?? root, 'products')
    : mapsAt(root).map((each) => (isFields(each.get('node') ?? '') ? (each.get('node') as RawFields) : each))
  const ids = new IdBook(context)
  const { page } = addressesOf(context, { name: 'a Saleor export', pictures: 'media' })
  for (const product of products) yield productReadings(apiProduct(product, page), ids, context)
}

function apiProduct(product: RawFields, page: (path: string) => string | undefined): Product {
  const slug = textOf(product.get('slug')) ?? ''
  const media = [...mapsAt(product, 'media'), ...mapsAt(product, 'images'), ...mapsAt(product, 'thumbnail')]
  return {
    handle: slug,
    title: textOf(product.get('name')),
    description: editorText(textOf(product.get('description'))),
    categories: textOf(at(product, 'category', 'name')) ? [textOf(at(product, 'category', 'name')) as string] : [],
    link: page(`products/${encodeURIComponent(slug)}`),
    images: media.flatMap((each) => textOf(each.get('url')) ?? []),
    hidden:
      product.get('isavailable') === false
        ? { rule: 'product-not-in-channel', message: 'products that are not available in the channel are no offers' }
        : undefined,
    variants: mapsAt(product, 'variants').map((variant): Variant => {
      const [price] = mapsAt(variant, 'pricing', 'price', 'gross')
      const quantity = textOf(variant.get('quantityavailable'))
      return {
        ids: [textOf(variant.get('sku')), textOf(variant.get('id'))],
        options: mapsAt(variant, 'attributes').flatMap((each): Option[] => {
          const [name, value] = [textOf(at(each, 'attribute', 'name')), textOf(mapsAt(each, 'values')[0]?.get('name'))]
          return name === undefined || value === undefined ? [] : [[name, value]]
        }),
        price: amountAt(price, 'amount'),
        currency: textOf(at(price, 'currency')),
        before: amountAt(mapsAt(variant, 'pricing', 'priceundiscounted', 'gross')[0], 'amount'),
        availability: quantity === '0' ? 'out_of_stock' : 'in_stock',
        inventory: quantity,
        images: mapsAt(variant, 'media').flatMap((each) => textOf(each.get('url')) ?? []),
      }
    }),
  }
}

/** Rich text of EditorJS, `{ "blocks": [{ "data": { "text": … } }] }`; other text stays. */
function editorText(text: string | undefined): string | undefined {
  if (!text?.startsWith('{')) return text
  try {
    const blocks = mapsAt(rawFromJson(JSON.parse(text)), 'blocks')
    return blocks.flatMap((block) => textOf(at(block, 'data', 'text')) ?? []).join('<br>')
  } catch {
    return text
  }
}
