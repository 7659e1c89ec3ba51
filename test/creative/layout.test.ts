import satori from 'satori'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Placement } from '../../src/channels/channel.ts'
import { composeScene } from '../../src/creative/compose.ts'
import { isBanner } from '../../src/creative/placement.ts'
import type { Pixels } from '../../src/creative/ports.ts'
import { satoriFonts } from '../../src/creative/satori-fonts.ts'
import { type Box, type Scene, TEXT_OVERHANG, type TextLayer } from '../../src/creative/scene.ts'
import type { Template, TemplateInput } from '../../src/creative/template.ts'
import { templates } from '../../src/creative/templates/index.ts'
import {
  BRAND,
  DISTINCT_PLACEMENTS,
  fonts,
  jobOf,
  placementOf,
  SQUARE,
  TRYING_WORDS,
  tools,
  type,
  WORDS,
} from './jobs.ts'
import { DRAWINGS, type Drawing, photoOf } from './pictures.ts'

const PHOTOS: readonly (Drawing | 'none')[] = [...(Object.keys(DRAWINGS) as Drawing[]), 'none']

const textLayers = (scene: Scene): TextLayer[] => scene.layers.filter((layer) => layer.kind === 'text')

const contains = (outer: Box, inner: Box): boolean =>
  inner.left >= outer.left &&
  inner.top >= outer.top &&
  inner.left + inner.width <= outer.left + outer.width &&
  inner.top + inner.height <= outer.top + outer.height

const overlap = (a: Box, b: Box): boolean =>
  a.left < b.left + b.width && b.left < a.left + a.width && a.top < b.top + b.height && b.top < a.top + a.height

const safeArea = ({ width, height, safe }: Placement): Box => ({
  left: safe.left,
  top: safe.top,
  width: width - safe.left - safe.right,
  height: height - safe.top - safe.bottom,
})

interface Composed {
  readonly scene: Scene
  readonly name: string
  readonly placement: Placement
}

/** What families say beside the usual words. */
const FACTS = {
  badge: 'Only 3 left in stock',
  code: 'AUTUMN-SALE-2026',
  note: '10% off everything until 30 November 2026',
}

/** One of every composition, with and without safe zones. */
const FEW_PLACEMENTS = [
  'meta-feed-1x1',
  'meta-feed-4x5',
  'meta-reels-9x16',
  'meta-link-191x1',
  'gdn-320x50',
  'gdn-728x90',
  'gdn-300x250',
  'gdn-160x600',
].map(placementOf)
const FEW_WORDS = ['the longest title and sentence', 'Arabic', 'nothing']
const FEW_PHOTOS: readonly (Drawing | 'none')[] = ['standing', 'none']

/**
 * Composing draws nothing, so much of it can be tried: the first family with every text and photo in one placement of
 * each composition, and in every other placement with what is hardest; the other families with what is hardest.
 */
async function allScenes(template: Template): Promise<Composed[]> {
  const isFirst = template === templates[0]
  const composed: Composed[] = []
  for (const placement of isFirst ? DISTINCT_PLACEMENTS : FEW_PLACEMENTS) {
    const isFull = isFirst && FEW_PLACEMENTS.includes(placement)
    for (const style of template.styles)
      for (const [words, { locale, words: texts }] of Object.entries(TRYING_WORDS))
        for (const drawing of isFull ? PHOTOS : FEW_PHOTOS) {
          if (!isFull && !FEW_WORDS.includes(words)) continue
          const photo = drawing === 'none' ? undefined : await photoOf(drawing)
          const morePhotos = photo && [await photoOf('tall'), await photoOf('scene'), await photoOf('transparent')]
          const job = jobOf({
            template: template.id,
            style,
            placement,
            locale,
            words: { ...texts, ...FACTS },
            photo,
            morePhotos,
          })
          const name = `${placement.id}, ${style}, ${words}, ${drawing}`
          composed.push({ scene: await composeScene(job, type, tools.codec), name, placement })
        }
  }
  return composed
}

