import { type OfferInMarket, placeOf } from '../catalog/market.ts'
import type { Offer } from '../catalog/offer.ts'

const TEXT = [
  'title',
  'shortTitle',
  'description',
  'link',
  'mobileLink',
  'imageLink',
  'brand',
  'color',
  'size',
  'material',
  'pattern',
] as const satisfies readonly (keyof OfferInMarket)[]

const TERMS = [
  'price',
  'salePrice',
  'salePriceEffective',
  'basePrice',
  'availability',
  'status',
] as const satisfies readonly (keyof OfferInMarket)[]

type Override = Partial<OfferInMarket> & { readonly code: string }

/** One row for each language of an offer: `de_AT`, or `de_XX` for the language in all places. */
export const languageOverrides = ({ markets = [] }: Offer): readonly Override[] =>
  overrides(markets, TEXT, (entry) => {
    const { language, country } = placeOf(entry)
    return language === undefined ? undefined : `${language}_${country ?? 'XX'}`
  })

/** One row for each country of an offer. Where two languages of a country differ in a price, the first entry holds. */
export const countryOverrides = ({ markets = [] }: Offer): readonly Override[] =>
  overrides(markets, TERMS, (entry) => placeOf(entry).country).map(withLowerSale)

function overrides(
  markets: readonly OfferInMarket[],
  names: readonly (keyof OfferInMarket)[],
  codeOf: (entry: OfferInMarket) => string | undefined,
): Override[] {
  const byCode = new Map<string, Record<string, unknown>>()
  for (const entry of markets) {
    const code = codeOf(entry)
    const said = names.filter((name) => entry[name] !== undefined)
    if (code === undefined || said.length === 0) continue
    const row = byCode.get(code) ?? { code }
    byCode.set(code, row)
    for (const name of said) row[name] ??= entry[name]
  }
  return [...byCode.values()].map((row) => row as unknown as Override)
}

/** A sale price that is not below the price beside it would have the platform refuse the row. */
function withLowerSale(row: Override): Override {
  const { price, salePrice } = row
  if (!salePrice || (price && salePrice.currency === price.currency && salePrice.minor < price.minor)) return row
  return { ...row, salePrice: undefined, salePriceEffective: undefined }
}
