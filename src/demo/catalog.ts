import { DAY_MS, formatInstant } from '../shared/time.ts'
import { demoGtin } from './gtin.ts'
import { MODELS, type Model, type ModelColor, type ModelSize, pictureFile } from './models.ts'
import { weekSale } from './sale-calendar.ts'

export const SHOP_NAME = 'Halden & Fyr'
export const SHOP_URL = 'https://haldenfyr.example'
export const CURRENCY = 'USD'

/** One sellable variant before it is written as JSON. */
export interface Variant {
  readonly offerId: string
  readonly model: Model
  readonly color: ModelColor
  readonly size: ModelSize
}

/** All variants, in the order of the models; an offer's place in it numbers its GTIN. */
export const VARIANTS: readonly Variant[] = MODELS.flatMap((model) =>
  model.colors.flatMap((color) =>
    model.sizes
      .filter((size) => !size.label || !color.sizes || color.sizes.includes(size.label))
      .map((size) => ({
        offerId: [model.id, color.id, size.label?.toLowerCase()].filter(Boolean).join('-'),
        model,
        color,
        size,
      })),
  ),
)

/** The file names of the product pictures in `pictures/`. */
export const demoPictures: readonly string[] = MODELS.flatMap((model) =>
  model.colors.map((color) => pictureFile(model, color)),
)

/** What a variant costs on the day of `at`, in US dollars. */
export function priceOn({ model, color }: Variant, at: number): string {
  if (color.salePrice) return color.salePrice
  if (!color.weekSale) return model.price
  const { startAt, endAt } = weekSale(color.weekSale.cycle, at)
  return at >= startAt && at < endAt ? color.weekSale.price : model.price
}

export const variantLink = ({ model, color, size }: Variant): string =>
  `${SHOP_URL}/${model.kind}/${model.id}?color=${color.id}${size.label ? `&size=${size.label.toLowerCase()}` : ''}`

/** The shop's offers as a catalog upload in JSON would hold them; dates are relative to `now` and change once a day. */
export function demoCatalog(imageUrl: (file: string) => string, now: number): Record<string, unknown>[] {
  return VARIANTS.map((variant, index) => offerJson(variant, index, imageUrl, now))
}

function offerJson(variant: Variant, index: number, imageUrl: (file: string) => string, now: number) {
  const { model, color, size, offerId } = variant
  const isSun = model.kind === 'sunglasses'
  const noun = isSun ? 'Sunglasses' : 'Glasses'
  const groupTitle = `${model.name} ${titleCase(model.shape)} ${noun}`
  return {
    offerId,
    title: [groupTitle, color.name, size.label && `Size ${size.label}`].filter(Boolean).join(', '),
    shortTitle: `${model.name} in ${color.name}`,
    description: `${model.story} ${color.story}`,
    link: variantLink(variant),
    imageLink: imageUrl(pictureFile(model, color)),
    availability: color.availability ?? 'in_stock',
    ...(color.availability === 'preorder' && { availabilityAt: formatInstant(startOfDay(now) + 21 * DAY_MS) }),
    price: model.price,
    currency: CURRENCY,
    ...salePrice(color, now),
    brand: SHOP_NAME,
    gtins: [demoGtin(index + 1)],
    mpn: ['HF', model.id, color.id, size.label].filter(Boolean).join('-').toUpperCase(),
    condition: 'new',
    color: color.name.replace(' and ', '/'),
    material: model.material,
    gender: model.gender,
    ageGroup: 'adult',
    ...(size.label && { size: size.label, sizeSystem: 'US' }),
    // 178 is Apparel & Accessories > Clothing Accessories > Sunglasses,
    // 524 is Health & Beauty > Personal Care > Vision Care > Eyeglasses.
    googleProductCategory: isSun ? '178' : '524',
    productTypes: [`Eyewear > ${noun} > ${titleCase(model.shape)}`],
    itemGroupId: `hf-${model.id}`,
    itemGroupTitle: groupTitle,
    productHighlights: model.highlights,
    productDetails: [
      { sectionName: 'Measurements', attributeName: 'Lens width', attributeValue: `${size.lens} mm` },
      { sectionName: 'Measurements', attributeName: 'Bridge', attributeValue: `${size.bridge} mm` },
      { sectionName: 'Measurements', attributeName: 'Temple length', attributeValue: `${size.temple} mm` },
    ],
    shipping: [{ country: 'US', service: 'Standard', price: '0.00' }],
    // The pair in its case and box.
    shippingWeight: { value: model.grams + 184, unit: 'g' },
  }
}

function salePrice(color: ModelColor, now: number) {
  if (color.salePrice) return { salePrice: color.salePrice }
  if (!color.weekSale) return {}
  const { startAt, endAt } = weekSale(color.weekSale.cycle, now)
  return {
    salePrice: color.weekSale.price,
    salePriceEffective: { startAt: formatInstant(startAt), endAt: formatInstant(endAt) },
  }
}

const startOfDay = (at: number): number => at - (at % DAY_MS)

const titleCase = (text: string): string => text.replace(/(^|[ -])[a-z]/g, (letter) => letter.toUpperCase())
