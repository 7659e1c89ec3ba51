import { ImageResponse } from '@vercel/og'
import type { JSXNode } from 'satori/jsx'
import sharp from 'sharp'
import type { NormalizedPhoto } from '../../src/catalog/photo.ts'
import type { CreativePhoto, RenderJob } from '../../src/creative/render.ts'
import type { RenderTools } from '../../src/creative/render-plain.ts'
import type { PictureLayer, Scene } from '../../src/creative/scene.ts'
import { built } from './built.ts'
import { type Contender, compare, print } from './measure.ts'
import { seeded } from './seeded-offers.ts'

const SIDE = 1080

/**
 * One ad image of 1080 × 1080, the same layout, words, faces and photo for everybody: our renderer, the same tree as one
 * SVG through Satori and resvg, and as a user of @vercel/og would hand it over. The other two draw less than ours: no
 * shadow under the product.
 */
export async function benchCreatives(budgetMs: number): Promise<void> {
  const renderer = await tools()
  const { layeredRenderer } =
    await built<typeof import('../../src/creative/render-layered.ts')>('creative/render-layered.js')
  const ours = layeredRenderer(renderer)
  const photo = await photoOf(await studioPhoto())
  const job = jobOf(photo)
  const tree = await peerTree(job, renderer)
  const { satoriFonts } = await built<typeof import('../../src/creative/satori-fonts.ts')>('creative/satori-fonts.js')
  const { default: satori } = await import('satori')
  const fonts = satoriFonts(renderer.fonts)
  let brand = 0

  const contenders: Contender[] = [
    {
      name: '@vercel/og 0.11.1, PNG',
      run: async () =>
        pieces(
          await new ImageResponse(tree as never, { width: SIDE, height: SIDE, fonts: fonts as never }).arrayBuffer(),
        ),
    },
    {
      name: 'Satori and resvg, PNG',
      async run() {
        const svg = await satori(tree as never, { width: SIDE, height: SIDE, fonts })
        const pixels = await renderer.rasterizer.rasterize(svg)
        return pieces(await renderer.codec.encode(pixels, { format: 'png', quality: 100 }))
      },
    },
    { name: 'ours, PNG', run: async () => pieces((await ours.render({ ...job, format: 'png' })).bytes) },
    { name: 'ours, JPEG', run: async () => pieces((await ours.render(job)).bytes) },
    {
      name: 'ours, JPEG, a brand never seen before',
      async run() {
        brand += 1
        const color = `#${(0x2f5d50 + brand).toString(16).padStart(6, '0')}`
        return pieces((await ours.render({ ...job, brand: { ...job.brand, color, name: `Shop ${brand}` } })).bytes)
      },
    },
  ]
  print(
    `Ad images of ${SIDE} × ${SIDE} with a photo inside, one at a time`,
    'images',
    await compare(contenders, budgetMs),
  )
}

/** What came out is a picture and not an error page. */
function pieces(bytes: ArrayBuffer | Uint8Array): number {
  if (bytes.byteLength < 10_000) throw new Error(`a picture of ${bytes.byteLength} bytes`)
  return 1
}

async function tools(): Promise<RenderTools> {
  const [{ readFonts }, { typesetter }, { resvgRasterizer }, { sharpPictureCodec }] = await Promise.all([
    built<typeof import('../../src/platform/node/fonts.ts')>('platform/node/fonts.js'),
    built<typeof import('../../src/creative/typesetter.ts')>('creative/typesetter.js'),
    built<typeof import('../../src/platform/node/rasterizer.ts')>('platform/node/rasterizer.js'),
    built<typeof import('../../src/platform/node/picture-codec.ts')>('platform/node/picture-codec.js'),
  ])
  // As in a render process: a picture has one core to itself.
  sharp.concurrency(1)
  sharp.cache(false)
  const fonts = readFonts()
  return { fonts, typesetter: typesetter(fonts), rasterizer: resvgRasterizer, codec: sharpPictureCodec }
}