describe.each(templates.map((template) => ({ id: template.id, template })))('template $id', ({ template }) => {
  let composed: Composed[]
  beforeAll(async () => {
    composed = await allScenes(template)
  }, 60_000)

  it('keeps every text inside the safe area and the margin, at every placement, whatever it is given', () => {
    for (const { scene, name, placement } of composed) {
      expect(contains(safeArea(placement), scene.textArea), name).toBe(true)
      for (const { id, box } of textLayers(scene))
        if (id !== 'initial' && !contains(scene.textArea, box)) expect.fail(`${name}: ${id}`)
    }
  })

  it('never sets a text over another or over the photo', () => {
    for (const { scene, name } of composed) {
      const layers = scene.layers.filter((layer) => layer.kind !== 'static')
      for (const [index, layer] of layers.entries())
        for (const other of layers.slice(index + 1))
          if (overlap(layer.box, other.box))
            expect.fail(`${name}: ${describeLayer(layer)} stands over ${describeLayer(other)}`)
    }
  })

  it('always says something: a sentence, and a picture or a letter in its place', () => {
    for (const { scene, name } of composed) {
      const headline = textLayers(scene).find(({ id }) => id === 'headline')
      if (template.id === 'clean')
        expect(
          textLayers(scene).filter(({ id }) => id !== 'initial'),
          name,
        ).toEqual([])
      else expect(headline?.lines.join(''), name).toMatch(/\S/)
      expect(
        scene.layers.some((layer) => layer.kind === 'picture' || (layer.kind === 'text' && layer.id === 'initial')),
        name,
      ).toBe(true)
    }
  })

  it('gives the picture at least 45 % of the area, in landscape of the width', async () => {
    for (const placement of DISTINCT_PLACEMENTS.filter((each) => !isBanner(each))) {
      const scene = await composeScene(
        jobOf({ template: template.id, placement, photo: await photoOf('scene') }),
        type,
        tools.codec,
      )
      const [picture] = scene.layers.filter((layer) => layer.kind === 'picture' && layer.source === 'photo')
      if (placement.width > placement.height)
        expect(picture!.box.width / placement.width, placement.id).toBeGreaterThan(0.45)
      else if (placement.height / placement.width < 1.5)
        expect(
          (picture!.box.width * picture!.box.height) / (placement.width * placement.height),
          placement.id,
        ).toBeGreaterThan(0.45)
    }
  })

  it('is pure: the same input is the same scene', async () => {
    const job = jobOf({ template: template.id, photo: await photoOf('white') })
    const [first, second] = [await composeScene(job, type, tools.codec), await composeScene(job, type, tools.codec)]
    expect(JSON.stringify(first)).toBe(JSON.stringify(second))
  })

  it('can be composed at any size between its bounds', async () => {
    const input = (width: number, height: number): TemplateInput => ({
      ...jobOf({ placement: { ...SQUARE, width, height } }),
    })
    for (const [width, height] of [
      [500, 1000],
      [1000, 500],
      [640, 640],
      [728, 910],
      [1100, 500],
      [2000, 1500],
    ] as const) {
      const scene = template.compose(input(width, height), type)
      for (const { id, box } of textLayers(scene))
        if (id !== 'initial') expect(contains(scene.textArea, box), `${width} × ${height}: ${id}`).toBe(true)
    }
  })
})

const describeLayer = (layer: Scene['layers'][number]): string => (layer.kind === 'text' ? layer.id : layer.kind)

describe('the reminder', () => {
  it('mirrors its columns in scripts that run from right to left', async () => {
    const landscape = placementOf('meta-link-191x1')
    const photo = await photoOf('scene')
    const left = await composeScene(jobOf({ placement: landscape, photo }), type, tools.codec)
    const { locale, words } = TRYING_WORDS.Arabic!
    const right = await composeScene(jobOf({ placement: landscape, locale, words, photo }), type, tools.codec)
    const pictureAt = (scene: Scene) => scene.layers.find((layer) => layer.kind === 'picture')!.box.left
    expect(pictureAt(left)).toBeGreaterThan(0)
    expect(pictureAt(right)).toBe(0)
  })

  it('stands a cut figure on the edge of its panel and lets a whole one float', async () => {
    const place = async (drawing: Drawing) => {
      const scene = await composeScene(jobOf({ photo: await photoOf(drawing) }), type, tools.codec)
      const picture = scene.layers.find((layer) => layer.kind === 'picture')!
      const panel = scene.layers.find((layer) => layer.kind === 'static' && layer.key.startsWith('panel'))
      return { picture, panel }
    }
    const standing = await place('standing')
    expect(standing.picture.box.top + standing.picture.box.height).toBe(
      standing.panel!.box.top + standing.panel!.box.height,
    )
    expect(standing.picture.shadow).toBe(false)
    const free = await place('white')
    expect(free.panel).toBeUndefined()
    expect(free.picture.shadow).toBe(true)
  })

  it('leaves out the old price where it finds no room, never the price', async () => {
    const words = { ...WORDS, price: '1.299.000.000.000,00 Kč', struckPrice: '1.499.000.000.000,00 Kč' }
    const scene = await composeScene(jobOf({ placement: placementOf('meta-link-191x1'), words }), type, tools.codec)
    const price = textLayers(scene).find(({ id }) => id === 'price')!
    expect(price.lines).toEqual([words.price])
  })

  it('uses the logo in place of the name', async () => {
    const logo = await tools.codec.encode(
      { width: 400, height: 100, data: new Uint8Array(400 * 100 * 4).fill(120) },
      { format: 'png', quality: 100 },
    )
    const scene = await composeScene(jobOf({ brand: { ...BRAND, logo } }), type, tools.codec)
    const logos = scene.layers.filter((layer) => layer.kind === 'picture' && layer.source === 'logo')
    expect(logos).toHaveLength(1)
    expect(logos[0]!.box.width / logos[0]!.box.height).toBeCloseTo(4, 0)
    expect(scene.layers.some((layer) => layer.kind === 'static' && layer.key.startsWith('mark'))).toBe(false)
  })
})

