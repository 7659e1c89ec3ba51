import type { PlacementFacts } from './model.ts'

/** What surrounds a creative where shoppers see it. */
export type FrameKind = 'square-post' | 'portrait-post' | 'story' | 'link-card' | 'bare'

/** A full-screen placement whose platform draws over the top keeps at least this share of the height free for it. */
const STORY_TOP_MIN = 0.1

/** Told from shape and safe zone alone, so that a new placement needs nothing here. */
export function frameOf({ width, height, safe }: Pick<PlacementFacts, 'width' | 'height' | 'safe'>): FrameKind {
  const ratio = width / height
  if (ratio <= 0.7) return safe.top >= height * STORY_TOP_MIN ? 'story' : 'bare'
  if (ratio < 0.95) return 'portrait-post'
  if (ratio <= 1.05) return 'square-post'
  return ratio >= 1.7 && ratio <= 2.1 ? 'link-card' : 'bare'
}

export interface Arrangement {
  /** The first placement of each framed kind, which gets the large place. */
  readonly main: ReadonlyMap<FrameKind, PlacementFacts>
  /** All others, in their order. */
  readonly others: readonly PlacementFacts[]
}

export function arrange(placements: readonly PlacementFacts[]): Arrangement {
  const main = new Map<FrameKind, PlacementFacts>()
  const others: PlacementFacts[] = []
  for (const placement of placements) {
    const kind = frameOf(placement)
    if (kind === 'bare' || main.has(kind)) others.push(placement)
    else main.set(kind, placement)
  }
  return { main, others }
}
