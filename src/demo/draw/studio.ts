import { smoothstep } from './distance.ts'

/** A softbox: a rectangle of light in a direction, seen from the product. */
interface Softbox {
  readonly toward: readonly [number, number, number]
  readonly right: readonly [number, number, number]
  readonly up: readonly [number, number, number]
  readonly halfWidth: number
  readonly halfHeight: number
  readonly light: number
}

const box = (toward: [number, number, number], halfWidth: number, halfHeight: number, light: number): Softbox => {
  const length = Math.hypot(...toward)
  const [x, y, z] = toward.map((value) => value / length) as [number, number, number]
  const flat = Math.hypot(x, z) || 1
  const right = [z / flat, 0, -x / flat] as const
  const up = [y * right[2], z * right[0] - x * right[2], -y * right[0]] as const
  return { toward: [x, y, z], right, up, halfWidth, halfHeight, light }
}

/** A large one overhead and in front, a strip on either side, and a dim wide one that gives the front its gradient. */
const SOFTBOXES: readonly Softbox[] = [
  box([-0.15, 0.86, 0.5], 1.05, 0.4, 10),
  box([-0.95, 0.3, 0.42], 0.2, 0.75, 4.2),
  box([0.97, 0.25, 0.1], 0.1, 0.9, 3),
  box([-0.55, 0.42, 0.72], 0.45, 0.5, 0.9),
]

/**
 * The share of a direction, 0 to 1, in which the white backdrop stands. What is seen or mirrored there is the ground of the
 * picture and stays transparent, so that a pair laid on a colour mirrors that colour.
 */
export const backdrop = (x: number, y: number, z: number, blur = 0): number =>
  smoothstep(0.76 - 0.5 * blur, 0.95, -0.37 * x - 0.14 * y - 0.92 * z)

/** The light that comes from a direction, the backdrop aside; `blur` from 0 (mirror) to 1 widens every edge. */
export function studioLight(x: number, y: number, z: number, blur: number): number {
  // A dark room over a pale table, greyer towards the backdrop.
  let light = 0.07 + 0.3 * smoothstep(-0.3, 0.9, y) + 0.25 * smoothstep(0.2, -0.9, z)
  light += (0.62 - light) * 0.75 * smoothstep(-0.15, -0.85, y)
  for (const one of SOFTBOXES) {
    const toward = x * one.toward[0] + y * one.toward[1] + z * one.toward[2]
    if (toward <= 0.05) continue
    const a = Math.abs(x * one.right[0] + y * one.right[1] + z * one.right[2]) / toward / one.halfWidth
    const b = Math.abs(x * one.up[0] + y * one.up[1] + z * one.up[2]) / toward / one.halfHeight
    const soft = 0.1 + 0.9 * blur
    light += (one.light * smoothstep(1 + soft, 1 - soft, a) * smoothstep(1 + soft, 1 - soft, b)) / (1 + blur)
  }
  return light
}

/** Light that falls on a matt surface with this normal, from the whole studio. */
export const softLight = (x: number, y: number, z: number): number =>
  0.62 + 0.5 * Math.max(0, y) + 0.16 * Math.max(0, z) + 0.08 * Math.max(0, -x) - 0.18 * Math.max(0, -y)
