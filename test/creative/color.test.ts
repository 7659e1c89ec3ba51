import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contrast, formatColor, mendContrast, parseColor, type Rgb } from '../../src/creative/color.ts'
import { styles } from '../../src/creative/templates/index.ts'

const hex = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, '0')}`)

describe('colours', () => {
  it('knows the two ends of contrast', () => {
    expect(contrast([0, 0, 0], [255, 255, 255])).toBeCloseTo(21, 5)
    expect(contrast([10, 20, 30], [10, 20, 30])).toBe(1)
  })

  it('mends any ink on any ground to 4.5:1, and leaves a legible one alone', () => {
    fc.assert(
      fc.property(hex, hex, (ink, ground) => {
        const [from, on] = [parseColor(ink), parseColor(ground)]
        const mended = mendContrast(from, on, 4.5)
        expect(contrast(mended, on)).toBeGreaterThanOrEqual(4.5)
        if (contrast(from, on) >= 4.5) expect(mended).toEqual(from)
      }),
    )
  })

  it('survives a round trip', () => {
    fc.assert(
      fc.property(hex, (text) => {
        expect(formatColor(parseColor(text))).toBe(text)
      }),
    )
  })

  it('takes its fallback for what is no colour', () => {
    for (const text of ['', 'red', '#fff', '#12345g', 'url(x)']) expect(parseColor(text, [1, 2, 3])).toEqual([1, 2, 3])
  })
})

describe.each(styles)('the palette of $id', ({ palette }) => {
  it('keeps every word legible for any two brand colours, neon included', () => {
    fc.assert(
      fc.property(hex, hex, (color, inkColor) => {
        const { wall, panel, ink, quietInk, accent, patch, patchInk } = palette({ name: 'x', color, inkColor })
        const shown = (rgb: Rgb): Rgb => parseColor(formatColor(rgb))
        expect(contrast(shown(ink), shown(wall))).toBeGreaterThanOrEqual(4.45)
        expect(contrast(shown(quietInk), shown(wall))).toBeGreaterThanOrEqual(4.45)
        expect(contrast(shown(patchInk), shown(patch))).toBeGreaterThanOrEqual(4.45)
        expect(contrast(shown(accent), shown(panel))).toBeGreaterThan(1.12)
      }),
    )
  })
})
