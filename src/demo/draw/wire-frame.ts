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
import { SILICONE } from './finishes.ts'
import { type Eye, eyeOf, type FrameShape, inward, lensesOf, mirrored, templeLine } from './frame-shape.ts'
import type { LensTint, Metal, Part, Plastic, Scene } from './scene.ts'
import { ellipsoid, slab, wirePart } from './solids.ts'

export interface WireShape extends FrameShape {
  readonly rimRadius: number
  /** From the rim's nose side to the middle, in front view. */
  readonly bridges: readonly (readonly Point[])[]
  readonly bridgeRadius: number
  /** Acetate brows over the upper rims. */
  readonly brow?: { readonly from: number; readonly height: (x: number) => number; readonly thickness: number }
  readonly templeHalf: number
}

/** A frame of metal wire, with or without acetate brows. `tips` covers the ends of the temples. */
export function wireFrame(shape: WireShape, metal: Metal, tips: Plastic, tint: LensTint): Scene {
  const eye = eyeOf(shape)
  const half = shape.width / 2
  const depth = 1.6
  const sheet = (x: number, y: number): number =>
    -depth - (x * x) / (2 * shape.wrap) + eye.bulge - ((Math.abs(x) - eye.center) ** 2 + y * y) / (2 * eye.curve)
  const reachY = shape.lensHeight / 2 + 2
  const lowest = -(half ** 2) / (2 * shape.wrap) - 14
  const rims: Part = {
    material: metal,
    box: { min: [-half, -reachY, lowest], max: [half, reachY, 3] },
    distance: (x, y, z) => length2(eye.outline(Math.abs(x), y) - 0.25, (z - sheet(x, y)) * 0.86) - shape.rimRadius,
  }
  const parts: Part[] = [rims]
  for (const line of shape.bridges) {
    const path = openSpline(mirrored(line), 6).map(
      ([x, y]) => [x, y, bridgeDepth(x, shape.bridge, sheet, eye, y)] as const,
    )
    parts.push(wirePart(metal, path, shape.bridgeRadius))
  }
  const hingeZ = -(half ** 2) / (2 * shape.wrap) - 6
  for (const side of [-1, 1]) {
    const x0 = half - 0.8
    const edge = eye.center + shape.lensWidth / 2
    // From the rim outwards, then around a corner into the temple; x and z here.
    const z1 = sheet(edge - 1, shape.hingeY)
    const turn = openSpline(
      [
        [edge - 1.2, z1],
        [edge + 1.5, z1 + 0.2],
        [x0 - 0.6, z1 - 0.6],
        [x0, z1 - 3],
        [x0, hingeZ - 2],
      ],
      8,
    )
    const rise = (i: number): number => shape.hingeY - 1.2 * Math.max(0, 1 - i / 14)
    const path = turn.map(([x, z], i) => [side * x, rise(i), z] as const)
    parts.push(wirePart(metal, path, Math.max(shape.rimRadius, 0.72)))
    parts.push(...wireTemple(shape, metal, tips, side, x0, hingeZ), ...nosePad(shape, metal, side, sheet))
  }
  if (shape.brow) parts.push(brow(shape, shape.brow, eye, tips, half))
  return { parts, lenses: lensesOf(shape, eye, tint, depth, 0.2) }
}

/** A bridge arches forward between the rims it is soldered to. */
function bridgeDepth(x: number, width: number, sheet: (x: number, y: number) => number, eye: Eye, y: number): number {
  const edge = width / 2
  const share = clamp(Math.abs(x) / edge, 0, 1)
  return sheet(Math.max(edge, Math.min(Math.abs(x), eye.center)), y) + 1.8 * (1 - share * share)
}

