import { describe, expect, it } from 'vitest'
import type { Offer } from '../../src/catalog/offer.ts'
import { describeFinding } from '../../src/feeds/check.ts'
import type { FeedContext } from '../../src/feeds/context.ts'
import { project } from '../../src/feeds/project.ts'
import { FEED_RULES } from '../../src/feeds/rules.ts'
import { TABLE_RULES } from '../../src/feeds/table-rules.ts'
import { DAY_MS } from '../../src/shared/time.ts'
import { brokenRules, cellsOf } from './cells.ts'
import { channelOf, contextOf, GOOGLE, META, NOW, withChanges } from './fixture.ts'

const eur = (minor: number) => ({ minor, currency: 'EUR' })
const google = contextOf(GOOGLE)
const meta = contextOf(META)
const MICROSOFT = channelOf('microsoft-merchant')
const CRITEO = channelOf('criteo-catalog')
const STORES = channelOf('google-local-inventory')

interface RuleCase {
  readonly on: FeedContext
  readonly breaks: Partial<Offer>
  readonly keeps: Partial<Offer>
  /** What the row lacks, where the rule leaves something out. */
  readonly without?: readonly string[]
  /** The offer that keeps the rule does so without it. */
  readonly keptLacksIt?: true
}

const CASES: Readonly<Record<string, RuleCase>> = {
  'offer-archived': { on: google, breaks: { status: 'archived' }, keeps: { status: 'active' } },
  'offer-expired': { on: google, breaks: { expirationAt: NOW }, keeps: { expirationAt: NOW + 1 } },
  'id-not-writable': { on: google, breaks: { offerId: 'a\u0007b' }, keeps: { offerId: 'größe 41' } },
  'availability-date-missing': {
    on: google,
    breaks: { availability: 'backorder' },
    keeps: { availability: 'backorder', availabilityAt: NOW + DAY_MS },
  },
  'availability-date-too-far': {
    on: google,
    breaks: { availability: 'preorder', availabilityAt: NOW + 367 * DAY_MS },
    keeps: { availability: 'preorder', availabilityAt: NOW + 365 * DAY_MS },
  },
  'price-not-positive': {
    on: google,
    breaks: { price: eur(0) },
    keeps: { price: eur(0), subscriptionCost: { period: 'month', periodLength: 12, amount: eur(999) } },
  },
  'other-currency': {
    on: contextOf(META, { currency: 'EUR' }),
    breaks: { price: { minor: 100, currency: 'USD' } },
    keeps: { price: eur(100) },
  },
  'adult-refused': { on: contextOf(MICROSOFT), breaks: { adult: true }, keeps: { adult: false } },
  'backorder-as-out-of-stock': {
    on: contextOf(MICROSOFT),
    breaks: { availability: 'backorder' },
    keeps: { availability: 'preorder' },
  },
  'characters-refused': {
    on: contextOf(CRITEO),
    breaks: { offerId: 'lampe-größe' },
    keeps: { offerId: 'lampe-groesse_1.5 (rot)' },
  },
  'nothing-to-say': {
    on: contextOf(STORES),
    breaks: {},
    keeps: { storeStock: [{ storeCode: 'a', availability: 'in_stock' }] },
  },
  'picture-format': {
    on: meta,
    breaks: { imageLink: 'https://lumen.example/img/orla.webp?w=1200' },
    keeps: { imageLink: 'https://lumen.example/img/orla?format=webp' },
  },
  'additional-picture-format': {
    on: google,
    breaks: { additionalImageLinks: ['https://lumen.example/plan.svg'] },
    keeps: { additionalImageLinks: ['https://lumen.example/side.webp'] },
    without: ['additional_image_link'],
  },
  'item-group-id-is-offer-id': {
    on: contextOf(META, { groupIdsTaken: new Set(['lamp-9']) }),
    breaks: { itemGroupId: 'lamp-9' },
    keeps: { itemGroupId: 'lamps' },
    without: ['item_group_id'],
  },
  'sale-price-not-lower': {
    on: meta,
    breaks: { salePrice: eur(12900) },
    keeps: { salePrice: eur(12899) },
    without: ['sale_price'],
  },
  'sale-dates-wrong': {
    on: google,
    breaks: { salePrice: eur(9900), salePriceEffective: { startAt: NOW + 2, endAt: NOW + 1 } },
    keeps: { salePrice: eur(9900), salePriceEffective: { startAt: NOW + 1, endAt: NOW + 2 } },
    without: ['sale_price', 'sale_price_effective_date'],
  },
  'expiration-too-far': {
    on: google,
    breaks: { expirationAt: NOW + 367 * DAY_MS },
    keeps: { expirationAt: NOW + 365 * DAY_MS },
    without: ['expiration_date'],
  },
  'structured-title-unused': {
    on: google,
    breaks: { structuredTitle: { content: 'Another title' } },
    keeps: { structuredTitle: { content: 'Desk lamp Orla, brass' } },
    without: ['structured_title'],
  },
  'structured-description-unused': {
    on: google,
    breaks: { structuredDescription: { content: 'Another description' } },
    keeps: { description: undefined, structuredDescription: { content: 'The only description' } },
    without: ['structured_description'],
  },
  'description-missing': {
    on: google,
    breaks: { description: undefined },
    keeps: { description: undefined, structuredDescription: { content: 'A lamp' } },
    without: ['description'],
    keptLacksIt: true,
  },
  'description-from-title': { on: meta, breaks: { description: undefined }, keeps: {} },
  'description-equals-title': { on: meta, breaks: { description: 'Desk lamp Orla, brass' }, keeps: {} },
  'title-all-capitals': { on: meta, breaks: { title: 'DESK LAMP 40 W' }, keeps: { title: 'LED lamp' } },
  'availability-as-in-stock': {
    on: meta,
    breaks: { availability: 'preorder' },
    keeps: { availability: 'out_of_stock' },
  },
  'brand-from-shop': { on: meta, breaks: { brand: undefined }, keeps: {} },
  'condition-assumed-new': { on: meta, breaks: { condition: undefined }, keeps: { condition: 'used' } },
  'gtin-invalid': {
    on: google,
    breaks: { gtins: ['4006381333932'] },
    keeps: { gtins: ['4006381333931'] },
    without: ['gtin'],
  },
  'identifiers-missing': { on: google, breaks: { mpn: undefined }, keeps: { mpn: undefined, condition: 'used' } },
  'identifier-exists-contradicted': {
    on: google,
    breaks: { identifierExists: false },
    keeps: { identifierExists: false, mpn: undefined },
    without: ['identifier_exists'],
  },
  'clothing-details-missing': {
    on: google,
    breaks: { googleProductCategory: '1604', color: 'red', gender: 'female', ageGroup: 'adult' },
    keeps: { googleProductCategory: 'Apparel & Accessories', color: 'red', gender: 'female', ageGroup: 'adult' },
  },
  'unit-price-base-alone': {
    on: google,
    breaks: { unitPricingMeasure: { value: 500, unit: 'g' }, unitPricingBaseMeasure: { value: 1, unit: 'l' } },
    keeps: { unitPricingMeasure: { value: 500, unit: 'g' }, unitPricingBaseMeasure: { value: 1, unit: 'kg' } },
    without: ['unit_pricing_base_measure'],
  },
  'unit-price-beside-energy-class': {
    on: google,
    breaks: { unitPricingMeasure: { value: 4, unit: 'ct' }, energyEfficiencyClass: 'A' },
    keeps: { energyEfficiencyClass: 'A' },
    without: ['energy_efficiency_class'],
  },
  'auto-price-minimum': {
    on: google,
    breaks: { autoPricingMinPrice: eur(12800), costOfGoodsSold: eur(5000) },
    keeps: { autoPricingMinPrice: eur(12000), costOfGoodsSold: eur(5000) },
    without: ['auto_pricing_min_price'],
  },
  'handling-times-wrong': {
    on: google,
    breaks: { minHandlingTime: 3, maxHandlingTime: 2 },
    keeps: { minHandlingTime: 2, maxHandlingTime: 2 },
    without: ['min_handling_time'],
  },
  'shipping-dimensions-incomplete': {
    on: google,
    breaks: { shippingLength: { value: 10, unit: 'cm' }, shippingWidth: { value: 10, unit: 'cm' } },
    keeps: {
      shippingLength: { value: 10, unit: 'cm' },
      shippingWidth: { value: 10, unit: 'cm' },
      shippingHeight: { value: 10, unit: 'CM' },
    },
    without: ['shipping_length', 'shipping_width', 'shipping_height'],
  },
  'shipping-location-ambiguous': {
    on: google,
    breaks: { shipping: [{ country: 'US', region: 'CA', postalCode: '94*', price: eur(100) }] },
    keeps: { shipping: [{ country: 'US', region: 'CA', price: eur(100) }] },
    without: ['shipping'],
  },
  'shipping-price-too-high': {
    on: google,
    breaks: { shipping: [{ country: 'JP', price: { minor: 100_001, currency: 'JPY' } }] },
    keeps: { shipping: [{ country: 'JP', price: { minor: 100_000, currency: 'JPY' } }] },
    without: ['shipping'],
  },
  'destination-included-and-excluded': {
    on: google,
    breaks: { includedDestinations: ['Shopping_ads'], excludedDestinations: ['Shopping_ads'] },
    keeps: { includedDestinations: ['Shopping_ads'], excludedDestinations: ['Display_ads'] },
    without: ['included_destination'],
  },
  'android-package-missing': {
    on: meta,
    breaks: { appLinks: { androidUrl: 'lumen://orla' } },
    keeps: { appLinks: { androidUrl: 'lumen://orla', androidPackage: 'example.lumen' } },
    without: ['applink.android_url'],
  },

  'attribute-missing': {
    on: google,
    breaks: { imageLink: undefined },
    keeps: { imageLink: 'https://lumen.example/a.jpg' },
  },
  'value-too-long': {
    on: google,
    breaks: { link: `https://lumen.example/${'x'.repeat(1979)}` },
    keeps: { link: `https://lumen.example/${'x'.repeat(1978)}` },
  },
  'value-cut': { on: google, breaks: { brand: 'x'.repeat(71) }, keeps: { brand: 'x'.repeat(70) } },
  'value-left-out': {
    on: google,
    breaks: { itemGroupId: 'x'.repeat(51) },
    keeps: { itemGroupId: 'x'.repeat(50) },
    without: ['item_group_id'],
  },
  'value-short': { on: meta, breaks: { description: 'x'.repeat(29) }, keeps: { description: 'x'.repeat(30) } },
  'value-unknown': {
    on: google,
    breaks: { certifications: [{ certificationAuthority: 'Mars', certificationName: 'EPREL' }] },
    keeps: { certifications: [{ certificationAuthority: 'ec', certificationName: 'eprel' }] },
    without: ['certification'],
  },
  'number-out-of-range': {
    on: google,
    breaks: { multipack: 1 },
    keeps: { multipack: 2 },
    without: ['multipack'],
  },
  'unit-unknown': {
    on: google,
    breaks: { productWeight: { value: 1, unit: 'stone' } },
    keeps: { productWeight: { value: 1, unit: 'Lb' } },
    without: ['product_weight'],
  },
  'json-unreadable': {
    on: meta,
    breaks: { returnPolicyInfo: '[30]' },
    keeps: { returnPolicyInfo: '{"return_policy_days":30}' },
    without: ['return_policy_info'],
  },
  'group-incomplete': {
    on: google,
    breaks: { loyaltyPrograms: [{ programLabel: 'friends' }] },
    keeps: { loyaltyPrograms: [{ programLabel: 'friends', tierLabel: 'gold' }] },
    without: ['loyalty_program'],
  },
  'too-many-values': {
    on: google,
    breaks: { sizeTypes: ['regular', 'tall', 'big'] },
    keeps: { sizeTypes: ['regular', 'tall'] },
  },
  'too-few-values': {
    on: google,
    breaks: { productHighlights: ['Dims'] },
    keeps: { productHighlights: ['Dims', 'Turns'] },
    without: ['product_highlight'],
  },
}

