/** The letters of the wordmark as strokes on a cap height of 100, each with its width. */
const GLYPHS: Readonly<Record<string, readonly [path: string, width: number]>> = {
  H: ['M0 0V100M64 0V100M0 50H64', 64],
  A: ['M2 100 38 14 74 100M13 71H63', 76],
  L: ['M0 0V95H46', 46],
  D: ['M0 5V95H28A45 45 0 0 0 28 5Z', 73],
  E: ['M48 5H0V95H48M0 50H42', 48],
  N: ['M0 100V13L68 87V0', 68],
  F: ['M48 5H0V100M0 52H42', 48],
  Y: ['M0 0 37 54V100M74 0 37 54', 74],
  R: ['M0 100V5H30A25 25 0 0 1 30 55H0M32 55 60 100', 58],
  '&': ['M78 100 20 36C6 19 18 5 34 5C52 5 58 24 43 34L20 49C-4 66 6 95 32 95C54 95 70 78 72 54', 78],
}

const WORDS = 'HALDEN & FYR'
const SPACING = 34
const WORD_SPACE = 58
const STROKE = 10

/** The shop's wordmark in one colour on a transparent ground, as SVG without text or fonts. */
export function demoLogo(color: string): string {
  let x = STROKE
  const strokes: string[] = []
  for (const letter of WORDS) {
    const glyph = GLYPHS[letter]
    if (!glyph) {
      x += WORD_SPACE - SPACING
      continue
    }
    strokes.push(`<path transform="translate(${x} ${STROKE})" d="${glyph[0]}"/>`)
    x += glyph[1] + SPACING
  }
  const width = x - SPACING + STROKE
  const height = 100 + 2 * STROKE
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">` +
    `<g fill="none" stroke="${color}" stroke-width="${STROKE}" stroke-miterlimit="10">${strokes.join('')}</g></svg>`
  )
}
