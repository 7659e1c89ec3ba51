import { contactShadow } from './contact-shadow.ts'
import { whitenGround } from './pixels.ts'
import type { CropBox, PictureCodec, Pixels } from './ports.ts'
import type { CreativePhoto } from './render.ts'
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

/** Pixels over which what surrounds a cut-out runs out where its frame ends: less than its air. */
const FADE = 18

/** A soft shadow that reaches beyond the frame ends softly, not in a line. */
function fadeCutEdges({ width, height, data }: Pixels, crop: CropBox, photo: CreativePhoto): void {
  const share = (away: number): number => Math.min(1, (away + 0.5) / FADE)
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
