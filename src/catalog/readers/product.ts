/**
 * What the platform readers share: a product with its variants, as every shop system has them, and the records that
 * its variants become. A platform's file says what is a product and what a variant; the rules that hold for all of
 * them (ids, groups, titles, options, pictures, sale prices) are here.
 */
import { parseMoney } from '../../shared/money.ts'
import { quoted } from '../plain-text.ts'
import { fieldKey, isList, type RawFields, type RawValue } from '../raw-record.ts'
import { type ReaderContext, type Reading, recordOf } from './reader.ts'

/** Why something is no offer by its own word; the message is said once, with its count. */
export interface Hidden {
  readonly rule: string
  readonly message: string
}

export interface Product {
  /** Part of its page's address; `{handle}` of a link pattern. */
  readonly handle?: string
  /** Of the item group; the handle where there is none. */
  readonly groupId?: string
  readonly title?: string
  readonly description?: string
  readonly brand?: string
  /** Most specific first. */
  readonly categories?: readonly string[]
  readonly tags?: readonly string[]
  /** Address or path of its page, where the file or the platform says it. */
  readonly link?: string
  /** In order; those that are some variant's own stay with that variant. */
  readonly images: readonly string[]
  /** True: its variants are one item group, even where there is but one. */
  readonly grouped?: boolean
  /** Attributes that all variants share, by field key. */
  readonly fields?: RawFields
  readonly hidden?: Hidden
  readonly variants: readonly Variant[]
}

export interface Variant {
  readonly line?: number
  /** SKU, then the platform's own id: the first that no other variant has is the offer's id. */
  readonly ids: readonly (string | undefined)[]
  readonly title?: string
  readonly description?: string
  readonly link?: string
  readonly options?: readonly Option[]
  readonly price?: RawValue
  /** What it cost before; below the price it says nothing. */
  readonly before?: RawValue
  readonly saleFrom?: string
  readonly saleUntil?: string
  readonly currency?: string
  readonly availability?: string
  readonly inventory?: RawValue
  /** Its own pictures, the main one first. */
  readonly images?: readonly string[]
  readonly fields?: RawFields
  readonly hidden?: Hidden
}

export type Option = readonly [name: string, value: string]

/** The readings of a product: one for each variant, whatever became of it. */
export function productReadings(product: Product, ids: IdBook, context: ReaderContext): Reading[] {
  const { variants } = product
  const ownImages = new Set(variants.flatMap(({ images }) => images ?? []))
  return variants.map((variant): Reading => {
    const hidden = product.hidden ?? variant.hidden
    if (hidden) return { kind: 'skipped', ...hidden }
    const shared = product.images.filter((image) => !ownImages.has(image))
    const [main, ...others] = [...new Set([...(variant.images ?? []), ...shared])]
    const image = variant.images?.[0] ?? product.images[0] ?? main
    const fields = variantFields(product, variant, ids, context)
    put(fields, 'imagelink', image)
    put(
      fields,
      'additionalimagelinks',
      others.concat(main ?? []).filter((each) => each !== image),
    )
    return recordOf(fields, { line: variant.line })
  })
}

/** Sets a field unless there is nothing to set. */
export function put(fields: Map<string, RawValue>, key: string, value: RawValue | undefined): void {
  if (value !== undefined && value !== '' && !(isList(value) && value.length === 0)) fields.set(key, value)
}

function variantFields(product: Product, variant: Variant, ids: IdBook, context: ReaderContext): Map<string, RawValue> {
  const options = variant.options ?? []
  const { title = '', handle } = product
  const fields = new Map<string, RawValue>([...(product.fields ?? []), ...(variant.fields ?? [])])
  const id = ids.idOf(variant, handle ?? product.groupId ?? title)
  put(fields, 'id', id)
  put(fields, 'sku', variant.ids[0])
  put(fields, 'handle', handle)
  put(
    fields,
    'title',
    variant.title ??
      (options.length > 0 && title !== '' ? `${title} - ${options.map(([, value]) => value).join(' / ')}` : title),
  )
  put(fields, 'description', variant.description ?? product.description)
  if (context.linkPattern === undefined) put(fields, 'link', variant.link ?? product.link)
  putPrices(fields, variant, context)
  put(fields, 'availability', variant.availability)
  put(fields, 'inventory', variant.inventory)
  put(fields, 'brand', product.brand)
  put(fields, 'producttypes', product.categories)
  put(fields, 'internallabels', product.tags)
  const groupId = product.groupId ?? handle
  if (groupId !== undefined && (product.grouped ?? (product.variants.length > 1 || options.length > 0))) {
    put(fields, 'itemgroupid', ids.groupOf(groupId, id))
    put(fields, 'itemgrouptitle', title)
    put(
      fields,
      'variantoptions',
      options.map(
        ([name, value]) =>
          new Map([
            ['name', name],
            ['value', value],
          ]),
      ),
    )
  }
  for (const [name, value] of options) putOption(fields, name, value)
  return fields
}

