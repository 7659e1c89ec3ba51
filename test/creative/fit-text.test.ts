import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type FitBounds, fitText } from '../../src/creative/fit-text.ts'
import { graphemesOf, plainText } from '../../src/creative/plain-text.ts'
import { type } from './jobs.ts'

const STYLE = { weight: 600, letterSpacing: -0.02 } as const
const BOUNDS: FitBounds = { width: 600, sizeMax: 72, sizeMin: 40, linesMax: 3 }
const setIn = (text: string, bounds: Partial<FitBounds> = {}, locale = 'en') =>
  fitText(text, STYLE, { ...BOUNDS, ...bounds }, { typesetter: type, locale })

const lineWidth = (line: string, size: number, within = line): number =>
  size * (type.widthOf(line, 600, within) + STYLE.letterSpacing * graphemesOf(line).length)

/** Words of several scripts, long and short. */
const anyText = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 12 }),
      fc.constantFrom('glasses', 'メガネ', 'แว่นตา', 'نظارات', '👓', 'Brille'),
    ),
    { maxLength: 30 },
  )
  .map((words) => type.showable(plainText(words.join(' '))))

describe('fitting a text', () => {
  it('never sets a line wider than its bounds, nor more lines than allowed, nor type out of its bounds', () => {
    fc.assert(
      fc.property(
        anyText,
        fc.integer({ min: 150, max: 1200 }),
        fc.integer({ min: 1, max: 4 }),
        (text, width, linesMax) => {
          const fitted = setIn(text, { width, linesMax })
          expect(fitted.lines.length).toBeLessThanOrEqual(linesMax)
          expect(fitted.size).toBeGreaterThanOrEqual(BOUNDS.sizeMin)
          expect(fitted.size).toBeLessThanOrEqual(BOUNDS.sizeMax)
          for (const line of fitted.lines) expect(lineWidth(line, fitted.size, text)).toBeLessThanOrEqual(width)
        },
      ),
    )
  })

  it('keeps every character, unless it says that it cut', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const fitted = setIn(text)
        const shown = fitted.lines.join('').replace(/\s/g, '')
        const whole = text.replace(/\s/g, '')
        if (fitted.cut) expect(whole.startsWith(shown.slice(0, -1))).toBe(true)
        else expect(shown).toBe(whole)
      }),
    )
  })

  it('holds together what a no-break space joins', () => {
    expect(setIn('Still thinking\u00a0about those\u00a0glasses?').lines).toEqual([
      'Still thinking\u00a0about',
      'those\u00a0glasses?',
    ])
  })

  it('leaves no word alone on the last line where another break is to be had', () => {
    const { lines } = setIn('Those running shoes are still in your cart', { width: 640, sizeMax: 60 })
    expect(lines.length).toBeGreaterThan(1)
    expect(lines.at(-1)!.split(' ').length).toBeGreaterThan(1)
  })

  it('balances its lines', () => {
    const { lines, size } = setIn('one two three four five six seven eight nine ten', { sizeMax: 50 })
    const widths = lines.map((line) => lineWidth(line, size))
    expect(Math.max(...widths) - Math.min(...widths)).toBeLessThan(BOUNDS.width * 0.3)
  })

  it('shrinks a text before it cuts it', () => {
    const text = 'Handmade acetate glasses in tortoise with five hinges'
    const fitted = setIn(text, { width: 700, linesMax: 2 })
    expect(fitted.cut).toBe(false)
    expect(fitted.size).toBeLessThan(BOUNDS.sizeMax)
  })

  it('cuts by grapheme and ends in an ellipsis, not after a comma or a space', () => {
    const fitted = setIn(
      'Round, square, panto, 👩‍👩‍👧‍👦 and many other shapes of glasses that nobody can list in two lines of type',
      { linesMax: 2 },
    )
    expect(fitted.cut).toBe(true)
    const last = fitted.lines.at(-1)!
    expect(last.endsWith('…')).toBe(true)
    expect(last).not.toMatch(/[\s,]…$/)
    const whole = graphemesOf(fitted.lines.join(' ').slice(0, -1))
    expect(whole.some((grapheme) => grapheme === '\u200d')).toBe(false)
  })

  it('breaks a word that no line can hold, at its minimum size', () => {
    const fitted = setIn('Donaudampfschifffahrtsgesellschaftskapitän')
    expect(fitted.size).toBe(BOUNDS.sizeMin)
    expect(fitted.cut).toBe(false)
    expect(fitted.lines.join('')).toBe('Donaudampfschifffahrtsgesellschaftskapitän')
  })

  it('breaks Japanese and Thai between words, and never begins a line with a closing mark', () => {
    const japanese = setIn('あのメガネのこと、まだ気になっていますか？', {}, 'ja')
    expect(japanese.lines.length).toBeGreaterThan(1)
    for (const line of japanese.lines) expect(line).not.toMatch(/^[、。？！」）ー]/)
    const thai = setIn('ยังคิดถึงแว่นตาอันนั้นอยู่ไหม', { width: 420 }, 'th')
    expect(thai.lines.length).toBeGreaterThan(1)
    for (const line of thai.lines) expect(line).not.toMatch(/^[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]/)
  })

  it('is nothing for nothing', () => {
    expect(setIn('')).toMatchObject({ lines: [], width: 0, cut: false })
  })
})
