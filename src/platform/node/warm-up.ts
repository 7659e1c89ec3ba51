import type { CreativeRenderer } from '../../creative/ports.ts'
import type { RenderJob } from '../../creative/render.ts'
import { template } from '../../creative/templates/index.ts'

const SIZES = [
  [1080, 1080],
  [1200, 628],
] as const

/** After these the just-in-time compiler has seen most of what setting text takes. */
const ROUNDS = 6

/** Renders a few pictures for nobody, so that the first real one is not the slowest. */
export async function warmUp(renderer: CreativeRenderer): Promise<void> {
  const style = template('reminder')!.styles[0]!
  for (let round = 0; round < ROUNDS; round++)
    for (const [width, height] of SIZES) await renderer.render(warmUpJob(style, width, height, round))
}

const warmUpJob = (style: string, width: number, height: number, round: number): RenderJob => ({
  template: 'reminder',
  style,
  placement: {
    id: 'warm-up',
    name: 'warm-up',
    width,
    height,
    safe: { top: 0, right: 0, bottom: 0, left: 0 },
    maxBytes: 1_000_000,
    formats: ['jpeg'],
    overlayAllowed: true,
    source: 'none',
    readOn: '2026-11-22',
  },
  locale: 'en',
  brand: { name: 'Warm-up', color: '#2f5d50', inkColor: '#1c1c1a' },
  words: {
    headline: `Still thinking about round ${round}?`,
    name: 'Nothing for anybody',
    price: `$${round}.00`,
    struckPrice: '$99.00',
  },
  format: 'jpeg',
})
