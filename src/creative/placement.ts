import type { Placement } from '../channels/channel.ts'
import type { Box } from './scene.ts'

/** How a picture of this shape is composed. */
export type Composition = 'landscape' | 'stacked' | 'tall'

/** What templates are composed for: neither side more than about twice the other, both of at least 500 px. Banners are designed anew, not scaled down. */
const RATIO_MIN = 0.5
const RATIO_MAX = 2.2
const SIDE_MIN = 500

export function compositionOf({ width, height }: Pick<Placement, 'width' | 'height'>): Composition {
  const ratio = width / height
  if (ratio >= 1.4) return 'landscape'
  return ratio >= 0.68 ? 'stacked' : 'tall'
}

/** Whether templates can be composed at this size. */
export function isComposable({ width, height }: Pick<Placement, 'width' | 'height'>): boolean {
  const ratio = width / height
  return ratio >= RATIO_MIN && ratio <= RATIO_MAX && Math.min(width, height) >= SIDE_MIN
}

/** Share of the short side that stays empty at every edge. */
const MARGIN = 0.065
/** Added to a safe zone that is wider than the margin, so that nothing touches what the platform draws. */
const SAFE_MARGIN = 0.03

/** The part of the picture that text may stand in. */
export function textAreaOf({ width, height, safe }: Pick<Placement, 'width' | 'height' | 'safe'>): Box {
  const short = Math.min(width, height)
  const inset = (edge: number): number =>
    Math.round(Math.max(short * MARGIN, edge === 0 ? 0 : edge + short * SAFE_MARGIN))
  const left = inset(safe.left)
  const top = inset(safe.top)
  return { left, top, width: width - left - inset(safe.right), height: height - top - inset(safe.bottom) }
}