/** Looked at where rows are written, or where a feed is named; see the tests of the build and of named feeds. */
const TESTED_ELSEWHERE = ['line-too-long', 'filtered-out', 'market-text-missing', 'market-price-missing']

const severityOf = (rule: string) =>
  FEED_RULES.find((each) => each.rule === rule)?.severity ?? TABLE_RULES[rule as keyof typeof TABLE_RULES].severity

describe.each(Object.entries(CASES))('%s', (rule, { on, breaks, keeps, without = [], keptLacksIt }) => {
  const broken = withChanges(breaks)
  const kept = withChanges(keeps)

  it('holds for an offer that keeps it', () => {
    const { excludes, warns } = brokenRules(kept, on)
    expect([...excludes, ...warns]).not.toContain(rule)
    expect(excludes).toEqual([])
  })

  it('is told of an offer that breaks it, which stays in or out accordingly', () => {
    const { excludes, warns } = brokenRules(broken, on)
    const isExcluding = severityOf(rule) === 'excludes'
    expect(isExcluding ? excludes : warns).toContain(rule)
    expect(project(broken, on).rows.length === 0).toBe(isExcluding)
    if (!isExcluding) expect(excludes).toEqual([])
  })

  it('leaves out what the platform would refuse, and nothing of an offer that keeps it', () => {
    for (const name of without) {
      expect(cellsOf(broken, on)[name], name).toBeUndefined()
    }
    const keptCells = cellsOf(kept, on)
    if (!keptLacksIt && without.length > 0) expect(without.some((name) => name in keptCells)).toBe(true)
  })

  it('says what is wrong, what to do about it, and who wants it so', () => {
    const { rejections, notices } = project(broken, on)
    const found = [...rejections, ...notices].find((each) => each.rule === rule)
    expect(found?.message).toMatch(/^offer ".*": .+\. .+/s)
    const finding = describeFinding({ rule, attribute: found?.attribute }, on.channel)
    expect(finding.severity).toBe(severityOf(rule))
    expect(finding.cause).toMatch(/^[A-Z].*\.$/)
    expect(finding.remedy).toMatch(/^[A-Z].*\.$/)
    expect(finding.source).toMatch(/^(https:|npm:|own$)/)
  })
})

