import type { JSXNode } from 'satori/jsx'
import { formatColor, mix, type Rgb } from '../color.ts'
import { type Air, fillFrame, placeCutout, stanceOf } from '../photo-placing.ts'
import { graphemesOf } from '../plain-text.ts'
import type { Box, Layer, StaticLayer } from '../scene.ts'
import type { Page } from './page.ts'
import { setText, type TextFont } from './set-text.tsx'

/** A frame for the photo, and what a cut-out in it keeps clear of its edges, in pixels. */
export interface PhotoPlace {
  readonly frame: Box
  readonly air: Air
}

export interface PictureLook {
  /** Behind what needs an edge to stand on; none where the ground serves. */
  readonly panel?: Rgb
  /** Behind every cell of several. */
  readonly tile?: Rgb
  /** Between the cells of several, in pixels. */
  readonly gap: number
  readonly initial: { readonly font: TextFont; readonly color: Rgb }
}

/** The product, or the products; without a photo a letter as large as a poster's. */
export function pictures(page: Page, place: PhotoPlace, look: PictureLook): Layer[] {
  const { photos } = page
  if (photos.length === 0) return placeholder(page, place.frame, look)
  if (photos.length === 1) return onePicture(page, place, look, 0)
  const cells = cellsOf(place.frame, photos.length, page.family.several, look.gap)
  return cells.flatMap((cell, at) => {
    const frame = page.direction === 'rtl' ? mirrored(cell, place.frame) : cell
    const air = Math.round(Math.min(frame.width, frame.height) * 0.12)
    const own = { frame, air: { side: air, top: air, bottom: air } }
    const tile = look.tile && page.photos[at]!.photo.ground !== 'scene' ? [panel(frame, look.tile)] : []
    return [...tile, ...onePicture(page, own, { ...look, panel: look.tile ? undefined : look.panel }, at)]
  })
}

/** A scene fills the frame; a cut-out keeps its distance, or stands on the lower edge where its photo cuts it. */
function onePicture(page: Page, { frame, air }: PhotoPlace, look: PictureLook, at: number): Layer[] {
  const { photo, index } = page.photos[at]!
  const source = { kind: 'picture', source: 'photo', ...(index > 0 ? { index } : {}) } as const
  const blend = photo.ground === 'white' ? 'multiply' : 'over'
  const stance = stanceOf(photo)
  const backed = look.panel ? [panel(frame, look.panel)] : []
  if (stance === 'filling')
    return [
      ...(photo.ground === 'scene' ? [] : backed),
      { ...source, ...fillFrame(photo, frame), blend, shadow: false },
    ]
  const standing = stance === 'standing'
  return [
    ...(standing ? backed : []),
    { ...source, ...placeCutout(photo, frame, air, stance), blend, shadow: !standing },
  ]
}

export function panel(box: Box, color: Rgb): StaticLayer {
  const hex = formatColor(color)
  return {
    kind: 'static',
    key: `panel ${hex} ${JSON.stringify(box)}`,
    box,
    element: <div style={{ width: box.width, height: box.height, backgroundColor: hex }} />,
  }
}

/** A wall that grows lighter towards the top, where the brand asks for one: dark letters only gain contrast by it. */
export function wallGradient({ input, palette }: Page): StaticLayer[] {
  if (input.brand.background !== 'gradient') return []
  const { width, height } = input.placement
  const [from, to] = [formatColor(mix(palette.wall, [255, 255, 255], 0.35)), formatColor(palette.wall)]
  const backgroundImage = `linear-gradient(180deg, ${from}, ${to})`
  const element = <div style={{ width, height, backgroundImage }} />
  return [
    {
      kind: 'static',
      key: `gradient ${from} ${to} ${width} ${height}`,
      box: { left: 0, top: 0, width, height },
      element,
    },
  ]
}

/** A drawing that fills its box; `key` names all that it depends on. */
export function shape(key: string, box: Box, children: JSXNode): StaticLayer {
  const { width, height } = box
  return {
    kind: 'static',
    key: `${key} ${JSON.stringify(box)}`,
    box,
    element: (
      // biome-ignore lint/a11y/noSvgWithoutTitle: it ends as pixels, and no text may stand in it
      <svg xmlns="http://www.w3.org/2000/svg" width={width} height={height} viewBox={`0 0 ${width} ${height}`}>
        {children}
      </svg>
    ),
  }
}

/** Without a photo the picture is the product's initial, as large as a poster letter. */
function placeholder(page: Page, frame: Box, look: PictureLook): Layer[] {
  const { words, input } = page
  const initial = initialOf(words.name) ?? initialOf(words.mark) ?? '·'
  const shown = initial.toLocaleUpperCase(input.locale)
  const size = Math.round(Math.min(frame.width, frame.height) * 0.62)
  const text = setText(page, shown, look.initial.font, { width: frame.width, sizeMax: size, linesMax: 1 })
  const top = Math.round(frame.top + (frame.height - text.leading) / 2)
  const layer = text.layer('initial', { ...frame, top, color: look.initial.color, align: 'center' })
  return [...(look.panel ? [panel(frame, look.panel)] : []), layer]
}

const initialOf = (text: string): string | undefined => graphemesOf(text).find((part) => /^[\p{L}\p{N}]/u.test(part))

const mirrored = (cell: Box, frame: Box): Box => ({
  ...cell,
  left: frame.left + frame.width - (cell.left - frame.left) - cell.width,
})

/** Where each of several photos stands, in reading order. */
export function cellsOf(frame: Box, count: number, several: 'alike' | 'lead', gap: number): Box[] {
  const wide = frame.width >= frame.height
  if (several === 'lead') {
    const [lead, rest] = split(frame, wide ? 'across' : 'down', [count === 2 ? 0.6 : 0.66], gap)
    return [lead!, ...even(rest!, wide ? 'down' : 'across', count - 1, gap)]
  }
  const aspect = frame.width / frame.height
  if (count === 2) return even(frame, wide ? 'across' : 'down', 2, gap)
  if (count === 3 && aspect < 2.4 && aspect > 0.5) {
    const [first, rest] = split(frame, wide ? 'across' : 'down', [0.5], gap)
    return [first!, ...even(rest!, wide ? 'down' : 'across', 2, gap)]
  }
  if (count === 3) return even(frame, wide ? 'across' : 'down', 3, gap)
  const rows = count === 4 ? [2, 2] : wide ? [3, count - 3] : [2, ...(count === 6 ? [2, 2] : [1, 2])]
  return even(frame, 'down', rows.length, gap).flatMap((row, at) => even(row, 'across', rows[at]!, gap))
}

type Axis = 'across' | 'down'

function even(frame: Box, axis: Axis, count: number, gap: number): Box[] {
  return split(
    frame,
    axis,
    Array.from({ length: count - 1 }, (_, at) => (at + 1) / count),
    gap,
  )
}

/** Cuts a frame at these shares of its length. */
function split(frame: Box, axis: Axis, cuts: readonly number[], gap: number): Box[] {
  const length = axis === 'across' ? frame.width : frame.height
  const ends = [...cuts.map((cut) => Math.round(length * cut)), length]
  return ends.map((end, at) => {
    const start = at === 0 ? 0 : ends[at - 1]! + Math.ceil(gap / 2)
    const size = (at === ends.length - 1 ? end : end - Math.floor(gap / 2)) - start
    return axis === 'across'
      ? { ...frame, left: frame.left + start, width: size }
      : { ...frame, top: frame.top + start, height: size }
  })
}
