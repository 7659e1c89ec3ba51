import type { JSXNode } from 'satori/jsx'
import { formatColor } from '../color.ts'
import { type FittedText, fitText } from '../fit-text.ts'
import { neutralSentence } from '../message.ts'
import { type Air, fillFrame, placeCutout, showsMore, stanceOf } from '../photo-placing.ts'
import { compositionOf, textAreaOf } from '../placement.ts'
import { type Direction, directionOf, graphemesOf, localeDirection, plainText } from '../plain-text.ts'
import type { Box, Layer, Scene, StaticLayer, TextLayer } from '../scene.ts'
import type { Template, TemplateInput } from '../template.ts'
import type { Typesetter } from '../typesetter.ts'
import { type Palette, paletteOf } from './palette.ts'
import { Lines, leadingOf, letterSpacingOf } from './text-lines.tsx'

/**
 * One offer that a visitor left: the product large on a quiet wall, one sentence, its name and price under a hairline,
 * the shop's mark. Everything hangs on two edges: the side where reading begins, and the lower margin.
 */
export const reminder: Template = { id: 'reminder', version: 1, styles: ['minimal'], compose }

/** Sizes as shares of the short side: the headline between two bounds, everything else one size. */
const TYPE = {
  stacked: { max: 0.068, liked: 0.068, min: 0.052, small: 0.0296, linesMax: 4 },
  beside: { max: 0.062, liked: 0.053, min: 0.05, small: 0.03, linesMax: 6 },
  tall: { max: 0.088, liked: 0.08, min: 0.055, small: 0.036, linesMax: 4 },
  landscape: { max: 0.094, liked: 0.086, min: 0.06, small: 0.042, linesMax: 5 },
} as const

const HEADLINE_LEADING = 1.06
const HEADLINE_SPACING = -0.022
const SMALL_LEADING = 1.36
/** The headline is at least this much larger than the rest, as far as the rest stays legible. */
const HEADLINE_RATIO = 2.2
const SMALL_SHRINK_MAX = 0.84

interface Page {
  readonly input: TemplateInput
  readonly words: Words
  readonly direction: Direction
  readonly typesetter: Typesetter
  readonly palette: Palette
  readonly area: Box
  readonly short: number
  readonly type: (typeof TYPE)[keyof typeof TYPE]
}

interface Words {
  readonly headline: string
  readonly name: string
  readonly price: string
  readonly struckPrice: string
  readonly mark: string
}

function compose(input: TemplateInput, typesetter: Typesetter): Scene {
  const { placement } = input
  const words = wordsOf(input, typesetter)
  const composition = compositionOf(placement)
  const page: Page = {
    input,
    words,
    typesetter,
    direction: localeDirection(input.locale) === 'rtl' ? 'rtl' : directionOf(words.headline),
    palette: paletteOf(input.brand),
    area: textAreaOf(placement),
    short: Math.min(placement.width, placement.height),
    type: TYPE[composition],
  }
  const arrange = { stacked, tall, landscape }[composition]
  return {
    width: placement.width,
    height: placement.height,
    ground: formatColor(page.palette.wall),
    layers: arrange(page),
    textArea: page.area,
  }
}

function wordsOf({ words, brand, locale }: TemplateInput, typesetter: Typesetter): Words {
  const show = (text: string): string => typesetter.showable(plainText(text))
  const mark = show(brand.name)
  return {
    headline: show(words.headline) || neutralSentence(locale),
    name: show(words.name) || mark,
    price: show(words.price),
    struckPrice: show(words.struckPrice ?? ''),
    mark,
  }
}

/**
 * Picture above, text anchored to the lower margin: square and portrait. A tall product in a square picture stands
 * beside the words instead, where that shows clearly more of it.
 */
function stacked(page: Page): Layer[] {
  const { area, short, input } = page
  const { width, height } = input.placement
  const text = fitWords(page, { width: area.width, priceWidth: area.width * PRICE_SHARE })
  const bottom = area.top + area.height
  const infoTop = bottom - text.infoHeight
  const ruleTop = infoTop - Math.round(short * 0.022)
  const headlineTop = ruleTop - Math.round(short * 0.03) - text.headlineHeight
  const frame = { left: 0, top: 0, width, height: headlineTop - Math.round(short * 0.044) }
  const margin = short * 0.065
  const place = { frame, air: { side: margin, top: margin, bottom: short * 0.02 } }
  const beside = besidePlace(page, 0.44)
  if (input.photo && width >= height * 0.9 && showsMore(input.photo, beside, place))
    return besideWords({ ...page, type: TYPE.beside }, beside)
  return [
    ...picture(page, place),
    headlineLayer(page, text, { ...area, top: headlineTop }),
    rule(page, area.left, ruleTop, area.width),
    ...infoLayers(page, text, infoTop),
    ...markBesidePrice(page, text),
  ]
}

