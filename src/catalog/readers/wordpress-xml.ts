import type { RawValue } from '../raw-record.ts'
import { addressesOf } from './addresses.ts'
import {
  fieldsFrom,
  type Hidden,
  IdBook,
  listed,
  type Option,
  type Product,
  productReadings,
  put,
  putOption,
  stockAvailability,
  type Variant,
} from './product.ts'
import { type Reader, type ReaderContext, type Reading, requireSettings } from './reader.ts'
import { holdCounter } from './table-records.ts'
import { childText, childTexts, type XmlElement, xmlRecords } from './xml-records.ts'

/**
 * WordPress's own export (WXR) of a WooCommerce shop: products, variations and pictures are items of their own, joined
 * by post id, so the whole file is read before the first offer comes out.
 * Source: https://developer.wordpress.org/reference/functions/export_wp/, read 2026-11-24.
 */
export const wordpressXml: Reader = {
  id: 'wordpress-xml',
  name: 'WordPress export (WXR) of a WooCommerce shop',
  detect: ({ text }) => (/<rss[\s>]/i.test(text) && /<wp:wxr_version>/i.test(text) ? 0.95 : 0),
  async *read(text, context) {
    requireSettings('a WordPress export', context, { links: true })
    const hold = holdCounter('a WordPress export')
    const pictures = new Map<string, string>()
    const products = new Map<string, Post>()
    const variations = new Map<string, Post[]>()
    for await (const records of xmlRecords(text, ['item'])) {
      for (const { line, element } of records) {
        const type = childText(element, 'wp:post_type')
        const id = childText(element, 'wp:post_id') ?? ''
        if (type === 'attachment') {
          const url = childText(element, 'wp:attachment_url')
          if (url !== undefined) pictures.set(id, url)
        } else if (type === 'product') products.set(id, postOf(element, line, id))
        else if (type === 'product_variation') {
          const parent = childText(element, 'wp:post_parent') ?? ''
          variations.set(parent, [...(variations.get(parent) ?? []), postOf(element, line, id)])
        }
        hold(new Map(element.children.map((child) => [child.name, child.text])))
      }
    }
    const ids = new IdBook(context)
    const { picture } = addressesOf(context, { name: 'a WordPress export' })
    const pictureOf = (id: string): string[] => {
      const file = pictures.get(id)
      const url = file === undefined ? undefined : picture(file)
      return url === undefined ? [] : [url]
    }
    for (const post of products.values())
      yield readingsOf(post, variations.get(post.id) ?? [], { pictureOf, ids, context })
    for (const [parent, orphans] of variations)
      if (!products.has(parent))
        yield orphans.map(
          ({ line, meta, id }): Reading => ({
            kind: 'fault',
            line,
            offerId: meta.get('_sku') ?? id,
            rule: 'parent-missing',
            message: `line ${line}: variation "${meta.get('_sku') ?? id}" belongs to product ${parent}, which is not in the file`,
          }),
        )
  },
}

interface Term {
  readonly domain: string
  readonly slug: string
  readonly label: string
}

interface Post {
  readonly id: string
  readonly line: number
  readonly element: XmlElement
  readonly meta: ReadonlyMap<string, string>
  readonly terms: readonly Term[]
}

function postOf(element: XmlElement, line: number, id: string): Post {
  const meta = new Map<string, string>()
  const terms: Term[] = []
  for (const child of element.children) {
    if (child.name === 'wp:postmeta') {
      const key = childText(child, 'wp:meta_key')
      const value = childText(child, 'wp:meta_value')
      if (key !== undefined && value !== undefined) meta.set(key, value)
    } else if (child.name === 'category')
      terms.push({
        domain: child.attributes.get('domain') ?? '',
        slug: child.attributes.get('nicename') ?? '',
        label: child.text.trim(),
      })
  }
  return { id, line, element, meta, terms }
}

const labels = ({ terms }: Post, domain: string): string[] =>
  terms.filter((term) => term.domain === domain).map(({ label }) => label)

interface Join {
  readonly pictureOf: (id: string) => string[]
  readonly ids: IdBook
  readonly context: ReaderContext
}

function readingsOf(post: Post, variations: readonly Post[], join: Join): Reading[] {
  const [type] = labels(post, 'product_type')
  if (type === 'grouped')
    return [{ kind: 'skipped', rule: 'product-grouped', message: 'grouped products stand for several others' }]
  const parent: Reading = {
    kind: 'skipped',
    rule: 'product-with-variations',
    message: 'products with variations are sold as their variations and have no price of their own',
  }
  if (variations.length > 0)
    return [parent, ...productReadings(productOf(post, variations, join), join.ids, join.context)]
  if (type === 'variable' && !post.meta.has('_regular_price')) return [parent]
  return productReadings(productOf(post, [], join), join.ids, join.context)
}

