/** @jsxImportSource hono/jsx */
import type { ChosenOffer, PlacementFacts } from '../model.ts'
import { SafeZone } from './safe-zone.tsx'

export interface ShotProps {
  readonly offer: ChosenOffer
  readonly placement: PlacementFacts
}

/** The creative itself, with the zones a platform may cover drawn over it on demand. */
export const Shot = ({ offer, placement }: ShotProps) => {
  const shown = offer.moments.find(({ id }) => id === offer.shown)
  const src = shown?.creatives.get(placement.id)?.src
  const named = `${offer.title}, as ${placement.name}`
  const switched = Object.fromEntries(
    offer.moments.flatMap(({ id, creatives }) => {
      const link = creatives.get(placement.id)
      return link === undefined ? [] : [[`data-src-${id}`, link.src]]
    }),
  )
  return (
    <span class="shot">
      {src === undefined ? (
        <Blank placement={placement} />
      ) : (
        <img
          src={src}
          alt={`${shown?.sentence ?? ''} ${named}`}
          width={placement.width}
          height={placement.height}
          decoding="async"
          data-shot={named}
          {...switched}
        />
      )}
      <SafeZone placement={placement} />
    </span>
  )
}

/** Keeps the picture's place while there is none. */
const Blank = ({ placement: { width, height } }: { placement: PlacementFacts }) => (
  <svg
    class="blank"
    viewBox={`0 0 ${width} ${height}`}
    width={width}
    height={height}
    role="img"
    aria-label="No picture yet"
  />
)
