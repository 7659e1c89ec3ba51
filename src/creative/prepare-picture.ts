import { contactShadow } from './contact-shadow.ts'
import { whitenGround } from './pixels.ts'
import type { PictureCodec, Pixels } from './ports.ts'
import type { CreativePhoto } from './render.ts'
import type { PictureLayer } from './scene.ts'

/** A picture layer as pixels: what both renderers draw, in order. */
export interface PreparedPicture {
  readonly pixels: Pixels
  readonly left: number
  readonly top: number
  readonly blend: 'over' | 'multiply'
}

/** Fits the photo into its box, cleans its ground and gives it its shadow. */
export async function preparePhoto(
  layer: PictureLayer,
  photo: CreativePhoto,
  codec: PictureCodec,
): Promise<PreparedPicture[]> {
  const { box, crop, blend } = layer
  const fitted = await codec.fit(photo.bytes, { width: box.width, height: box.height, crop })
  const pixels = blend === 'multiply' ? whitenGround(fitted) : fitted
  const picture = { pixels, left: box.left, top: box.top, blend }
  const shadow = layer.shadow ? contactShadow(pixels, photo.ground === 'white' ? 'white' : 'alpha') : undefined
  if (!shadow) return [picture]
  return [{ pixels: shadow.pixels, left: box.left + shadow.left, top: box.top + shadow.top, blend: 'over' }, picture]
}
