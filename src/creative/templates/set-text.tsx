import { formatColor, type Rgb } from '../color.ts'
import { type FittedText, fitText } from '../fit-text.ts'
import type { Box, StaticLayer, TextLayer } from '../scene.ts'
import type { Weight } from '../typesetter.ts'
import type { Page } from './page.ts'
import { Lines, leadingOf, letterSpacingOf } from './text-lines.tsx'

export interface TextFont {
  /** Leads unless the brand has a family of its own for the role. */
  readonly family?: string
  readonly role?: 'headline'
  readonly weight: Weight
  /** Letter-spacing in shares of the font size. */
  readonly spacing?: number
  /** Line height in shares of the font size, for Latin; taller scripts take more. */
  readonly leading: number
}

export interface TextBounds {
  readonly width: number
  /** Pixels; `sizeMin` is `sizeMax` by default. */
  readonly sizeMax: number
  readonly sizeMin?: number
  readonly sizeLiked?: number
  readonly linesMax: number
  /** Of all lines together, in pixels; at `sizeMin` a text rather loses lines than exceeds it. */
  readonly heightMax?: number
}

/** A text that found its size and lines, and can be put anywhere. */
export interface SetText extends FittedText {
  readonly leading: number
  readonly height: number
  /** Text layers and their looks: the box is as wide as the longest line, hung on the side that `align` says. */
  layer(id: TextLayer['id'], place: TextPlace): TextLayer
  /** The same for words that are the shop's own. */
  mark(place: TextPlace): StaticLayer
}

export interface TextPlace {
  /** Of the column that the text stands in. */
  readonly left: number
  readonly top: number
  readonly width: number
  readonly color: Rgb
  readonly align?: 'start' | 'center' | 'end'
  readonly strike?: boolean
}

/** Scripts as wide as they are high need less size than the condensed face whose place they take. */
const WIDE_SCRIPTS =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Devanagari}]/u
const CONDENSED = /Condensed/

/** A style's sizes are made for its own face; a wider one in its place takes less. */
const scaleOf = (text: string, family: string, made = family): number =>
  CONDENSED.test(made) && (WIDE_SCRIPTS.test(text) || !CONDENSED.test(family)) ? 0.64 : 1

const familyOf = ({ input }: Page, { family, role }: TextFont): string | undefined =>
  (role === 'headline' ? input.brand.headlineFont : input.brand.textFont) ?? family

export function setText(page: Page, text: string, font: TextFont, bounds: TextBounds, emphasis?: string): SetText {
  const { typesetter, input, direction } = page
  const { weight } = font
  const family = familyOf(page, font)
  const letterSpacing = letterSpacingOf(text, font.spacing ?? 0)
  const scale = family === undefined ? 1 : scaleOf(text, family, font.family)
  const [sizeMax, sizeMin] = [bounds.sizeMax * scale, (bounds.sizeMin ?? bounds.sizeMax) * scale]
  const leadingAt = (size: number): number => Math.round(size * leadingOf(text, font.leading))
  const attempt = (largest: number, linesMax: number): FittedText =>
    fitText(
      text,
      { weight, family, letterSpacing, emphasis },
      {
        width: Math.max(1, Math.floor(bounds.width)),
        sizeMax: Math.round(largest),
        sizeMin: Math.round(Math.min(largest, sizeMin)),
        sizeLiked: Math.round(Math.min(largest, (bounds.sizeLiked ?? bounds.sizeMax) * scale)),
        linesMax,
      },
      { typesetter, locale: input.locale },
    )
  const isLow = ({ size, lines }: FittedText): boolean =>
    bounds.heightMax === undefined || leadingAt(size) * lines.length <= bounds.heightMax
  const fitLow = (): FittedText => {
    for (let linesMax = bounds.linesMax; linesMax > 1; linesMax--)
      for (let largest = sizeMax; largest >= sizeMin; largest *= 0.94) {
        const fitted = attempt(largest, linesMax)
        if (isLow(fitted)) return fitted
      }
    return attempt(sizeMax, 1)
  }
  const fitted = fitLow()
  const leading = leadingAt(fitted.size)
  const height = leading * fitted.lines.length
  const boxOf = ({ left, top, width, align = 'start' }: TextPlace): Box => {
    const own = Math.min(Math.floor(width), Math.ceil(fitted.width) + 1)
    const free = width - own
    const atLeft = (align === 'start') === (direction === 'ltr')
    const inset = align === 'center' ? free / 2 : atLeft ? 0 : free
    return { left: Math.round(left + inset), top: Math.round(top), width: own, height }
  }
  const element = ({ color, align = 'start', strike }: TextPlace) => (
    <Lines
      lines={fitted.lines}
      text={text}
      size={fitted.size}
      leading={leading}
      weight={weight}
      family={family}
      emphasis={emphasis}
      color={formatColor(color)}
      letterSpacing={letterSpacing}
      align={align}
      direction={direction}
      typesetter={typesetter}
      strike={strike}
    />
  )
  return {
    ...fitted,
    leading,
    height,
    layer: (id, place) => ({ kind: 'text', id, box: boxOf(place), lines: fitted.lines, element: element(place) }),
    mark: (place) => {
      const box = boxOf(place)
      const look = [
        fitted.lines,
        fitted.size,
        weight,
        family,
        letterSpacing,
        formatColor(place.color),
        place.align,
        box,
      ]
      return { kind: 'static', key: `mark ${JSON.stringify([...look, direction])}`, box, element: element(place) }
    },
  }
}
