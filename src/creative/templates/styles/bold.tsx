import { contrast, formatColor, mendContrast, mix, parseColor, type Rgb } from '../../color.ts'
import { stanceOf } from '../../photo-placing.ts'
import type { Box, Layer, TextLayer } from '../../scene.ts'
import { banner } from '../banner.tsx'
import { mark } from '../mark.ts'
import type { Page } from '../page.ts'
import type { Palette } from '../palette.ts'
import { type PhotoPlace, type PictureLook, panel, pictures, shape } from '../picture.tsx'
import { type SetText, setText, type TextFont } from '../set-text.tsx'
import type { BannerLook, Style } from '../style.ts'

/**
 * A poster: the brand's colour from edge to edge, one huge pale disc that rises behind the product, a headline in
 * heavy condensed type, the price in a pill.
 */
export const bold: Style = {
  id: 'bold',
  version: 1,
  palette(brand) {
    const color = parseColor(brand.color, [47, 93, 80])
    const dark = mendContrast(parseColor(brand.inkColor), WHITE, 10)
    // A very light brand colour leaves nothing for a pale disc to stand out from: there the ink is the poster's colour.
    const poster = contrast(color, WHITE) < LIGHTEST ? dark : color
    const takesWhite = contrast(poster, WHITE) >= NEARLY_WHITE
    const wall = takesWhite ? mendContrast(poster, WHITE, 4.5) : poster
    const ink = takesWhite ? WHITE : mendContrast(dark, wall, 7)
    const field = mix(wall, WHITE, takesWhite ? 0.1 : 0.16)
    const patchInk = takesWhite ? mendContrast(wall, WHITE, 4.5) : mendContrast(wall, ink, 4.5)
    return {
      wall,
      panel: field,
      ink,
      quietInk: mendContrast(mix(ink, wall, 0.8), wall, 4.5),
      accent: wall,
      patch: ink,
      patchInk,
    }
  },
  hasGradient: false,
  compose,
}

function compose(page: Page): Layer[] {
  if (isBare(page) && page.composition !== 'strip') return bare(page)
  if (page.composition === 'stacked') return stacked(page)
  if (page.composition === 'tall') return tall(page)
  return page.composition === 'landscape' ? landscape(page) : banner(page, bannerLook(page))
}

const WHITE: Rgb = [255, 255, 255]

const bannerLook = ({ palette, input }: Page): BannerLook => ({
  headline: { ...HEADLINE, spacing: 0 },
  price: PRICE,
  small: { weight: 600, leading: 1.2 },
  mark: { weight: 600, leading: 1.2 },
  quiet: { weight: 600, leading: 1.2 },
  markCase: 'as-written',
  monoLogo: true,
  button: { fill: palette.patch, ink: palette.patchInk, radius: input.brand.cornerRadius === 0 ? 0 : 'pill' },
  picture: (page, place, edge) =>
    edge === 'none'
      ? [panel(place.frame, palette.panel), ...pictures(page, place, look(page))]
      : posterPicture(page, place, edge),
})
const LIGHTEST = 1.16
/** From this contrast with white on, a colour is darkened a little for white letters; below it takes dark ones. */
const NEARLY_WHITE = 2.9

const POSTER = 'Sofia Sans Extra Condensed'
const HEADLINE: TextFont = { role: 'headline', family: POSTER, weight: 800, spacing: -0.006, leading: 0.93 }
const PRICE: TextFont = { role: 'headline', family: POSTER, weight: 800, leading: 1 }
const BADGE: TextFont = { role: 'headline', family: POSTER, weight: 800, spacing: 0.005, leading: 1.1 }
const SMALL: TextFont = { weight: 600, leading: 1.26 }