function productOf(post: Post, variations: readonly Post[], { pictureOf, context }: Join): Product {
  const { element } = post
  const grouped = variations.length > 0
  const images = imagesOf(post, pictureOf)
  const fields = new Map<string, RawValue>()
  if (!grouped)
    for (const domain of new Set(post.terms.map((term) => term.domain))) {
      const values = labels(post, domain)
      if (domain.startsWith('pa_') && values.length === 1) putOption(fields, domain.slice(3), values[0] as string)
    }
  return {
    handle: childText(element, 'wp:post_name'),
    groupId: grouped ? (post.meta.get('_sku') ?? `product-${post.id}`) : undefined,
    title: childText(element, 'title'),
    description: childText(element, 'content:encoded') ?? childText(element, 'excerpt:encoded'),
    brand: labels(post, 'product_brand')[0],
    categories: labels(post, 'product_cat'),
    tags: labels(post, 'product_tag'),
    link: childText(element, 'link'),
    images,
    grouped,
    fields,
    hidden: hiddenAs(post),
    variants: grouped
      ? variations.map((each) => variantOf(each, imagesOf(each, pictureOf), optionsOf(each, post), context))
      : [variantOf(post, [], [], context)],
  }
}

const imagesOf = ({ meta }: Post, pictureOf: Join['pictureOf']): string[] => [
  ...new Set([meta.get('_thumbnail_id') ?? '', ...listed(meta.get('_product_image_gallery'), ',')].flatMap(pictureOf)),
]

function hiddenAs({ element }: Post): Hidden | undefined {
  const status = childText(element, 'wp:status') ?? 'publish'
  if (status !== 'publish' && status !== 'inherit')
    return { rule: `product-${status}`, message: `products with the status "${status}" are no offers` }
  return childText(element, 'wp:post_password') === undefined
    ? undefined
    : { rule: 'product-with-password', message: 'products behind a password are no offers' }
}

/** `attribute_pa_color` holds the slug of a term of the parent, `attribute_logo` the value itself; blank is any. */
function optionsOf({ meta }: Post, parent: Post): Option[] {
  return [...meta].flatMap(([key, value]): Option[] => {
    const name = /^attribute_(?:pa_)?(.+)$/.exec(key)?.[1]
    if (name === undefined) return []
    const term = parent.terms.find(({ domain, slug }) => domain === key.slice('attribute_'.length) && slug === value)
    const words = name.replaceAll(/[-_]+/g, ' ')
    return [[words.charAt(0).toUpperCase() + words.slice(1), term?.label ?? value]]
  })
}

function variantOf(
  { element, meta, id, line }: Post,
  images: string[],
  options: Option[],
  context: ReaderContext,
): Variant {
  const regular = meta.get('_regular_price')
  const sale = meta.get('_sale_price')
  const fields = fieldsFrom({ gtin: meta.get('_global_unique_id') })
  put(fields, 'inventory', meta.get('_manage_stock') === 'yes' ? meta.get('_stock') : undefined)
  return {
    line,
    ids: [meta.get('_sku'), id],
    title: childTexts(element, 'title')[0],
    description: meta.get('_variation_description'),
    options,
    price: sale ?? regular ?? meta.get('_price'),
    before: sale === undefined ? undefined : regular,
    saleFrom: dayOf(meta.get('_sale_price_dates_from')),
    saleUntil: dayOf(meta.get('_sale_price_dates_to')),
    availability: availabilityOf(meta, context),
    images,
    fields,
    hidden: hiddenAs({ element, meta, id, line, terms: [] }),
  }
}

/** Epoch seconds. */
const dayOf = (seconds: string | undefined): string | undefined =>
  seconds !== undefined && /^\d{1,11}$/.test(seconds) ? new Date(Number(seconds) * 1000).toISOString() : undefined

function availabilityOf(meta: Post['meta'], context: ReaderContext): string {
  const status = meta.get('_stock_status')
  if (status === 'onbackorder') return 'backorder'
  if (status === 'outofstock') return 'out_of_stock'
  const sellsOn = /^(yes|notify)$/.test(meta.get('_backorders') ?? '')
  return stockAvailability(
    { tracked: meta.get('_manage_stock') === 'yes', quantity: Number(meta.get('_stock') ?? 0), sellsOn },
    context,
  )
}
