import { contrast, mendContrast, mix, parseColor, type Rgb } from '../../color.ts'
import type { Box, Layer } from '../../scene.ts'
import { banner } from '../banner.tsx'
import { mark } from '../mark.ts'
import type { Page } from '../page.ts'
import { type PictureLook, panel, pictures } from '../picture.tsx'
import { type SetText, setText, type TextFont } from '../set-text.tsx'
import { type BannerLook, radiusOf, type Style } from '../style.ts'

/**
 * A magazine page: paper, a serif headline with the product in italics, and a caption in its own column under a thin
 * rule, where name and price stand as an editor would set them.
 */
export const editorial: Style = {
  id: 'editorial',
  version: 1,
  palette(brand) {
    const color = parseColor(brand.color, [47, 93, 80])
    const wall = mix(color, PAPER, 0.035)
    const ink = mendContrast(parseColor(brand.inkColor), wall, 9)
    const patch = mix(color, PAPER, 0.1)
    return {
      wall,
      panel: mix(color, PAPER, 0.085),
      ink,
      quietInk: mendContrast(mix(ink, wall, 0.66), wall, 4.5),
      accent: contrast(color, wall) >= 3 ? color : mendContrast(color, wall, 3),
      patch,
      patchInk: mendContrast(ink, patch, 4.5),
    }
  },
  hasGradient: true,
  compose,
}

function compose(page: Page): Layer[] {
  if (isBare(page) && page.composition !== 'strip') return bare(page)
  if (page.composition === 'stacked') return stacked(page)
  if (page.composition === 'tall') return tall(page)
  return page.composition === 'landscape' ? landscape(page) : banner(page, bannerLook(page))
}

const PAPER: Rgb = [249, 246, 240]

const bannerLook = ({ palette, input, short }: Page): BannerLook => ({
  headline: { ...HEADLINE, spacing: -0.004 },
  price: { weight: 600, leading: 1.25 },
  small: { weight: 400, leading: 1.25 },
  mark: LABEL,
  quiet: { weight: 400, leading: 1.25 },
  markCase: 'capitals',
  monoLogo: false,
  button: {
    fill: palette.ink,
    ink: mendContrast(palette.wall, palette.ink, 4.5),
    radius: radiusOf(input.brand, short),
  },
  picture: (page, place) => pictures(page, place, look(page)),
})

const SERIF = 'Noto Serif Display'
const HEADLINE: TextFont = { role: 'headline', family: SERIF, weight: 500, spacing: -0.014, leading: 1.04 }
const CAPTION: TextFont = { weight: 400, leading: 1.38 }
const FIGURE: TextFont = { weight: 600, leading: 1.38 }
/** Tracked capitals, for the shop's name and the one fact. */
const LABEL: TextFont = { weight: 600, spacing: 0.13, leading: 1.38 }

/** Sizes as shares of the short side. */
const TYPE = {
  stacked: { max: 0.098, liked: 0.082, min: 0.056, small: 0.0282, linesMax: 4 },
  tall: { max: 0.128, liked: 0.084, min: 0.062, small: 0.036, linesMax: 4 },
  landscape: { max: 0.118, liked: 0.102, min: 0.066, small: 0.041, linesMax: 5 },
} as const

type Sizes = (typeof TYPE)[keyof typeof TYPE]

const isBare = ({ family }: Page): boolean => !family.says.includes('headline')

const look = ({ palette, short }: Page): PictureLook => ({
  panel: palette.panel,
  tile: palette.panel,
  gap: Math.round(short * 0.014),
  initial: { font: { role: 'headline', family: SERIF, weight: 500, leading: 1.2 }, color: palette.ink },
})

/** Picture to the edges above; under it the headline, and a caption in its own column at the end. */
function stacked(page: Page): Layer[] {
  const { area, short, input, direction } = page
  const { width } = input.placement
  const gutter = Math.round(short * 0.06)
  const captionWidth = Math.round(area.width * 0.29)
  const headlineWidth = area.width - captionWidth - gutter
  const column: Box = {
    ...area,
    left: direction === 'ltr' ? area.left : area.left + captionWidth + gutter,
    width: headlineWidth,
  }
  const side: Box = {
    ...area,
    left: direction === 'ltr' ? area.left + headlineWidth + gutter : area.left,
    width: captionWidth,
  }
  const headline = fitHeadline(page, TYPE.stacked, headlineWidth, short * 0.31)
  const caption = fitCaption(page, TYPE.stacked, captionWidth, true)
  const bottom = area.top + area.height
  const label = fitLabel(page, TYPE.stacked, headlineWidth)
  const ruleGap = Math.round(short * 0.024)
  const labelHeight = label?.height ?? 0
  const blockHeight = Math.max(headline.height + labelHeight, caption.height + ruleGap)
  const blockTop = Math.round(bottom - blockHeight)
  const frame = { left: 0, top: 0, width, height: blockTop - Math.round(short * 0.05) }
  const margin = short * 0.075
  const place = { frame, air: { side: margin, top: margin, bottom: short * 0.02 } }
  const headlineTop = bottom - headline.height
  const foot = { bottom: bottom - Math.round(headline.size * 0.16) }
  return [
    ...pictures(page, place, look(page)),
    ...label_(page, label, column, headlineTop - labelHeight),
    headline.layer('headline', { ...column, top: headlineTop, color: page.palette.ink }),
    rule(page, side.left, blockTop + Math.round(short * 0.004), side.width),
    ...captionLayers(page, caption, side, blockTop + ruleGap, foot),
  ]
}

