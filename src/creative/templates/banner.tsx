import { formatColor } from '../color.ts'
import { neutralSentence } from '../message.ts'
import type { Box, Layer, TextLayer } from '../scene.ts'
import { mark } from './mark.ts'
import type { Page } from './page.ts'
import { type SetText, setText, type TextFont } from './set-text.tsx'
import type { BannerLook } from './style.ts'

/**
 * Display banners, from 320 × 50 to 970 × 250 and 300 × 1050. What a shape has no room for is left out, in this order:
 * the mark, the old price, the button, the price. The sentence and the product always stand.
 */
export function banner(page: Page, look: BannerLook): Layer[] {
  // A row has room for one product.
  if (page.composition === 'strip') return strip({ ...page, photos: page.photos.slice(0, 1) }, look)
  return page.composition === 'tower' ? tower(page, look) : box(page, look)
}

/** Pixels: capitals of 11 px in every face we set. */
const SIZE_MIN = 16
/** Prices, buttons and names are read after the sentence. */
const SMALL_MIN = 13

const clamp = (value: number, low: number, high: number): number => Math.round(Math.min(high, Math.max(low, value)))

/** One row: sentence, price and button where reading begins, the product at the other end. */
function strip(page: Page, look: BannerLook): Layer[] {
  const { input, area, direction } = page
  const { width, height } = input.placement
  const pad = Math.round(height * 0.12)
  const pictureWidth = Math.round(Math.min(width * 0.3, height * (height < 70 ? 1.5 : 1.85)))
  const frame = { left: direction === 'ltr' ? width - pictureWidth : 0, top: 0, width: pictureWidth, height }
  const inner = area.left + Math.max(0, pad - area.left)
  const words = { left: direction === 'ltr' ? inner : pictureWidth + pad, width: width - pictureWidth - inner - pad }
  const air = {
    side: Math.round(pictureWidth * 0.09),
    top: Math.round(height * 0.1),
    bottom: Math.round(height * 0.12),
  }
  const small = clamp(height * 0.17, SMALL_MIN, 24)
  if (page.words.headline === '')
    return [
      ...look.picture(page, { frame, air }, 'start'),
      ...shopMark(page, look, { ...words, align: 'start', middle: height / 2, size: Math.round(small * 1.2) }),
    ]
  const gap = clamp(height * 0.2, 8, 30)

  const hasEnd = height >= 88 && width >= 600
  const action = hasEnd ? fitButton(page, look, clamp(height * 0.16, 14, 20), words.width) : undefined
  const endWidth = hasEnd ? Math.max(action?.width ?? 0, Math.min(words.width * 0.2, height * 1.5)) : 0
  // A short, high strip has its price under the sentence.
  const isStacked = !hasEnd && height >= 88
  const price = fitPrice(page, look, clamp(height * 0.24, 16, 40), words.width * 0.36, hasEnd)
  const priceWidth = price.width > 0 && !isStacked ? price.width + gap : 0
  const headlineWidth = words.width - (endWidth > 0 ? endWidth + gap : 0)
  const sentence = (width: number) =>
    fitSentence(page, look, {
      width,
      sizeMax: clamp(height * (isStacked ? 0.26 : 0.34), SIZE_MIN, 60),
      sizeMin: SIZE_MIN,
      linesMax: height < 130 ? 2 : 3,
      heightMax: area.height - (height < 70 ? 0 : pad) - (isStacked ? price.height : 0),
    })
  // Where the sentence would have to give way to the price, the price gives way to it.
  const beside = sentence(headlineWidth - priceWidth)
  const isPriced = price.width > 0 && (beside.isWhole || isStacked)
  const headline = isPriced || price.width === 0 ? beside.text : sentence(headlineWidth).text
  const headlineRoom = isPriced ? headlineWidth - priceWidth : headlineWidth
  const at = (offset: number, room: number): { left: number; width: number } => ({
    left: direction === 'ltr' ? words.left + offset : words.left + words.width - offset - room,
    width: room,
  })
  const middle = (own: number): number => Math.round((height - own) / 2)
  const under = isStacked && isPriced ? Math.round(small * 0.3) : 0
  const headlineTop = middle(headline.height + (under > 0 ? under + price.height : 0))
  const layers: Layer[] = [
    ...look.picture(page, { frame, air }, 'start'),
    headline.layer('headline', { ...at(0, headlineRoom), top: headlineTop, color: page.palette.ink }),
  ]
  const endAt = words.width - endWidth
  if (isPriced && isStacked)
    layers.push(...price.layers({ ...at(0, headlineRoom), top: headlineTop + headline.height + under }, 'start'))
  else if (isPriced) {
    const room = price.width + 2
    layers.push(
      ...price.layers({ ...at(endAt - (endWidth > 0 ? gap : 0) - room, room), top: middle(price.height) }, 'end'),
    )
  }
  if (hasEnd) {
    const markHeight = Math.round(small * 1.1)
    const between = action ? Math.round(height * 0.14) : 0
    const top = middle(markHeight + between + (action?.height ?? 0))
    layers.push(
      ...shopMark(page, look, {
        ...at(endAt, endWidth),
        align: 'center',
        middle: top + markHeight / 2,
        size: Math.round(small * 0.86),
      }),
    )
    if (action) layers.push(action.layer({ ...at(endAt, endWidth), top: top + markHeight + between }, 'center'))
  }
  return layers
}

