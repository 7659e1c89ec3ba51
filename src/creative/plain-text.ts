/** Marks that turn or isolate the direction of text. Ours are set by the layout; a catalog's would let one text reorder another. */
const DIRECTION_MARKS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufeff\ufffe\uffff\ufff9-\ufffc\u00ad]/g
const LONE_SURROGATES = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

/** More than any template can show; what lies beyond is cut before any work is spent on it. */
export const TEXT_CHARS_MAX = 600

/** Marks that are typed again and again onto one letter to paint over their surroundings. */
const STACKED_MARKS = /(\p{M}{4})\p{M}+/gu

/**
 * Catalog text as a picture can set it: one line, no control characters or direction marks, composed letters,
 * at most four combining marks in a row. No-break spaces are kept, they hold words together.
 */
export function plainText(text: string): string {
  return text
    .slice(0, TEXT_CHARS_MAX * 4)
    .replace(CONTROLS, '')
    .replace(DIRECTION_MARKS, '')
    .replace(LONE_SURROGATES, '')
    .normalize('NFC')
    .replace(STACKED_MARKS, '$1')
    .replace(/[^\S\u00a0]+/g, ' ')
    .slice(0, TEXT_CHARS_MAX)
    .replace(LONE_SURROGATES, '')
    .trim()
}

const graphemeSegmenter = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** What a reader calls one character: letters with their marks, an emoji with all its parts. */
export const graphemesOf = (text: string): string[] =>
  // What the segmenter says of printable ASCII is known, and costs a hundred times as much.
  isAscii(text) ? text.split('') : Array.from(graphemeSegmenter.segment(text), (part) => part.segment)

export const isAscii = (text: string): boolean => /^[\x20-\x7e]*$/.test(text)

const RTL_LETTERS =
  /[\u0590-\u05ff\u0600-\u06ff\u0700-\u074f\u0750-\u077f\u0780-\u07bf\u08a0-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/
const STRONG = /[\p{L}]/u

export type Direction = 'ltr' | 'rtl'

/** By the first letter; `fallback` where there is none. */
export function directionOf(text: string, fallback: Direction = 'ltr'): Direction {
  for (const char of text) {
    if (RTL_LETTERS.test(char)) return 'rtl'
    if (STRONG.test(char)) return 'ltr'
  }
  return fallback
}

const RTL_LANGUAGES = new Set(['ar', 'he', 'iw', 'fa', 'ur', 'ps', 'sd', 'ug', 'yi', 'ckb', 'dv'])

export const languageOf = (locale: string): string => locale.toLowerCase().split(/[-_]/)[0] ?? ''

export const localeDirection = (locale: string): Direction => (RTL_LANGUAGES.has(languageOf(locale)) ? 'rtl' : 'ltr')
