import type { CreativeRenderer, Font } from '../../creative/ports.ts'
import { layeredRenderer } from '../../creative/render-layered.ts'
import { typesetter } from '../../creative/typesetter.ts'
import { readFonts } from './fonts.ts'
import { sharpPictureCodec } from './picture-codec.ts'
import { resvgRasterizer } from './rasterizer.ts'

/** Renders in this process: what a render process holds, and what a command that renders one picture uses. */
export function inProcessRenderer(fonts: readonly Font[] = readFonts()): CreativeRenderer {
  return layeredRenderer({
    fonts,
    typesetter: typesetter(fonts),
    rasterizer: resvgRasterizer,
    codec: sharpPictureCodec,
  })
}