/** One column: mark, sentence, product, price, button. */
function tower(page: Page, look: BannerLook): Layer[] {
  const { input, area, short } = page
  const { width, height } = input.placement
  const pad = Math.round(Math.max(area.left, short * 0.075))
  const column = { left: pad, width: width - 2 * pad }
  const size = clamp(short * 0.088, SMALL_MIN, 22)
  const bottom = area.top + area.height - Math.round(pad * 0.5)
  const top = area.top + Math.round(pad * 0.5)
  const { text: headline } = fitSentence(page, look, {
    width: column.width,
    sizeMax: clamp(short * 0.16, SIZE_MIN, 46),
    sizeMin: SIZE_MIN,
    linesMax: 6,
    heightMax: height * 0.3,
  })
  const price = fitPrice(page, look, clamp(short * 0.11, 16, 30), column.width, true)
  const action = fitButton(page, look, clamp(size, 14, 18), column.width)
  const markHeight = Math.round(size * 1.2)
  const headlineTop = top + markHeight + Math.round(short * 0.09)
  const actionTop = bottom - (action?.height ?? 0)
  const priceTop = actionTop - (action ? Math.round(short * 0.07) : 0) - price.height
  const frameTop = headlineTop + headline.height + Math.round(short * 0.06)
  const frame = { left: 0, top: frameTop, width, height: priceTop - Math.round(short * 0.06) - frameTop }
  const air = { side: pad, top: Math.round(short * 0.04), bottom: Math.round(short * 0.06) }
  return [
    ...look.picture(page, { frame, air }, 'none'),
    ...shopMark(page, look, { ...column, align: 'start', middle: top + markHeight / 2, size }),
    headline.layer('headline', { ...column, top: headlineTop, color: page.palette.ink }),
    ...price.layers({ ...column, top: priceTop }, 'start'),
    ...(action ? [action.layer({ ...column, top: actionTop }, 'start')] : []),
  ]
}