/** Of the text's width: what is left of it for the price beside the mark. */
const PRICE_SHARE = 0.7

/** Headline over the picture, price under it, all within the safe area: stories and reels. */
function tall(page: Page): Layer[] {
  const { area, short, input } = page
  const text = fitWords(page, { width: area.width, priceWidth: area.width * PRICE_SHARE })
  const infoTop = area.top + area.height - text.infoHeight
  const ruleTop = infoTop - Math.round(short * 0.028)
  const frameTop = area.top + text.headlineHeight + Math.round(short * 0.05)
  const frameHeight = ruleTop - Math.round(short * 0.05) - frameTop
  const frame = { left: 0, top: frameTop, width: input.placement.width, height: frameHeight }
  const place = { frame, air: { side: area.left, top: short * 0.02, bottom: short * 0.02 } }
  return [
    ...picture(page, place),
    headlineLayer(page, text, area),
    rule(page, area.left, ruleTop, area.width),
    ...infoLayers(page, text, infoTop),
    ...markBesidePrice(page, text),
  ]
}

/** Two columns: words where reading begins, the picture beside them. */
const landscape = (page: Page): Layer[] => besideWords(page, besidePlace(page, 0.53))

/** The picture's place at the side where reading ends, over the whole height and this share of the width. */
function besidePlace({ input, direction, short }: Page, share: number): PhotoPlace {
  const { width, height } = input.placement
  const frameWidth = Math.round(width * share)
  const frame = { left: direction === 'ltr' ? width - frameWidth : 0, top: 0, width: frameWidth, height }
  return { frame, air: { side: short * 0.045, top: short * 0.07, bottom: short * 0.09 } }
}

/** The mark hangs from the upper margin, everything else stands on the lower one. */
function besideWords(page: Page, place: PhotoPlace): Layer[] {
  const { frame } = place
  const { area, short, direction } = page
  const gutter = Math.round(short * 0.05)
  const left = direction === 'ltr' ? area.left : frame.width + gutter
  const right = direction === 'ltr' ? frame.left - gutter : area.left + area.width
  const column: Box = { ...area, left, width: right - left }
  const inColumn: Page = { ...page, area: column }
  const text = fitWords(inColumn, { width: column.width, priceWidth: column.width })
  const bottom = column.top + column.height
  const infoTop = bottom - text.infoHeight
  const ruleTop = infoTop - Math.round(short * 0.034)
  const headlineTop = ruleTop - Math.round(short * 0.044) - text.headlineHeight
  return [
    ...picture(page, place),
    headlineLayer(inColumn, text, { ...column, top: headlineTop }),
    rule(inColumn, column.left, ruleTop, column.width),
    ...infoLayers(inColumn, text, infoTop),
    ...mark(inColumn, {
      align: 'start',
      middle: column.top + text.small * 0.5,
      width: column.width * 0.7,
      size: text.small,
    }),
  ]
}

interface FittedWords {
  readonly headline: FittedText
  readonly headlineLeading: number
  readonly headlineHeight: number
  /** Font size of everything but the headline. */
  readonly small: number
  readonly name: FittedText
  readonly nameLeading: number
  readonly price: FittedText
  /** Left out when it finds no room beside the price. */
  readonly struckPrice: string
  readonly priceLeading: number
  readonly infoHeight: number
}

function fitWords(page: Page, { width, priceWidth }: { width: number; priceWidth: number }): FittedWords {
  const { words, short, type, typesetter, input } = page
  const tools = { typesetter, locale: input.locale }
  const headline = fitText(
    words.headline,
    { weight: 600, letterSpacing: letterSpacingOf(words.headline, HEADLINE_SPACING) },
    {
      width,
      sizeMax: Math.round(short * type.max),
      sizeMin: Math.round(short * type.min),
      sizeLiked: Math.round(short * type.liked),
      linesMax: type.linesMax,
    },
    tools,
  )
  const smallMax = short * type.small
  const small = Math.round(Math.min(smallMax, Math.max(headline.size / HEADLINE_RATIO, smallMax * SMALL_SHRINK_MAX)))
  const fixed = { sizeMax: small, sizeMin: small }
  const name = fitText(words.name, { weight: 400, letterSpacing: 0 }, { ...fixed, width, linesMax: 2 }, tools)
  const price = fitText(
    words.price,
    { weight: 600, letterSpacing: 0 },
    { ...fixed, width: priceWidth, linesMax: 1 },
    tools,
  )
  const both = price.width + small * (PRICE_GAP + typesetter.widthOf(words.struckPrice, 400))
  const headlineLeading = Math.round(headline.size * leadingOf(words.headline, HEADLINE_LEADING))
  const nameLeading = Math.round(small * leadingOf(words.name, SMALL_LEADING))
  const priceLeading = Math.round(small * leadingOf(words.price, SMALL_LEADING))
  return {
    headline,
    headlineLeading,
    headlineHeight: headlineLeading * headline.lines.length,
    small,
    name,
    nameLeading,
    price,
    struckPrice: both <= priceWidth ? words.struckPrice : '',
    priceLeading,
    infoHeight: nameLeading * name.lines.length + priceLeading * price.lines.length,
  }
}

