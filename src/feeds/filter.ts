import type { OfferFigures } from '../audience/store.ts'
import { STAGES } from '../audience/visitor-item.ts'
import type { AbandonedTest, AttributeTest, OfferFilter } from '../catalog/named-feed.ts'
import { currentPrice, isOnSale, type Offer } from '../catalog/offer.ts'
import { formatAmount, minorDigits } from '../shared/money.ts'

/** Why an offer is not among those that a filter lets through, in words; undefined when it is. */
export function filteredOut(
  filter: OfferFilter,
  offer: Offer,
  { now, figures }: { now: number; figures: OfferFigures | undefined },
): string | undefined {
  for (const { of, tells } of TESTS) {
    const condition = filter[of]
    const reason = condition === undefined ? undefined : tells(condition as never, offer, now, figures)
    if (reason !== undefined) return reason
  }
  return undefined
}

interface FilterTest<Name extends keyof OfferFilter> {
  readonly of: Name
  tells(
    condition: NonNullable<OfferFilter[Name]>,
    offer: Offer,
    now: number,
    figures: OfferFigures | undefined,
  ): string | undefined
}

const test = <Name extends keyof OfferFilter>(of: Name, tells: FilterTest<Name>['tells']): FilterTest<Name> => ({
  of,
  tells,
})

const unless = (holds: boolean, reason: string): string | undefined => (holds ? undefined : reason)

const TESTS = [
  test('categories', (paths, { productTypes = [], googleProductCategory }) => {
    const own = [...productTypes, ...(googleProductCategory === undefined ? [] : [googleProductCategory])]
    return unless(
      own.some((path) => paths.some((begin) => isWithin(path, begin))),
      `its category is ${own[0] ?? 'not given'}`,
    )
  }),
  test('brands', (brands, { brand }) =>
    unless(
      brand !== undefined && brands.some((each) => sameText(each, brand)),
      `its brand is ${brand ?? 'not given'}`,
    )),
  test('price', ({ min, max, currency }, offer, now) => {
    const price = currentPrice(offer, now)
    const amount = price.minor / 10 ** minorDigits(price.currency)
    const isBetween = amount >= (min ?? Number.NEGATIVE_INFINITY) && amount <= (max ?? Number.POSITIVE_INFINITY)
    return unless(price.currency === currency && isBetween, `its price is ${formatAmount(price)} ${price.currency}`)
  }),
  test('availability', (list, { availability }) => unless(list.includes(availability), `it is ${availability}`)),
  test('inventoryMin', (least, { inventory }) =>
    unless((inventory ?? Number.NEGATIVE_INFINITY) >= least, `its stock is ${inventory ?? 'not given'}`)),
  test('onSale', (wanted, offer, now) =>
    unless(isOnSale(offer, now) === wanted, `it is ${wanted ? 'not ' : ''}on sale`)),
  test('where', (tests, offer) => {
    const failed = tests.find((each) => !passes(each, offer))
    return failed && `${failed.attribute} is ${shown(textsOf(offer, failed.attribute))}`
  }),
  test('abandoned', (asked, _offer, now, figures) =>
    unless(isAbandoned(asked, figures, now), `${visitorsOf(figures, asked.stages)} visitors have left it`)),
] as const

/** How many visitors have left an offer at some of the stages. */
export const visitorsOf = (figures: OfferFigures | undefined, stages: AbandonedTest['stages'] = STAGES): number =>
  figures === undefined ? 0 : stages.reduce((sum, stage) => sum + figures.visitors[stage], 0)

/** Whether enough visitors have left it, the last one lately enough. */
export const isAbandoned = (
  { visitorsMin, stages, withinMs }: AbandonedTest,
  figures: OfferFigures | undefined,
  now: number,
): boolean =>
  visitorsOf(figures, stages) >= visitorsMin &&
  (withinMs === undefined || (figures !== undefined && figures.lastAt >= now - withinMs))

function isWithin(path: string, begin: string): boolean {
  const steps = stepsOf(path)
  return stepsOf(begin).every((step, at) => step === steps[at])
}

const stepsOf = (path: string): string[] => path.split('>').map((step) => step.trim().toLowerCase())

const sameText = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase()

function passes({ attribute, test: asked, value = '' }: AttributeTest, offer: Offer): boolean {
  const texts = textsOf(offer, attribute)
  switch (asked) {
    case 'exists':
      return texts.length > 0
    case 'missing':
      return texts.length === 0
    case 'is':
      return texts.some((text) => sameText(text, value))
    case 'isNot':
      return !texts.some((text) => sameText(text, value))
    case 'contains':
      return texts.some((text) => text.toLowerCase().includes(value.trim().toLowerCase()))
  }
}

/** Texts, numbers and yes or no of an attribute; what has parts of its own is not looked into. */
function textsOf(offer: Offer, attribute: string): string[] {
  if (!Object.hasOwn(offer, attribute)) return []
  const value: unknown = (offer as unknown as Readonly<Record<string, unknown>>)[attribute]
  return (Array.isArray(value) ? value : [value])
    .filter((each) => typeof each === 'string' || typeof each === 'number' || typeof each === 'boolean')
    .map(String)
}

const shown = (texts: readonly string[]): string => (texts.length === 0 ? 'not given' : `"${texts[0]?.slice(0, 60)}"`)
