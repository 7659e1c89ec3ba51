import { graphemesOf } from './plain-text.ts'

/** A piece of text that stays together, and whether a space parts it from the piece before. */
export interface BreakUnit {
  readonly text: string
  readonly spaced: boolean
}

const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u
/** Never first on a line: closing marks, small kana, sound marks, Thai repetition and abbreviation. */
const CLINGS_TO_PREVIOUS = /^[\p{Pe}\p{Pf}\p{Po}\p{M}ーゝゞヽヾ々ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶๆฯ…?!%]/u
/** Never last on a line: opening brackets and quotes, currency signs. */
const CLINGS_TO_NEXT = /[\p{Ps}\p{Pi}\p{Sc}]$/u

const segmenters = new Map<string, Intl.Segmenter>()

/**
 * Splits where a line may end: at ordinary spaces, and between the words of scripts that are written without spaces.
 * No-break spaces hold together what they join.
 */
export function breakUnits(text: string, locale: string): BreakUnit[] {
  const units: BreakUnit[] = []
  for (const chunk of text.split(' ')) {
    if (chunk === '') continue
    const parts = UNSPACED.test(chunk) ? wordsOf(chunk, locale) : [chunk]
    for (const [index, part] of parts.entries()) units.push({ text: part, spaced: index === 0 })
  }
  return units
}

function wordsOf(chunk: string, locale: string): string[] {
  const words: string[] = []
  for (const { segment } of segmenterFor(locale).segment(chunk)) {
    const previous = words.at(-1)
    if (
      previous !== undefined &&
      (CLINGS_TO_PREVIOUS.test(segment) || CLINGS_TO_NEXT.test(previous) || isLatin(previous, segment))
    )
      words[words.length - 1] = previous + segment
    else words.push(segment)
  }
  return words
}

const isLatin = (previous: string, next: string): boolean => !UNSPACED.test(previous) && !UNSPACED.test(next)

function segmenterFor(locale: string): Intl.Segmenter {
  let segmenter = segmenters.get(locale)
  if (!segmenter) {
    segmenter = new Intl.Segmenter(Intl.Segmenter.supportedLocalesOf([locale]).length > 0 ? locale : 'en', {
      granularity: 'word',
    })
    if (segmenters.size < 100) segmenters.set(locale, segmenter)
  }
  return segmenter
}

/** A piece too wide for any line, in pieces of one grapheme each. */
export const splitUnit = (unit: BreakUnit): BreakUnit[] =>
  graphemesOf(unit.text).map((text, index) => ({ text, spaced: index === 0 && unit.spaced }))
