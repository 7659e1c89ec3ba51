import type { Offer } from '../../catalog/offer.ts'
import type { Language, Noun } from './noun.ts'

type Described = Pick<Offer, 'title' | 'productTypes' | 'googleProductCategory' | 'fbProductCategory'> &
  Partial<Pick<Offer, 'color' | 'size' | 'material' | 'pattern'>>

/** No category is deeper, and no title's head is longer. */
const SEGMENTS_MAX = 8
const NOUN_WORDS_MAX = 3

/**
 * The noun a shopper would use for an offer: from its product type, else its category, else the last noun of its
 * title. Undefined when none is sure: a sentence without a noun is never wrong, one with the wrong noun is.
 */
export function findNoun(offer: Described, language: Language): Noun | undefined {
  const paths = [...(offer.productTypes ?? []), offer.googleProductCategory, offer.fbProductCategory]
  for (const path of paths) {
    const noun = path === undefined ? undefined : nounOfCategory(path, language)
    if (noun) return noun
  }
  return nounOfTitle(offer, language)
}

/** From the leaf upwards, so that `Eyewear > Glasses > Round` is a pair of glasses. */
function nounOfCategory(path: string, language: Language): Noun | undefined {
  const segments = path.split(/\s*(?:>|›|»|\/|\|)\s*/).slice(-SEGMENTS_MAX)
  for (const segment of segments.reverse()) {
    const name = normalized(segment).replace(/\s+and\s+/g, ' & ')
    const noun =
      language.categories.get(name) ??
      (name.includes('&') || name.includes(',') ? undefined : headNoun(name.split(' '), language))
    if (noun) return noun
  }
  return undefined
}

/** The title up to its first comma, dash, bracket or "for"; there the last word is the head, colours and sizes aside. */
function nounOfTitle(offer: Described, language: Language): Noun | undefined {
  const own = new Set(
    [offer.color, offer.size, offer.material, offer.pattern].flatMap((value) =>
      value ? normalized(value).split(' ') : [],
    ),
  )
  const [head = ''] = normalized(offer.title).split(/[,;:|([{–—·•]|\s-\s|\s\/\s/)
  const words = head.trim().split(' ')
  const stop = words.findIndex((word, index) => index > 0 && language.stops.has(word))
  const named = stop > 0 ? words.slice(0, stop) : words
  while (named.length > 0 && isTrailing(named.at(-1)!, own, language)) named.pop()
  return headNoun(named, language)
}

const isTrailing = (word: string, own: ReadonlySet<string>, language: Language): boolean =>
  word === '' || /\d/.test(word) || ((own.has(word) || language.trailing.has(word)) && !language.nouns.has(word))

/** The longest noun that the words end in: "coffee table" rather than "table". */
function headNoun(words: readonly string[], language: Language): Noun | undefined {
  for (let count = Math.min(NOUN_WORDS_MAX, words.length); count > 0; count--) {
    const noun = language.nouns.get(words.slice(-count).join(' '))
    if (noun) return noun
  }
  return undefined
}

const normalized = (text: string): string =>
  text
    .slice(0, 750)
    .toLowerCase()
    .replace(/[’‘]/g, "'")
    .replace(/[\s\u00a0]+/g, ' ')
    .trim()
