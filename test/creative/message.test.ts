import { describe, expect, it } from 'vitest'
import type { Offer } from '../../src/catalog/offer.ts'
import {
  checkMessage,
  headlineFor,
  MESSAGE_GRAPHEMES_MAX,
  MOMENTS,
  neutralSentence,
} from '../../src/creative/message.ts'
import { english } from '../../src/creative/nouns/en.ts'
import { findNoun } from '../../src/creative/nouns/find-noun.ts'
import { graphemesOf } from '../../src/creative/plain-text.ts'

const offer = (facts: Partial<Offer> = {}): Offer => ({
  offerId: 'a',
  title: 'Halden',
  link: 'https://shop.example/a',
  price: { minor: 12_900, currency: 'USD' },
  availability: 'in_stock',
  ...facts,
})

const say = (facts: Partial<Offer>, moment: (typeof MOMENTS)[number] = 'viewed', quantity = 1): string =>
  headlineFor(offer(facts), { moment, locale: 'en', quantity }).replaceAll('\u00a0', ' ')

/** Category or title to the phrase that a good shop assistant would use. */
const BY_CATEGORY: readonly [string, string][] = [
  ['Eyewear > Glasses > Round', 'those glasses'],
  ['Health & Beauty > Personal Care > Vision Care > Eyeglasses', 'those eyeglasses'],
  ['Apparel & Accessories > Clothing Accessories > Sunglasses', 'those sunglasses'],
  ['Furniture > Sofas', 'that sofa'],
  ['Home / Living room / Couches', 'that couch'],
  ['Apparel & Accessories > Shoes', 'those shoes'],
  ['Men > Sneakers', 'those sneakers'],
  ['Food, Beverages & Tobacco > Beverages > Coffee', 'that coffee'],
  ['Furniture > Tables > Coffee Tables', 'that coffee table'],
  ['Women > Dresses', 'that dress'],
  ['Women > Tops > Shirts & Tops', 'that top'],
  ['Clothing > Jeans', 'those jeans'],
  ['Clothing > Scarves', 'that scarf'],
  ['Kitchen > Knives', 'that knife'],
  ['Jewelry > Earrings', 'those earrings'],
  ['Jewelry > Rings', 'that ring'],
  ['Watches', 'that watch'],
  ['Home > Curtains', 'those curtains'],
  ['Kitchen > Cookware', 'that cookware'],
  ['Kitchen > Cookware Sets', 'that cookware set'],
  ['Beauty > Perfume & Cologne', 'that fragrance'],
  ['Pets > Dog Food', 'that dog food'],
  ['Audio > Headphones', 'those headphones'],
  ['178', 'those sunglasses'],
  ['460', 'that sofa'],
]

const BY_TITLE: readonly [string, string][] = [
  ['Halden Round Glasses, Tortoise', 'those glasses'],
  ['Court Low Sneaker - White, 42', 'those sneakers'],
  ['Linden Sofa Blue', 'that sofa'],
  ['Ceramic mug with handle', 'that mug'],
  ['Merino Beanie (Red)', 'that beanie'],
  ['Wool Coat 2024 XL', 'that coat'],
]

/** Where any noun would be a guess. */
const UNKNOWN: readonly Partial<Offer>[] = [
  { title: 'Halden Round' },
  { title: 'Coffee Filter Papers' },
  { title: 'Filter for coffee machine' },
  { title: 'Shoe Care Kit' },
  { title: 'Watch Winder' },
  { title: 'Sunglasses Wipes' },
  { title: 'Lamp Oil' },
  { title: 'Bike Pump Adapter Kit' },
  { title: 'Nike' },
  { title: '', productTypes: ['Accessories', 'New > Sale'] },
  { title: '__proto__', productTypes: ['constructor > toString'] },
  { title: 'Bits', productTypes: ['Home & Garden > Bits & Bobs'] },
]

describe('the noun of an offer', () => {
  it.each(BY_CATEGORY)('is found in its category: %s → %s', (category, phrase) => {
    expect(say({ productTypes: [category] })).toBe(`Still thinking about ${phrase}?`)
    expect(say({ googleProductCategory: category })).toBe(`Still thinking about ${phrase}?`)
  })

  it.each(BY_TITLE)('is found at the end of its title: %s → %s', (title, phrase) => {
    expect(say({ title })).toBe(`Still thinking about ${phrase}?`)
  })

  it.each(UNKNOWN)('is none rather than a wrong one: %o', (facts) => {
    expect(say(facts)).toBe('Still thinking it over?')
  })

  it('is taken from product type before category before title', () => {
    const facts = { title: 'Round mug', googleProductCategory: 'Home > Lamps', productTypes: ['Home > Vases'] }
    expect(say(facts)).toContain('that vase')
    expect(say({ ...facts, productTypes: [] })).toContain('that lamp')
    expect(say({ title: facts.title })).toContain('that mug')
  })

  it("is not confused by the offer's own colour or material at the end of the title", () => {
    expect(say({ title: 'Linden Sofa Petrol', color: 'Petrol' })).toContain('that sofa')
    expect(say({ title: 'Dining chair oak', material: 'Oak' })).toContain('that dining chair')
  })

  it('is not spoken for goods that tell something about the person', () => {
    for (const facts of [
      { title: 'Reading glasses', productTypes: ['Health Care > Reading glasses'] },
      { title: 'Wool Coat', productTypes: ['Clothing > Plus-size > Coats'] },
      { title: 'Maternity Jeans' },
      { title: 'Hat', adult: true },
      { title: 'Hearing aid case', productTypes: ['Cases'] },
    ])
      expect(say(facts)).toBe('Still thinking it over?')
  })
})

