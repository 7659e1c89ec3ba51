import { boundsOf, closedSpline, fitted, openSpline, type Point, strokeOutline } from './curve.ts'
import {
  blend,
  clamp,
  type Distance2,
  gridDistance,
  length2,
  length3,
  lineDistance,
  outlineDistance,
  smoothstep,
} from './distance.ts'
import { METALS, SILICONE } from './finishes.ts'
import type { Box, Lens, LensTint, Metal, Part, Plastic, Scene } from './scene.ts'

/** The measures all frames share. Millimetres; the right eye of the picture is described, the left mirrors it. */
export interface FrameShape {
  /** Control points of the lens, nose side to the left. */
  readonly lens: readonly Point[]
  readonly lensWidth: number
  readonly lensHeight: number
  readonly bridge: number
  /** Full width of the front. */
  readonly width: number
  /** Height of the hinge above the middle of the lens. */
  readonly hingeY: number
  /** Radius of the front's curve around the face. */
  readonly wrap: number
  readonly temple: number
}

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

interface Eye {
  readonly center: number
  /** Distance to the lens's edge, for x on the right side. */
  readonly outline: Distance2
  readonly bulge: number
  /** Radius of the lens's own curve. */
  readonly curve: number
}

function eyeOf(shape: FrameShape): Eye {
  const center = shape.bridge / 2 + shape.lensWidth / 2
  const points = fitted(closedSpline(shape.lens), shape.lensWidth, shape.lensHeight, center, 0)
  const outline = gridDistance(outlineDistance(points), boundsOf(points), 0.25)
  const curve = 105
  const reach = Math.max(shape.lensWidth, shape.lensHeight) / 2
  return { center, outline, curve, bulge: reach ** 2 / (2 * curve) }
}

const lensesOf = (shape: FrameShape, eye: Eye, tint: LensTint, depth: number, groove: number): Lens[] =>
  [-1, 1].map((side) => ({
    // z = -depth - x²/2wrap + bulge - ((x - side·center)² + y²)/2curve, multiplied out.
    a: -depth + eye.bulge - eye.center ** 2 / (2 * eye.curve),
    bx: (side * eye.center) / eye.curve,
    cx: -1 / (2 * shape.wrap) - 1 / (2 * eye.curve),
    by: 0,
    cy: -1 / (2 * eye.curve),
    outline: (x, y) => (side * x > 0 ? eye.outline(side * x, y) - groove : 10),
    tint,
    top: shape.lensHeight / 2,
    bottom: -shape.lensHeight / 2,
  }))

/** A flat outline made solid: `across` is the distance from its middle plane, edges are rounded. */
function slab(outline: number, across: number, half: number, round: number): number {
  const a = outline + round
  const b = Math.abs(across) - half + round
  return Math.min(Math.max(a, b), 0) + length2(Math.max(a, 0), Math.max(b, 0)) - round
}

function ellipsoid(x: number, y: number, z: number, rx: number, ry: number, rz: number): number {
  const k0 = length3(x / rx, y / ry, z / rz)
  const k1 = length3(x / (rx * rx), y / (ry * ry), z / (rz * rz))
  return k1 < 1e-9 ? -Math.min(rx, ry, rz) : (k0 * (k0 - 1)) / k1
}

/** A round wire along points in space. */
function wire(points: readonly (readonly [number, number, number])[], radius: number) {
  return (x: number, y: number, z: number): number => {
    let nearest = Number.POSITIVE_INFINITY
    for (let i = 1; i < points.length; i++) {
      const [ax, ay, az] = points[i - 1] as [number, number, number]
      const [bx, by, bz] = points[i] as [number, number, number]
      const ex = bx - ax
      const ey = by - ay
      const ez = bz - az
      const t = clamp(((x - ax) * ex + (y - ay) * ey + (z - az) * ez) / (ex * ex + ey * ey + ez * ez), 0, 1)
      const dx = x - ax - ex * t
      const dy = y - ay - ey * t
      const dz = z - az - ez * t
      nearest = Math.min(nearest, dx * dx + dy * dy + dz * dz)
    }
    return Math.sqrt(nearest) - radius
  }
}