/** Sizes as shares of the short side. */
const TYPE = {
  stacked: { max: 0.17, liked: 0.125, min: 0.075, price: 0.078, small: 0.0296, linesMax: 3, height: 0.27 },
  tall: { max: 0.175, liked: 0.13, min: 0.085, price: 0.094, small: 0.036, linesMax: 4, height: 0.34 },
  landscape: { max: 0.2, liked: 0.165, min: 0.085, price: 0.108, small: 0.042, linesMax: 4, height: 1 },
} as const

/** Where the name takes a line of its own, the rest takes less. */
const NAME_ABOVE = { ...TYPE.stacked, price: 0.07, height: 0.236 } as const

type Sizes = (typeof TYPE)[keyof typeof TYPE] | typeof NAME_ABOVE

const isBare = ({ family }: Page): boolean => !family.says.includes('headline')

const look = ({ palette, short }: Page): PictureLook => ({
  tile: palette.panel,
  gap: Math.round(short * 0.018),
  initial: { font: { role: 'headline', family: POSTER, weight: 800, leading: 1.1 }, color: palette.wall },
})

/** Which edge of its frame the disc's arc follows. */
type Arc = 'bottom' | 'top' | 'start'

/** How deep the arc is, in shares of the chord that it spans. */
const DEPTH = { bottom: 0.155, top: 0.15, start: 0.2 } as const

/** The part of the disc that is seen in its frame: the arc spans one edge, the disc leaves by the others. */
function discPath({ width, height }: Box, arc: Arc, direction: Page['direction']): string {
  const chord = arc === 'start' ? height : width
  const depth = chord * DEPTH[arc]
  const radius = ((chord / 2) ** 2 + depth ** 2) / (2 * depth)
  const turn = (sweep: 0 | 1, x: number, y: number): string => `A${radius} ${radius} 0 0 ${sweep} ${x} ${y}`
  if (arc === 'bottom') return `M0 0V${height - depth}${turn(0, width, height - depth)}V0Z`
  if (arc === 'top') return `M0 ${height}V${depth}${turn(1, width, depth)}V${height}Z`
  if (direction === 'ltr') return `M${width} 0H${depth}${turn(0, depth, height)}H${width}Z`
  return `M0 0H${width - depth}${turn(1, width - depth, height)}H0Z`
}

/**
 * The disc with the product before it. What its photo cuts is seen through the disc instead: the wall is laid over it
 * with a hole.
 * Several products stand on slabs instead: no arc may cut one of them. `ground` is how far the disc reaches.
 */
function posterPicture(page: Page, place: PhotoPlace, arc: Arc, ground: Box = place.frame): Layer[] {
  const { palette, direction, photos } = page
  const picture = pictures(page, place, look(page))
  if (photos.length > 1) return picture
  const disc = discPath(ground, arc, direction)
  const [field, wall] = [formatColor(palette.panel), formatColor(palette.wall)]
  const behind = shape(`disc ${field} ${arc} ${direction}`, ground, <path d={disc} fill={field} />)
  if (!photos[0] || stanceOf(photos[0].photo) === 'free') return [behind, ...picture]
  const around = `M-2 -2H${ground.width + 2}V${ground.height + 2}H-2Z`
  const hole = <path d={around + disc} fill={wall} fillRule="evenodd" />
  return [behind, ...picture, shape(`hole ${wall} ${arc} ${direction}`, ground, hole)]
}

/** Picture above, the headline as wide as the page, price and name under it. */
function stacked(page: Page): Layer[] {
  const { area, short, input } = page
  const { width } = input.placement
  const besidePill = fitWords(page, TYPE.stacked, area.width)
  const isNarrow = page.family.says.includes('name') && !besidePill.badge && (besidePill.name?.cut ?? true)
  const text = isNarrow ? fitWords(page, NAME_ABOVE, area.width, true) : besidePill
  const infoTop = area.top + area.height - text.infoHeight
  const headlineTop = infoTop - Math.round(short * 0.036) - text.headline.height
  const bottom = headlineTop - Math.round(short * 0.03)
  const frame = { left: 0, top: 0, width, height: bottom }
  const side = short * 0.075
  const place = { frame, air: { side, top: short * 0.07, bottom: bottom * 0.5 * DEPTH.bottom + short * 0.045 } }
  return [
    ...posterPicture(page, place, 'bottom'),
    headline(page, text, { ...area, top: headlineTop }),
    ...info(page, text, { ...area, top: infoTop, height: text.infoHeight }, true),
  ]
}

