import { boundsOf, closedSpline, fitted, openSpline, type Point } from './curve.ts'
import { clamp, type Distance2, gridDistance, outlineDistance, smoothstep } from './distance.ts'
import type { Lens, LensTint } from './scene.ts'

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

/** One lens of a frame, where it sits and how it is curved. */
export interface Eye {
  readonly center: number
  /** Distance to the lens's edge, for x on the right side. */
  readonly outline: Distance2
  readonly bulge: number
  /** Radius of the lens's own curve. */
  readonly curve: number
}

/** Keeps what was made for a shape: the colours of a model share their outlines. */
export function perShape<S extends object, T>(make: (shape: S) => T): (shape: S) => T {
  const made = new WeakMap<S, T>()
  return (shape) => {
    const known = made.get(shape)
    if (known !== undefined) return known
    const fresh = make(shape)
    made.set(shape, fresh)
    return fresh
  }
}

export const eyeOf = perShape((shape: FrameShape): Eye => {
  const center = shape.bridge / 2 + shape.lensWidth / 2
  const points = fitted(closedSpline(shape.lens), shape.lensWidth, shape.lensHeight, center, 0)
  const outline = gridDistance(outlineDistance(points), boundsOf(points), 0.25)
  const curve = 105
  const reach = Math.max(shape.lensWidth, shape.lensHeight) / 2
  return { center, outline, curve, bulge: reach ** 2 / (2 * curve) }
})

/** Both lenses, `depth` behind the middle of the front, held `groove` deep in the rim. */
export const lensesOf = (shape: FrameShape, eye: Eye, tint: LensTint, depth: number, groove: number): Lens[] =>
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

/** A line from the side to the middle, carried on to the other side. */
export const mirrored = (line: readonly Point[]): Point[] => [
  ...line.map(([x, y]): Point => [-x, y]),
  ...[...line].reverse().filter(([x]) => x !== 0),
]

/** How far a temple has come in towards the head, this far behind the hinge. */
export const inward = (back: number, length: number): number =>
  7.5 * smoothstep(0, 1, back / length) ** 1.2 - 0.8 * Math.sin((Math.PI * clamp(back, 0, 90)) / 90) ** 2

/** The middle line of a temple: millimetres behind the hinge, and height. */
export function templeLine(shape: FrameShape): Point[] {
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