/** Picture above, sentence under it, price and button on the last row. */
function box(page: Page, look: BannerLook): Layer[] {
  const { input, area, short } = page
  const { width, height } = input.placement
  const pad = Math.round(Math.max(area.left, short * 0.06))
  const column = { left: pad, width: width - 2 * pad }
  const size = clamp(short * 0.052, SMALL_MIN, 20)
  const bottom = area.top + area.height - Math.max(0, Math.round(pad * 0.6 - (height - area.top - area.height)))
  const action = fitButton(page, look, clamp(short * 0.054, 14, 19), column.width * 0.55)
  const room = column.width - (action ? action.width + pad : 0)
  const price = fitPrice(page, look, clamp(short * 0.075, 16, 30), room, true)
  const rowHeight = Math.max(price.height, action?.height ?? 0)
  const { text: headline } = fitSentence(page, look, {
    width: column.width,
    sizeMax: clamp(short * 0.1, SIZE_MIN, 44),
    sizeMin: SIZE_MIN,
    linesMax: 3,
    heightMax: height * 0.3,
  })
  const rowTop = bottom - rowHeight
  const headlineTop = rowTop - Math.round(short * 0.04) - headline.height
  const markHeight = Math.round(size * 1.1)
  const markTop = Math.max(area.top, Math.round(pad * 0.9))
  // The mark stands above the picture where that leaves the picture half of the height.
  const hasMark = headlineTop - markTop - markHeight > height * 0.42
  const bottomGap = Math.round(short * 0.03)
  const frame = { left: 0, top: 0, width, height: headlineTop - bottomGap }
  const air = {
    side: Math.round(pad * 1.2),
    top: hasMark ? markTop + markHeight + Math.round(short * 0.02) : Math.round(pad * 0.8),
    bottom: Math.round(short * 0.035),
  }
  const isScene = page.photos[0]?.photo.ground === 'scene'
  return [
    ...look.picture(page, { frame, air }, 'bottom'),
    ...(hasMark && !isScene
      ? shopMark(page, look, { ...column, align: 'start', middle: markTop + markHeight / 2, size }, true)
      : []),
    headline.layer('headline', { ...column, top: headlineTop, color: page.palette.ink }),
    ...price.layers(
      {
        left: page.direction === 'ltr' ? column.left : column.left + column.width - room,
        width: room,
        top: rowTop + Math.round((rowHeight - price.height) / 2),
      },
      'start',
    ),
    ...(action ? [action.layer({ ...column, top: rowTop + Math.round((rowHeight - action.height) / 2) }, 'end')] : []),
  ]
}

interface HeadlineBounds {
  readonly width: number
  readonly sizeMax: number
  readonly sizeMin: number
  readonly linesMax: number
  readonly heightMax: number
}

/**
 * The sentence as it is, else with its words held together less, else a shorter one: the first that is neither cut nor
 * broken inside a word.
 */
function fitSentence(
  page: Page,
  look: BannerLook,
  bounds: HeadlineBounds,
): { readonly text: SetText; readonly isWhole: boolean } {
  const { headline, emphasis } = page.words
  const set = (text: string): SetText => setText(page, text, look.headline, bounds, emphasis || undefined)
  const whole = set(headline)
  for (const text of [headline, loosened(headline, emphasis), loosened(headline, '')]) {
    const fitted = text === headline ? whole : set(text)
    if (!fitted.cut && !isBroken(fitted.lines, text)) return { text: fitted, isWhole: true }
  }
  const shorter = set(neutralSentence(page.input.locale))
  return { text: shorter.cut ? whole : shorter, isWhole: false }
}

/** Words that are held together for a large headline; narrow columns hold only the product's together. */
function loosened(text: string, kept: string): string {
  const at = kept === '' ? -1 : text.indexOf(kept)
  const loose = (part: string): string => part.replaceAll('\u00a0', ' ')
  return at < 0 ? loose(text) : loose(text.slice(0, at)) + kept + loose(text.slice(at + kept.length))
}

/** Whether a line ends inside a word; scripts without spaces have no such ends. */
const isBroken = (lines: readonly string[], text: string): boolean =>
  /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\P{L}]*$/u.test(text) && lines.join(' ') !== text

interface FittedPrice {
  readonly width: number
  readonly height: number
  layers(place: { left: number; width: number; top: number }, align: 'start' | 'end'): Layer[]
}