describe('sentences in English', () => {
  it.each([
    ['viewed', 1, 'Still thinking about that mug?'],
    ['viewed', 2, 'Still thinking about those mugs?'],
    ['carted', 1, 'That mug is still in your cart.'],
    ['carted', 2, 'Those mugs are still in your cart.'],
    ['checkout', 1, 'That mug is almost yours.'],
    ['checkout', 5, 'Those mugs are almost yours.'],
    ['dropped', 1, 'That mug now costs less.'],
    ['dropped', 2, 'Those mugs now cost less.'],
  ] as const)('for a counted noun, %s, %i of it', (moment, quantity, sentence) => {
    expect(say({ productTypes: ['Mugs'] }, moment, quantity)).toBe(sentence)
  })

  it.each([
    ['viewed', 'Still thinking about those jeans?'],
    ['carted', 'Those jeans are still in your cart.'],
    ['checkout', 'Those jeans are almost yours.'],
    ['dropped', 'Those jeans now cost less.'],
  ] as const)('for a pair noun, %s', (moment, sentence) => {
    for (const quantity of [1, 2, 5]) expect(say({ productTypes: ['Jeans'] }, moment, quantity)).toBe(sentence)
  })

  it.each([
    ['viewed', 'Still thinking about that coffee?'],
    ['carted', 'That coffee is still in your cart.'],
    ['checkout', 'That coffee is almost yours.'],
    ['dropped', 'That coffee now costs less.'],
  ] as const)('for a mass noun, %s', (moment, sentence) => {
    for (const quantity of [1, 2, 5]) expect(say({ productTypes: ['Coffee'] }, moment, quantity)).toBe(sentence)
  })

  it('without a noun are whole sentences', () => {
    expect(MOMENTS.map((moment) => say({}, moment))).toEqual([
      'Still thinking it over?',
      'Your cart is just as you left it.',
      'Pick up where you left off.',
      'Now at a lower price.',
    ])
  })

  it('have at most eight words and no exclamation mark, whatever the noun', () => {
    for (const noun of new Set(english.nouns.values()))
      for (const moment of MOMENTS)
        for (const quantity of [1, 3]) {
          const words = english.sentence(moment, { noun, quantity }).split(/[ \u00a0]/)
          expect(words.length, words.join(' ')).toBeLessThanOrEqual(8 + 3)
          expect(words.join(' ')).not.toContain('!')
        }
  })

  it('hold noun and demonstrative together', () => {
    expect(headlineFor(offer({ productTypes: ['Coffee tables'] }), { moment: 'viewed', locale: 'en' })).toContain(
      'that\u00a0coffee\u00a0table',
    )
  })

  it.each(['de', 'fr', 'es', 'it', 'nl'])(
    'have a noun-free sentence of their own in %s, for every moment',
    (locale) => {
      const spoken = MOMENTS.map((moment) =>
        headlineFor(offer({ productTypes: ['Sofas'] }), { moment, locale: `${locale}-XX` }),
      )
      expect(new Set(spoken).size).toBe(MOMENTS.length)
      for (const sentence of spoken) {
        expect(sentence.split(/[ \u00a0]/).length).toBeLessThanOrEqual(8)
        expect(sentence).not.toMatch(/!|cart|thinking/)
      }
    },
  )

  it('stand in for languages that are not there yet', () => {
    expect(neutralSentence('xx')).toBe(neutralSentence('en'))
  })
})

describe('the table of nouns', () => {
  it('knows at least 300 things, each by one form or two', () => {
    expect(new Set(english.nouns.values()).size).toBeGreaterThan(300)
    for (const [form, noun] of english.nouns) {
      expect(form).toBe(form.toLowerCase())
      if (noun.number !== 'pair') expect([noun.one, noun.many]).toContain(form)
      if (noun.number === 'count') expect(noun.many).not.toBe(noun.one)
    }
  })

  it('resolves every category it lists, but for those it leaves out on purpose', () => {
    for (const noun of english.categories.values()) expect(noun.one).not.toBe('')
    expect(findNoun(offer({ productTypes: ['Clothing > Accessories'] }), english)).toBeUndefined()
  })
})

describe("a caller's own sentence", () => {
  it('is taken as it is', () => {
    for (const message of [
      'Still on your mind?',
      'هل ما زلت تفكر؟',
      'x'.repeat(MESSAGE_GRAPHEMES_MAX),
      '👩‍👩‍👧'.repeat(100),
    ])
      expect(checkMessage(message)).toBe(message)
  })

  it.each([
    ['empty', ''],
    ['blank', ' \u00a0 '],
    ['a grapheme too long', 'x'.repeat(MESSAGE_GRAPHEMES_MAX + 1)],
    ['of two lines', 'Still\nthinking'],
    ['with a direction override', 'Still \u202ethinking'],
    ['with a null', 'Still\u0000'],
  ])('is refused when %s', (_, message) => {
    expect(() => checkMessage(message)).toThrow(/message/)
    expect(graphemesOf('ok')).toHaveLength(2)
  })
})
