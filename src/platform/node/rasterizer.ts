import { Resvg } from '@resvg/resvg-js'
import type { Pixels, Rasterizer } from '../../creative/ports.ts'

/** resvg as native code. Fonts of the system stay out of it: text arrives as outlines. */
export const resvgRasterizer: Rasterizer = {
  async rasterize(svg) {
    const image = new Resvg(svg, { font: { loadSystemFonts: false }, logLevel: 'off' }).render()
    return straightAlpha({ width: image.width, height: image.height, data: image.pixels })
  },
}

/** resvg multiplies colours by their alpha; taken as they are, half-covered edges would come out dark. */
function straightAlpha(pixels: Pixels): Pixels {
  const { data } = pixels
  for (let index = 0; index < data.length; index += 4) {
    const alpha = data[index + 3]!
    if (alpha === 0 || alpha === 255) continue
    for (let channel = 0; channel < 3; channel++)
      data[index + channel] = Math.min(255, Math.round((data[index + channel]! * 255) / alpha))
  }
  return pixels
}