const jobOf = (photo: CreativePhoto): RenderJob => ({
  template: 'reminder',
  style: 'minimal',
  placement: {
    id: 'bench',
    name: 'Bench',
    width: SIDE,
    height: SIDE,
    safe: { top: 0, right: 0, bottom: 0, left: 0 },
    maxBytes: 8_000_000,
    formats: ['jpeg', 'png'],
    overlayAllowed: true,
    source: 'none',
    readOn: '2026-11-22',
  },
  locale: 'en',
  brand: { name: 'Halden & Fyr', color: '#b4492b', inkColor: '#1b2230' },
  words: {
    headline: 'Still thinking about those glasses?',
    name: 'Havn Round Sunglasses, Tortoise',
    price: '$99.00',
    struckPrice: '$129.00',
  },
  photo,
  format: 'jpeg',
})

/** A product on white with grain and soft edges, as heavy to decode as a shop's own photos. */
async function studioPhoto(): Promise<NormalizedPhoto> {
  const side = 1600
  const random = seeded(11)
  const data = new Uint8Array(side * side * 3).fill(255)
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) {
      const far = Math.hypot((x - 800) / 640, (y - 820) / 330)
      if (far > 1) continue
      const shade = 60 + 120 * far + 24 * Math.sin(x / 23) * Math.cos(y / 31) + 18 * random()
      const at = (y * side + x) * 3
      data[at] = Math.min(255, shade * 1.15)
      data[at + 1] = Math.min(255, shade * 0.9)
      data[at + 2] = Math.min(255, shade * 0.7)
    }
  const { sharpPhotoNormalizer } = await built<typeof import('../../src/platform/node/photo-normalizer.ts')>(
    'platform/node/photo-normalizer.js',
  )
  const source = await sharp(data, { raw: { width: side, height: side, channels: 3 } })
    .jpeg({ quality: 92 })
    .toBuffer()
  return sharpPhotoNormalizer.normalize(source)
}

const photoOf = async ({ bytes, width, height, ground, subject }: NormalizedPhoto): Promise<CreativePhoto> => ({
  hash: 'bench',
  bytes,
  width,
  height,
  ground,
  subject,
})

/** The scene's layers as one tree, with the photo as the file that it is: scaled and cropped by whoever draws it. */
async function peerTree(job: RenderJob, { typesetter, codec }: RenderTools): Promise<JSXNode> {
  const { composeScene } = await built<typeof import('../../src/creative/compose.ts')>('creative/compose.js')
  const scene = await composeScene(job, typesetter, codec)
  const children = scene.layers.map((layer) =>
    layer.kind === 'picture' ? pictureElement(layer, job.photo as CreativePhoto) : placed(layer.box, layer.element),
  )
  return element(
    { display: 'flex', position: 'relative', width: scene.width, height: scene.height, backgroundColor: scene.ground },
    children,
  )
}

function pictureElement({ box, crop, blend }: PictureLayer, photo: CreativePhoto): JSXNode {
  const scale = box.width / crop.width
  const width = Math.round(photo.width * scale)
  const height = Math.round(photo.height * scale)
  const image = {
    type: 'img',
    props: {
      src: photo.bytes.buffer.slice(photo.bytes.byteOffset, photo.bytes.byteOffset + photo.bytes.byteLength),
      width,
      height,
      style: { position: 'absolute', left: -crop.left * scale, top: -crop.top * scale, width, height },
    },
  }
  const { left, top } = box
  const style = {
    display: 'flex',
    position: 'absolute',
    left,
    top,
    width: box.width,
    height: box.height,
    overflow: 'hidden',
  }
  return element(blend === 'multiply' ? { ...style, mixBlendMode: 'multiply' } : style, [image as never])
}

const placed = ({ left, top, width, height }: Scene['layers'][number]['box'], child: JSXNode): JSXNode =>
  element({ display: 'flex', position: 'absolute', left, top, width, height }, child)

const element = (style: object, children: JSXNode | JSXNode[]): JSXNode =>
  ({ type: 'div', props: { style, children } }) as never
