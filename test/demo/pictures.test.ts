import { readdirSync, statSync } from 'node:fs'
import sharp, { type Sharp } from 'sharp'
import { describe, expect, it } from 'vitest'
import { demoPictures } from '../../src/demo/demo-shop.ts'
import { frame, frameNames } from '../../src/demo/draw/frames.ts'
import { ASPECT, photograph } from '../../src/demo/draw/photograph.ts'

const FOLDER = new URL('../../src/demo/pictures/', import.meta.url)
const WIDTH = 1600
const HEIGHT = WIDTH / ASPECT
/** Small enough to draw all of them anew in a few seconds. */
const SKETCH = 160
const path = (name: string): string => new URL(`${name}.webp`, FOLDER).pathname

/** The picture on white in 32 × 14 fields, RGB: what is left of it after a glance. */
async function glance(picture: Sharp): Promise<Uint8Array> {
  const flat = await picture.flatten({ background: '#ffffff' }).png().toBuffer()
  return new Uint8Array(await sharp(flat).resize(32, 14, { fit: 'fill', kernel: 'cubic' }).raw().toBuffer())
}

/** Root mean square difference, of 255. */
function difference(a: Uint8Array, b: Uint8Array): number {
  const sum = a.reduce((total, value, i) => total + (value - (b[i] as number)) ** 2, 0)
  return Math.sqrt(sum / a.length)
}

describe('the demo pictures', () => {
  it('are one for each colour of each model, and nothing else', () => {
    const names = demoPictures.map((file) => file.replace('.webp', ''))
    expect([...frameNames].sort()).toEqual([...names].sort())
    expect(readdirSync(FOLDER).sort()).toEqual([...demoPictures].sort())
  })

  it('are light enough to be fetched on every first start', () => {
    const sizes = demoPictures.map((file) => statSync(new URL(file, FOLDER)).size)
    expect(Math.max(...sizes)).toBeLessThanOrEqual(120 * 1024)
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(3 * 1024 * 1024)
  })

  it.each(frameNames)('%s is a cut-out of the stated size, whole, and clear where one looks through', async (name) => {
    const { data, info } = await sharp(path(name)).raw().toBuffer({ resolveWithObject: true })
    expect(info).toMatchObject({ width: WIDTH, height: HEIGHT, channels: 4 })
    const alpha = (x: number, y: number): number => data[(y * WIDTH + x) * 4 + 3] as number
    let borderMax = 0
    for (let x = 0; x < WIDTH; x++) borderMax = Math.max(borderMax, alpha(x, 0), alpha(x, HEIGHT - 1))
    for (let y = 0; y < HEIGHT; y++) borderMax = Math.max(borderMax, alpha(0, y), alpha(WIDTH - 1, y))
    expect(borderMax).toBe(0)
    // The middle of the near lens.
    const isSun = /^(vind|solveig|havn)/.test(name)
    const lens = alpha(Math.round(WIDTH * 0.56), Math.round(HEIGHT * 0.55))
    if (isSun) expect(lens).toBeGreaterThan(100)
    else expect(lens).toBeLessThan(40)
    expect(lens).toBeLessThan(250)
    expect(lens).toBeGreaterThan(0)
  })

  it('are what the code draws: each drawing is nearest to its own file', { timeout: 120_000 }, async () => {
    const files = await Promise.all(frameNames.map((name) => glance(sharp(path(name)))))
    for (const [index, name] of frameNames.entries()) {
      const { data, width, height } = photograph(frame(name), SKETCH, 2)
      const drawn = await glance(sharp(data, { raw: { width, height, channels: 4 } }))
      const distances = files.map((file) => difference(drawn, file))
      expect(distances.indexOf(Math.min(...distances)), name).toBe(index)
      expect(distances[index], name).toBeLessThan(6)
    }
  })
})

describe('drawing', () => {
  it('gives the same pixels every time', () => {
    const draw = () => photograph(frame('linden-black-gold'), 64, 2).data
    expect(draw()).toEqual(draw())
  })

  it('knows no frame by another name', () => {
    expect(() => frame('alma-pink')).toThrow(/alma-pink.*alma-black/)
    expect(() => frame('__proto__')).toThrow(RangeError)
  })
})