describe('the brand kit', () => {
  const headlineOf = async (style: string, brand: object): Promise<TextLayer> => {
    const scene = await composeScene(jobOf({ style, brand: { ...BRAND, ...brand } }), type, tools.codec)
    return textLayers(scene).find(({ id }) => id === 'headline')!
  }

  it.each(['minimal', 'bold', 'editorial'])('sets the headline in its family, in style %s', async (style) => {
    const own = JSON.stringify((await headlineOf(style, {})).element)
    const chosen = JSON.stringify((await headlineOf(style, { headlineFont: 'Inter' })).element)
    expect(own).not.toContain('"family":"Inter"')
    expect(chosen).toContain('"family":"Inter"')
  })

  it('falls back to a family that is there', async () => {
    const { lines } = await headlineOf('minimal', { headlineFont: 'Comic Sans' })
    expect(lines.join(' ')).toBe(WORDS.headline)
  })

  it('lays a gradient under quiet walls only', async () => {
    const gradients = async (style: string): Promise<number> => {
      const job = jobOf({ style, brand: { ...BRAND, background: 'gradient' } })
      const { layers } = await composeScene(job, type, tools.codec)
      return layers.filter((layer) => layer.kind === 'static' && layer.key.startsWith('gradient')).length
    }
    expect([await gradients('minimal'), await gradients('editorial'), await gradients('bold')]).toEqual([1, 1, 0])
  })
})

describe('the pixels of a text layer', () => {
  it.each(Object.keys(TRYING_WORDS))('stay in its box, but for the overhang of single letters: %s', async (words) => {
    for (const placement of [SQUARE, placementOf('meta-link-191x1')]) {
      const scene = await composeScene(jobOf({ placement, ...TRYING_WORDS[words] }), type, tools.codec)
      for (const { id, box, element } of textLayers(scene)) {
        const pixels = await drawText(element, box)
        const ink = inkOf(pixels)
        if (!ink) continue
        // Side bearings and italics of single letters: an eighth of the room there is.
        const overhang = 3
        expect(ink.left, `${id}, left`).toBeGreaterThanOrEqual(TEXT_OVERHANG - overhang)
        expect(ink.right, `${id}, right`).toBeLessThanOrEqual(TEXT_OVERHANG + box.width + overhang)
        expect(ink.top, `${id}, top`).toBeGreaterThan(0)
        expect(ink.bottom, `${id}, bottom`).toBeLessThan(pixels.height - 1)
      }
    }
  })
})

async function drawText(element: TextLayer['element'], { width, height }: Box): Promise<Pixels> {
  const style = { display: 'flex', width, height, marginLeft: TEXT_OVERHANG, marginTop: TEXT_OVERHANG }
  const svg = await satori({ type: 'div', props: { style, children: element } } as never, {
    width: width + 2 * TEXT_OVERHANG,
    height: height + 2 * TEXT_OVERHANG,
    fonts: satoriFonts(fonts),
  })
  return tools.rasterizer.rasterize(svg)
}

/** The smallest box that holds everything drawn. */
function inkOf({ width, height, data }: Pixels) {
  let [left, top, right, bottom] = [width, height, -1, -1]
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      if (data[(y * width + x) * 4 + 3]! < 64) continue
      left = Math.min(left, x)
      right = Math.max(right, x)
      top = Math.min(top, y)
      bottom = Math.max(bottom, y)
    }
  return right < 0 ? undefined : { left, top, right, bottom }
}
