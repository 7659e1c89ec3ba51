import type { Placement } from '../../src/channels/channel.ts'
import { allPlacements } from '../../src/channels/registry.ts'
import { isComposable } from '../../src/creative/placement.ts'
import type { CreativeWords, RenderJob } from '../../src/creative/render.ts'
import type { RenderTools } from '../../src/creative/render-plain.ts'
import { typesetter } from '../../src/creative/typesetter.ts'
import { readFonts } from '../../src/platform/node/fonts.ts'
import { sharpPictureCodec } from '../../src/platform/node/picture-codec.ts'
import { resvgRasterizer } from '../../src/platform/node/rasterizer.ts'

export const fonts = readFonts()
export const type = typesetter(fonts)
export const tools: RenderTools = { fonts, typesetter: type, rasterizer: resvgRasterizer, codec: sharpPictureCodec }

/** Every placement that takes words and that templates are composed for. */
export const PLACEMENTS = allPlacements().filter((placement) => placement.overlayAllowed && isComposable(placement))

/** One of each size and safe area: others would be the same picture again. */
export const DISTINCT_PLACEMENTS = [
  ...new Map(
    PLACEMENTS.map((placement) => [JSON.stringify([placement.width, placement.height, placement.safe]), placement]),
  ).values(),
]

export const placementOf = (id: string): Placement => {
  const found = PLACEMENTS.find((placement) => placement.id === id)
  if (!found) throw new Error(`no placement ${id}`)
  return found
}

export const SQUARE = placementOf('meta-feed-1x1')

export const BRAND = { name: 'Halden & Co', color: '#2f5d50', inkColor: '#1c1c1a' } as const

export const WORDS: CreativeWords = {
  headline: 'Still thinking\u00a0about those\u00a0glasses?',
  name: 'Halden Round, Tortoise',
  price: '$129.00',
  struckPrice: '$149.00',
}

export const jobOf = (changes: Partial<RenderJob> = {}): RenderJob => ({
  template: 'reminder',
  style: 'minimal',
  placement: SQUARE,
  locale: 'en',
  brand: BRAND,
  words: WORDS,
  format: 'jpeg',
  ...changes,
})

/** Texts that break layouts, by what they are. */
export const TRYING_WORDS: Readonly<Record<string, { locale: string; words: CreativeWords }>> = {
  'the longest title and sentence': {
    locale: 'de',
    words: {
      headline:
        'Denken Sie noch an diese wunderschöne, handgefertigte Brille aus unserer neuen Herbstkollektion mit den Gläsern?',
      name: 'Handgefertigte Korrektionsbrille aus Bio-Acetat mit fünfgliedrigen Scharnieren, Schildpatt, Größe 49-21-145, entspiegelt',
      price: '1.299.000,00 €',
      struckPrice: '1.499.000,00 €',
    },
  },
  'one word': { locale: 'en', words: { headline: 'Glasses?', name: 'Round', price: '$9' } },
  'one endless word': {
    locale: 'en',
    words: { headline: 'W'.repeat(110), name: 'i'.repeat(500), price: '$129.00' },
  },
  Arabic: {
    locale: 'ar',
    words: {
      headline: 'هل ما زلت تفكر في تلك النظارات؟',
      name: 'نظارة Halden (بنية) ‎50%‎ خصم',
      price: '‏١٢٩٫٠٠ ر.س.',
      struckPrice: '‏١٤٩٫٠٠ ر.س.',
    },
  },
  Hebrew: {
    locale: 'he',
    words: { headline: 'עדיין חושבים על המשקפיים האלה?', name: 'משקפיים (חום) 50% הנחה', price: '‏1,290.00 ‏₪' },
  },
  Japanese: {
    locale: 'ja',
    words: {
      headline: 'あのメガネのこと、まだ気になっていますか？',
      name: 'ハルデン ラウンド型メガネ（べっ甲）軽量フレーム',
      price: '￥12,800',
      struckPrice: '￥14,800',
    },
  },
  Thai: {
    locale: 'th',
    words: { headline: 'ยังคิดถึงแว่นตาอันนั้นอยู่ไหม', name: 'แว่นตาทรงกลมสีกระน้ำหนักเบารุ่นพิเศษกันรอยขีดข่วน', price: '฿1,290.00' },
  },
  Hindi: {
    locale: 'hi',
    words: { headline: 'क्या आप अब भी उस चश्मे के बारे में सोच रहे हैं?', name: 'गोल चश्मा', price: '₹1,290.00' },
  },
  emoji: {
    locale: 'en',
    words: { headline: 'Still thinking it over? 🤔👓 👩‍👩‍👧 🇩🇪', name: 'Round 🎉', price: '$129.00' },
  },
  'nothing but signs that no face has': {
    locale: 'en',
    words: { headline: '\u{13000}\u{13000}', name: '\u{13000}', price: '$1.00' },
  },
  markup: {
    locale: 'en',
    words: {
      headline: '</text><script>alert(1)</script><image href="file:///etc/passwd"/>',
      name: '&nbsp;&lt;b&gt;]]><![CDATA[',
      price: '<i>$1</i>',
    },
  },
  'five thousand characters': {
    locale: 'en',
    words: { headline: 'about it '.repeat(556), name: 'title '.repeat(834), price: '9'.repeat(5_000) },
  },
  'control characters and direction marks': {
    locale: 'en',
    words: {
      headline: '\u202eStill\u0000 thinking\u2067 it\u0007 over?',
      name: '\ufeffRo\u200fund\ud800',
      price: '\u202d$1.00',
    },
  },
  nothing: { locale: 'en', words: { headline: '', name: '', price: '' } },
}