/** Mark, headline, picture, and the caption on one line under a rule: stories and reels. */
function tall(page: Page): Layer[] {
  const { area, short, input } = page
  const sizes = TYPE.tall
  const headline = fitHeadline(page, sizes, area.width, area.height * 0.3)
  const label = fitLabel(page, sizes, area.width)
  const caption = fitCaption(page, sizes, Math.round(area.width * 0.62), false)
  const captionTop = area.top + area.height - caption.height
  const ruleTop = Math.round(captionTop - short * 0.03)
  const headlineTop = area.top + (label?.height ?? 0)
  const frameTop = headlineTop + headline.height + Math.round(short * 0.045)
  const frame = {
    left: 0,
    top: frameTop,
    width: input.placement.width,
    height: ruleTop - Math.round(short * 0.05) - frameTop,
  }
  const place = { frame, air: { side: area.left, top: short * 0.02, bottom: short * 0.02 } }
  return [
    ...pictures(page, place, look(page)),
    ...label_(page, label, area, area.top),
    headline.layer('headline', { ...area, top: headlineTop, color: page.palette.ink }),
    rule(page, area.left, ruleTop, area.width),
    ...captionLayers(page, caption, area, captionTop),
    ...shopMark(page, {
      ...area,
      align: 'end',
      middle: captionTop + caption.height - caption.small * 0.69,
      size: caption.small,
      widthMax: area.width * 0.34,
    }),
  ]
}

/** Words where reading begins, the picture to the edges beside them. */
function landscape(page: Page): Layer[] {
  const { area, short, input, direction } = page
  const { width, height } = input.placement
  const sizes = TYPE.landscape
  const frameWidth = Math.round(width * 0.53)
  const frame = { left: direction === 'ltr' ? width - frameWidth : 0, top: 0, width: frameWidth, height }
  const gutter = Math.round(short * 0.06)
  const left = direction === 'ltr' ? area.left : frame.width + gutter
  const right = direction === 'ltr' ? frame.left - gutter : area.left + area.width
  const column: Box = { ...area, left, width: right - left }
  const caption = fitCaption(page, sizes, column.width, false)
  const label = fitLabel(page, sizes, column.width)
  const room = column.height - caption.height - (label?.height ?? 0) - caption.small * 2 - short * 0.09
  const headline = fitHeadline(page, sizes, column.width, room)
  const captionTop = column.top + column.height - caption.height
  const ruleTop = Math.round(captionTop - short * 0.036)
  const headlineTop = ruleTop - Math.round(short * 0.046) - headline.height
  const place = { frame, air: { side: short * 0.05, top: short * 0.07, bottom: short * 0.09 } }
  return [
    ...pictures(page, place, look(page)),
    ...label_(page, label, column, headlineTop - (label?.height ?? 0)),
    headline.layer('headline', { ...column, top: headlineTop, color: page.palette.ink }),
    rule(page, column.left, ruleTop, column.width),
    ...captionLayers(page, caption, column, captionTop),
    ...shopMark(page, {
      ...column,
      align: 'start',
      middle: column.top + caption.small * 0.6,
      size: caption.small,
      widthMax: column.width * 0.6,
    }),
  ]
}

/** The product on paper, the mark centred over a rule like a colophon. */
function bare(page: Page): Layer[] {
  const { area, short, input } = page
  const { width } = input.placement
  const size = Math.round(short * 0.03)
  const bottom = area.top + area.height
  const ruleTop = Math.round(bottom - size * 2.5)
  const frame = { left: 0, top: 0, width, height: ruleTop - Math.round(short * 0.03) }
  const side = Math.max(area.left, short * 0.1)
  const place = { frame, air: { side, top: Math.max(area.top, short * 0.1), bottom: short * 0.03 } }
  return [
    ...pictures(page, place, look(page)),
    rule(page, area.left, ruleTop, area.width),
    ...shopMark(page, { ...area, align: 'center', middle: bottom - size * 0.75, size, widthMax: area.width * 0.5 }),
  ]
}

const fitHeadline = (page: Page, sizes: Sizes, width: number, heightMax?: number): SetText =>
  setText(
    page,
    page.words.headline,
    HEADLINE,
    {
      width,
      sizeMax: page.short * sizes.max,
      sizeMin: page.short * sizes.min,
      sizeLiked: page.short * sizes.liked,
      linesMax: sizes.linesMax,
      heightMax,
    },
    page.words.emphasis || undefined,
  )

