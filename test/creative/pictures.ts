import { Resvg } from '@resvg/resvg-js'
import sharp from 'sharp'
import type { NormalizedPhoto } from '../../src/catalog/photo.ts'
import type { CreativePhoto } from '../../src/creative/render.ts'
import { sharpPhotoNormalizer } from '../../src/platform/node/photo-normalizer.ts'

/** A drawing as PNG. */
export const drawn = (svg: string): Uint8Array => new Resvg(svg, { font: { loadSystemFonts: false } }).render().asPng()

const svg = (width: number, height: number, inside: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${inside}</svg>`

/** A pair of glasses: two rings, a bridge, two stubs of temples. */
const glasses = `<g fill="none" stroke="#3b2a1e" stroke-width="26">
  <circle cx="300" cy="320" r="150"/><circle cx="700" cy="320" r="150"/>
  <path d="M450 300 Q500 250 550 300"/><path d="M152 290 L110 250"/><path d="M848 290 L890 250"/></g>
  <circle cx="300" cy="320" r="138" fill="#9db8c4" fill-opacity="0.35"/><circle cx="700" cy="320" r="138" fill="#9db8c4" fill-opacity="0.35"/>`

const lamp = `<path d="M120 40 L280 40 L330 240 L70 240 Z" fill="#c9772f"/><rect x="192" y="240" width="16" height="860" fill="#222"/>
  <ellipse cx="200" cy="1110" rx="110" ry="22" fill="#222"/>`

const sofa = `<rect x="80" y="150" width="1440" height="220" rx="60" fill="#3f6f8f"/><rect x="40" y="260" width="1520" height="190" rx="50" fill="#355f7b"/>
  <rect x="140" y="450" width="30" height="80" fill="#6b4a2d"/><rect x="1430" y="450" width="30" height="80" fill="#6b4a2d"/>`

const white = (width: number, height: number): string => `<rect width="${width}" height="${height}" fill="#fdfdfc"/>`

const scene = `<defs><linearGradient id="g" x2="0" y2="1"><stop stop-color="#7fa3b5"/><stop offset="1" stop-color="#54422f"/></linearGradient></defs>
  <rect width="900" height="900" fill="url(#g)"/><circle cx="480" cy="500" r="210" fill="#e3b23c"/><rect x="60" y="640" width="780" height="40" fill="#2c2218"/>`

/** Our own product pictures, each a case that a template must treat well. */
export const DRAWINGS = {
  transparent: svg(1000, 600, glasses),
  white: svg(1000, 640, white(1000, 640) + glasses),
  scene: svg(900, 900, scene),
  tall: svg(400, 1180, lamp),
  wide: svg(1600, 620, white(1600, 620) + sofa),
  /** A figure that the lower edge cuts. */
  standing: svg(
    700,
    900,
    `${white(700, 900)}<circle cx="350" cy="190" r="90" fill="#8d5a3b"/><rect x="210" y="290" width="280" height="640" rx="80" fill="#2b3f8f"/>`,
  ),
} as const

export type Drawing = keyof typeof DRAWINGS

/** As the normaliser hands it on. */
export const normalized = (drawing: Drawing): Promise<NormalizedPhoto> =>
  sharpPhotoNormalizer.normalize(drawn(DRAWINGS[drawing]))

const photos = new Map<Drawing, Promise<CreativePhoto>>()

export function photoOf(drawing: Drawing): Promise<CreativePhoto> {
  const known = photos.get(drawing) ?? normalized(drawing).then((photo) => ({ ...photo, hash: drawing }))
  photos.set(drawing, known)
  return known
}

/** Grey pixels of a picture, scaled. */
export const greyPixels = (picture: Uint8Array, width: number, height: number): Promise<Uint8Array> =>
  sharp(picture).greyscale().resize(width, height, { fit: 'fill' }).raw().toBuffer()
