import { describe, expect, it } from 'vitest'
import type { Pixels } from '../../src/creative/ports.ts'
import { layeredRenderer } from '../../src/creative/render-layered.ts'
import { renderPlain } from '../../src/creative/render-plain.ts'
import { templates } from '../../src/creative/templates/index.ts'
import { BRAND, jobOf, placementOf, TRYING_WORDS, tools, WORDS } from './jobs.ts'
import { type Drawing, photoOf } from './pictures.ts'

/** Peak signal-to-noise ratio over the colours, in decibels. */
function psnr(a: Pixels, b: Pixels): number {
  expect([a.width, a.height]).toEqual([b.width, b.height])
  let squares = 0
  for (let index = 0; index < a.data.length; index++)
    if (index % 4 !== 3) squares += (a.data[index]! - b.data[index]!) ** 2
  const mean = squares / (a.width * a.height * 3)
  return mean === 0 ? Infinity : 10 * Math.log10(255 ** 2 / mean)
}

const CASES = [
  { placement: 'meta-feed-1x1', drawing: 'transparent', words: 'usual' },
  { placement: 'meta-feed-1x1', drawing: 'standing', words: 'emoji' },
  { placement: 'meta-feed-4x5', drawing: 'white', words: 'Arabic' },
  { placement: 'meta-story-9x16', drawing: 'tall', words: 'Japanese' },
  { placement: 'meta-link-191x1', drawing: 'scene', words: 'Thai' },
  { placement: 'meta-link-191x1', drawing: 'none', words: 'the longest title and sentence' },
  { placement: 'meta-feed-1x1', drawing: 'wide', words: 'Hebrew' },
] as const

/** Each style of the first family in every case, every other family and style in one of them by turns. */
const TRIED = templates.flatMap(({ id, styles }, family) =>
  styles.flatMap((style, look) =>
    CASES.filter((_, at) => family === 0 || at === (family * styles.length + look) % CASES.length).map((chosen) => ({
      template: id,
      style,
      ...chosen,
    })),
  ),
)

describe('the two renderers', () => {
  const layered = layeredRenderer(tools)
  it.each(TRIED)(
    'make the same picture: $template, $style, $placement, $drawing, $words',
    async ({ template, style, placement, drawing, words }) => {
      const chosen = words === 'usual' ? { locale: 'en', words: WORDS } : TRYING_WORDS[words]!
      const photo = (drawing as Drawing | 'none') === 'none' ? undefined : await photoOf(drawing as Drawing)
      const morePhotos = [await photoOf('white'), await photoOf('scene')]
      const facts = { badge: '−13%', code: 'AUTUMN10', note: 'until 30 November', emphasis: 'those\u00a0glasses' }
      const job = jobOf({
        template,
        style,
        placement: placementOf(placement),
        photo,
        morePhotos,
        locale: chosen.locale,
        words: { ...chosen.words, ...facts },
        brand: { ...BRAND, background: template === 'new-in' ? 'gradient' : 'solid' },
      })
      const plain = await renderPlain(job, tools)
      // Twice: once drawing the static layers, once from the cache.
      for (const round of ['first', 'cached'])
        expect(psnr((await layered.pixels(job)).pixels, plain.pixels), round).toBeGreaterThanOrEqual(50)
    },
  )
})