/** The price, and the one before it under or beside it; a code stands in their place. */
function fitPrice(page: Page, look: BannerLook, size: number, width: number, hasStruck: boolean): FittedPrice {
  const { words, palette } = page
  const shown = words.code || words.price
  const set = (text: string, font: TextFont, sizeMax: number): SetText =>
    setText(page, text, font, { width, sizeMax, sizeMin: Math.min(sizeMax, SMALL_MIN), linesMax: 1 })
  const price = set(shown, look.price, size)
  if (price.cut || price.lines.length === 0) return { width: 0, height: 0, layers: () => [] }
  const text = words.badge || (words.code ? '' : words.struckPrice)
  const isStruck = words.badge === ''
  const second =
    hasStruck && text !== '' ? set(text, look.small, Math.max(SMALL_MIN, Math.round(size * 0.66))) : undefined
  const under = second && !second.cut ? second : undefined
  const id = words.code ? 'code' : 'price'
  return {
    width: Math.ceil(Math.max(price.width, under?.width ?? 0)) + 1,
    height: price.height + (under?.height ?? 0),
    layers: ({ left, width: room, top }, align) => [
      price.layer(id, { left, width: room, top, align, color: palette.ink }),
      ...(under
        ? [
            under.layer(isStruck ? 'price' : 'badge', {
              left,
              width: room,
              top: top + price.height,
              align,
              color: palette.quietInk,
              strike: isStruck,
            }),
          ]
        : []),
    ],
  }
}

interface FittedButton {
  readonly width: number
  readonly height: number
  layer(place: { left: number; width: number; top: number }, align: 'start' | 'center' | 'end'): TextLayer
}

function fitButton(page: Page, look: BannerLook, size: number, widthMax: number): FittedButton | undefined {
  const { words, direction } = page
  if (words.action === '') return undefined
  const text = setText(page, words.action, look.small, {
    width: widthMax - size * 1.8,
    sizeMax: size,
    sizeMin: SMALL_MIN,
    linesMax: 1,
  })
  if (text.cut) return undefined
  const pad = Math.round(size * 0.86)
  const width = Math.ceil(text.width) + 2 * pad
  const height = Math.round(size * 2.05)
  const { fill, ink, radius } = look.button
  return {
    width,
    height,
    layer: ({ left, width: room, top }, align) => {
      const inside = text.layer('action', { left: 0, top: 0, width: Math.ceil(text.width) + 2, color: ink })
      const atLeft = (align === 'start') === (direction === 'ltr')
      const inset = align === 'center' ? (room - width) / 2 : atLeft ? 0 : room - width
      return {
        ...inside,
        box: { left: Math.round(left + inset), top: Math.round(top), width, height },
        element: (
          <div
            style={{
              display: 'flex',
              width,
              height,
              alignItems: 'center',
              justifyContent: 'center',
              borderRadius: radius === 'pill' ? height / 2 : radius,
              backgroundColor: formatColor(fill),
            }}
          >
            <div style={{ display: 'flex', width: inside.box.width, height: inside.box.height }}>{inside.element}</div>
          </div>
        ),
      }
    },
  }
}

function shopMark(
  page: Page,
  look: BannerLook,
  place: Pick<Box, 'left' | 'width'> & { align: 'start' | 'center'; middle: number; size: number },
  onPanel = false,
): Layer[] {
  const { palette, words, input } = page
  const shown = look.markCase === 'capitals' ? words.mark.toLocaleUpperCase(input.locale) : words.mark
  const onField = onPanel && look.monoLogo
  return mark(
    { ...page, words: { ...words, mark: shown } },
    {
      ...place,
      widthMax: place.width,
      heightMax: place.size * 1.2,
      color: onField ? palette.patchInk : palette.ink,
      font: look.mark,
      ground: onField ? palette.panel : palette.wall,
      mono: look.monoLogo,
    },
  )
}
