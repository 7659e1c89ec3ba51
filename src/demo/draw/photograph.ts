import { clamp, length3 } from './distance.ts'
import type { Scene } from './scene.ts'
import { nothingSeen, type Seen, tracer } from './trace.ts'

/** RGBA, straight alpha, eight bits a channel. */
export interface Picture {
  readonly width: number
  readonly height: number
  readonly data: Uint8Array
}

/** Width over height of every picture. */
export const ASPECT = 16 / 7

/** A long lens, a little to the side and above. */
const CAMERA = { distance: 620, yaw: 24, pitch: 9, target: [10.5, -2, -38], viewWidth: 182 } as const

/**
 * Photographs a pair on a transparent ground at `width` pixels. `detail` 1 takes one ray for every pixel, 2 takes up to
 * two by two where there is something fine to see.
 */
export function photograph(scene: Scene, width: number, detail = 2): Picture {
  const height = Math.round(width / ASPECT)
  const { origin, forward, right, up } = camera()
  const { follow } = tracer(scene)
  const scale = CAMERA.viewWidth / width / CAMERA.distance
  const seen = nothingSeen()
  const sum = new Float64Array(4)

  const ray = (px: number, py: number): Seen => {
    const u = (px - width / 2) * scale
    const v = (height / 2 - py) * scale
    const x = forward[0] + u * right[0] + v * up[0]
    const y = forward[1] + u * right[1] + v * up[1]
    const z = forward[2] + u * right[2] + v * up[2]
    const length = length3(x, y, z)
    follow(origin[0], origin[1], origin[2], x / length, y / length, z / length, 0, seen)
    return seen
  }

  const pixel = (px: number, py: number, count: number, out: Float32Array, at: number): void => {
    sum.fill(0)
    for (let i = 0; i < count; i++) {
      for (let j = 0; j < count; j++) {
        develop(ray(px + (i + 0.5) / count, py + (j + 0.5) / count), sum)
      }
    }
    for (let k = 0; k < 4; k++) out[at + k] = (sum[k] as number) / (count * count)
  }

  const film = new Float32Array(width * height * 4)
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) pixel(x, y, 1, film, (y * width + x) * 4)
  const first = film.slice()
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const contrast = contrastAt(first, width, height, x, y)
      const count = Math.min(contrast < 0.008 ? 1 : contrast < 0.04 ? 2 : 3, detail)
      if (count > 1) pixel(x, y, count, film, (y * width + x) * 4)
    }
  }
  return { width, height, data: toStraight(film) }
}

function camera() {
  const yaw = (CAMERA.yaw * Math.PI) / 180
  const pitch = (CAMERA.pitch * Math.PI) / 180
  const away = [Math.sin(yaw) * Math.cos(pitch), Math.sin(pitch), Math.cos(yaw) * Math.cos(pitch)] as const
  const origin = CAMERA.target.map((value, i) => value + CAMERA.distance * (away[i] as number)) as [
    number,
    number,
    number,
  ]
  const forward = away.map((value) => -value) as [number, number, number]
  const right = [Math.cos(yaw), 0, -Math.sin(yaw)] as const
  const up = [
    away[1] * right[2] - away[2] * right[1],
    away[2] * right[0] - away[0] * right[2],
    away[0] * right[1] - away[1] * right[0],
  ] as const
  return { origin, forward, right, up }
}

/**
 * Light to picture values, added to `sum` as premultiplied colour and alpha. Alpha is such that the picture lies exact on
 * white and lets as much of any other ground through as its clearest channel does.
 */
function develop(seen: Seen, sum: Float64Array): void {
  const light = Math.max(seen.r, seen.g, seen.b)
  const open = encode(Math.min(seen.throughR, seen.throughG, seen.throughB)) * (1 - clamp(light, 0, 1) * 0.5)
  sum[0] = (sum[0] as number) + Math.max(encode(shoulder(seen.r) + seen.throughR) - open, 0)
  sum[1] = (sum[1] as number) + Math.max(encode(shoulder(seen.g) + seen.throughG) - open, 0)
  sum[2] = (sum[2] as number) + Math.max(encode(shoulder(seen.b) + seen.throughB) - open, 0)
  sum[3] = (sum[3] as number) + 1 - open
}

/** Keeps highlights from clipping hard. */
const shoulder = (light: number): number => (light <= 0.7 ? light : 0.7 + 0.3 * (1 - Math.exp(-(light - 0.7) / 0.3)))

/** Linear light to sRGB. */
function encode(light: number): number {
  if (light >= 1) return 1
  return light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055
}

/** The largest step to a neighbour, in any channel. */
function contrastAt(film: Float32Array, width: number, height: number, x: number, y: number): number {
  const at = (y * width + x) * 4
  let most = 0
  for (let dy = -1; dy <= 1; dy++) {
    for (let dx = -1; dx <= 1; dx++) {
      const nx = x + dx
      const ny = y + dy
      if (nx < 0 || ny < 0 || nx >= width || ny >= height) continue
      const other = (ny * width + nx) * 4
      for (let k = 0; k < 4; k++)
        most = Math.max(most, Math.abs((film[at + k] as number) - (film[other + k] as number)))
    }
  }
  return most
}

function toStraight(film: Float32Array): Uint8Array {
  const data = new Uint8Array(film.length)
  for (let at = 0; at < film.length; at += 4) {
    const alpha = film[at + 3] as number
    if (alpha <= 0.002) continue
    for (let k = 0; k < 3; k++) data[at + k] = Math.round(clamp((film[at + k] as number) / alpha, 0, 1) * 255)
    data[at + 3] = Math.round(clamp(alpha, 0, 1) * 255)
  }
  return data
}
