import type { Pixels } from './ports.ts'

/** How a subject is told from its ground in fitted pixels. */
export type Matte = 'alpha' | 'white'

export interface ContactShadow {
  readonly pixels: Pixels
  /** Where it lies, relative to the picture it was made from. */
  readonly left: number
  readonly top: number
}

/** Solid enough to cast a shadow. */
const SOLID = 150
/** Less than solid, more than noise: a shadow that the photo brought along. */
const FAINT = 10

/** Darkest point, 0 to 1. */
const STRENGTH = 0.36

/**
 * The shadow that a cut-out casts where it touches the surface: dark under what is lowest, fading with the distance
 * of each column from the ground, so that a lamp has one under its foot only and glasses one under each lens.
 * Undefined when there is no subject, or when the photo has a shadow of its own.
 */
export function contactShadow(picture: Pixels, matte: Matte): ContactShadow | undefined {
  const profile = bottomProfile(picture, matte)
  if (!profile || hasOwnShadow(picture, matte, profile)) return undefined
  const { lowest, left, right, top, bottom } = profile
  const reach = Math.max(24, Math.min((right - left) * 0.12, (bottom - top) * 0.45))
  const spread = Math.max(6, Math.round(reach * 0.45))
  const height = Math.max(10, Math.round(reach * 0.42))
  const width = right - left + 1 + 4 * spread
  const touch = new Float64Array(width)
  for (let x = left; x <= right; x++) {
    if (lowest[x]! < 0) continue
    const lift = (bottom - lowest[x]!) / reach
    touch[x - left + 2 * spread] = lift >= 1 ? 0 : (1 - lift) ** 2
  }
  // A close, dark core and a wide, faint halo: one blur alone looks like a smudge.
  const core = blurred(touch, Math.max(1, Math.round(spread * 0.35)))
  const halo = blurred(touch, spread)
  const data = new Uint8Array(width * height * 4)
  for (let y = 0; y < height; y++) {
    const away = (y + 0.5 - height * 0.42) / (height * 0.5)
    const fallCore = Math.exp(-((away / 0.32) ** 2))
    const fallHalo = Math.exp(-((away / 0.6) ** 2)) * edgeFade(y, height)
    for (let x = 0; x < width; x++) {
      const alpha = STRENGTH * (0.6 * core[x]! * fallCore + 0.7 * halo[x]! * fallHalo)
      data[(y * width + x) * 4 + 3] = Math.round(255 * Math.min(1, alpha))
    }
  }
  return { pixels: { width, height, data }, left: left - 2 * spread, top: Math.round(bottom - height * 0.42) }
}

const edgeFade = (y: number, height: number): number => Math.min(1, (y + 0.5) / 3, (height - y - 0.5) / 3)

interface Profile {
  /** Lowest solid pixel of each column, -1 where there is none. */
  readonly lowest: Int32Array
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

/** Subject strength of a pixel, 0 to 255. */
function strengthAt({ data }: Pixels, matte: Matte, index: number): number {
  if (matte === 'alpha') return data[index + 3]!
  const darkest = Math.min(data[index]!, data[index + 1]!, data[index + 2]!)
  return Math.min(255, (255 - darkest) * 4)
}

function bottomProfile(picture: Pixels, matte: Matte): Profile | undefined {
  const { width, height } = picture
  const lowest = new Int32Array(width).fill(-1)
  let [left, right, top, bottom] = [width, -1, height, -1]
  for (let x = 0; x < width; x++) {
    for (let y = height - 1; y >= 0; y--) {
      if (strengthAt(picture, matte, (y * width + x) * 4) < SOLID) continue
      lowest[x] = y
      left = Math.min(left, x)
      right = x
      bottom = Math.max(bottom, y)
      break
    }
    for (let y = 0; y < Math.min(top, height); y++) {
      if (strengthAt(picture, matte, (y * width + x) * 4) < SOLID) continue
      top = y
      break
    }
  }
  return right < 0 ? undefined : { lowest, left, right, top, bottom }
}

/** Faint pixels under a fifth of the subject's width, below or beside its lowest points. */
function hasOwnShadow(picture: Pixels, matte: Matte, { lowest, left, right, top, bottom }: Profile): boolean {
  const { width, height } = picture
  const near = bottom - (bottom - top) * 0.12
  let columns = 0
  for (let x = left; x <= right; x++) {
    let faint = 0
    // The first pixels next to the subject are its smoothed edge.
    for (let y = Math.max(lowest[x]! + 4, Math.round(near)); y < height; y++) {
      const strength = strengthAt(picture, matte, (y * width + x) * 4)
      if (strength >= FAINT && strength < SOLID) faint++
    }
    if (faint >= 3) columns++
  }
  return columns > (right - left + 1) / 5
}

/** Three box blurs are close to a Gaussian. */
function blurred(values: Float64Array, radius: number): Float64Array {
  let from = values
  for (let pass = 0; pass < 3; pass++) {
    const to = new Float64Array(from.length)
    let sum = 0
    for (let x = -radius; x < from.length; x++) {
      if (x + radius < from.length) sum += from[x + radius]!
      if (x - radius - 1 >= 0) sum -= from[x - radius - 1]!
      if (x >= 0) to[x] = sum / (2 * radius + 1)
    }
    from = to
  }
  return from
}