function wireTemple(shape: WireShape, metal: Metal, tips: Plastic, side: number, x0: number, z0: number): Part[] {
  const line = templeLine(shape)
  const center = (back: number) => x0 - inward(back, shape.temple)
  const xs = [side * (x0 + 3), side * (x0 - 12)]
  const piece = (material: Metal | Plastic, profile: Point[], half: number, round: number): Part => {
    const bounds = boundsOf(profile)
    const outline = gridDistance(outlineDistance(profile), bounds, 0.3)
    return {
      material,
      box: {
        min: [Math.min(...xs), bounds.bottom, z0 - bounds.right],
        max: [Math.max(...xs), bounds.top, z0 - bounds.left],
      },
      distance: (x, y, z) => slab(outline(z0 - z, y), side * x - center(z0 - z), half, round),
    }
  }
  const split = shape.temple * 0.55
  const tip = line.filter(([back]) => back > split)
  return [
    piece(
      metal,
      strokeOutline(line.slice(0, -6), () => shape.templeHalf),
      0.55,
      0.4,
    ),
    piece(
      tips,
      strokeOutline(tip, (share) => 1.5 + 1.5 * smoothstep(0, 0.9, share)),
      1.45,
      1.1,
    ),
  ]
}

function nosePad(shape: WireShape, metal: Metal, side: number, sheet: (x: number, y: number) => number): Part[] {
  const x = shape.bridge / 2 - 1.6
  const y = -shape.lensHeight * 0.1
  const z = sheet(shape.bridge / 2 + 2, y) - 6
  const arm = [
    [side * (shape.bridge / 2 + 0.6), y + 4.5, sheet(shape.bridge / 2 + 1, y + 4) - 0.4],
    [side * (shape.bridge / 2 - 0.8), y + 5, z + 1.8],
    [side * (x + 0.9), y + 2, z + 0.6],
    [side * (x + 0.3), y, z],
  ] as const
  return [
    wirePart(metal, arm, 0.42),
    {
      material: SILICONE,
      box: { min: [side * x - 4, y - 8, z - 5], max: [side * x + 4, y + 8, z + 5] },
      distance: (px, py, pz) => {
        const dx = side * px - x - 0.25 * (py - y)
        const dz = pz - z
        return ellipsoid(dx * 0.87 - dz * 0.5, py - y, dx * 0.5 + dz * 0.87, 1.3, 6.2, 3.4)
      },
    },
  ]
}

function brow(shape: WireShape, spec: NonNullable<WireShape['brow']>, eye: Eye, body: Plastic, half: number): Part {
  const y0 = shape.hingeY
  const edge = eye.center + shape.lensWidth / 2
  const endLine = lineDistance(
    openSpline(
      [
        [edge - 4, y0 + 3],
        [edge, y0 + 1.6],
        [half - 3.6, y0 + 0.2],
      ],
      8,
    ),
    3.7,
  )
  const flat: Distance2 = (x, y) => {
    const hole = eye.outline(Math.abs(x), y)
    const u = (Math.abs(x) - eye.center) / (shape.lensWidth / 2)
    const tail = smoothstep(spec.from - 1, spec.from + 9, y)
    const band = Math.max(hole - spec.height(u) * tail, -hole - 0.4)
    const end = endLine(Math.abs(x), y)
    const whole = Math.max(blend(band, end, 7), -hole - 0.4)
    // Ends below this line, with a soft corner, and before the bridge.
    const below = spec.from + 3.2 * clamp(-u, 0, 1) - y
    return -blend(-blendMax(whole, below, 1.4), half - Math.abs(x), 2)
  }
  const reach = shape.lensHeight / 2 + 8
  const outline = gridDistance(flat, { left: -1, right: half + 1, bottom: -4, top: reach }, 0.22)
  return {
    material: body,
    box: { min: [-half - 1, spec.from - 3, -(half ** 2) / (2 * shape.wrap) - 8], max: [half + 1, reach, 4] },
    distance: (x, y, z) => slab(outline(Math.abs(x), y), z + (x * x) / (2 * shape.wrap) + 0.6, spec.thickness / 2, 1.3),
  }
}

const blendMax = (a: number, b: number, k: number): number => -blend(-a, -b, k)
