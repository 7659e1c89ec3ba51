import satori from 'satori'
import type { JSXNode } from 'satori/jsx'
import { composeScene } from './compose.ts'
import type { Font, PictureCodec, Pixels, Rasterizer } from './ports.ts'
import { type PreparedPicture, photoOf, prepareLogo, preparePhoto } from './prepare-picture.ts'
import type { RenderJob } from './render.ts'
import { satoriFonts } from './satori-fonts.ts'
import type { Layer, Scene } from './scene.ts'
import type { Typesetter } from './typesetter.ts'

export interface RenderTools {
  readonly fonts: readonly Font[]
  readonly typesetter: Typesetter
  readonly rasterizer: Rasterizer
  readonly codec: PictureCodec
}

/**
 * The whole scene as one SVG, photo inside. Slow and simple: what the layered renderer is held to, and the SVG whose
 * elements a test counts to see that no text became markup.
 */
export async function renderPlain(
  job: RenderJob,
  tools: RenderTools,
): Promise<{ pixels: Pixels; svg: string; scene: Scene }> {
  const scene = await composeScene(job, tools.typesetter, tools.codec)
  const children: JSXNode[] = []
  for (const layer of scene.layers) children.push(...(await elementsOf(layer, job, tools)))
  const root = {
    type: 'div',
    props: {
      style: {
        display: 'flex',
        position: 'relative',
        width: scene.width,
        height: scene.height,
        backgroundColor: scene.ground,
      },
      children,
    },
  }
  const svg = await satori(root as never, { width: scene.width, height: scene.height, fonts: satoriFonts(tools.fonts) })
  return { pixels: await tools.rasterizer.rasterize(svg), svg, scene }
}

async function elementsOf(layer: Layer, job: RenderJob, tools: RenderTools): Promise<JSXNode[]> {
  if (layer.kind !== 'picture') return [placed(layer.box, layer.element)]
  if (layer.source === 'logo') {
    const pixels = await prepareLogo(layer, job.brand.logo!, tools.codec)
    return [await image({ pixels, left: layer.box.left, top: layer.box.top, blend: 'over' }, tools)]
  }
  const pictures = await preparePhoto(layer, photoOf(layer, job), tools.codec)
  return Promise.all(pictures.map((picture) => image(picture, tools)))
}

const placed = ({ left, top, width, height }: Layer['box'], child: JSXNode): JSXNode =>
  ({
    type: 'div',
    props: { style: { display: 'flex', position: 'absolute', left, top, width, height }, children: child },
  }) as never

async function image({ pixels, left, top, blend }: PreparedPicture, { codec }: RenderTools): Promise<JSXNode> {
  const { width, height } = pixels
  const png = await codec.encode(pixels, { format: 'png', quality: 100 })
  const src = png.buffer.slice(png.byteOffset, png.byteOffset + png.byteLength)
  const style = {
    position: 'absolute',
    left,
    top,
    width,
    height,
    ...(blend === 'multiply' ? { mixBlendMode: 'multiply' } : {}),
  }
  return { type: 'img', props: { src, width, height, style } } as never
}
