import { graphemesOf, isAscii } from './plain-text.ts'
import type { Font } from './ports.ts'
import { readTypeface, type Typeface } from './typeface.ts'

/** Regular for what informs, heavier for what speaks. A family without the weight lends its nearest one. */
export type Weight = 400 | 500 | 600 | 800

/** The family that leads where its script is written; other scripts are set in the family that goes with its voice. */
export interface TypeChoice {
  readonly family?: string
  readonly italic?: boolean
}

/** Knows every face there is: which texts they can show and how much room a text takes. */
export interface Typesetter {
  /** The text without the graphemes that no face has; it never ends up as an empty box in a picture. */
  showable(text: string): string
  /** CSS font families for a text, the one for its script first; `family` leads where it has the script. */
  families(text: string, family?: string): string
  /** Whether a text in this family has a true italic; a slanted roman is none. */
  hasItalic(text: string, family?: string): boolean
  readonly emojiFamily: string
  /**
   * Width of a line in shares of the font size, without kerning: not less than it is set, but for a hair.
   * A part of a text is set in the families of the whole, `within`.
   */
  widthOf(text: string, weight: Weight, within?: string, choice?: TypeChoice): number
}

const EMOJI_FAMILY = 'Noto Emoji'

/** How letters speak: quietly, like a poster, like a magazine. */
type Voice = 'grotesk' | 'poster' | 'serif'

const ARABIC = /\p{Script=Arabic}/u
const HEBREW = /\p{Script=Hebrew}/u
const JAPANESE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u
const THAI = /\p{Script=Thai}/u
const DEVANAGARI = /\p{Script=Devanagari}/u
const GREEK_OR_CYRILLIC = /[\p{Script=Greek}\p{Script=Cyrillic}]/u

/** The families of each voice after scripts, first the one for Latin. What a voice has no family for is set in the grotesk's. */
const VOICES: Readonly<Record<Voice, readonly (readonly [RegExp | undefined, string])[]>> = {
  grotesk: [
    [undefined, 'Hanken Grotesk'],
    [ARABIC, 'IBM Plex Sans Arabic'],
    [HEBREW, 'Noto Sans Hebrew'],
    [JAPANESE, 'Noto Sans JP'],
    [THAI, 'Noto Sans Thai'],
    [DEVANAGARI, 'Noto Sans Devanagari'],
    // One family for the whole line: Hanken Grotesk has no Greek or Cyrillic to stand beside its Latin.
    [GREEK_OR_CYRILLIC, 'Inter'],
  ],
  poster: [
    [undefined, 'Sofia Sans Extra Condensed'],
    [ARABIC, 'Cairo'],
    [JAPANESE, 'M PLUS 1p'],
    [GREEK_OR_CYRILLIC, 'Sofia Sans Extra Condensed'],
  ],
  serif: [
    [undefined, 'Noto Serif Display'],
    [HEBREW, 'Frank Ruhl Libre'],
    [JAPANESE, 'Kaisei Tokumin'],
    [GREEK_OR_CYRILLIC, 'Noto Serif Display'],
  ],
}

const voiceOf = (family: string): Voice =>
  (Object.keys(VOICES) as Voice[]).find((voice) => VOICES[voice].some(([, name]) => name === family)) ?? 'grotesk'

/** The order of fallback. Emoji are last: their face has figures too. */
const FALLBACK = [
  'Hanken Grotesk',
  'Inter',
  'IBM Plex Sans Arabic',
  'Noto Sans Hebrew',
  'Noto Sans Devanagari',
  'Noto Sans Thai',
  'Noto Sans JP',
  EMOJI_FAMILY,
]

/**
 * Vowel points of Arabic and Hebrew. Print leaves them out as a rule; Satori sets them beside their letters.
 * Seen with Satori 0.63.2 and four Arabic families.
 */
const VOWEL_POINTS =
  /[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed]|[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7]/g

