import { boundsOf, openSpline, type Point, strokeOutline } from './curve.ts'
import {
  blend,
  clamp,
  type Distance2,
  gridDistance,
  length2,
  lineDistance,
  outlineDistance,
  smoothstep,
} from './distance.ts'
import { METALS } from './finishes.ts'
import { eyeOf, type FrameShape, inward, lensesOf, mirrored, perShape, templeLine } from './frame-shape.ts'
import type { Box, LensTint, Metal, Part, Plastic, Scene } from './scene.ts'
import { ellipsoid, slab } from './solids.ts'

export interface AcetateShape extends FrameShape {
  /** Width of the rim at a place around the lens, x and y from -1 to 1. */
  readonly rim: (x: number, y: number) => number
  readonly thickness: number
  /** Radius of the polished edges. */
  readonly round: number
  readonly bridgeLine: readonly Point[]
  readonly bridgeHalf: number
  /** How far the bridge flows into the rims. */
  readonly bridgeFlow: number
  readonly endLine: readonly Point[]
  readonly endHalf: number
  readonly endFlow?: number
  readonly templeHalf: readonly [hinge: number, middle: number, tip: number]
  /** Where the two pins of each hinge show on the front, from the outer edge. */
  readonly pins?: { readonly inset: number; readonly rise: number; readonly gap: number; readonly upright?: true }
  /** A round cut under the bridge. */
  readonly keyhole?: { readonly y: number; readonly radius: number }
}

/** How far a nose pad flows into the front. */
const PAD_FLOW = 2.6

/** A frame cut from a block of acetate. */
export function acetateFrame(shape: AcetateShape, body: Plastic, tint: LensTint, pin: Metal = METALS.steel): Scene {
  const eye = eyeOf(shape)
  const half = shape.width / 2
  const outline = frontOutline(shape)
  const reach = reachOf(shape)
  const middle = -shape.thickness / 2
  const padX = shape.bridge / 2 - 0.9
  const frontBox: Box = {
    min: [-half - 1, -reach, -(half ** 2) / (2 * shape.wrap) - shape.thickness - 5],
    max: [half + 1, reach, 1],
  }
  const front: Part = {
    material: body,
    box: frontBox,
    distance: (x, y, z) => {
      const bent = z + (x * x) / (2 * shape.wrap)
      const edge = outline(Math.abs(x), y)
      // The face is crowned: polishing takes more off towards the edges.
      const crown = 0.6 * Math.exp(clamp(edge, -6, 0) / 1.1)
      const sheet = slab(edge, bent - middle, shape.thickness / 2 - crown, shape.round)
      const px = Math.abs(x) - padX
      const py = y + shape.lensHeight * 0.12
      // The pads lean with the nose.
      const pad = ellipsoid(px + 0.24 * py, py, bent + shape.thickness + 0.4, 1.9, 6.4, 3.2)
      if (pad > sheet + PAD_FLOW) return sheet
      // Pads flow on behind the lens, but not into its opening.
      const opening = Math.max(eye.outline(Math.abs(x), y), -bent - shape.thickness - 0.4)
      return Math.max(blend(sheet, pad, PAD_FLOW), -opening - 0.02)
    },
  }
  const hingeZ = -(half ** 2) / (2 * shape.wrap) - shape.thickness + 0.1
  const parts: Part[] = [front]
  for (const side of [-1, 1]) {
    parts.push(...acetateTemple(shape, body, side, half - 2.6, hingeZ))
    if (shape.pins) parts.push(...pins(shape, shape.pins, side, pin))
  }
  return { parts, lenses: lensesOf(shape, eye, tint, shape.thickness * 0.2, 0.6) }
}

const reachOf = (shape: AcetateShape): number => shape.lensHeight / 2 + 12