/** The one fact in tracked capitals over the headline. */
function fitLabel(page: Page, sizes: Sizes, width: number): (SetText & { readonly height: number }) | undefined {
  const { words, short, input } = page
  if (words.badge === '') return undefined
  const text = setText(page, words.badge.toLocaleUpperCase(input.locale), LABEL, {
    width,
    sizeMax: short * sizes.small * 0.86,
    linesMax: 1,
  })
  return { ...text, height: text.height + Math.round(short * 0.014) }
}

const label_ = (page: Page, label: SetText | undefined, column: Box, top: number): Layer[] =>
  label ? [label.layer('badge', { ...column, top, color: page.palette.accent })] : []

interface Caption {
  readonly small: number
  readonly name: SetText
  readonly price: SetText
  readonly struckPrice?: SetText
  readonly code?: SetText
  readonly note?: SetText
  /** Whether the mark stands at the caption's foot, and how much room it takes. */
  readonly markHeight: number
  readonly height: number
  /** Whether the old price stands under the new one. */
  readonly isNarrow: boolean
}

function fitCaption(page: Page, sizes: Sizes, width: number, hasMark: boolean): Caption {
  const { words, short, family } = page
  const small = Math.round(short * sizes.small)
  const set = (text: string, font: TextFont, linesMax: number): SetText =>
    setText(page, text, font, { width, sizeMax: small, sizeMin: small * 0.8, linesMax })
  const fixed = (text: string, font: TextFont, linesMax: number): SetText =>
    setText(page, text, font, { width, sizeMax: small, linesMax })
  const name = fixed(family.says.includes('name') ? words.name : '', CAPTION, hasMark ? 3 : 2)
  const price = set(words.price, FIGURE, 1)
  const struck = words.struckPrice === '' ? undefined : set(words.struckPrice, CAPTION, 1)
  const isNarrow = struck !== undefined && price.width + small * 0.5 + struck.width > width
  const shown = struck?.cut || (isNarrow && !hasMark) ? undefined : struck
  const code = words.code === '' ? undefined : set(words.code, { ...LABEL, spacing: 0.08 }, 1)
  const note = words.note === '' ? undefined : fixed(words.note, CAPTION, hasMark ? 2 : 1)
  const markHeight = hasMark ? Math.round(small * 2.1) : 0
  return {
    small,
    name,
    price,
    struckPrice: shown,
    code,
    note,
    markHeight,
    isNarrow,
    height:
      name.height +
      price.height +
      (shown && isNarrow ? shown.height : 0) +
      (code ? code.height + Math.round(small * 0.3) : 0) +
      (note?.height ?? 0) +
      markHeight,
  }
}

function captionLayers(page: Page, caption: Caption, column: Box, top: number, foot?: { bottom: number }): Layer[] {
  const { palette, direction } = page
  const { name, price, struckPrice, code, note, small, isNarrow, markHeight } = caption
  const layers: Layer[] = []
  let at = top
  const put = (text: SetText, id: 'name' | 'price' | 'code' | 'note', color: Rgb): void => {
    if (text.lines.length > 0) layers.push(text.layer(id, { ...column, top: at, color }))
    at += text.height
  }
  put(name, 'name', palette.ink)
  const priceTop = at
  put(price, 'price', palette.ink)
  if (struckPrice) {
    const indent = isNarrow ? 0 : Math.ceil(price.width + small * 0.5) + 1
    layers.push(
      struckPrice.layer('price', {
        left: column.left + (direction === 'ltr' ? indent : 0),
        top: isNarrow ? at : priceTop,
        width: column.width - indent,
        color: palette.quietInk,
        strike: true,
      }),
    )
    if (isNarrow) at += struckPrice.height
  }
  if (code) {
    at += Math.round(small * 0.3)
    put(code, 'code', palette.accent)
  }
  if (note) put(note, 'note', palette.quietInk)
  if (markHeight > 0 && foot)
    layers.push(
      ...shopMark(page, {
        ...column,
        align: 'start',
        middle: Math.max(at + markHeight - small * 0.69, foot.bottom - small * 0.55),
        size: small,
        widthMax: column.width,
      }),
    )
  return layers
}

/** The one rule, a hair thick. */
const rule = ({ palette, short }: Page, left: number, top: number, width: number): Layer =>
  panel({ left, top, width, height: Math.max(2, Math.round(short * 0.0018)) }, palette.ink)

function shopMark(
  page: Page,
  place: {
    left: number
    width: number
    align: 'start' | 'center' | 'end'
    middle: number
    size: number
    widthMax: number
  },
): Layer[] {
  const { palette, words, input } = page
  const tracked = { ...page, words: { ...words, mark: words.mark.toLocaleUpperCase(input.locale) } }
  return mark(tracked, {
    ...place,
    size: Math.round(place.size * 0.86),
    heightMax: place.size * 1.3,
    color: palette.ink,
    font: LABEL,
    ground: palette.wall,
  })
}