/** Joiners, variation selectors and spaces show nothing themselves. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}|\s/u

export function typesetter(fonts: readonly Font[]): Typesetter {
  const faces = new Map<string, Map<string, Typeface>>()
  for (const font of fonts) {
    const cuts = faces.get(font.name) ?? new Map<string, Typeface>()
    cuts.set(cutOf(font.weight, font.style === 'italic'), readTypeface(font.data))
    faces.set(font.name, cuts)
  }
  const fallback = FALLBACK.filter((name) => faces.has(name))
  const families = [...fallback, ...[...faces.keys()].filter((name) => !fallback.includes(name))]

  const stacks = new Map<string, readonly string[]>()
  const stackOf = (lead: string): readonly string[] => {
    const stack = stacks.get(lead) ?? [lead, ...fallback.filter((name) => name !== lead)]
    stacks.set(lead, stack)
    return stack
  }

  const leadOf = (text: string, family = families[0]!): string => {
    const own = faces.has(family) ? family : families[0]!
    if (isAscii(text)) return own
    const siblings = [...VOICES[voiceOf(own)], ...VOICES.grotesk]
    return siblings.find(([script, name]) => script?.test(text) && faces.has(name))?.[1] ?? own
  }

  const faceOf = (family: string, weight: Weight, italic: boolean): Typeface => {
    const cuts = faces.get(family)!
    const known = cuts.get(cutOf(weight, italic))
    if (known) return known
    const byDistance = [...cuts.keys()].sort((a, b) => distance(a, weight, italic) - distance(b, weight, italic))
    const nearest = cuts.get(byDistance[0]!)!
    cuts.set(cutOf(weight, italic), nearest)
    return nearest
  }

  const showing = (
    grapheme: string,
    stack: readonly string[],
    weight: Weight,
    italic: boolean,
  ): Typeface | undefined => {
    const visible = [...grapheme].filter((char) => !INVISIBLE.test(char))
    for (const family of stack) {
      const face = faceOf(family, weight, italic)
      if (visible.every((char) => face.has(char.codePointAt(0)!))) return face
    }
    return undefined
  }

  const widths = new Map<string, number>()
  /** Of one grapheme; 0 for one that no face shows. */
  const advance = (grapheme: string, lead: string, weight: Weight, italic: boolean): number => {
    const key = `${lead} ${cutOf(weight, italic)} ${grapheme}`
    const known = widths.get(key)
    if (known !== undefined) return known
    const face = showing(grapheme, stackOf(lead), weight, italic)
    // An emoji of several parts is drawn as one; elsewhere marks have no width of their own.
    const chars = isEmojiSequence(grapheme) ? [[...grapheme][0]!] : [...grapheme]
    let width = 0
    if (face) for (const char of chars) width += face.advance(char.codePointAt(0)!) ?? 0
    if (widths.size >= WIDTHS_MAX) widths.clear()
    widths.set(key, width)
    return width
  }

  const italics = new Set(fonts.filter(({ style }) => style === 'italic').map(({ name }) => name))

  return {
    showable: (text) =>
      graphemesOf(text.replace(VOWEL_POINTS, ''))
        .filter((grapheme) => showing(grapheme, families, 400, false))
        .join('')
        .replace(/ {2,}/g, ' ')
        .trim(),
    emojiFamily: EMOJI_FAMILY,
    families: (text, family) => stackOf(leadOf(text, family)).join(', '),
    hasItalic: (text, family) => italics.has(leadOf(text, family)),
    widthOf(text, weight, within = text, { family, italic = false } = {}) {
      const lead = leadOf(within, family)
      let width = 0
      for (const grapheme of graphemesOf(text)) width += advance(grapheme, lead, weight, italic)
      return width
    },
  }
}

const cutOf = (weight: number, italic: boolean): string => `${weight}${italic ? 'i' : ''}`

/** The other slant is further away than any weight. */
const distance = (cut: string, weight: Weight, italic: boolean): number =>
  Math.abs(Number.parseInt(cut, 10) - weight) + (cut.endsWith('i') === italic ? 0 : 1_000)

/** Graphemes whose width is remembered. */
const WIDTHS_MAX = 20_000

const isEmojiSequence = (grapheme: string): boolean =>
  grapheme.length > 2 && /\p{Extended_Pictographic}|\p{RI}/u.test(grapheme)
