import type { Photo } from '../../catalog/photo.ts'
import type { Pixels } from '../../creative/ports.ts'

type Subject = Photo['subject']

/** An alpha that shows: below it lie shadows that a photo brought along. */
const OPAQUE = 100
/** At least this share of an edge is subject: the photo cuts it there. Less is a tip that comes close. */
const CUT_SHARE = 0.12
/** How close an edge that is not cut may come to the border of the photo. */
const CLEAR = 0.002
/** On white, a row or column with fewer subject pixels than this share holds only specks of compression. */
const SPECKS = 0.004

/**
 * How a photo's ground is and where its subject sits. An edge of the subject is exactly 0 or 1 when the photo cuts the
 * subject there, and stops short of it otherwise. A product trimmed on all four sides is not cut.
 */
export function describeSubject(photo: Pixels): { ground: Photo['ground']; subject: Subject } {
  if (isTransparent(photo))
    return { ground: 'transparent', subject: subjectBox(photo, 0, (i) => photo.data[i + 3]! >= OPAQUE) ?? CENTER }
  if (isOnWhite(photo))
    return { ground: 'white', subject: subjectBox(photo, SPECKS, (i) => !isNearWhite(photo.data, i, 238)) ?? CENTER }
  return { ground: 'scene', subject: salientBox(photo) }
}

/** Where a subject is assumed when nothing tells. */
const CENTER: Subject = { left: 0.1, top: 0.1, right: 0.9, bottom: 0.9 }

function isTransparent({ data }: Pixels): boolean {
  let clear = 0
  for (let index = 3; index < data.length; index += 4) if (data[index]! < 250) clear++
  // A few soft pixels at rounded corners are no cut-out.
  return clear > data.length / 4 / 100
}

/** Light and without colour. */
function isNearWhite(data: Uint8Array, index: number, least: number): boolean {
  const [red, green, blue] = [data[index]!, data[index + 1]!, data[index + 2]!]
  const darkest = Math.min(red, green, blue)
  return darkest >= least && Math.max(red, green, blue) - darkest <= 14
}

/** At least three of the four borders are white nearly all along, or all together are for the most part. */
function isOnWhite({ width, height, data }: Pixels): boolean {
  const share = (count: number, indexOf: (step: number) => number): number => {
    let white = 0
    for (let step = 0; step < count; step++) if (isNearWhite(data, indexOf(step) * 4, 240)) white++
    return white / count
  }
  const inset = Math.min(2, width - 1, height - 1)
  const sides = [
    share(width, (x) => inset * width + x),
    share(width, (x) => (height - 1 - inset) * width + x),
    share(height, (y) => y * width + inset),
    share(height, (y) => y * width + width - 1 - inset),
  ]
  return sides.filter((side) => side > 0.9).length >= 3 || sides.reduce((sum, side) => sum + side, 0) / 4 > 0.75
}

function subjectBox(
  { width, height }: Pixels,
  specks: number,
  isSubject: (index: number) => boolean,
): Subject | undefined {
  const columns = new Uint32Array(width)
  const rows = new Uint32Array(height)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      if (isSubject((y * width + x) * 4)) {
        columns[x]!++
        rows[y]!++
      }
  const across = extent(columns, height * specks)
  const down = extent(rows, width * specks)
  if (!across || !down) return undefined
  const touches = {
    left: columns[0]! / height,
    right: columns[width - 1]! / height,
    top: rows[0]! / width,
    bottom: rows[height - 1]! / width,
  }
  const isTrimmed = Object.values(touches).every((share) => share > 0)
  const edge = (touch: number, end: 0 | 1, value: number): number => {
    if (touch >= CUT_SHARE && !isTrimmed) return end
    return Math.min(1 - CLEAR, Math.max(CLEAR, value))
  }
  return {
    left: edge(touches.left, 0, across.first / width),
    right: edge(touches.right, 1, (across.last + 1) / width),
    top: edge(touches.top, 0, down.first / height),
    bottom: edge(touches.bottom, 1, (down.last + 1) / height),
  }
}

function extent(counts: Uint32Array, fewest: number): { first: number; last: number } | undefined {
  const least = Math.max(1, fewest)
  const first = counts.findIndex((count) => count >= least)
  return first < 0 ? undefined : { first, last: counts.findLastIndex((count) => count >= least) }
}

const GRID = 64

/** The part of a scene that differs most from its border, without the outermost 2 % of it on each side. */
function salientBox(photo: Pixels): Subject {
  const grid = shrunk(photo)
  const border: number[] = []
  for (let step = 0; step < GRID; step++)
    border.push(step, (GRID - 1) * GRID + step, step * GRID, step * GRID + GRID - 1)
  const columns = new Float64Array(GRID)
  const rows = new Float64Array(GRID)
  let total = 0
  for (let cell = 0; cell < GRID * GRID; cell++) {
    let nearest = Infinity
    for (const other of border) nearest = Math.min(nearest, distance(grid, cell, other))
    const weight = Math.max(0, Math.sqrt(nearest) - 18)
    columns[cell % GRID]! += weight
    rows[Math.floor(cell / GRID)]! += weight
    total += weight
  }
  if (total < GRID * GRID * 0.5) return CENTER
  const [left, right] = span(columns, total)
  const [top, bottom] = span(rows, total)
  return { left, top, right, bottom }
}

function span(weights: Float64Array, total: number): [number, number] {
  let sum = 0
  let first = 0
  let last = weights.length
  for (const [index, weight] of weights.entries()) {
    if (sum < total * 0.02) first = index
    if (sum < total * 0.98) last = index + 1
    sum += weight
  }
  return [Math.max(CLEAR, first / weights.length), Math.min(1 - CLEAR, last / weights.length)]
}

function distance(grid: Float64Array, a: number, b: number): number {
  let sum = 0
  for (let channel = 0; channel < 3; channel++) sum += (grid[a * 3 + channel]! - grid[b * 3 + channel]!) ** 2
  return sum
}

/** Mean colours of a coarse grid. */
function shrunk({ width, height, data }: Pixels): Float64Array {
  const sums = new Float64Array(GRID * GRID * 3)
  const counts = new Uint32Array(GRID * GRID)
  for (let y = 0; y < height; y++) {
    const row = Math.floor((y * GRID) / height) * GRID
    for (let x = 0; x < width; x++) {
      const cell = row + Math.floor((x * GRID) / width)
      const index = (y * width + x) * 4
      counts[cell]!++
      for (let channel = 0; channel < 3; channel++) sums[cell * 3 + channel]! += data[index + channel]!
    }
  }
  // Photos narrower than the grid leave cells empty; they take the cell before.
  for (let cell = 0; cell < counts.length; cell++)
    for (let channel = 0; channel < 3; channel++)
      sums[cell * 3 + channel] =
        counts[cell]! > 0 ? sums[cell * 3 + channel]! / counts[cell]! : cell > 0 ? sums[(cell - 1) * 3 + channel]! : 255
  return sums
}
