import { formatColor, type Rgb } from '../color.ts'
import type { Layer } from '../scene.ts'
import type { Page } from './page.ts'
import { setText, type TextFont } from './set-text.tsx'

export interface MarkPlace {
  /** Of the column that the mark stands in. */
  readonly left: number
  readonly width: number
  readonly align: 'start' | 'center' | 'end'
  /** Its vertical middle. */
  readonly middle: number
  /** Font size of a name that is set in type. */
  readonly size: number
  /** The most room it takes. */
  readonly widthMax: number
  /** The most a logo takes upwards; one and a half times `size` by default. */
  readonly heightMax?: number
  readonly color: Rgb
  readonly font: TextFont
  /** What a logo stands on; one that would not be seen there takes `color`. */
  readonly ground: Rgb
  /** A logo of one colour takes `color` in any case. */
  readonly mono?: boolean
}

/** The shop's logo, or its name set in type. */
export function mark(page: Page, place: MarkPlace): Layer[] {
  const { input, words, direction } = page
  const { logoSize } = input.brand
  if (logoSize && input.brand.logo) {
    const scale = Math.min(place.widthMax / logoSize.width, (place.heightMax ?? place.size * 1.5) / logoSize.height)
    const width = Math.max(1, Math.round(logoSize.width * scale))
    const height = Math.max(1, Math.round(logoSize.height * scale))
    const atLeft = (place.align === 'start') === (direction === 'ltr')
    const inset = place.align === 'center' ? (place.width - width) / 2 : atLeft ? 0 : place.width - width
    const box = { left: Math.round(place.left + inset), top: Math.round(place.middle - height / 2), width, height }
    const crop = { left: 0, top: 0, ...logoSize }
    const tint = { color: formatColor(place.color), ground: formatColor(place.ground), mono: place.mono ?? false }
    return [{ kind: 'picture', source: 'logo', box, crop, blend: 'over', shadow: false, tint }]
  }
  if (words.mark === '') return []
  const text = setText(page, words.mark, place.font, {
    width: Math.round(place.widthMax),
    sizeMax: place.size,
    sizeMin: Math.round(place.size * 0.8),
    linesMax: 1,
  })
  return [text.mark({ ...place, top: place.middle - text.leading / 2 })]
}