/** Headline over the picture, price under it, all within the safe area; the disc rises from the lower edge of the page. */
function tall(page: Page): Layer[] {
  const { area, short, input } = page
  const { width, height } = input.placement
  const text = fitWords(page, TYPE.tall, area.width, true)
  const infoTop = area.top + area.height - text.infoHeight
  const headlineTop = area.top
  const top = headlineTop + text.headline.height + Math.round(short * 0.035)
  const frame = { left: 0, top, width, height: infoTop - Math.round(short * 0.045) - top }
  const place = { frame, air: { side: area.left, top: short * DEPTH.top * 0.62, bottom: short * 0.03 } }
  const onField = page.photos.length > 1 ? page : { ...page, palette: inverted(page) }
  return [
    ...posterPicture(page, place, 'top', { ...frame, height: height - top }),
    headline(page, text, { ...area, top: headlineTop }),
    ...info(onField, text, { ...area, top: infoTop, height: text.infoHeight }, true),
  ]
}

/** The colours of words that stand on the disc. */
function inverted({ palette, input }: Page): Palette {
  const ink = mendContrast(parseColor(input.brand.inkColor), palette.panel, 7)
  const takesWall = contrast(palette.wall, palette.panel) >= 3
  const patch = takesWall ? palette.wall : ink
  return {
    ...palette,
    wall: palette.panel,
    ink,
    quietInk: mendContrast(mix(ink, palette.panel, 0.66), palette.panel, 4.5),
    patch,
    patchInk: takesWall ? mendContrast(palette.ink, patch, 4.5) : palette.panel,
  }
}

/** Words where reading begins, the disc rising from the other side. */
function landscape(page: Page): Layer[] {
  const { area, short, input, direction } = page
  const { width, height } = input.placement
  const frameWidth = Math.round(width * 0.54)
  const frame = { left: direction === 'ltr' ? width - frameWidth : 0, top: 0, width: frameWidth, height }
  const gutter = Math.round(short * 0.02)
  const left = direction === 'ltr' ? area.left : frame.width + gutter
  const right = direction === 'ltr' ? frame.left - gutter : area.left + area.width
  const column: Box = { ...area, left, width: right - left }
  const text = fitWords(page, TYPE.landscape, column.width, true)
  const infoTop = column.top + column.height - text.infoHeight
  const headlineTop = infoTop - Math.round(short * 0.05) - text.headline.height
  const side = frameWidth * 0.1
  const place = { frame, air: { side, top: short * 0.1, bottom: short * 0.1 } }
  return [
    ...posterPicture(page, place, 'start'),
    headline(page, text, { ...column, top: headlineTop }),
    ...info(page, text, { ...column, top: infoTop, height: text.infoHeight }, false),
    ...shopMark(page, {
      ...column,
      align: 'start',
      middle: column.top + text.small * 0.6,
      size: text.small,
      widthMax: column.width * 0.6,
    }),
  ]
}

/** The product on its disc and the mark on the wall. */
function bare(page: Page): Layer[] {
  const { area, short, input } = page
  const { width, height } = input.placement
  const size = Math.round(short * 0.036)
  const middle = area.top + area.height - size * 0.75
  const markLayers = shopMark(page, { ...area, align: 'start', middle, size, widthMax: area.width * 0.45 })
  const bottom = Math.round(middle - size * 2.1)
  const frame = { left: 0, top: 0, width, height: bottom }
  const place = {
    frame,
    air: {
      side: width * 0.09,
      top: Math.max(area.top, height * 0.1),
      bottom: width * DEPTH.bottom * 0.6 + short * 0.04,
    },
  }
  return [...posterPicture(page, place, 'bottom'), ...markLayers]
}

