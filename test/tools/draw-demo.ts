/**
 * Draws the demo shop's product pictures anew and writes them to src/demo/pictures:
 *
 *   node test/tools/draw-demo.ts              all of them, about half a minute each on one core
 *   node test/tools/draw-demo.ts alma-honey   only those named
 *
 * Every picture is traced from the measures in src/demo/draw: nothing is downloaded, and the same code gives the same
 * pixels. Run it after a change there; test/demo/pictures.test.ts fails until then.
 */
import { writeFile } from 'node:fs/promises'
import sharp from 'sharp'
import { frame, frameNames } from '../../src/demo/draw/frames.ts'
import { type Picture, photograph } from '../../src/demo/draw/photograph.ts'

const WIDTH = 1600
const BYTES_MAX = 112 * 1024
const asked = process.argv.slice(2)

for (const name of asked.length > 0 ? asked : frameNames) {
  const webp = await encode(photograph(frame(name), WIDTH))
  await writeFile(new URL(`../../src/demo/pictures/${name}.webp`, import.meta.url), webp)
  console.log(`${name}: ${Math.round(webp.length / 1024)} KB`)
}

/** The best quality that keeps within the limit, where one does. Alpha stays exact, or clear lenses would show steps. */
async function encode({ data, width, height }: Picture): Promise<Uint8Array> {
  for (let quality = 90; ; quality -= 3) {
    const bytes = await sharp(data, { raw: { width, height, channels: 4 } })
      .webp({ quality, alphaQuality: 100, effort: 6, smartSubsample: true })
      .toBuffer()
    if (bytes.length <= BYTES_MAX || quality < 60) return bytes
  }
}