/** Options that an attribute of their own stands for. */
const OPTION_ATTRIBUTES: readonly (readonly [RegExp, string])[] = [
  [/^(colou?rs?|farben?|couleurs?|colores?|colore|kleur|kolor|barva|色|カラー)$/i, 'color'],
  [/^(sizes?|größen?|grössen?|tailles?|tallas?|taglia|maat|rozmiar|velikost|サイズ)$/i, 'size'],
  [/^(materials?|materiale?n?|mati[eè]re|materiaal|materiał|materiál)$/i, 'material'],
  [/^(patterns?|muster|motif|wzór)$/i, 'pattern'],
  [/^(genders?|geschlecht|sexe|g[eé]nero)$/i, 'gender'],
]

/** Sets the attribute that an option or a property stands for; the others have none. */
export function putOption(fields: Map<string, RawValue>, name: string, value: string): void {
  const attribute = OPTION_ATTRIBUTES.find(([pattern]) => pattern.test(name.trim()))?.[1]
  if (attribute !== undefined && !fields.has(attribute)) put(fields, attribute, value)
}

function putPrices(fields: Map<string, RawValue>, variant: Variant, context: ReaderContext): void {
  const { price, before } = variant
  if (price === undefined || price === '') return
  const currency = variant.currency ?? context.currency
  put(fields, 'currency', currency)
  const now = amountOf(price, currency)
  const earlier = before === undefined || before === '' ? undefined : amountOf(before, currency)
  if (before === undefined || now === undefined || earlier === undefined || earlier <= now) {
    put(fields, 'price', price)
    return
  }
  put(fields, 'price', before)
  put(fields, 'saleprice', price)
  const { saleFrom, saleUntil } = variant
  if (saleFrom || saleUntil)
    put(fields, 'salepriceeffectivedate', `${saleFrom || '1970-01-01'}/${saleUntil || '2999-12-31'}`)
}

function amountOf(price: RawValue, currency: string | undefined): number | undefined {
  const result = typeof price === 'string' || typeof price === 'number' ? parseMoney(price, currency) : undefined
  return result?.ok ? result.money.minor : undefined
}

/** What stock says. Untracked stock is there; what is sold on when it is gone is as the source's settings have it. */
export function stockAvailability(
  stock: {
    readonly tracked: boolean
    readonly quantity: number | undefined
    readonly sellsOn: boolean
  },
  context: Pick<ReaderContext, 'oversold'>,
): string {
  if (!stock.tracked || stock.quantity === undefined || stock.quantity > 0) return 'in_stock'
  return stock.sellsOn ? (context.oversold ?? 'in_stock') : 'out_of_stock'
}

/** Gives each variant an id that no other variant of the file has. */
export class IdBook {
  private readonly ownerById = new Map<string, string>()
  private readonly context: ReaderContext
  private told = false

  constructor(context: ReaderContext) {
    this.context = context
  }

  /** The first of its own ids that is free, else its product and options; undefined where even those are missing. */
  idOf({ ids, options = [], line }: Variant, product: string): string | undefined {
    const given = ids.filter((id) => id !== undefined && id !== '') as string[]
    const made = [product, ...options.map(([, value]) => slugOf(value))].filter((part) => part !== '').join('-')
    const free = given.find((id) => !this.ownerById.has(id)) ?? made
    const [first] = given
    if (first !== undefined && free !== first && !this.told) {
      this.told = true
      this.context.notice(
        `${line === undefined ? '' : `line ${line}: `}SKU ${quoted(first)} is already that of a variant of ${quoted(this.ownerById.get(first))}; where SKUs repeat, later variants get another id, such as ${quoted(free)}`,
      )
    }
    if (free === '') return undefined
    this.ownerById.set(free, product)
    return free
  }

  /** The group's own id, unless a variant is called so. */
  groupOf(groupId: string, id: string | undefined): string {
    return id === groupId || this.ownerById.has(groupId) ? `${groupId}-group` : groupId
  }
}

/** As shop systems make addresses of names: `Crème & Sugar` is `creme-sugar`. */
export const slugOf = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')

/** The values of a cell that lists some, blanks and empty ones gone. */
export const listed = (cell: string | undefined, separator: string | RegExp): string[] =>
  (cell ?? '')
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== '')

/** `Clothing / Shirts` in any of the separators that exports use, as one path. */
export const categoryPath = (parts: readonly string[]): string => parts.map((part) => part.trim()).join(' > ')

export const fieldsFrom = (entries: Readonly<Record<string, RawValue | undefined>>): Map<string, RawValue> => {
  const fields = new Map<string, RawValue>()
  for (const [key, value] of Object.entries(entries)) put(fields, fieldKey(key), value)
  return fields
}