const PRICE_GAP = 0.5

function headlineLayer(page: Page, text: FittedWords, { left, top, width }: Box): TextLayer {
  const { words, palette, direction, typesetter } = page
  return {
    kind: 'text',
    id: 'headline',
    box: { left, top, width, height: text.headlineHeight },
    lines: text.headline.lines,
    element: (
      <Lines
        lines={text.headline.lines}
        text={words.headline}
        size={text.headline.size}
        leading={text.headlineLeading}
        weight={600}
        color={formatColor(palette.ink)}
        letterSpacing={letterSpacingOf(words.headline, HEADLINE_SPACING)}
        align="start"
        direction={direction}
        typesetter={typesetter}
      />
    ),
  }
}

function infoLayers(page: Page, text: FittedWords, top: number): TextLayer[] {
  const { area, palette, direction, typesetter } = page
  const shared = { size: text.small, align: 'start', direction, typesetter } as const
  const nameHeight = text.nameLeading * text.name.lines.length
  const struckWidth = text.small * (PRICE_GAP + typesetter.widthOf(text.struckPrice, 400))
  const width = Math.min(area.width, Math.ceil(Math.max(text.name.width, text.price.width + struckWidth)))
  const left = direction === 'ltr' ? area.left : area.left + area.width - width
  const layers: TextLayer[] = []
  if (text.name.lines.length > 0)
    layers.push({
      kind: 'text',
      id: 'name',
      box: { left, top, width, height: nameHeight },
      lines: text.name.lines,
      element: (
        <Lines
          {...shared}
          lines={text.name.lines}
          text={page.words.name}
          leading={text.nameLeading}
          weight={400}
          color={formatColor(palette.ink)}
        />
      ),
    })
  if (text.price.lines.length > 0)
    layers.push({
      kind: 'text',
      id: 'price',
      box: { left, top: top + nameHeight, width, height: text.priceLeading },
      lines: [...text.price.lines, ...(text.struckPrice ? [text.struckPrice] : [])],
      element: <Price page={page} text={text} />,
    })
  return layers
}

function Price({ page, text }: { page: Page; text: FittedWords }): JSXNode {
  const { palette, direction, typesetter } = page
  const shared = { size: text.small, leading: text.priceLeading, align: 'start', direction, typesetter } as const
  return (
    <div
      style={{
        display: 'flex',
        width: '100%',
        flexDirection: direction === 'ltr' ? 'row' : 'row-reverse',
        gap: text.small * PRICE_GAP,
      }}
    >
      <div style={{ display: 'flex' }}>
        <Lines
          {...shared}
          lines={text.price.lines}
          text={page.words.price}
          weight={600}
          color={formatColor(palette.ink)}
        />
      </div>
      {text.struckPrice !== '' && (
        <div style={{ display: 'flex' }}>
          <Lines
            {...shared}
            lines={[text.struckPrice]}
            text={text.struckPrice}
            weight={400}
            color={formatColor(palette.quietInk)}
            strike
          />
        </div>
      )}
    </div>
  )
}

/** The one accent: a line in the brand's colour, from margin to margin. */
function rule(page: Page, left: number, top: number, width: number): StaticLayer {
  const height = Math.max(2, Math.round(page.short * 0.0022))
  const color = formatColor(page.palette.accent)
  return {
    kind: 'static',
    key: `rule ${color} ${left} ${top} ${width} ${height}`,
    box: { left, top, width, height },
    element: <div style={{ width, height, backgroundColor: color }} />,
  }
}

/** At the end of the last line, on the baseline of the price. */
function markBesidePrice(page: Page, { small, priceLeading }: FittedWords): Layer[] {
  const { area } = page
  const middle = area.top + area.height - priceLeading / 2
  return mark(page, { align: 'end', middle, width: area.width * (1 - PRICE_SHARE) - small, size: small })
}

