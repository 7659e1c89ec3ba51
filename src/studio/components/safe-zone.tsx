/** @jsxImportSource hono/jsx */
import type { PlacementFacts } from '../model.ts'

/** The edges that a platform's own controls may cover. Drawn as SVG, since no style attribute is allowed on the page. */
export const SafeZone = ({ placement: { width, height, safe } }: { placement: PlacementFacts }) => {
  if (safe.top + safe.right + safe.bottom + safe.left === 0) return null
  const right = width - safe.right
  const bottom = height - safe.bottom
  const inner = `M${safe.left} ${safe.top}V${bottom}H${right}V${safe.top}Z`
  return (
    <svg class="safe-zone" viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      <path class="covered" fill-rule="evenodd" d={`M0 0H${width}V${height}H0Z${inner}`} />
      <path class="edge" d={inner} />
    </svg>
  )
}
