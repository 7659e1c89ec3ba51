import { describe, expect, it } from 'vitest'
import { layeredRenderer } from '../../src/creative/render-layered.ts'
import { jobOf, placementOf, TRYING_WORDS, tools, WORDS } from './jobs.ts'
import { type Drawing, greyPixels, photoOf } from './pictures.ts'

/** Difference hash of 16 × 16: whether each part is lighter than the one to its right. A new rasteriser changes few bits, a new layout many. */
async function dHash(picture: Uint8Array): Promise<string> {
  const side = 16
  const grey = await greyPixels(picture, side + 1, side)
  let bits = ''
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) bits += grey[y * (side + 1) + x]! > grey[y * (side + 1) + x + 1]! ? '1' : '0'
  return BigInt(`0b${bits}`)
    .toString(16)
    .padStart((side * side) / 4, '0')
}

function distance(a: string, b: string): number {
  let different = BigInt(`0x${a}`) ^ BigInt(`0x${b}`)
  let bits = 0
  for (; different > 0n; different >>= 1n) bits += Number(different & 1n)
  return bits
}

/** Of 256; flat grounds flip a few. */
const BITS_MAX = 12

/** Looked at by a person before they were written down here. */
const GOLDEN: readonly [placement: string, drawing: Drawing | 'none', words: string, hash: string][] = [
  ['meta-feed-1x1', 'transparent', 'usual', '686896167171ccccd696d2b4c69c68e9b1720eccd1109a10d060f180c018960c'],
  ['meta-feed-1x1', 'standing', 'usual', '80ca88f930b080b800f801640168016c806c096cc26c986cf16cc26c816ca56c'],
  ['meta-feed-1x1', 'tall', 'usual', '8018883930b980b8005a001a001a001a801a099ac21a985af19ac21980b9a406'],
  ['meta-feed-4x5', 'white', 'usual', '00006848923678e1c4cc92b4c69c68e9b172cc0c2260d510de10d864c1989218'],
  ['meta-story-9x16', 'scene', 'usual', '800035acca52cd12ec8c08709078025c931cd0780c60c010c830350b88100000'],
  ['meta-reels-9x16', 'wide', 'usual', '800035acca52cd12ac9fe268c804c90c2403c830c83024010000000000000000'],
  ['meta-link-191x1', 'white', 'usual', '8000800000cc013302cc01cc05b36d3381aab4aab0cca3554c08a44482008800'],
  ['meta-link-191x1', 'wide', 'Arabic', '000600160000800001808240a250a249a276a332c0ba013200c300fa003e000a'],
  ['meta-feed-1x1', 'none', 'Japanese', '0280004003200690169016d02cc82d4882b0214cc8b28db28544d8d0d1dcd238'],
]

describe('pictures that were looked at', () => {
  const renderer = layeredRenderer(tools)
  it.each(GOLDEN)('%s, %s, %s', async (placement, drawing, words, hash) => {
    const chosen = words === 'usual' ? { locale: 'en', words: WORDS } : TRYING_WORDS[words]!
    const photo = drawing === 'none' ? undefined : await photoOf(drawing)
    const { bytes } = await renderer.render(
      jobOf({ placement: placementOf(placement), photo, ...chosen, format: 'png' }),
    )
    const now = await dHash(bytes)
    expect(distance(now, hash), `now ${now}`).toBeLessThanOrEqual(BITS_MAX)
  })
})
