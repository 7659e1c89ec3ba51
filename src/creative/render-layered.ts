import satori from 'satori'
import type { JSXNode } from 'satori/jsx'
import { ByteCache } from './byte-cache.ts'
import { parseColor } from './color.ts'
import { composeScene } from './compose.ts'
import { blendOnto, solidPixels } from './pixels.ts'
import type { Pixels } from './ports.ts'
import { photoOf, prepareLogo, preparePhoto } from './prepare-picture.ts'
import { JPEG_QUALITY, type RenderedCreative, type RenderJob } from './render.ts'
import type { RenderTools } from './render-plain.ts'
import { satoriFonts } from './satori-fonts.ts'
import { type Box, type Layer, type Scene, TEXT_OVERHANG } from './scene.ts'

/** Pixels of static layers that are kept between pictures. */
const STATIC_BYTES_MAX = 64 * 1024 * 1024

/** Renders job after job, keeping the pixels of what does not depend on the offer. */
export interface LayeredRenderer {
  render(job: RenderJob): Promise<RenderedCreative>
  /** The picture before it is encoded. */
  pixels(job: RenderJob): Promise<{ pixels: Pixels; scene: Scene }>
}

/**
 * Draws the layers of a scene one by one: static ones from the cache, text alone through Satori and the rasteriser,
 * the photo through the codec. The same picture as the plain renderer, at a fraction of its cost.
 */
export function layeredRenderer(tools: RenderTools): LayeredRenderer {
  const statics = new ByteCache<Pixels>(STATIC_BYTES_MAX, (pixels) => pixels.data.byteLength)

  const rasterized = async (element: JSXNode, box: Box): Promise<Pixels> => {
    const width = box.width + 2 * TEXT_OVERHANG
    const height = box.height + 2 * TEXT_OVERHANG
    const root = {
      type: 'div',
      props: {
        style: {
          display: 'flex',
          width: box.width,
          height: box.height,
          marginLeft: TEXT_OVERHANG,
          marginTop: TEXT_OVERHANG,
        },
        children: element,
      },
    }
    return tools.rasterizer.rasterize(await satori(root as never, { width, height, fonts: satoriFonts(tools.fonts) }))
  }

  const draw = async (base: Pixels, layer: Layer, job: RenderJob): Promise<void> => {
    if (layer.kind === 'picture' && layer.source === 'photo') {
      for (const picture of await preparePhoto(layer, photoOf(layer, job), tools.codec))
        blendOnto(base, picture.pixels, picture)
      return
    }
    const { left, top } = layer.box
    if (layer.kind === 'picture') {
      blendOnto(base, await prepareLogo(layer, job.brand.logo!, tools.codec), layer.box)
      return
    }
    let pixels = layer.kind === 'static' ? statics.get(layer.key) : undefined
    if (!pixels) {
      pixels = await rasterized(layer.element, layer.box)
      if (layer.kind === 'static') statics.set(layer.key, pixels)
    }
    blendOnto(base, pixels, { left: left - TEXT_OVERHANG, top: top - TEXT_OVERHANG })
  }

  const drawn = async (job: RenderJob): Promise<{ pixels: Pixels; scene: Scene }> => {
    const scene = await composeScene(job, tools.typesetter, tools.codec)
    const pixels = solidPixels(scene.width, scene.height, parseColor(scene.ground))
    for (const layer of scene.layers) await draw(pixels, layer, job)
    return { pixels, scene }
  }

  return {
    pixels: drawn,
    async render(job) {
      const { pixels } = await drawn(job)
      const bytes = await tools.codec.encode(pixels, { format: job.format, quality: JPEG_QUALITY })
      return { bytes, contentType: `image/${job.format}`, width: pixels.width, height: pixels.height }
    },
  }
}
