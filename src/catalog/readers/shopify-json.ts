import { isFields, type RawFields, type RawValue } from '../raw-record.ts'
import { addressesOf } from './addresses.ts'
import { faultOf, fieldsOfJson } from './json.ts'
import { jsonElements, jsonFraming } from './json-source.ts'
import { fieldsFrom, IdBook, listed, type Option, type Product, productReadings, type Variant } from './product.ts'
import { at, connection, listAt, mapsAt, textOf } from './raw-json.ts'
import { type Reader, type ReaderContext, type Reading, requireSettings } from './reader.ts'
import { grams, hiddenProduct, isOption, shopifyAvailability } from './shopify.ts'
import { readInventory } from './shopify-inventory.ts'
import { holdCounter } from './table-records.ts'

/**
 * What Shopify's own interfaces give: `products.json` of the storefront or the REST API, and the lines of a bulk
 * operation, nested as GraphQL nests them or flat with `__parentId`. Flat lines may come in any order, so they are
 * joined once all are there.
 * Source: https://shopify.dev/docs/api/usage/bulk-operations/queries, read 2026-11-24.
 */
export const shopifyJson: Reader = {
  id: 'shopify-json',
  name: 'Shopify products.json or bulk operation',
  detect(head) {
    const framing = jsonFraming(head)
    if (framing === undefined) return 0
    if (/"id"\s*:\s*"gid:\/\/shopify\//.test(head.text)) return 0.95
    return /"body_html"\s*:/.test(head.text) && /"variants"\s*:/.test(head.text) ? 0.95 : 0
  },
  async *read(text, context) {
    requireSettings('a Shopify export', context)
    const ids = new IdBook(context)
    const { page } = addressesOf(context, { name: 'a Shopify export' })
    const inventory = readInventory(context)
    const hold = holdCounter('a flat bulk operation')
    const flat = new Map<string, Node>()
    const readings = (node: Node): Reading[] => {
      const handle = textOf(node.fields.get('handle'))
      const path = handle === undefined ? undefined : page(`products/${encodeURIComponent(handle)}`)
      const product = productOf(node, context)
      return productReadings(
        {
          ...product,
          link: textOf(node.fields.get('onlinestoreurl')) ?? path,
          variants: product.variants.map((variant) => {
            const counted = inventory?.quantityOf(variant.ids[0], handle ?? '', variant.options ?? [])
            return counted === undefined
              ? variant
              : { ...variant, inventory: counted, availability: counted > 0 ? 'in_stock' : 'out_of_stock' }
          }),
        },
        ids,
        context,
      )
    }
    for await (const elements of jsonElements(text, jsonFraming(context.head) ?? 'document')) {
      const out: Reading[] = []
      for (const element of elements) {
        if (!element.value) {
          out.push(faultOf(element))
          continue
        }
        const fields = fieldsOfJson(element.value)
        const id = textOf(fields.get('id')) ?? ''
        const parent = textOf(fields.get('parentid'))
        const node: Node = { line: element.line, fields, children: [] }
        if (parent !== undefined) {
          hold(fields)
          childrenOf(flat, parent).push(node)
        } else if (mapsAt(fields, 'variants').length > 0 || connection(fields, 'variants').length > 0)
          out.push(...readings(node))
        else {
          hold(fields)
          flat.set(id, { ...node, children: flat.get(id)?.children ?? [] })
        }
      }
      if (out.length > 0) yield out
    }
    for (const [id, node] of flat) {
      if (node.fields.size > 0) yield readings(node)
      else
        yield node.children.map(
          (child): Reading => ({
            kind: 'fault',
            line: child.line,
            rule: 'parent-missing',
            message: `line ${child.line}: the record belongs to ${id}, which is not in the file`,
          }),
        )
    }
  },
}

interface Node {
  readonly line: number
  readonly fields: RawFields
  readonly children: Node[]
}

function childrenOf(flat: Map<string, Node>, parent: string): Node[] {
  const known = flat.get(parent)
  if (known) return known.children
  const children: Node[] = []
  flat.set(parent, { line: 0, fields: new Map(), children })
  return children
}

function productOf({ fields, children, line }: Node, context: ReaderContext): Product {
  const nested = connection(fields, 'variants').map((variant) => ({ line, fields: variant }))
  const flat = children.filter(({ fields: own }) => isVariant(own))
  const variants = nested.length > 0 ? nested : flat
  const images = imagesOf(fields, children)
  const optionNames = listAt(fields, 'options').map((each) => textOf(isFields(each) ? each.get('name') : each) ?? '')
  const tags = fields.get('tags')
  const title = textOf(fields.get('title'))
  const visible = fields.has('publishedat') || !fields.has('bodyhtml')
  return {
    handle: textOf(fields.get('handle')),
    title,
    description: textOf(fields.get('bodyhtml') ?? fields.get('descriptionhtml') ?? fields.get('description')),
    brand: textOf(fields.get('vendor')),
    categories: listed(textOf(fields.get('producttype')), /$^/),
    tags: typeof tags === 'string' ? listed(tags, ',') : listAt(tags).flatMap((tag) => textOf(tag) ?? []),
    images: images.map(({ url }) => url),
    fields: fieldsFrom({ googleProductCategory: textOf(at(fields, 'category', 'fullname')) }),
    hidden: hiddenProduct(textOf(fields.get('status')), visible ? undefined : 'false'),
    variants: variants.map((variant) => variantOf(variant, { optionNames, images }, context)),
  }
}

const isVariant = (fields: RawFields): boolean =>
  textOf(fields.get('id'))?.includes('/ProductVariant/') === true || fields.has('sku') || fields.has('price')

interface Picture {
  readonly url: string
  /** Variants that it is of. */
  readonly variantIds: readonly string[]
}

function imagesOf(fields: RawFields, children: readonly Node[]): Picture[] {
  const urlOf = (image: RawFields): string | undefined =>
    textOf(image.get('src')) ?? textOf(image.get('url')) ?? textOf(at(image, 'image', 'url'))
  const all = [
    ...connection(fields, 'images'),
    ...connection(fields, 'media'),
    ...children.map((child) => child.fields).filter((own) => !isVariant(own)),
    ...mapsAt(fields, 'featuredimage'),
    ...mapsAt(fields, 'image'),
  ]
  const pictures = all.flatMap((image) => {
    const url = urlOf(image)
    return url === undefined ? [] : [{ url, variantIds: listAt(image, 'variantids').flatMap((id) => textOf(id) ?? []) }]
  })
  return [...new Map(pictures.reverse().map((picture) => [picture.url, picture])).values()].reverse()
}

function variantOf(
  { fields, line }: { fields: RawFields; line: number },
  product: { optionNames: readonly string[]; images: readonly Picture[] },
  context: ReaderContext,
): Variant {
  const id = textOf(fields.get('id'))?.split('/').pop()
  const own =
    textOf(at(fields, 'featuredimage', 'src')) ??
    textOf(at(fields, 'image', 'url')) ??
    textOf(at(fields, 'image', 'src')) ??
    product.images.find(({ variantIds }) => id !== undefined && variantIds.includes(id))?.url
  const price = moneyOf(fields.get('price'))
  return {
    line,
    ids: [textOf(fields.get('sku')), id],
    options: optionsOf(fields, product.optionNames),
    price: price.amount,
    currency: price.currency,
    before: moneyOf(fields.get('compareatprice')).amount,
    availability: availabilityOf(fields, context),
    inventory: textOf(fields.get('inventoryquantity')),
    images: own === undefined ? [] : [own],
    fields: fieldsFrom({
      gtin: textOf(fields.get('barcode')),
      shippingWeight: grams(textOf(fields.get('grams'))),
      costOfGoodsSold: textOf(at(fields, 'inventoryitem', 'unitcost', 'amount')),
    }),
  }
}

/** `"19.99"`, `{ amount, currencyCode }` or cents as the storefront's scripts have them, a whole number. */
function moneyOf(value: RawValue | undefined): { amount: string | undefined; currency?: string } {
  if (value === undefined || !isFields(value)) return { amount: textOf(value) }
  return { amount: textOf(value.get('amount')), currency: textOf(value.get('currencycode')) }
}

function optionsOf(fields: RawFields, names: readonly string[]): Option[] {
  const selected = mapsAt(fields, 'selectedoptions').flatMap((option): Option[] => {
    const [name, value] = [textOf(option.get('name')), textOf(option.get('value'))]
    return name !== undefined && isOption(value) ? [[name, value]] : []
  })
  if (selected.length > 0) return selected
  return names.flatMap((name, index): Option[] => {
    const value = textOf(fields.get(`option${index + 1}`))
    return isOption(value) ? [[name, value]] : []
  })
}

function availabilityOf(fields: RawFields, context: ReaderContext): string {
  const quantity = textOf(fields.get('inventoryquantity'))
  const tracked = textOf(at(fields, 'inventoryitem', 'tracked'))
  const manager = textOf(fields.get('inventorymanagement'))
  if (quantity !== undefined && (tracked !== undefined || fields.has('inventorypolicy')))
    return shopifyAvailability(
      {
        tracked:
          tracked === undefined ? !fields.has('inventorymanagement') || manager !== undefined : tracked === 'true',
        quantity: Number(quantity),
        policy: textOf(fields.get('inventorypolicy')),
      },
      context,
    )
  const sold = textOf(fields.get('available')) ?? textOf(fields.get('availableforsale'))
  return sold === 'false' ? 'out_of_stock' : 'in_stock'
}
