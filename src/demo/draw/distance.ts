import type { Bounds, Point } from './curve.ts'

/** Signed distance of a point to something, in millimetres: negative inside. */
export type Distance2 = (x: number, y: number) => number

/** Signed distance to a closed outline. */
export function outlineDistance(outline: readonly Point[]): Distance2 {
  const count = outline.length
  const xs = Float64Array.from(outline, (point) => point[0])
  const ys = Float64Array.from(outline, (point) => point[1])
  return (x, y) => {
    let nearest = Number.POSITIVE_INFINITY
    let isInside = false
    for (let i = 0, j = count - 1; i < count; j = i++) {
      const ax = xs[i] as number
      const ay = ys[i] as number
      const ex = (xs[j] as number) - ax
      const ey = (ys[j] as number) - ay
      const wx = x - ax
      const wy = y - ay
      const t = clamp((wx * ex + wy * ey) / (ex * ex + ey * ey), 0, 1)
      const dx = wx - ex * t
      const dy = wy - ey * t
      nearest = Math.min(nearest, dx * dx + dy * dy)
      if (ay > y !== (ys[j] as number) > y && x < (ex * (y - ay)) / ey + ax) isInside = !isInside
    }
    return isInside ? -Math.sqrt(nearest) : Math.sqrt(nearest)
  }
}

/** Distance to a line of points with round ends and the given half width. */
export function lineDistance(line: readonly Point[], halfWidth: number): Distance2 {
  return (x, y) => {
    let nearest = Number.POSITIVE_INFINITY
    for (let i = 1; i < line.length; i++) {
      const [ax, ay] = line[i - 1] as Point
      const [bx, by] = line[i] as Point
      const ex = bx - ax
      const ey = by - ay
      const t = clamp(((x - ax) * ex + (y - ay) * ey) / (ex * ex + ey * ey), 0, 1)
      const dx = x - ax - ex * t
      const dy = y - ay - ey * t
      nearest = Math.min(nearest, dx * dx + dy * dy)
    }
    return Math.sqrt(nearest) - halfWidth
  }
}

/** The union of two shapes with a fillet of about `k` where they meet. */
export function blend(a: number, b: number, k: number): number {
  const h = Math.max(k - Math.abs(a - b), 0) / k
  return Math.min(a, b) - (h * h * k) / 4
}

/** Math.hypot guards against overflow that millimetres never reach, and is ten times slower for it. */
export const length2 = (x: number, y: number): number => Math.sqrt(x * x + y * y)
export const length3 = (x: number, y: number, z: number): number => Math.sqrt(x * x + y * y + z * z)

export const clamp = (value: number, min: number, max: number): number =>
  value < min ? min : value > max ? max : value

/** 0 below `from`, 1 above `to`, smooth between. */
export function smoothstep(from: number, to: number, value: number): number {
  const t = clamp((value - from) / (to - from), 0, 1)
  return t * t * (3 - 2 * t)
}

/**
 * A distance kept on a grid and read through a cubic B-spline: the same to the eye, continuous in slope, and fast enough
 * to be asked a hundred million times.
 */
export function gridDistance(distance: Distance2, bounds: Bounds, step: number): Distance2 {
  const margin = 3
  const left = bounds.left - margin
  const bottom = bounds.bottom - margin
  const columns = Math.ceil((bounds.right - bounds.left + 2 * margin) / step) + 4
  const rows = Math.ceil((bounds.top - bounds.bottom + 2 * margin) / step) + 4
  const cells = new Float32Array(columns * rows)
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      cells[row * columns + column] = distance(left + (column - 1) * step, bottom + (row - 1) * step)
    }
  }
  const across = (at: number, a0: number, a1: number, a2: number, a3: number): number =>
    a0 * (cells[at] as number) +
    a1 * (cells[at + 1] as number) +
    a2 * (cells[at + 2] as number) +
    a3 * (cells[at + 3] as number)
  const maxColumn = columns - 3.001
  const maxRow = rows - 3.001
  return (x, y) => {
    const gx = (x - left) / step + 1
    const gy = (y - bottom) / step + 1
    const cx = clamp(gx, 1, maxColumn)
    const cy = clamp(gy, 1, maxRow)
    const outside = gx === cx && gy === cy ? 0 : length2(gx - cx, gy - cy) * step
    const column = Math.floor(cx)
    const row = Math.floor(cy)
    const t = cx - column
    const u = cy - row
    const a0 = ((1 - t) * (1 - t) * (1 - t)) / 6
    const a1 = (3 * t * t * t - 6 * t * t + 4) / 6
    const a3 = (t * t * t) / 6
    const a2 = 1 - a0 - a1 - a3
    const b0 = ((1 - u) * (1 - u) * (1 - u)) / 6
    const b1 = (3 * u * u * u - 6 * u * u + 4) / 6
    const b3 = (u * u * u) / 6
    const b2 = 1 - b0 - b1 - b3
    let at = (row - 1) * columns + column - 1
    let sum = b0 * across(at, a0, a1, a2, a3)
    at += columns
    sum += b1 * across(at, a0, a1, a2, a3)
    at += columns
    sum += b2 * across(at, a0, a1, a2, a3)
    at += columns
    sum += b3 * across(at, a0, a1, a2, a3)
    return sum + outside
  }
}
