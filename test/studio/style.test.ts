import { describe, expect, it } from 'vitest'
import { inkOn } from '../../src/studio/components/frames.tsx'
import { studioStyle } from '../../src/studio/style.ts'

const luminance = (color: string): number => {
  const hex = color.length === 4 ? color.replace(/[^#]/g, '$&$&') : color
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((from) => {
    const value = Number.parseInt(hex.slice(from, from + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

const contrast = (a: string, b: string): number => {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return (high + 0.05) / (low + 0.05)
}

const colorsOf = (block: string | undefined): Record<string, string> =>
  Object.fromEntries(
    [...(block ?? '').matchAll(/--([a-z-]+): (#[0-9a-f]{6});/g)].map(([, name, value]) => [name, value]),
  )

const [light, dark] = studioStyle
  .split('@media (prefers-color-scheme: dark)')
  .map((part) => /:root \{([^}]*)\}/.exec(part)?.[1])
const SCHEMES = { light: colorsOf(light), dark: { ...colorsOf(light), ...colorsOf(dark) } }

const PAIRS = [
  ['ink', 'ground'],
  ['ink', 'field'],
  ['soft', 'ground'],
  ['soft', 'field'],
  ['soft', 'accent-ground'],
  ['accent', 'ground'],
  ['accent', 'accent-ground'],
  ['warn', 'ground'],
  ['warn', 'accent-ground'],
  ['ground', 'accent'],
  ['frame-ink', 'frame'],
  ['frame-soft', 'frame'],
  ['frame-soft', 'frame-bar'],
] as const

describe('the colours of the page', () => {
  for (const [scheme, colors] of Object.entries(SCHEMES))
    for (const [text, ground] of PAIRS)
      it(`keep ${text} legible on ${ground} in the ${scheme} scheme`, () => {
        expect(contrast(colors[text] ?? '', colors[ground] ?? '')).toBeGreaterThanOrEqual(4.5)
      })

  for (const color of ['#ffffff', '#000000', '#ffee00', '#2f5d50', '#b4492b', '#7f7f7f', '#00ff00', '#0000ff'])
    it(`keep the shop’s letter legible on ${color}`, () => {
      expect(contrast(inkOn(color), color)).toBeGreaterThanOrEqual(4.5)
    })
})