interface FittedWords {
  readonly headline: SetText
  readonly small: number
  /** Beside the pill, in its letters. */
  readonly badge?: SetText
  readonly price: SetText
  readonly struckPrice?: SetText
  readonly pill: { readonly width: number; readonly height: number; readonly pad: number; readonly gap: number }
  readonly name?: SetText
  readonly note?: SetText
  /** Whether the name stands over the pill and not beside it. */
  readonly above: boolean
  readonly infoHeight: number
}

/** Between the pill and what stands beside it, in shares of the pill's height. */
const PILL_GAP = 0.34
/** Of the width, for the mark at the end of the last row. */
const MARK_SHARE = 0.25

function fitWords(page: Page, sizes: Sizes, width: number, above = false): FittedWords {
  const { words, short, area } = page
  const small = Math.round(short * sizes.small)
  const shown = words.code || words.price
  const pillRoom = width * (1 - MARK_SHARE) * (above ? 0.94 : 0.78)
  const price = setText(
    page,
    shown,
    { ...PRICE, spacing: words.code ? 0.02 : 0 },
    {
      width: pillRoom - short * sizes.price,
      sizeMax: short * sizes.price,
      sizeMin: short * sizes.price * 0.5,
      linesMax: 1,
    },
  )
  const pad = Math.round(price.size * 0.44)
  const gap = Math.round(price.size * 0.26)
  const struck =
    words.struckPrice === '' || words.code !== ''
      ? undefined
      : setText(page, words.struckPrice, PRICE, { width, sizeMax: price.size * 0.62, linesMax: 1 })
  const both = struck && !struck.cut && price.width + gap + struck.width + 2 * pad <= pillRoom ? struck : undefined
  const pill = {
    width: Math.ceil(price.width + (both ? gap + both.width : 0)) + 2 * pad + 2,
    height: Math.max(Math.round(price.size * 1.36), price.leading),
    pad,
    gap,
  }
  const markRoom = page.composition === 'landscape' ? 0 : width * MARK_SHARE + small * 0.5
  const besidePill = width - markRoom - pill.width - pill.height * PILL_GAP
  const beside = above ? width : besidePill
  const set = (text: string, linesMax: number): SetText =>
    setText(page, text, SMALL, { width: beside, sizeMax: small, linesMax })
  const badge =
    words.badge === '' || besidePill < price.size
      ? undefined
      : setText(page, words.badge, BADGE, {
          width: besidePill,
          sizeMax: price.size * 0.82,
          sizeMin: small * 1.1,
          linesMax: 1,
        })
  // Beside the pill there is room for one of them, and the fact is worth more than the name.
  const named = page.family.says.includes('name') && words.code === '' && (above || (!badge && beside > small * 5))
  const note = words.note === '' ? undefined : set(words.note, 2)
  const name = named ? set(words.name, page.composition === 'stacked' && above ? 1 : 2) : undefined
  const besideHeight = (name?.height ?? 0) + (note?.height ?? 0)
  const infoHeight = above
    ? pill.height + (besideHeight > 0 ? besideHeight + Math.round(small * 0.7) : 0)
    : Math.max(pill.height, besideHeight)
  // Beside the picture the words share a column with the mark; elsewhere the picture has the first claim.
  const room =
    page.composition === 'landscape' ? area.height - infoHeight - small * 2.4 - short * 0.05 : short * sizes.height
  const headline = setText(page, words.headline, HEADLINE, {
    width,
    sizeMax: short * sizes.max,
    sizeMin: short * sizes.min,
    sizeLiked: short * sizes.liked,
    linesMax: sizes.linesMax,
    heightMax: room,
  })
  return {
    headline,
    small,
    badge,
    price,
    struckPrice: both,
    pill,
    name,
    note,
    above,
    infoHeight,
  }
}

