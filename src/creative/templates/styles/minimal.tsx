import { contrast, formatColor, mendContrast, mix, parseColor, type Rgb } from '../../color.ts'
import { showsMore } from '../../photo-placing.ts'
import type { Box, Layer, StaticLayer } from '../../scene.ts'
import { banner } from '../banner.tsx'
import { mark } from '../mark.ts'
import type { Page } from '../page.ts'
import { type PhotoPlace, type PictureLook, panel, pictures } from '../picture.tsx'
import { type SetText, setText, type TextFont } from '../set-text.tsx'
import { type BannerLook, radiusOf, type Style } from '../style.ts'

/**
 * A gallery wall: the product large on a quiet tint, one sentence, its name and price under a hairline, the shop's
 * mark. Everything hangs on two edges: the side where reading begins, and the lower margin.
 */
export const minimal: Style = {
  id: 'minimal',
  version: 1,
  palette(brand) {
    const color = parseColor(brand.color, [47, 93, 80])
    const wall = mix(color, WHITE, 0.085)
    const ink = mendContrast(parseColor(brand.inkColor), wall, 7)
    const patch = mix(color, WHITE, 0.16)
    return {
      wall,
      panel: patch,
      ink,
      quietInk: mendContrast(mix(ink, wall, 0.62), wall, 4.5),
      accent: contrast(color, wall) >= 1.6 ? color : mendContrast(color, wall, 1.6),
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

const WHITE: Rgb = [255, 255, 255]

const bannerLook = ({ palette, input, short }: Page): BannerLook => ({
  headline: HEADLINE,
  price: { weight: 600, leading: 1.2 },
  small: { weight: 600, leading: 1.2 },
  mark: { weight: 600, leading: 1.2 },
  quiet: { weight: 400, leading: 1.2 },
  markCase: 'as-written',
  monoLogo: false,
  button: {
    fill: palette.ink,
    ink: mendContrast(palette.wall, palette.ink, 4.5),
    radius: radiusOf(input.brand, short),
  },
  picture: (page, place) => pictures(page, place, look(page)),
})

/** Sizes as shares of the short side: the headline between two bounds, everything else one size. */
const TYPE = {
  stacked: { max: 0.068, liked: 0.068, min: 0.052, small: 0.0296, linesMax: 4 },
  beside: { max: 0.062, liked: 0.053, min: 0.05, small: 0.03, linesMax: 6 },
  tall: { max: 0.088, liked: 0.08, min: 0.055, small: 0.036, linesMax: 4 },
  landscape: { max: 0.094, liked: 0.086, min: 0.06, small: 0.042, linesMax: 5 },
} as const

type Sizes = (typeof TYPE)[keyof typeof TYPE]

const HEADLINE: TextFont = { role: 'headline', weight: 600, spacing: -0.022, leading: 1.06 }
const REGULAR: TextFont = { weight: 400, leading: 1.36 }
const STRONG: TextFont = { weight: 600, leading: 1.36 }

/** The headline is at least this much larger than the rest, as far as the rest stays legible. */
const HEADLINE_RATIO = 2.2
const SMALL_SHRINK_MAX = 0.84

const isBare = ({ family }: Page): boolean => !family.says.includes('headline')

const look = ({ palette, short }: Page): PictureLook => ({
  panel: palette.panel,
  tile: palette.panel,
  gap: Math.round(short * 0.018),
  initial: { font: { role: 'headline', weight: 600, leading: 1.2 }, color: palette.accent },
})

/** The product on the wall and the mark under it, nothing else. */
function bare(page: Page): Layer[] {
  const { area, short, input } = page
  const { width } = input.placement
  const size = short * 0.034
  const bottom = area.top + area.height
  const frame = { left: 0, top: 0, width, height: Math.round(bottom - size * 2.4) }
  const side = Math.max(area.left, short * 0.085)
  const place = { frame, air: { side, top: Math.max(area.top, short * 0.1), bottom: short * 0.04 } }
  return [
    ...pictures(page, place, look(page)),
    ...shopMark(page, {
      align: 'start',
      middle: bottom - size * 0.75,
      width: area.width * 0.5,
      size: Math.round(size),
    }),
  ]
}

/**
 * Picture above, text anchored to the lower margin: square and portrait. A tall product in a square picture stands
 * beside the words instead, where that shows clearly more of it.
 */
function stacked(page: Page): Layer[] {
  const { area, short, input, photos } = page
  const { width, height } = input.placement
  const text = fitWords(page, TYPE.stacked, { width: area.width, priceWidth: area.width * PRICE_SHARE })
  const infoTop = area.top + area.height - text.infoHeight
  const ruleTop = infoTop - Math.round(short * 0.022)
  const headlineTop = ruleTop - Math.round(short * 0.03) - text.headline.height
  const badgeTop = headlineTop - text.badgeHeight
  const margin = short * 0.065
  const place = (top: number): PhotoPlace => ({
    frame: { left: 0, top: 0, width, height: top - Math.round(short * 0.044) },
    air: { side: margin, top: margin, bottom: short * 0.02 },
  })
  const usual = place(badgeTop)
  const beside = besidePlace(page, 0.44)
  if (photos.length === 1 && width >= height * 0.9 && showsMore(photos[0]!.photo, beside, usual))
    return besideWords(page, TYPE.beside, beside)
  return [
    ...pictures(page, usual, look(page)),
    ...badge(page, text, area, badgeTop),
    text.headline.layer('headline', { ...area, top: headlineTop, color: page.palette.ink }),
    rule(page, area.left, ruleTop, area.width),
    ...info(page, text, infoTop, area),
    ...markBesidePrice(page, text),
  ]
}

/** Of the text's width: what is left of it for the price beside the mark. */
const PRICE_SHARE = 0.7

/** Headline over the picture, price under it, all within the safe area: stories and reels. */
function tall(page: Page): Layer[] {
  const { area, short, input } = page
  const text = fitWords(page, TYPE.tall, { width: area.width, priceWidth: area.width * PRICE_SHARE })
  const infoTop = area.top + area.height - text.infoHeight
  const ruleTop = infoTop - Math.round(short * 0.028)
  const headlineTop = area.top + text.badgeHeight
  const frameTop = headlineTop + text.headline.height + Math.round(short * 0.05)
  const frameHeight = ruleTop - Math.round(short * 0.05) - frameTop
  const frame = { left: 0, top: frameTop, width: input.placement.width, height: frameHeight }
  const place = { frame, air: { side: area.left, top: short * 0.02, bottom: short * 0.02 } }
  return [
    ...pictures(page, place, look(page)),
    ...badge(page, text, area, area.top),
    text.headline.layer('headline', { ...area, top: headlineTop, color: page.palette.ink }),
    rule(page, area.left, ruleTop, area.width),
    ...info(page, text, infoTop, area),
    ...markBesidePrice(page, text),
  ]
}

/** Two columns: words where reading begins, the picture beside them. */
const landscape = (page: Page): Layer[] => besideWords(page, TYPE.landscape, besidePlace(page, 0.53))

/** The picture's place at the side where reading ends, over the whole height and this share of the width. */
function besidePlace({ input, direction, short }: Page, share: number): PhotoPlace {
  const { width, height } = input.placement
  const frameWidth = Math.round(width * share)
  const frame = { left: direction === 'ltr' ? width - frameWidth : 0, top: 0, width: frameWidth, height }
  return { frame, air: { side: short * 0.045, top: short * 0.07, bottom: short * 0.09 } }
}

/** The mark hangs from the upper margin, everything else stands on the lower one. */
function besideWords(page: Page, sizes: Sizes, place: PhotoPlace): Layer[] {
  const { frame } = place
  const { area, short, direction } = page
  const gutter = Math.round(short * 0.05)
  const left = direction === 'ltr' ? area.left : frame.width + gutter
  const right = direction === 'ltr' ? frame.left - gutter : area.left + area.width
  const column: Box = { ...area, left, width: right - left }
  const text = fitWords(page, sizes, { width: column.width, priceWidth: column.width })
  const infoTop = column.top + column.height - text.infoHeight
  const ruleTop = infoTop - Math.round(short * 0.034)
  const headlineTop = ruleTop - Math.round(short * 0.044) - text.headline.height
  return [
    ...pictures(page, place, look(page)),
    ...badge(page, text, column, headlineTop - text.badgeHeight),
    text.headline.layer('headline', { ...column, top: headlineTop, color: page.palette.ink }),
    rule(page, column.left, ruleTop, column.width),
    ...info(page, text, infoTop, column),
    ...shopMark(
      { ...page, area: column },
      { align: 'start', middle: column.top + text.small * 0.5, width: column.width * 0.7, size: text.small },
    ),
  ]
}

interface FittedWords {
  readonly headline: SetText
  /** Font size of everything but the headline. */
  readonly small: number
  readonly badge?: SetText
  /** With the room under it. */
  readonly badgeHeight: number
  readonly name: SetText
  readonly price: SetText
  /** Left out when it finds no room beside the price. */
  readonly struckPrice?: SetText
  readonly code?: SetText
  readonly note?: SetText
  readonly couponHeight: number
  readonly infoHeight: number
}

function fitWords(page: Page, sizes: Sizes, { width, priceWidth }: { width: number; priceWidth: number }): FittedWords {
  const { words, short } = page
  const headline = setText(page, words.headline, HEADLINE, {
    width,
    sizeMax: short * sizes.max,
    sizeMin: short * sizes.min,
    sizeLiked: short * sizes.liked,
    linesMax: sizes.linesMax,
  })
  const smallMax = short * sizes.small
  const small = Math.round(Math.min(smallMax, Math.max(headline.size / HEADLINE_RATIO, smallMax * SMALL_SHRINK_MAX)))
  const set = (text: string, font: TextFont, room: number, linesMax = 1): SetText =>
    setText(page, text, font, { width: room, sizeMax: small, linesMax })
  const nameLines = words.code === '' ? 2 : 1
  const name = page.family.says.includes('name') ? set(words.name, REGULAR, width, nameLines) : set('', REGULAR, width)
  const price = set(words.price, STRONG, priceWidth)
  const struck = words.struckPrice === '' ? undefined : set(words.struckPrice, REGULAR, width)
  const bothFit = struck && !struck.cut && price.width + small * PRICE_GAP + struck.width <= priceWidth
  const badge = words.badge === '' ? undefined : set(words.badge, STRONG, width - small)
  const code = words.code === '' ? undefined : set(words.code, CODE, width * 0.6)
  const codeWidth = code ? code.width + small * 2 * CODE_PAD : 0
  const note = words.note === '' ? undefined : set(words.note, REGULAR, width - codeWidth - small * 0.8)
  const couponHeight = code ? Math.round(code.height + small * 1.6) : 0
  return {
    headline,
    small,
    badge,
    badgeHeight: badge ? Math.round(badge.height + short * 0.012) : 0,
    name,
    price,
    struckPrice: bothFit ? struck : undefined,
    code,
    note: note && !note.cut ? note : undefined,
    couponHeight,
    infoHeight: name.height + price.height + couponHeight,
  }
}

const CODE: TextFont = { weight: 600, spacing: 0.06, leading: 1.36 }
const CODE_PAD = 0.7

/** Between a price and the higher one before it, in shares of their size. */
const PRICE_GAP = 0.5

/** The one fact, behind a dot in the brand's colour. */
function badge(page: Page, { badge: text, small }: FittedWords, column: Box, top: number): Layer[] {
  if (!text) return []
  const { palette, direction } = page
  const dot = Math.max(6, Math.round(small * 0.42))
  const indent = Math.round(dot + small * 0.42)
  const box = {
    left: direction === 'ltr' ? column.left : column.left + column.width - dot,
    top: Math.round(top + (text.height - dot) / 2 + small * 0.03),
    width: dot,
    height: dot,
  }
  const color = formatColor(palette.accent)
  return [
    {
      kind: 'static',
      key: `dot ${color} ${JSON.stringify(box)}`,
      box,
      element: <div style={{ width: dot, height: dot, borderRadius: dot / 2, backgroundColor: color }} />,
    },
    text.layer('badge', {
      left: column.left + (direction === 'ltr' ? indent : 0),
      top,
      width: column.width - indent,
      color: palette.ink,
    }),
  ]
}

function info(page: Page, text: FittedWords, top: number, column: Box): Layer[] {
  const { palette, direction } = page
  const { name, price, struckPrice, small } = text
  const layers: Layer[] = []
  if (name.lines.length > 0) layers.push(name.layer('name', { ...column, top, color: palette.ink }))
  const priceTop = top + name.height
  if (price.lines.length > 0) {
    layers.push(price.layer('price', { ...column, top: priceTop, color: palette.ink }))
    if (struckPrice) {
      const indent = Math.ceil(price.width + small * PRICE_GAP) + 1
      const left = column.left + (direction === 'ltr' ? indent : 0)
      layers.push(
        struckPrice.layer('price', {
          left,
          top: priceTop,
          width: column.width - indent,
          color: palette.quietInk,
          strike: true,
        }),
      )
    }
  }
  return [...layers, ...coupon(page, text, priceTop + price.height, column)]
}

/** The code on a patch, and until when it holds. */
function coupon(page: Page, { code, note, small, couponHeight }: FittedWords, top: number, column: Box): Layer[] {
  if (!code) return []
  const { palette, direction } = page
  const pad = Math.round(small * CODE_PAD)
  const width = Math.ceil(code.width) + 2 * pad
  const height = Math.round(code.height + small * 0.9)
  const patchTop = top + couponHeight - height
  const left = direction === 'ltr' ? column.left : column.left + column.width - width
  const layers: Layer[] = [
    {
      ...panel({ left, top: patchTop, width, height }, palette.patch),
      key: `patch ${width} ${height} ${palette.patch}`,
    },
    code.layer('code', {
      left: left + pad,
      top: patchTop + (height - code.height) / 2,
      width: width - 2 * pad + 2,
      color: palette.patchInk,
    }),
  ]
  const indent = width + Math.round(small * 0.8)
  if (note)
    layers.push(
      note.layer('note', {
        left: column.left + (direction === 'ltr' ? indent : 0),
        top: patchTop + (height - note.height) / 2,
        width: column.width - indent,
        color: palette.quietInk,
      }),
    )
  return layers
}

/** The one accent: a line in the brand's colour, from margin to margin. */
function rule(page: Page, left: number, top: number, width: number): StaticLayer {
  const box = { left, top, width, height: Math.max(2, Math.round(page.short * 0.0022)) }
  return { ...panel(box, page.palette.accent), key: `rule ${formatColor(page.palette.accent)} ${JSON.stringify(box)}` }
}

/** At the end of the price's line, on its baseline. */
function markBesidePrice(page: Page, { small, price, couponHeight }: FittedWords): Layer[] {
  const { area } = page
  const line = price.leading
  const middle = area.top + area.height - couponHeight - line / 2
  return shopMark(page, { align: 'end', middle, width: area.width * (1 - PRICE_SHARE) - small, size: small })
}

function shopMark(
  page: Page,
  { align, middle, width, size }: { align: 'start' | 'end'; middle: number; width: number; size: number },
): Layer[] {
  const { area, palette } = page
  return mark(page, {
    left: area.left,
    width: area.width,
    align,
    middle,
    size,
    widthMax: width,
    color: palette.ink,
    font: STRONG,
    ground: palette.wall,
  })
}
