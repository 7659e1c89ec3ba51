import { contrast, parseColor, type Rgb } from './color.ts'
import { contactShadow } from './contact-shadow.ts'
import { whitenGround } from './pixels.ts'
import type { CropBox, PictureCodec, Pixels } from './ports.ts'
import type { CreativePhoto, RenderJob } from './render.ts'
import type { PictureLayer } from './scene.ts'

/** A picture layer as pixels: what both renderers draw, in order. */
export interface PreparedPicture {
  readonly pixels: Pixels
  readonly left: number
  readonly top: number
  readonly blend: 'over' | 'multiply' | 'replace'
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
  if (layer.shadow) fadeCutEdges(pixels, crop, photo)
  const picture = {
    pixels,
    left: box.left,
    top: box.top,
    blend: photo.ground === 'scene' ? ('replace' as const) : blend,
  }
  const shadow = layer.shadow ? contactShadow(pixels, photo.ground === 'white' ? 'white' : 'alpha') : undefined
  if (!shadow) return [picture]
  return [{ pixels: shadow.pixels, left: box.left + shadow.left, top: box.top + shadow.top, blend: 'over' }, picture]
}

/** The photo that a layer shows; a template lays out only photos that the job has. */
export const photoOf = ({ index = 0 }: PictureLayer, { photo, morePhotos }: RenderJob): CreativePhoto =>
  index === 0 ? photo! : morePhotos![index - 1]!

/** A logo in its box, in the layer's tint where the layer asks for it. */
export async function prepareLogo(layer: PictureLayer, logo: Uint8Array, codec: PictureCodec): Promise<Pixels> {
  const { box, crop, tint } = layer
  const pixels = await codec.fit(logo, { width: box.width, height: box.height, crop })
  if (!tint || !isSilhouette(pixels)) return pixels
  const { mean, deviation } = inkOf(pixels)
  const isMono = tint.mono && deviation <= ONE_COLOR
  if (!isMono && contrast(mean, parseColor(tint.ground)) >= SEEN) return pixels
  const data = new Uint8Array(pixels.data)
  const color = parseColor(tint.color)
  for (let index = 0; index < data.length; index += 4) data.set(color, index)
  return { ...pixels, data }
}

/** Mean distance from the mean colour, of 255, up to which a logo is of one colour. */
const ONE_COLOR = 24
/** Contrast with the ground from which a logo is left as it is. */
const SEEN = 1.8

/** Whether its outline shows: a logo on an opaque box has none. */
function isSilhouette({ data }: Pixels): boolean {
  let clear = 0
  for (let index = 3; index < data.length; index += 4) if (data[index]! < 128) clear++
  return clear > data.length / 4 / 10
}

function inkOf({ data }: Pixels): { mean: Rgb; deviation: number } {
  const sum = [0, 0, 0]
  let weight = 0
  for (let index = 0; index < data.length; index += 4) {
    const alpha = data[index + 3]!
    for (let channel = 0; channel < 3; channel++) sum[channel]! += data[index + channel]! * alpha
    weight += alpha
  }
  if (weight === 0) return { mean: [0, 0, 0], deviation: 0 }
  const mean: Rgb = [sum[0]! / weight, sum[1]! / weight, sum[2]! / weight]
  let away = 0
  for (let index = 0; index < data.length; index += 4)
    away +=
      (Math.abs(data[index]! - mean[0]) + Math.abs(data[index + 1]! - mean[1]) + Math.abs(data[index + 2]! - mean[2])) *
      data[index + 3]!
  return { mean, deviation: away / weight / 3 }
}

/** Pixels over which what surrounds a cut-out runs out where its frame ends: less than its air. */
const FADE = 18
/** Of small pictures: no more than this share of their shorter side. */
const FADE_SHARE = 0.05

/** A soft shadow that reaches beyond the frame ends softly, not in a line. */
function fadeCutEdges({ width, height, data }: Pixels, crop: CropBox, photo: CreativePhoto): void {
  const fade = Math.min(FADE, Math.max(1, Math.min(width, height) * FADE_SHARE))
  const share = (away: number): number => Math.min(1, (away + 0.5) / fade)
  for (let y = 0; y < height; y++) {
    const up = crop.top > 0 ? share(y) : 1
    const down = crop.top + crop.height < photo.height ? share(height - 1 - y) : 1
    for (let x = 0; x < width; x++) {
      const left = crop.left > 0 ? share(x) : 1
      const right = crop.left + crop.width < photo.width ? share(width - 1 - x) : 1
      const kept = up * down * left * right
      if (kept === 1) continue
      const alpha = (y * width + x) * 4 + 3
      data[alpha] = Math.round(data[alpha]! * kept)
    }
  }
}
