import { isOnSale, type Offer } from '../catalog/offer.ts'
import type { Promotion } from '../catalog/promotion.ts'
import { languageOf } from './plain-text.ts'

/**
 * The short facts beside a price. Each is said only while the data bears it out: a percentage only of a price that was
 * asked before, a stock only where the source counts it, a code only on its days.
 */

interface Phrases {
  readonly newIn: string
  /** Of the button that display banners have. */
  readonly action: string
  /** By the plural class of the count, `#` its place. */
  readonly left: Readonly<Partial<Record<Intl.LDMLPluralRule, string>>> & { readonly other: string }
  readonly items: Readonly<Partial<Record<Intl.LDMLPluralRule, string>>> & { readonly other: string }
  /** `#` is a day and a month. */
  readonly until: string
}

const ENGLISH: Phrases = {
  newIn: 'New in',
  action: 'Shop now',
  left: { one: 'Only # left', other: 'Only # left' },
  items: { one: '# item', other: '# items' },
  until: 'until #',
}

const PHRASES: Readonly<Record<string, Phrases>> = {
  en: ENGLISH,
  de: {
    newIn: 'Neu',
    action: 'Ansehen',
    left: { one: 'Nur noch # Stück', other: 'Nur noch # Stück' },
    items: { one: '# Artikel', other: '# Artikel' },
    until: 'bis #',
  },
  fr: {
    newIn: 'Nouveau',
    action: 'Découvrir',
    left: { one: 'Plus que # en stock', other: 'Plus que # en stock' },
    items: { one: '# article', other: '# articles' },
    until: 'jusqu’au #',
  },
  es: {
    newIn: 'Novedad',
    action: 'Ver más',
    left: { one: 'Solo queda #', other: 'Solo quedan #' },
    items: { one: '# artículo', other: '# artículos' },
    until: 'hasta el #',
  },
  it: {
    newIn: 'Novità',
    action: 'Scopri',
    left: { one: 'Solo # disponibile', other: 'Solo # disponibili' },
    items: { one: '# articolo', other: '# articoli' },
    until: 'fino al #',
  },
  nl: {
    newIn: 'Nieuw',
    action: 'Bekijk',
    left: { one: 'Nog maar # over', other: 'Nog maar # over' },
    items: { one: '# artikel', other: '# artikelen' },
    until: 't/m #',
  },
  pl: {
    newIn: 'Nowość',
    action: 'Zobacz',
    left: { one: 'Została tylko # szt.', few: 'Zostały tylko # szt.', other: 'Zostało tylko # szt.' },
    items: { one: '# produkt', few: '# produkty', other: '# produktów' },
    until: 'do #',
  },
  ja: { newIn: '新着', action: '詳しく見る', left: { other: '残り#点' }, items: { other: '#点' }, until: '#まで' },
  ar: {
    newIn: 'جديد',
    action: 'تسوق الآن',
    left: { one: 'بقيت قطعة واحدة فقط', two: 'بقيت قطعتان فقط', few: 'بقيت # قطع فقط', other: 'بقيت # قطعة فقط' },
    items: { one: 'قطعة واحدة', two: 'قطعتان', few: '# قطع', other: '# قطعة' },
    until: 'حتى #',
  },
}

const phrasesOf = (locale: string): Phrases => PHRASES[languageOf(locale)] ?? ENGLISH
/** Numbers and dates speak the language of the phrase that they stand in. */
const spokenLocale = (locale: string): string => (PHRASES[languageOf(locale)] ? locale : 'en')

function counted(forms: Phrases['left'], count: number, locale: string): string {
  const spoken = spokenLocale(locale)
  const form = forms[new Intl.PluralRules(spoken).select(count)] ?? forms.other
  return form.replace('#', new Intl.NumberFormat(spoken).format(count))
}

export const actionWords = (locale: string): string => phrasesOf(locale).action

export const newInClaim = (locale: string): string => phrasesOf(locale).newIn

/** Units from which on nobody calls it few. */
const FEW_MAX = 5

/** "Only 3 left", while the source counts that few and they can be bought. */
export function lowStockClaim({ inventory, availability }: Offer, locale: string): string | undefined {
  if (inventory === undefined || inventory < 1 || inventory > FEW_MAX || availability !== 'in_stock') return undefined
  return counted(phrasesOf(locale).left, inventory, locale)
}

/** "−13%", rounded towards the smaller saving; undefined where the price is not lower, or by less than one percent. */
export function savingClaim(offer: Offer, now: number, locale: string): string | undefined {
  if (!isOnSale(offer, now) || !offer.salePrice) return undefined
  const percent = Math.floor(((offer.price.minor - offer.salePrice.minor) * 100) / offer.price.minor)
  if (percent < 1) return undefined
  return new Intl.NumberFormat(locale, { style: 'percent' }).format(-percent / 100).replace('-', '−')
}

/** "3 items". */
export const itemsClaim = (count: number, locale: string): string => counted(phrasesOf(locale).items, count, locale)

/** The code of a promotion that this offer names and that holds at `now`, with its last day. */
export function codeClaim(
  offer: Offer,
  promotions: readonly Promotion[],
  now: number,
  locale: string,
): { code: string; note?: string } | undefined {
  const held = promotions.find(
    ({ promotionId, redemptionCode, effective }) =>
      promotionId !== undefined &&
      redemptionCode !== undefined &&
      offer.promotionIds?.includes(promotionId) &&
      (effective === undefined || (now >= effective.startAt && now < effective.endAt)),
  )
  if (!held?.redemptionCode) return undefined
  const saving = held.percentOff === undefined ? undefined : percentText(held.percentOff, locale)
  const until = held.effective && untilText(held.effective.endAt, locale)
  const note = [saving, until].filter((part) => part !== undefined).join(' ')
  return { code: held.redemptionCode, ...(note === '' ? {} : { note }) }
}

const percentText = (percent: number, locale: string): string =>
  new Intl.NumberFormat(locale, { style: 'percent' }).format(-percent / 100).replace('-', '−')

/** The last moment of a span belongs to the day before it ends. */
function untilText(endAt: number, locale: string): string {
  const format = new Intl.DateTimeFormat(spokenLocale(locale), { day: 'numeric', month: 'long', timeZone: 'UTC' })
  return phrasesOf(locale).until.replace('#', format.format(endAt - 1).replaceAll(' ', '\u00a0'))
}