/** The shop's logo, or its name set in type. */
function mark(page: Page, place: { align: 'start' | 'end'; middle: number; width: number; size: number }): Layer[] {
  const { input, words, area, direction, palette, typesetter } = page
  const atLeft = (place.align === 'start') === (direction === 'ltr')
  const leftOf = (width: number): number => (atLeft ? area.left : area.left + area.width - width)
  const { logoSize } = input.brand
  if (logoSize && input.brand.logo) {
    const scale = Math.min(place.width / logoSize.width, (place.size * 1.5) / logoSize.height)
    const width = Math.max(1, Math.round(logoSize.width * scale))
    const height = Math.max(1, Math.round(logoSize.height * scale))
    const box = { left: leftOf(width), top: Math.round(place.middle - height / 2), width, height }
    const crop = { left: 0, top: 0, ...logoSize }
    return [{ kind: 'picture', source: 'logo', box, crop, blend: 'over', shadow: false }]
  }
  if (words.mark === '') return []
  const fitted = fitText(
    words.mark,
    { weight: 600, letterSpacing: 0 },
    { width: Math.round(place.width), sizeMax: place.size, sizeMin: Math.round(place.size * 0.8), linesMax: 1 },
    { typesetter, locale: input.locale },
  )
  const leading = Math.round(fitted.size * leadingOf(words.mark, SMALL_LEADING))
  const width = Math.ceil(fitted.width) + 2
  const box = { left: leftOf(width), top: Math.round(place.middle - leading / 2), width, height: leading }
  const color = formatColor(palette.ink)
  return [
    {
      kind: 'static',
      key: `mark ${fitted.lines.join('')} ${fitted.size} ${color} ${JSON.stringify(box)} ${direction}`,
      box,
      element: (
        <Lines
          lines={fitted.lines}
          text={words.mark}
          size={fitted.size}
          leading={leading}
          weight={600}
          color={color}
          align={atLeft === (direction === 'ltr') ? 'start' : 'end'}
          direction={direction}
          typesetter={typesetter}
        />
      ),
    },
  ]
}

/** A frame for the photo, and what a cut-out in it keeps clear of its edges, in pixels. */
interface PhotoPlace {
  readonly frame: Box
  readonly air: Air
}

/** A scene fills the frame; a cut-out keeps its distance, or stands on the lower edge where its photo cuts it. */
function picture(page: Page, { frame, air }: PhotoPlace): Layer[] {
  const { input, palette } = page
  const { photo } = input
  if (!photo) return placeholder(page, frame)
  const blend = photo.ground === 'white' ? 'multiply' : 'over'
  const stance = stanceOf(photo)
  if (stance === 'filling')
    return [
      ...(photo.ground === 'scene' ? [] : [panel(frame, formatColor(palette.panel))]),
      { kind: 'picture', source: 'photo', ...fillFrame(photo, frame), blend, shadow: false },
    ]
  const standing = stance === 'standing'
  return [
    ...(standing ? [panel(frame, formatColor(palette.panel))] : []),
    { kind: 'picture', source: 'photo', ...placeCutout(photo, frame, air, stance), blend, shadow: !standing },
  ]
}

function panel(box: Box, color: string): StaticLayer {
  return {
    kind: 'static',
    key: `panel ${color} ${JSON.stringify(box)}`,
    box,
    element: <div style={{ width: box.width, height: box.height, backgroundColor: color }} />,
  }
}

/** Without a photo the picture is the product's initial, as large as a poster letter. */
function placeholder(page: Page, frame: Box): Layer[] {
  const { palette, words, typesetter, direction, input } = page
  const initial = initialOf(words.name) ?? initialOf(words.mark) ?? '·'
  const size = Math.round(Math.min(frame.width, frame.height) * 0.62)
  const leading = Math.round(size * leadingOf(initial, 1.2))
  const box = {
    left: frame.left,
    top: Math.round(frame.top + (frame.height - leading) / 2),
    width: frame.width,
    height: leading,
  }
  const shown = initial.toLocaleUpperCase(input.locale)
  return [
    panel(frame, formatColor(palette.panel)),
    {
      kind: 'text',
      id: 'initial',
      box,
      lines: [shown],
      element: (
        <Lines
          lines={[shown]}
          text={shown}
          size={size}
          leading={leading}
          weight={600}
          color={formatColor(palette.accent)}
          align="center"
          direction={direction}
          typesetter={typesetter}
        />
      ),
    },
  ]
}

const initialOf = (text: string): string | undefined => graphemesOf(text).find((part) => /^[\p{L}\p{N}]/u.test(part))
