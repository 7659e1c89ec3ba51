/** How a language treats a thing: one of several that can be counted, a pair that is always plural, or a mass. */
export type NumberClass = 'count' | 'pair' | 'mass'

export interface Noun {
  /** As it stands in a sentence about one of it: "sofa", "glasses", "coffee". */
  readonly one: string
  /** About several: "sofas", "glasses", "coffee". */
  readonly many: string
  readonly number: NumberClass
}

/** Everything that a language must bring to speak about products. Another language is another file of this shape. */
export interface Language {
  /** BCP 47 language, lower case. */
  readonly id: string
  /** Nouns by every form in which a category or a title may end, lower case. */
  readonly nouns: ReadonlyMap<string, Noun>
  /** Whole category names that stand for a noun which is not their last word: "shirts & tops". */
  readonly categories: ReadonlyMap<string, Noun>
  /** Words that may follow the noun of a title without being one: colours, sizes, units. */
  readonly trailing: ReadonlySet<string>
  /** Words after which a title no longer speaks of the product itself: "for", "with". */
  readonly stops: ReadonlySet<string>
  /** One sentence of at most eight words; the noun stands with its demonstrative, held together by no-break spaces: "those glasses". */
  sentence(moment: Moment, about: { noun: Noun; quantity: number } | undefined): string
}

/** The moment a creative speaks to: how far the visitor came, or that the price has fallen since. */
export type Moment = 'viewed' | 'carted' | 'checkout' | 'dropped'

export const MOMENTS: readonly Moment[] = ['viewed', 'carted', 'checkout', 'dropped']
