/** A point in millimetres. */
export type Point = readonly [x: number, y: number]

/** The closed uniform cubic B-spline of the control points: curvature is continuous, so reflections run smoothly along it. */
export function closedSpline(controls: readonly Point[], pieces = 24): Point[] {
  const points: Point[] = []
  const count = controls.length
  for (let i = 0; i < count; i++) {
    const four = [0, 1, 2, 3].map((k) => controls[(i + k) % count] as Point)
    for (let k = 0; k < pieces; k++) points.push(splinePoint(four, k / pieces))
  }
  return points
}

/** The open B-spline that begins at the first control point and ends at the last. */
export function openSpline(controls: readonly Point[], pieces = 24): Point[] {
  const first = controls[0] as Point
  const last = controls[controls.length - 1] as Point
  const padded = [first, first, ...controls, last, last]
  const points: Point[] = []
  for (let i = 0; i + 3 < padded.length; i++) {
    for (let k = 0; k < pieces; k++) points.push(splinePoint(padded.slice(i, i + 4), k / pieces))
  }
  points.push(last)
  return points
}

function splinePoint(four: readonly Point[], t: number): Point {
  const a = (1 - t) ** 3 / 6
  const b = (3 * t ** 3 - 6 * t ** 2 + 4) / 6
  const c = (-3 * t ** 3 + 3 * t ** 2 + 3 * t + 1) / 6
  const d = t ** 3 / 6
  const [p, q, r, s] = four as [Point, Point, Point, Point]
  return [a * p[0] + b * q[0] + c * r[0] + d * s[0], a * p[1] + b * q[1] + c * r[1] + d * s[1]]
}

/** The outline moved and scaled so that its box is `width` × `height` around (centerX, centerY). */
export function fitted(points: readonly Point[], width: number, height: number, centerX = 0, centerY = 0): Point[] {
  const box = boundsOf(points)
  const scaleX = width / (box.right - box.left)
  const scaleY = height / (box.top - box.bottom)
  return points.map(([x, y]) => [
    centerX + (x - (box.left + box.right) / 2) * scaleX,
    centerY + (y - (box.bottom + box.top) / 2) * scaleY,
  ])
}

export interface Bounds {
  readonly left: number
  readonly right: number
  readonly bottom: number
  readonly top: number
}

export function boundsOf(points: readonly Point[]): Bounds {
  const xs = points.map((point) => point[0])
  const ys = points.map((point) => point[1])
  return { left: Math.min(...xs), right: Math.max(...xs), bottom: Math.min(...ys), top: Math.max(...ys) }
}

/** A line with a half width that changes along it, as the outline of a closed shape with a round end. */
export function strokeOutline(line: readonly Point[], halfWidth: (share: number) => number): Point[] {
  const upper: Point[] = []
  const lower: Point[] = []
  line.forEach((point, i) => {
    const [nx, ny] = normalAt(line, i)
    const h = halfWidth(i / (line.length - 1))
    upper.push([point[0] + nx * h, point[1] + ny * h])
    lower.push([point[0] - nx * h, point[1] - ny * h])
  })
  const end = line.length - 1
  const [ex, ey] = line[end] as Point
  const [nx, ny] = normalAt(line, end)
  const h = halfWidth(1)
  const cap: Point[] = []
  for (let k = 1; k < 12; k++) {
    const angle = (Math.PI * k) / 12
    // From the upper side around the tip to the lower one.
    cap.push([
      ex + h * (nx * Math.cos(angle) + ny * Math.sin(angle)),
      ey + h * (ny * Math.cos(angle) - nx * Math.sin(angle)),
    ])
  }
  return [...upper, ...cap, ...lower.reverse()]
}

function normalAt(line: readonly Point[], i: number): Point {
  const before = line[Math.max(0, i - 1)] as Point
  const after = line[Math.min(line.length - 1, i + 1)] as Point
  const dx = after[0] - before[0]
  const dy = after[1] - before[1]
  const length = Math.hypot(dx, dy) || 1
  return [-dy / length, dx / length]
}
