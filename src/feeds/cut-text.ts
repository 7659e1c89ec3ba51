/** Length as platforms count it, so far as they say: in code points. */
export function codePoints(text: string): number {
  let count = text.length
  for (let at = 0; at < text.length - 1; at++) {
    const unit = text.charCodeAt(at)
    if (unit < 0xd800 || unit > 0xdbff) continue
    const next = text.charCodeAt(at + 1)
    if (next >= 0xdc00 && next <= 0xdfff) count--
  }
  return count
}

/** Whether the text is over the limit; almost every text is short enough to be told by its length alone. */
export const isLongerThan = (text: string, charsMax: number): boolean =>
  text.length > charsMax && codePoints(text) > charsMax

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' })

/**
 * At most `charsMax` code points, ended at a word where there is one in the last third, else between two characters as a
 * reader sees them: an emoji of several code points or an accented letter is not taken apart.
 */
export function cutText(text: string, charsMax: number): string {
  if (!isLongerThan(text, charsMax)) return text
  const head = firstCodePoints(text, charsMax)
  const next = text.charAt(head.length)
  if (/\s/.test(next)) return trimEnd(head)
  const word = /^[\s\S]*\s/.exec(head)?.[0] ?? ''
  if (word.length >= (head.length * 2) / 3) return trimEnd(word)
  return trimEnd(wholeCharacters(text, head.length))
}

/** Ends before a break, without the punctuation that would now stand last. */
const trimEnd = (text: string): string => text.replace(/[\s,;:\u2013\u2014-]+$/u, '')

function firstCodePoints(text: string, count: number): string {
  let units = 0
  for (let seen = 0; seen < count; seen++) units += (text.codePointAt(units) ?? 0) > 0xffff ? 2 : 1
  return text.slice(0, units)
}

/** The longest run of whole characters within `units`; looked for near the end only, since texts can be long. */
function wholeCharacters(text: string, units: number): string {
  const from = Math.max(0, units - 64)
  let end = from
  for (const { index, segment } of graphemes.segment(text.slice(from, units + 64))) {
    const after = from + index + segment.length
    if (after > units) break
    end = after
  }
  return end > from || from === 0 ? text.slice(0, end) : text.slice(0, units)
}
