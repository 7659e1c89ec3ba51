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

const FAMILIES: readonly [template: string, style: string, placement: string, drawing: Drawing, hash: string][] = [
  ['reminder', 'bold', 'meta-feed-1x1', 'white', '9b2630f1c69cdaa44e8c64c91177c0fc3bad229d726017e82608334323432a08'],
  ['reminder', 'bold', 'meta-feed-4x5', 'standing', '03000b200b20169016901693f6901697069f57bc35ad326836e2270123670b02'],
  ['reminder', 'bold', 'meta-story-9x16', 'tall', '1402ea3414cb316b3ab8017f0b2fe11005030b00e36ad690d690216ac8000000'],
  ['reminder', 'bold', 'meta-link-191x1', 'scene', '6120622062406a506c4c544e33060a96499663965a96598e3bcc5893798430c0'],
  [
    'reminder',
    'editorial',
    'meta-feed-1x1',
    'white',
    '3060468cb1726cc9c69cd2b4c69c6cc9b172ce8d3030cd70c2b0aa94e830d200',
  ],
  [
    'reminder',
    'editorial',
    'meta-story-9x16',
    'transparent',
    '8410144bea14c484c48b3173e4c8ce8c64c93162070cc070c830150980100000',
  ],
  [
    'reminder',
    'editorial',
    'meta-link-191x1',
    'scene',
    '8b808b808b800b900bac6bce9b8693968996a596b186a98eebac839383a88ba0',
  ],
  [
    'price-drop',
    'minimal',
    'meta-feed-1x1',
    'transparent',
    '4c4cb33268e9c68cd2b6d6944ccc796192b6cc68d1109a10d060f180d018960c',
  ],
  [
    'price-drop',
    'bold',
    'meta-feed-4x5',
    'transparent',
    '6c48933668e9c68cd2b4ce8ce8e03233017fc0fc174f335f2b7833b721b70388',
  ],
  [
    'low-stock',
    'editorial',
    'meta-story-9x16',
    'tall',
    '00001000c834ee94d4c82b2223200540030005401324c230c8f0150980100000',
  ],
  ['new-in', 'bold', 'meta-link-191x1', 'white', '612062206240824a6c556ccc74aa72b22ab248aa62cc4e733a48564076203120'],
  ['offer', 'bold', 'meta-feed-1x1', 'wide', '80026001c004d004d00450550f0f80fe74fb355e73563ab012f433c333e32608'],
  ['offer', 'minimal', 'meta-story-9x16', 'white', '800035acca52cd12cc9c3163e4c8c68c64d93162ca9cc130f24b0c3020000000'],
  ['clean', 'bold', 'meta-feed-1x1', 'transparent', '00003060468c396264c9c69cdaa44e9d64c9b97266991c07007e60f83e062050'],
  ['clean', 'editorial', 'meta-feed-4x5', 'scene', '000000000020061018e010f8241a24d824db233818e400c3031080c0c7100601'],
  [
    'cart',
    'minimal',
    'meta-feed-1x1',
    'transparent',
    '000180d236d2c892b48dccd2c8d2369ac8d224d2cb0c9a10d060f180d018960c',
  ],
  ['cart', 'bold', 'meta-story-9x16', 'scene', '1402ea3414cb316b3b3812424e4a0e5216528e52b21229ef296bd69020400000'],
  [
    'collection',
    'editorial',
    'meta-feed-4x5',
    'white',
    '0011000191ba6652c72199a2e62d664d199d001d100de90cc630d290c830da30',
  ],
  [
    'reminder',
    'minimal',
    'gdn-728x90',
    'transparent',
    '00040821411c086c9364d3aed39ea31e746655e6a5e4a564c564d96420984064',
  ],
  [
    'reminder',
    'bold',
    'gdn-300x250',
    'transparent',
    '1450c32cb8e264d96b296aa9269b94d661792dd26bc30f30184b3083340b8062',
  ],
  ['reminder', 'editorial', 'gdn-160x600', 'tall', 'cca3f124c3204ccb5904333003281b20032003201b20a3385f04be60d090d490'],
  ['reminder', 'bold', 'gdn-970x250', 'scene', '00248024602460036283692351a34dc36d331d33d5334d3a1cc3b03c401a2018'],
  ['reminder', 'minimal', 'gdn-320x50', 'white', '000022087102828ccceeec8cacc490e45ae468c4a1ceb22ca25c480040080000'],
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

  it.each(FAMILIES)('%s, %s, %s, %s', async (template, style, placement, drawing, hash) => {
    const facts = { badge: '−13%', code: 'AUTUMN10', note: 'until 30 November', emphasis: 'those\u00a0glasses' }
    const { bytes } = await renderer.render(
      jobOf({
        template,
        style,
        placement: placementOf(placement),
        photo: await photoOf(drawing),
        morePhotos: [await photoOf('wide'), await photoOf('tall')],
        words: { ...WORDS, ...facts, action: 'Shop now' },
        format: 'png',
      }),
    )
    const now = await dHash(bytes)
    expect(distance(now, hash), `now ${now}`).toBeLessThanOrEqual(BITS_MAX)
  })
})

describe('display banners', () => {
  const renderer = layeredRenderer(tools)
  it.each(['gdn-970x250', 'gdn-300x1050', 'gdn-580x400'])('are lighter than their placement allows: %s', async (id) => {
    const placement = placementOf(id)
    const { bytes } = await renderer.render(
      jobOf({ placement, style: 'bold', photo: await photoOf('scene'), words: { ...WORDS, action: 'Shop now' } }),
    )
    expect(bytes.byteLength).toBeLessThanOrEqual(placement.maxBytes)
  })
})
