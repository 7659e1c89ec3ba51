import type { Channel, Placement } from '../channels/channel.ts'
import type { PlacementFacts } from './model.ts'

/** Placements that would look alike add nothing to a preview; so many different ones at most. */
const PLACEMENTS_MAX = 12

export interface ChannelPlacements {
  readonly channel: Pick<Channel, 'name' | 'pictures'>
  readonly placements: readonly Placement[]
}

/**
 * The placements worth looking at: those that may carry an overlay, one of each shape and safe zone, channels whose
 * feeds carry our creatives first. A second size of the same shape shows the same picture and is left out.
 */
export function previewPlacements(
  channels: readonly ChannelPlacements[],
  isComposable: (placement: Placement) => boolean,
): PlacementFacts[] {
  const shown = new Map<string, PlacementFacts>()
  const isClean = ({ channel }: ChannelPlacements): number => (channel.pictures === 'clean' ? 1 : 0)
  for (const { channel, placements } of channels.toSorted((a, b) => isClean(a) - isClean(b)))
    for (const placement of placements) {
      const look = lookOf(placement)
      if (!placement.overlayAllowed || !isComposable(placement) || shown.has(look)) continue
      shown.set(look, { ...placement, channelName: channel.name })
    }
  return [...shown.values()].slice(0, PLACEMENTS_MAX)
}

/** Equal for placements whose pictures differ in size only: shape and safe zone to the nearest hundredth. */
function lookOf({ width, height, safe }: Placement): string {
  const shares = [safe.top / height, safe.right / width, safe.bottom / height, safe.left / width]
  return [width / height, ...shares].map((share) => share.toFixed(2)).join(' ')
}