describe('the rules', () => {
  it('have a passing and a failing offer each', () => {
    const names = [...FEED_RULES.map(({ rule }) => rule), ...Object.keys(TABLE_RULES)]
    expect(names.filter((rule) => !(rule in CASES) && !TESTED_ELSEWHERE.includes(rule))).toEqual([])
    expect(new Set(names).size).toBe(names.length)
  })

  it('tell all reasons against an offer at once', () => {
    const offer = withChanges({ price: eur(0), availability: 'preorder', imageLink: undefined })
    expect(brokenRules(offer, google).excludes).toEqual([
      'availability-date-missing',
      'price-not-positive',
      'attribute-missing',
    ])
  })

  it('take a group that has the id of its own first offer for a clash too', () => {
    const offer = withChanges({ itemGroupId: 'lamp-1' })
    expect(brokenRules(offer, meta).warns).toEqual(['item-group-id-is-offer-id'])
    expect(brokenRules(offer, google).warns).toEqual([])
  })

  it('do not ask for a picture format where a creative stands in', () => {
    const offer = withChanges({ imageLink: 'https://lumen.example/orla.webp' })
    const context = contextOf(META, { creativeUrls: new Map([[offer.offerId, 'https://ads.example/1.jpg']]) })
    expect(brokenRules(offer, context)).toEqual({ excludes: [], warns: [] })
    expect(cellsOf(offer, context).additional_image_link).toBeUndefined()
  })
})
