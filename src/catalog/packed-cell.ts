/**
 * The grammar of text feeds for several values in one cell: commas between values, colons between the parts of a
 * group, double quotes around what holds either, `""` for a quote inside them.
 * Source: https://support.google.com/merchants/answer/15001087 and 14998273, read 2026-11-22.
 */

const VALUES_MAX = 2_000

/** Splits at commas outside quotes; quotes around a value are taken off. */
export const splitValues = (cell: string): string[] =>
  splitOutsideQuotes(cell, ',')
    .map((part) => unquoted(part.trim()))
    .filter((part) => part !== '')

/** The groups of a cell, each as its parts; a part that is absent is empty. A colon too many belongs to the last part. */
export function splitGroups(cell: string, parts: number, repeats: boolean): string[][] {
  const groups = repeats ? splitOutsideQuotes(cell, ',') : [cell]
  return groups
    .map((text) => text.trim())
    .filter((text) => text !== '')
    .map((text) => {
      const pieces = splitOutsideQuotes(text, ':')
      const taken = pieces.slice(0, parts - 1)
      if (pieces.length >= parts) taken.push(pieces.slice(parts - 1).join(':'))
      return taken.map((piece) => unquoted(piece.trim()))
    })
}

/** Links in one cell: commas, bars, semicolons and blanks separate them, but only before a new address begins. */
export function splitLinks(cell: string): string[] {
  const text = cell.trim()
  const parts = /^https?:\/\//i.test(text)
    ? text.split(/[\s,|;]+(?=https?:\/\/)/i)
    : splitOutsideQuotes(text, ',').map((part) => unquoted(part.trim()))
  return parts
    .slice(0, VALUES_MAX)
    .map((part) => part.replace(/^"|"$/g, '').replace(/[\s,|;]+$/, ''))
    .filter((part) => part !== '')
}

function splitOutsideQuotes(text: string, separator: string): string[] {
  if (!text.includes('"')) return text.split(separator, VALUES_MAX)
  const parts: string[] = []
  let part = ''
  let quoted = false
  for (let at = 0; at < text.length && parts.length < VALUES_MAX; at++) {
    const char = text[at] as string
    if (char === '"' && quoted && text[at + 1] === '"') {
      part += '""'
      at++
    } else if (char === '"' && (quoted || part.trim() === '')) {
      quoted = !quoted
      part += char
    } else if (char === separator && !quoted) {
      parts.push(part)
      part = ''
    } else part += char
  }
  // A quote that is never closed was no quote: `12" screen,8" screen`.
  if (quoted) return text.split(separator, VALUES_MAX)
  parts.push(part)
  return parts
}

const unquoted = (text: string): string =>
  text.length > 1 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text
