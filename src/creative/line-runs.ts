import { type Direction, directionOf } from './plain-text.ts'

/** A part of a line that is set by itself. */
export interface LineRun {
  readonly text: string
  readonly direction: Direction
  readonly isEmoji: boolean
}

const EMOJI =
  /((?:\p{RI}\p{RI}|[0-9#*]\ufe0f?\u20e3|\p{Emoji_Presentation}|\p{Extended_Pictographic}\ufe0f)(?:\p{EMod}|\ufe0f|\u200d(?:\p{Emoji_Presentation}|\p{Extended_Pictographic})\ufe0f?)*)/gu

/**
 * What reads from left to right inside a line that does not: words of other scripts, and numbers with the signs that
 * belong to them. Satori puts percent signs and currencies on the wrong side of a number there.
 */
const LEFT_TO_RIGHT =
  /([\p{Sc}+-]?\p{Nd}(?:[\p{Nd}.,:/\u066b\u066c-]*\p{Nd})?[%\u066a\p{Sc}]?|(?=[\p{L}])[^\p{Script=Arabic}\p{Script=Hebrew}\s()[\]{}]+(?: (?=[\p{L}\p{Nd}&])[^\p{Script=Arabic}\p{Script=Hebrew}\s()[\]{}]+)*)/gu

/**
 * The parts of a line in reading order. Emoji stand apart, so that the spaces beside them are those of the text;
 * in a line that runs from right to left so does what reads the other way.
 */
export function lineRuns(line: string, direction: Direction): LineRun[] {
  const runs: LineRun[] = []
  for (const part of line.split(EMOJI).filter((text) => text !== '')) {
    if (isEmoji(part)) runs.push({ text: part, direction, isEmoji: true })
    else if (direction === 'ltr') runs.push({ text: part, direction, isEmoji: false })
    else
      for (const text of part.split(LEFT_TO_RIGHT).filter((piece) => piece !== ''))
        runs.push({ text, direction: /\p{Nd}/u.test(text) ? 'ltr' : directionOf(text, 'rtl'), isEmoji: false })
  }
  return runs
}

const isEmoji = (text: string): boolean => new RegExp(`^(?:${EMOJI.source})$`, 'u').test(text)
