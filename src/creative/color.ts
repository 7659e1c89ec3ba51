/** Red, green, blue from 0 to 255. */
export type Rgb = readonly [number, number, number]

/** Reads `#rrggbb`; anything else is `fallback`, so that a bad setting never leaves a picture without ink. */
export function parseColor(hex: string, fallback: Rgb = [28, 28, 26]): Rgb {
  const match = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(hex)
  if (!match) return fallback
  return [Number.parseInt(match[1]!, 16), Number.parseInt(match[2]!, 16), Number.parseInt(match[3]!, 16)]
}

export const formatColor = (rgb: Rgb): string =>
  `#${rgb.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`

/** `share` of `a`, the rest `b`. */
export const mix = (a: Rgb, b: Rgb, share: number): Rgb => [
  a[0] * share + b[0] * (1 - share),
  a[1] * share + b[1] * (1 - share),
  a[2] * share + b[2] * (1 - share),
]

const linear = (part: number): number => {
  const share = part / 255
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
}

/** Relative luminance by WCAG 2, 0 to 1. */
export const luminance = ([r, g, b]: Rgb): number => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)

/** Contrast ratio by WCAG 2, 1 to 21. */
export function contrast(a: Rgb, b: Rgb): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

const BLACK: Rgb = [0, 0, 0]
const WHITE: Rgb = [255, 255, 255]

/**
 * `ink` moved towards black or white, whichever the ground calls for, by no more than it takes to reach `ratio`.
 * Ratios up to 4.5 can be reached on every ground.
 */
export function mendContrast(ink: Rgb, ground: Rgb, ratio: number): Rgb {
  if (contrast(ink, ground) >= ratio) return ink
  const end = contrast(BLACK, ground) >= contrast(WHITE, ground) ? BLACK : WHITE
  for (let share = 0.95; share > 0; share -= 0.05) {
    const mended = mix(ink, end, share).map(Math.round) as unknown as Rgb
    if (contrast(mended, ground) >= ratio) return mended
  }
  return end
}