/** The front as it is sawn out of the sheet: rims, bridge and end pieces flow into each other, the lenses are cut out. */
const frontOutline = perShape((shape: AcetateShape): Distance2 => {
  const eye = eyeOf(shape)
  const half = shape.width / 2
  const bridge = lineDistance(openSpline(mirrored(shape.bridgeLine), 10), shape.bridgeHalf)
  const end = lineDistance(openSpline(shape.endLine, 8), shape.endHalf)
  const flat: Distance2 = (x, y) => {
    const hole = eye.outline(Math.abs(x), y)
    const ring = hole - shape.rim((Math.abs(x) - eye.center) / (shape.lensWidth / 2), y / (shape.lensHeight / 2))
    let d = blend(blend(ring, bridge(x, y), shape.bridgeFlow), end(Math.abs(x), y), shape.endFlow ?? 5)
    d = -blend(-d, half - Math.abs(x), 2.2)
    if (shape.keyhole) d = -blend(-d, length2(x, y - shape.keyhole.y) - shape.keyhole.radius, 2)
    return Math.max(d, -hole)
  }
  const reach = reachOf(shape)
  return gridDistance(flat, { left: -1, right: half + 1, bottom: -reach, top: reach }, 0.22)
})

/** A temple seen from the side, and the wire inside it. */
const templeOutline = perShape((shape: AcetateShape) => {
  const line = templeLine(shape)
  const [hinge, middle, tip] = shape.templeHalf
  const profile = strokeOutline(line, (share) => {
    const body = hinge + (middle - hinge) * smoothstep(0, 0.4, share)
    return body + (tip - middle) * smoothstep(0.5, 0.95, share)
  })
  const bounds = boundsOf(profile)
  const outline = gridDistance(outlineDistance(profile), bounds, 0.3)
  const wireLine = line.filter(([back]) => back > 4 && back < shape.temple * 0.9)
  const wireOutline = gridDistance(lineDistance(wireLine, 0), boundsOf(wireLine), 0.6)
  return { bounds, outline, wireOutline }
})

function acetateTemple(shape: AcetateShape, body: Plastic, side: number, x0: number, z0: number): Part[] {
  const { bounds, outline, wireOutline } = templeOutline(shape)
  const center = (back: number) => x0 - inward(back, shape.temple)
  const half = (back: number) => 2.1 - 0.5 * smoothstep(0, 70, back)
  const xs = [side * (x0 + 4), side * (x0 - 13)]
  return [
    {
      material: body,
      box: {
        min: [Math.min(...xs), bounds.bottom, z0 - bounds.right],
        max: [Math.max(...xs), bounds.top, z0],
      },
      distance: (x, y, z) => {
        const back = z0 - z
        return slab(outline(back, y), side * x - center(back), half(back), 1.25)
      },
      ...(body.opacity < 1 && {
        core: {
          distance: (x: number, y: number, z: number) =>
            length2(wireOutline(z0 - z, y), side * x - center(z0 - z)) - 0.75,
          material: METALS.steel,
        },
      }),
    },
    {
      // The barrel of the hinge behind the front.
      material: METALS.steel,
      box: {
        min: [side * (x0 - 3) - 2, shape.hingeY - 3, z0 - 6],
        max: [side * (x0 - 3) + 2, shape.hingeY + 3, z0 + 1],
      },
      distance: (x, y, z) => {
        const along = Math.max(Math.abs(y - shape.hingeY) - 1.9, 0)
        return length2(along, Math.max(length2(side * x - x0 + 3, (z - z0 + 2.2) * 0.7) - 1, 0)) - 0.35
      },
    },
  ]
}

function pins(shape: AcetateShape, at: NonNullable<AcetateShape['pins']>, side: number, material: Metal): Part[] {
  return [-1, 1].map((which) => {
    const shift = (which * at.gap) / 2
    const x = side * (shape.width / 2 - at.inset + (at.upright ? 0 : shift))
    const y = shape.hingeY + at.rise + (at.upright ? shift : 0)
    const z = -(x * x) / (2 * shape.wrap)
    return {
      material,
      box: { min: [x - 1.2, y - 1.2, z - 1], max: [x + 1.2, y + 1.2, z + 1] },
      distance: (px: number, py: number, pz: number) => ellipsoid(px - x, py - y, pz - z, 0.85, 0.85, 0.3),
    }
  })
}
