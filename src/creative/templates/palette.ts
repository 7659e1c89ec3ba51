import { contrast, mendContrast, mix, parseColor, type Rgb } from '../color.ts'
import type { TemplateInput } from '../template.ts'

/** The colours of a picture, all from the brand's two. */
export interface Palette {
  /** Behind cut-outs and text. */
  readonly wall: Rgb
  /** A field on the wall, for photos that need an edge to stand on. */
  readonly panel: Rgb
  /** At least 7:1 on the wall. */
  readonly ink: Rgb
  /** At least 4.5:1 on the wall. */
  readonly quietInk: Rgb
  /** Seen on the wall as a line; never text. */
  readonly accent: Rgb
}

const WHITE: Rgb = [255, 255, 255]

export function paletteOf(brand: TemplateInput['brand']): Palette {
  const color = parseColor(brand.color, [47, 93, 80])
  const wall = mix(color, WHITE, 0.085)
  const ink = mendContrast(parseColor(brand.inkColor), wall, 7)
  return {
    wall,
    panel: mix(color, WHITE, 0.16),
    ink,
    quietInk: mendContrast(mix(ink, wall, 0.62), wall, 4.5),
    accent: contrast(color, wall) >= 1.6 ? color : mendContrast(color, wall, 1.6),
  }
}