/** A frame cut from a block of acetate. */
export function acetateFrame(shape: AcetateShape, body: Plastic, tint: LensTint, pin: Metal = METALS.steel): Scene {
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
  const reach = shape.lensHeight / 2 + 12
  const outline = gridDistance(flat, { left: -1, right: half + 1, bottom: -reach, top: reach }, 0.22)
  const middle = -shape.thickness / 2
  const padX = shape.bridge / 2 - 0.6
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
      const px = Math.abs(x) - padX - 1.2
      const py = y + shape.lensHeight * 0.12
      // The pads lean with the nose.
      const pad = ellipsoid(px - 0.28 * py, py, bent + shape.thickness + 0.4, 1.9, 6.4, 3.2)
      return Math.max(blend(sheet, pad, 2.6), -eye.outline(Math.abs(x), y) - 0.02)
    },
  }
  const hingeZ = -(half ** 2) / (2 * shape.wrap) - shape.thickness + 0.1
  const parts: Part[] = [front]
  for (const side of [-1, 1]) {
    parts.push(...acetateTemple(shape, body, side, half - 2.6, hingeZ))
    if (shape.pins) parts.push(...pins(shape, shape.pins, side, pin))
  }
  return { parts, lenses: lensesOf(shape, eye, tint, shape.thickness * 0.38, 0.6) }
}

const mirrored = (line: readonly Point[]): Point[] => [
  ...line.map(([x, y]): Point => [-x, y]),
  ...[...line].reverse().filter(([x]) => x !== 0),
]

/** How far a temple has come in towards the head, this far behind the hinge. */
const inward = (back: number, length: number): number =>
  7.5 * smoothstep(0, 1, back / length) ** 1.2 - 0.8 * Math.sin((Math.PI * clamp(back, 0, 90)) / 90) ** 2

function templeLine(shape: FrameShape): Point[] {
  const { temple, hingeY: y } = shape
  return openSpline(
    [
      [0, y],
      [30, y],
      [60, y - 0.4],
      [temple * 0.62, y - 1],
      [temple * 0.72, y - 3],
      [temple * 0.8, y - 10],
      [temple * 0.88, y - 20],
      [temple * 0.94, y - 31],
    ],
    14,
  )
}

function acetateTemple(shape: AcetateShape, body: Plastic, side: number, x0: number, z0: number): Part[] {
  const line = templeLine(shape)
  const [hinge, middle, tip] = shape.templeHalf
  const profile = strokeOutline(line, (share) => {
    const body = hinge + (middle - hinge) * smoothstep(0, 0.4, share)
    return body + (tip - middle) * smoothstep(0.5, 0.95, share)
  })
  const bounds = boundsOf(profile)
  const outline = gridDistance(outlineDistance(profile), bounds, 0.3)
  const center = (back: number) => x0 - inward(back, shape.temple)
  const half = (back: number) => 2.1 - 0.5 * smoothstep(0, 70, back)
  const coreLine = line
    .filter(([back]) => back > 4 && back < shape.temple * 0.9)
    .filter((_, i) => i % 6 === 0)
    .map(([back, y]) => [side * center(back), y, z0 - back] as const)
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
      ...(body.opacity < 1 && { core: { distance: wire(coreLine, 0.75), material: METALS.steel } }),
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

function wirePart(material: Metal, path: readonly (readonly [number, number, number])[], radius: number): Part {
  const corner = (pick: (...values: number[]) => number, grow: number): [number, number, number] => [
    pick(...path.map((point) => point[0])) + grow,
    pick(...path.map((point) => point[1])) + grow,
    pick(...path.map((point) => point[2])) + grow,
  ]
  return {
    material,
    box: { min: corner(Math.min, -radius), max: corner(Math.max, radius) },
    distance: wire(path, radius),
  }
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