const headline = ({ palette }: Page, { headline: text }: FittedWords, { left, top, width }: Box): TextLayer =>
  text.layer('headline', { left, top, width, color: palette.ink })

/** The price in its pill; the name beside it or above, the mark at the end. */
function info(page: Page, text: FittedWords, row: Box, hasMark: boolean): Layer[] {
  const { palette, direction } = page
  const { name, note, badge, pill, above, small } = text
  const layers: Layer[] = []
  const besideHeight = (name?.height ?? 0) + (note?.height ?? 0)
  const pillTop = Math.round(above ? row.top + row.height - pill.height : row.top + (row.height - pill.height) / 2)
  if (text.price.lines.length > 0) layers.push(pricePill(page, text, { ...row, top: pillTop }))
  const indent = above || text.price.lines.length === 0 ? 0 : Math.round(pill.width + pill.height * PILL_GAP)
  const left = row.left + (direction === 'ltr' ? indent : 0)
  const nameTop = above ? row.top : row.top + (row.height - besideHeight) / 2
  const width = row.width - indent
  if (name && name.lines.length > 0) layers.push(name.layer('name', { left, top: nameTop, width, color: palette.ink }))
  if (note)
    layers.push(note.layer('note', { left, top: nameTop + (name?.height ?? 0), width, color: palette.quietInk }))
  if (badge) {
    const besidePill = Math.round(pill.width + pill.height * PILL_GAP)
    layers.push(
      badge.layer('badge', {
        left: row.left + (direction === 'ltr' ? besidePill : 0),
        top: pillTop + (pill.height - badge.height) / 2,
        width: row.width - besidePill,
        color: palette.ink,
      }),
    )
  }
  if (hasMark)
    layers.push(
      ...shopMark(page, {
        ...row,
        align: 'end',
        middle: above ? row.top + row.height - pill.height / 2 : row.top + row.height / 2,
        size: small,
        widthMax: row.width * MARK_SHARE - (above ? 0 : small),
      }),
    )
  return layers
}

function pricePill(page: Page, text: FittedWords, { left, top, width }: Box): TextLayer {
  const { palette, direction } = page
  const { pill, price, struckPrice } = text
  const at = direction === 'ltr' ? left : left + width - pill.width
  const quiet = mendContrast(mix(palette.patchInk, palette.patch, 0.72), palette.patch, 3)
  const inside = (part: SetText, inset: number, color: Rgb, strike = false) => {
    const layer = part.layer('price', { left: inset, top: 0, width: Math.ceil(part.width) + 2, color, strike })
    const size = layer.box
    return (
      <div
        style={{
          display: 'flex',
          position: 'absolute',
          left: direction === 'ltr' ? inset : pill.width - inset - size.width,
          top: Math.round((pill.height - size.height) / 2),
          width: size.width,
          height: size.height,
        }}
      >
        {layer.element}
      </div>
    )
  }
  return {
    kind: 'text',
    id: page.words.code ? 'code' : 'price',
    box: { left: Math.round(at), top, width: pill.width, height: pill.height },
    lines: [...price.lines, ...(struckPrice?.lines ?? [])],
    element: (
      <div
        style={{
          display: 'flex',
          position: 'relative',
          width: pill.width,
          height: pill.height,
          borderRadius: page.input.brand.cornerRadius === 0 ? 0 : pill.height / 2,
          backgroundColor: formatColor(palette.patch),
        }}
      >
        {inside(price, pill.pad, palette.patchInk)}
        {struckPrice && inside(struckPrice, Math.ceil(pill.pad + price.width + pill.gap), quiet, true)}
      </div>
    ),
  }
}

function shopMark(
  page: Page,
  place: {
    left: number
    width: number
    align: 'start' | 'end'
    middle: number
    size: number
    widthMax: number
  },
): Layer[] {
  const { palette } = page
  return mark(page, {
    ...place,
    color: palette.ink,
    font: { weight: 600, leading: 1.26 },
    ground: palette.wall,
    mono: true,
  })
}
