import type { Placement } from '../channels/channel.ts'
import type { Box } from './scene.ts'

/** How a picture of this shape is composed; the last three are banners, which are designed anew and not scaled down. */
export type Composition = 'landscape' | 'stacked' | 'tall' | 'strip' | 'tower' | 'box'

/** Neither side of a feed picture is more than about twice the other, and both have at least 500 px. */
const RATIO_MIN = 0.5
const RATIO_MAX = 2.2
const SIDE_MIN = 500
/** From here on a banner has one row, up to there one column. */
const STRIP_RATIO = 2.5
const TOWER_RATIO = 0.55

const isFeedPicture = (width: number, height: number): boolean =>
  width / height >= RATIO_MIN && width / height <= RATIO_MAX && Math.min(width, height) >= SIDE_MIN

export function compositionOf({ width, height }: Pick<Placement, 'width' | 'height'>): Composition {
  const ratio = width / height
  if (!isFeedPicture(width, height)) return ratio >= STRIP_RATIO ? 'strip' : ratio <= TOWER_RATIO ? 'tower' : 'box'
  if (ratio >= 1.4) return 'landscape'
  return ratio >= 0.68 ? 'stacked' : 'tall'
}

export const isBanner = (placement: Pick<Placement, 'width' | 'height'>): boolean =>
  ['strip', 'tower', 'box'].includes(compositionOf(placement))

/** The smallest banners there are, and the largest that still is one. */
const BANNER_SIDE_MIN = 50
const BANNER_LENGTH_MIN = 200
const BANNER_LENGTH_MAX = 1_200

/** Whether templates can be composed at this size. */
export function isComposable({ width, height }: Pick<Placement, 'width' | 'height'>): boolean {
  if (isFeedPicture(width, height)) return true
  const [short, long] = [Math.min(width, height), Math.max(width, height)]
  return short >= BANNER_SIDE_MIN && long >= BANNER_LENGTH_MIN && long <= BANNER_LENGTH_MAX
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

/** The format that a placement's platform lists first. */
export const firstFormat = ({ formats }: Pick<Placement, 'formats'>): 'jpeg' | 'png' => formats[0] ?? 'jpeg'
