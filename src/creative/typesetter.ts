import { graphemesOf } from './plain-text.ts'
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
  /** Width of one line in shares of the font size, without kerning: not less than it is set, but for a hair. */
  widthOf(text: string, weight: Weight): number
  /** Of the face that leads for this text, in shares of the font size. */
  capHeight(text: string): number
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

  const order = (text: string): string[] => {
    const lead = LEADING_FAMILY.find(([script, name]) => script.test(text) && faces.has(name))?.[1]
    return lead === undefined ? families : [lead, ...families.filter((name) => name !== lead)]
  }

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

  return {
    showable: (text) =>
      graphemesOf(text.replace(VOWEL_POINTS, ''))
        .filter((grapheme) => showing(grapheme, families, 400))
        .join('')
        .replace(/ {2,}/g, ' ')
        .trim(),
    emojiFamily: EMOJI_FAMILY,
    families: (text) => order(text).join(', '),
    capHeight: (text) => faceOf(order(text)[0]!, 600).capHeight,
    widthOf(text, weight) {
      const stack = order(text)
      let width = 0
      for (const grapheme of graphemesOf(text)) {
        const face = showing(grapheme, stack, weight)
        if (!face) continue
        // An emoji of several parts is drawn as one; elsewhere marks have no width of their own.
        const chars = isEmojiSequence(grapheme) ? [[...grapheme][0]!] : [...grapheme]
        for (const char of chars) width += face.advance(char.codePointAt(0)!) ?? 0
      }
      return width
    },
  }
}

const isEmojiSequence = (grapheme: string): boolean =>
  grapheme.length > 2 && /\p{Extended_Pictographic}|\p{RI}/u.test(grapheme)
