import { graphemesOf, isAscii } from './plain-text.ts'
import type { Font } from './ports.ts'
import { readTypeface, type Typeface } from './typeface.ts'

/** Regular for what informs, semibold for what speaks. A family without the weight lends its nearest one. */
export type Weight = 400 | 600

/** Knows every face there is: which texts they can show and how much room a text takes. */
export interface Typesetter {
  /** The text without the graphemes that no face has; it never ends up as an empty box in a picture. */
  showable(text: string): string
  /** CSS font families for a text, the one for its script first. */
  families(text: string): string
  readonly emojiFamily: string
  /**
   * Width of a line in shares of the font size, without kerning: not less than it is set, but for a hair.
   * A part of a text is set in the families of the whole, `within`.
   */
  widthOf(text: string, weight: Weight, within?: string): number
}

const EMOJI_FAMILY = 'Noto Emoji'

/** Families after scripts; the order is also the order of fallback. Emoji are last: their face has figures too. */
const FAMILIES = [
  'Hanken Grotesk',
  'Inter',
  'IBM Plex Sans Arabic',
  'Noto Sans Hebrew',
  'Noto Sans Devanagari',
  'Noto Sans Thai',
  'Noto Sans JP',
  EMOJI_FAMILY,
]

const LEADING_FAMILY: readonly (readonly [RegExp, string])[] = [
  [/\p{Script=Arabic}/u, 'IBM Plex Sans Arabic'],
  [/\p{Script=Hebrew}/u, 'Noto Sans Hebrew'],
  [/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u, 'Noto Sans JP'],
  [/\p{Script=Thai}/u, 'Noto Sans Thai'],
  [/\p{Script=Devanagari}/u, 'Noto Sans Devanagari'],
  // One family for the whole line: Hanken Grotesk has no Greek or Cyrillic to stand beside its Latin.
  [/[\p{Script=Greek}\p{Script=Cyrillic}]/u, 'Inter'],
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
  const faces = new Map<string, Map<number, Typeface>>()
  for (const font of fonts) {
    const weights = faces.get(font.name) ?? new Map<number, Typeface>()
    weights.set(font.weight, readTypeface(font.data))
    faces.set(font.name, weights)
  }
  const families = [
    ...FAMILIES.filter((name) => faces.has(name)),
    ...[...faces.keys()].filter((f) => !FAMILIES.includes(f)),
  ]

  const leadOf = (text: string): string =>
    (isAscii(text) ? undefined : LEADING_FAMILY.find(([script, name]) => script.test(text) && faces.has(name))?.[1]) ??
    families[0]!

  const stacks = new Map(families.map((lead) => [lead, [lead, ...families.filter((name) => name !== lead)]]))
  const stackOf = (lead: string): readonly string[] => stacks.get(lead)!

  const faceOf = (family: string, weight: Weight): Typeface => {
    const weights = faces.get(family)!
    const nearest = [...weights.keys()].sort((a, b) => Math.abs(a - weight) - Math.abs(b - weight))[0]!
    return weights.get(weight) ?? weights.get(nearest)!
  }

  const showing = (grapheme: string, stack: readonly string[], weight: Weight): Typeface | undefined => {
    const visible = [...grapheme].filter((char) => !INVISIBLE.test(char))
    for (const family of stack) {
      const face = faceOf(family, weight)
      if (visible.every((char) => face.has(char.codePointAt(0)!))) return face
    }
    return undefined
  }

  const widths = new Map<string, number>()
  /** Of one grapheme; 0 for one that no face shows. */
  const advance = (grapheme: string, lead: string, weight: Weight): number => {
    const key = `${lead} ${weight} ${grapheme}`
    const known = widths.get(key)
    if (known !== undefined) return known
    const face = showing(grapheme, stackOf(lead), weight)
    // An emoji of several parts is drawn as one; elsewhere marks have no width of their own.
    const chars = isEmojiSequence(grapheme) ? [[...grapheme][0]!] : [...grapheme]
    let width = 0
    if (face) for (const char of chars) width += face.advance(char.codePointAt(0)!) ?? 0
    if (widths.size >= WIDTHS_MAX) widths.clear()
    widths.set(key, width)
    return width
  }

  return {
    showable: (text) =>
      graphemesOf(text.replace(VOWEL_POINTS, ''))
        .filter((grapheme) => showing(grapheme, families, 400))
        .join('')
        .replace(/ {2,}/g, ' ')
        .trim(),
    emojiFamily: EMOJI_FAMILY,
    families: (text) => stackOf(leadOf(text)).join(', '),
    widthOf(text, weight, within = text) {
      const lead = leadOf(within)
      let width = 0
      for (const grapheme of graphemesOf(text)) width += advance(grapheme, lead, weight)
      return width
    },
  }
}

/** Graphemes whose width is remembered. */
const WIDTHS_MAX = 20_000

const isEmojiSequence = (grapheme: string): boolean =>
  grapheme.length > 2 && /\p{Extended_Pictographic}|\p{RI}/u.test(grapheme)
