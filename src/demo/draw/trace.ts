import { clamp, length3, smoothstep } from './distance.ts'
import { mix } from './noise.ts'
import type { Box, Lens, Material, Part, Plastic, Scene } from './scene.ts'
import { backdrop, softLight, studioLight } from './studio.ts'

/** What a ray brings back: its own light, and the share of the backdrop that shines through. */
export interface Seen {
  r: number
  g: number
  b: number
  throughR: number
  throughG: number
  throughB: number
}

export const nothingSeen = (): Seen => ({ r: 0, g: 0, b: 0, throughR: 1, throughG: 1, throughB: 1 })

const HIT_MM = 0.012
const FAR_MM = 1_200
const ACETATE_IOR = 1.49
/** Share of the backdrop that clear acetate keeps as its own light: it must not vanish on a strong ground. */
const WHITE_KEPT = 0.4
/** Distances of bent parts are a little too long; steps are shortened to never leap over an edge. */
const CAUTION = 0.82

/** Follows rays through the scene. Made once per picture; not to be shared between threads. */
export function tracer(scene: Scene) {
  const { parts, lenses } = scene
  const normal = new Float64Array(3)
  const absorbed = new Float64Array(3)
  const enterAt = new Float64Array(parts.length)
  const leaveAt = new Float64Array(parts.length)
  let hitPart: Part | undefined
  let mirroredBackdrop = 0

  function distanceToBox({ box }: Part, x: number, y: number, z: number): number {
    const dx = Math.max(box.min[0] - x, 0, x - box.max[0])
    const dy = Math.max(box.min[1] - y, 0, y - box.max[1])
    const dz = Math.max(box.min[2] - z, 0, z - box.max[2])
    return Math.sqrt(dx * dx + dy * dy + dz * dz)
  }

  /** Distance along the ray to the first solid, or Infinity; leaves the solid in `hitPart`. */
  function march(ox: number, oy: number, oz: number, dx: number, dy: number, dz: number, start: number, end: number) {
    let first = end
    let last = start
    for (let i = 0; i < parts.length; i++) {
      enterBox((parts[i] as Part).box, ox, oy, oz, dx, dy, dz, i)
      if ((leaveAt[i] as number) < start) enterAt[i] = Number.POSITIVE_INFINITY
      if (enterAt[i] === Number.POSITIVE_INFINITY) continue
      first = Math.min(first, enterAt[i] as number)
      last = Math.max(last, leaveAt[i] as number)
    }
    let t = Math.max(start, first)
    const stop = Math.min(end, last)
    for (let step = 0; step < 400 && t < stop; step++) {
      let nearest = Number.POSITIVE_INFINITY
      for (let i = 0; i < parts.length; i++) {
        const enters = enterAt[i] as number
        if (t > (leaveAt[i] as number) || enters === Number.POSITIVE_INFINITY) continue
        if (enters > t + 0.01) {
          // Not before its box does the part matter.
          nearest = Math.min(nearest, (enters - t) / CAUTION)
          continue
        }
        const part = parts[i] as Part
        const d = part.distance(ox + dx * t, oy + dy * t, oz + dz * t)
        if (d < HIT_MM) {
          hitPart = part
          return t
        }
        nearest = Math.min(nearest, d)
      }
      t += Math.max(nearest * CAUTION, HIT_MM)
    }
    return Number.POSITIVE_INFINITY
  }

  /** Where a ray enters and leaves a box; entered at Infinity when it misses. */
  function enterBox(box: Box, ox: number, oy: number, oz: number, dx: number, dy: number, dz: number, i: number): void {
    const x1 = (box.min[0] - ox) / dx
    const x2 = (box.max[0] - ox) / dx
    const y1 = (box.min[1] - oy) / dy
    const y2 = (box.max[1] - oy) / dy
    const z1 = (box.min[2] - oz) / dz
    const z2 = (box.max[2] - oz) / dz
    const enters = Math.max(Math.min(x1, x2), Math.min(y1, y2), Math.min(z1, z2))
    const leaves = Math.min(Math.max(x1, x2), Math.max(y1, y2), Math.max(z1, z2))
    enterAt[i] = enters <= leaves ? enters : Number.POSITIVE_INFINITY
    leaveAt[i] = leaves
  }

  function normalOf(part: Part, x: number, y: number, z: number): void {
    const e = 0.06
    const a = part.distance(x + e, y - e, z - e)
    const b = part.distance(x - e, y - e, z + e)
    const c = part.distance(x - e, y + e, z - e)
    const d = part.distance(x + e, y + e, z + e)
    const nx = a - b - c + d
    const ny = -a - b + c + d
    const nz = -a + b - c + d
    const length = length3(nx, ny, nz) || 1
    normal[0] = nx / length
    normal[1] = ny / length
    normal[2] = nz / length
  }

  /** How open the surface is to the studio, 0 to 1. */
  function openness(x: number, y: number, z: number, nx: number, ny: number, nz: number): number {
    let covered = 0
    let weight = 1
    for (let i = 1; i <= 4; i++) {
      const h = 0.5 * i * i
      let nearest = h
      for (const part of parts) {
        if (distanceToBox(part, x + nx * h, y + ny * h, z + nz * h) >= nearest) continue
        nearest = Math.min(nearest, part.distance(x + nx * h, y + ny * h, z + nz * h))
      }
      covered += (weight * (h - Math.max(nearest, 0))) / h
      weight *= 0.62
    }
    return clamp(1 - covered * 0.42, 0.12, 1)
  }

  /** The mirror image of the studio on a surface, darkened where the product sees itself; its backdrop in `mirroredBackdrop`. */
  function reflection(
    x: number,
    y: number,
    z: number,
    nx: number,
    ny: number,
    nz: number,
    dx: number,
    dy: number,
    dz: number,
    blur: number,
    depth: number,
  ): number {
    const k = 2 * (dx * nx + dy * ny + dz * nz)
    const rx = dx - k * nx
    const ry = dy - k * ny
    const rz = dz - k * nz
    mirroredBackdrop = backdrop(rx, ry, rz, blur)
    const light = studioLight(rx, ry, rz, blur) * (1 - mirroredBackdrop)
    if (depth > 0) return light
    const before = hitPart
    const t = march(x + nx * 0.08, y + ny * 0.08, z + nz * 0.08, rx, ry, rz, 0.05, 45)
    const other = hitPart
    hitPart = before
    if (t === Number.POSITIVE_INFINITY) return light
    mirroredBackdrop *= 0.06
    return light * 0.06 + bodyBrightness(other?.material) * 0.5
  }

  function shade(
    part: Part,
    x: number,
    y: number,
    z: number,
    dx: number,
    dy: number,
    dz: number,
    depth: number,
    out: Seen,
  ): void {
    normalOf(part, x, y, z)
    const nx = normal[0] as number
    const ny = normal[1] as number
    const nz = normal[2] as number
    const facing = clamp(-(dx * nx + dy * ny + dz * nz), 0, 1)
    const open = depth > 0 ? 0.8 : openness(x, y, z, nx, ny, nz)
    const { material } = part
    const isMetal = material.kind === 'metal'
    const mirror = reflection(x, y, z, nx, ny, nz, dx, dy, dz, isMetal ? material.roughness : 0.04, depth)
    const mirrorBackdrop = mirroredBackdrop
    if (isMetal) {
      const rim = (1 - facing) ** 5 * 0.6
      // Metal keeps part of the white it was photographed on: a wire must not vanish on a dark ground.
      const light = (mirror + 0.4 * mirrorBackdrop) * (0.35 + 0.65 * open)
      const r = material.color[0] + (1 - material.color[0]) * rim
      const g = material.color[1] + (1 - material.color[1]) * rim
      const b = material.color[2] + (1 - material.color[2]) * rim
      out.r = light * r
      out.g = light * g
      out.b = light * b
      const through = 0.4 * mirrorBackdrop * (0.35 + 0.65 * open)
      out.throughR = through * r
      out.throughG = through * g
      out.throughB = through * b
      return
    }
    const fresnel = 0.04 + 0.96 * (1 - facing) ** 5
    const shine = fresnel * (0.3 + 0.7 * open)
    const matt = softLight(nx, ny, nz) * open * material.opacity
    if (material.opacity < 1) {
      lookInside(part, material, x, y, z, nx, ny, nz, dx, dy, dz, depth, out)
      if (depth === 0) tintByGroove(x, y, z, out)
    }
    if (material.opacity === 1) out.r = out.g = out.b = out.throughR = out.throughG = out.throughB = 0
    const inner = (1 - fresnel) * (1 - material.opacity)
    // Seen directly, a clear rim keeps part of the white it was photographed on, as metal does.
    const kept = depth === 0 ? WHITE_KEPT : 0
    out.r = (out.r + kept * out.throughR) * inner + (1 - fresnel) * matt * material.body[0] + shine * mirror
    out.g = (out.g + kept * out.throughG) * inner + (1 - fresnel) * matt * material.body[1] + shine * mirror
    out.b = (out.b + kept * out.throughB) * inner + (1 - fresnel) * matt * material.body[2] + shine * mirror
    out.throughR = (1 - kept) * out.throughR * inner + shine * mirrorBackdrop
    out.throughG = (1 - kept) * out.throughG * inner + shine * mirrorBackdrop
    out.throughB = (1 - kept) * out.throughB * inner + shine * mirrorBackdrop
  }

  /** Bends the ray into a clear part, lets the colour take its toll on the way, and looks at what lies beyond. */
  function lookInside(
    part: Part,
    material: Plastic,
    x: number,
    y: number,
    z: number,
    nx: number,
    ny: number,
    nz: number,
    dx: number,
    dy: number,
    dz: number,
    depth: number,
    out: Seen,
  ): void {
    const cos = -(dx * nx + dy * ny + dz * nz)
    const eta = 1 / ACETATE_IOR
    const k = Math.sqrt(1 - eta * eta * (1 - cos * cos))
    let ix = eta * dx + (eta * cos - k) * nx
    let iy = eta * dy + (eta * cos - k) * ny
    let iz = eta * dz + (eta * cos - k) * nz
    let px = x - nx * 0.05
    let py = y - ny * 0.05
    let pz = z - nz * 0.05
    let darkR = 0
    let darkG = 0
    let darkB = 0
    let lost = 1
    // The colour is asked for every 0.4 mm: it does not change faster.
    let sinceAsked = 1
    for (let bounce = 0; bounce < 5; bounce++) {
      for (let step = 0; step < 60; step++) {
        const depthInside = -part.distance(px, py, pz)
        if (depthInside < 0) break
        let length = Math.max(depthInside * CAUTION, 0.1)
        if (part.core) {
          const toCore = part.core.distance(px, py, pz)
          if (toCore < 0.03) {
            const { color } = part.core.material
            const light = lost * coreLight(part.core.distance, px, py, pz, ix, iy, iz)
            out.r = light * color[0] * Math.exp(-darkR)
            out.g = light * color[1] * Math.exp(-darkG)
            out.b = light * color[2] * Math.exp(-darkB)
            out.throughR = out.throughG = out.throughB = 0
            return
          }
          length = Math.min(length, Math.max(toCore, 0.03))
        }
        length = Math.min(length, 0.8)
        if (sinceAsked > 0.4) {
          material.absorb(px, py, pz, absorbed)
          sinceAsked = 0
        }
        sinceAsked += length
        darkR += (absorbed[0] as number) * length
        darkG += (absorbed[1] as number) * length
        darkB += (absorbed[2] as number) * length
        px += ix * length
        py += iy * length
        pz += iz * length
      }
      normalOf(part, px, py, pz)
      const mx = normal[0] as number
      const my = normal[1] as number
      const mz = normal[2] as number
      const out1 = ix * mx + iy * my + iz * mz
      const root = 1 - ACETATE_IOR * ACETATE_IOR * (1 - out1 * out1)
      if (root <= 0 || out1 <= 0) {
        // Total reflection: stay inside.
        ix -= 2 * out1 * mx
        iy -= 2 * out1 * my
        iz -= 2 * out1 * mz
        px -= mx * 0.09
        py -= my * 0.09
        pz -= mz * 0.09
        lost *= 0.97
        continue
      }
      const leave = Math.sqrt(root) - ACETATE_IOR * out1
      const ex = ACETATE_IOR * ix + leave * mx
      const ey = ACETATE_IOR * iy + leave * my
      const ez = ACETATE_IOR * iz + leave * mz
      lost *= 1 - (0.04 + 0.96 * (1 - clamp(Math.sqrt(root), 0, 1)) ** 5)
      follow(px + mx * 0.1, py + my * 0.1, pz + mz * 0.1, ex, ey, ez, depth + 1, out)
      const keepR = lost * Math.exp(-darkR)
      const keepG = lost * Math.exp(-darkG)
      const keepB = lost * Math.exp(-darkB)
      out.r *= keepR
      out.g *= keepG
      out.b *= keepB
      out.throughR *= keepR
      out.throughG *= keepG
      out.throughB *= keepB
      return
    }
    const light = 0.5 * lost
    out.r = light * Math.exp(-darkR)
    out.g = light * Math.exp(-darkG)
    out.b = light * Math.exp(-darkB)
    out.throughR = out.throughG = out.throughB = 0
  }

  /** Around its opening a clear rim shows the edge of the lens that sits in its groove. */
  function tintByGroove(x: number, y: number, z: number, out: Seen): void {
    for (const lens of lenses) {
      const away = z - lens.a - lens.bx * x - lens.cx * x * x - lens.by * y - lens.cy * y * y
      const share = Math.abs(away) > 6 ? 0 : 0.9 * smoothstep(0.9, -0.3, lens.outline(x, y))
      if (share === 0) continue
      const { top, bottom } = lens.tint
      const ramp = clamp((lens.top - y) / (lens.top - lens.bottom), 0, 1)
      const passR = 1 - share + share * mix(top[0], bottom[0], ramp)
      const passG = 1 - share + share * mix(top[1], bottom[1], ramp)
      const passB = 1 - share + share * mix(top[2], bottom[2], ramp)
      out.r *= passR
      out.g *= passG
      out.b *= passB
      out.throughR *= passR
      out.throughG *= passG
      out.throughB *= passB
    }
  }

  /** The gleam on a wire inside clear acetate. */
  function coreLight(
    distance: (x: number, y: number, z: number) => number,
    x: number,
    y: number,
    z: number,
    dx: number,
    dy: number,
    dz: number,
  ): number {
    const e = 0.05
    const here = distance(x, y, z)
    const nx = (distance(x + e, y, z) - here) / e
    const ny = (distance(x, y + e, z) - here) / e
    const nz = (distance(x, y, z + e) - here) / e
    const k = 2 * (dx * nx + dy * ny + dz * nz)
    return 0.08 + 0.55 * Math.min(studioLight(dx - k * nx, dy - k * ny, dz - k * nz, 0.5), 1.2)
  }

  function follow(
    ox: number,
    oy: number,
    oz: number,
    dx: number,
    dy: number,
    dz: number,
    depth: number,
    out: Seen,
  ): void {
    const t = depth > 2 ? Number.POSITIVE_INFINITY : march(ox, oy, oz, dx, dy, dz, 0, FAR_MM)
    if (t < Number.POSITIVE_INFINITY) {
      shade(hitPart as Part, ox + dx * t, oy + dy * t, oz + dz * t, dx, dy, dz, depth, out)
    } else {
      const straight = depth === 0 ? 1 : backdrop(dx, dy, dz)
      out.r = out.g = out.b = straight === 1 ? 0 : (1 - straight) * studioLight(dx, dy, dz, 0.15)
      out.throughR = out.throughG = out.throughB = straight
    }
    for (const { lens, at } of crossings(ox, oy, oz, dx, dy, dz, t)) throughLens(lens, at, ox, oy, dx, dy, dz, out)
  }

  /** The lenses in front of `end`, farthest first. */
  function crossings(ox: number, oy: number, oz: number, dx: number, dy: number, dz: number, end: number) {
    const found: { lens: Lens; at: number }[] = []
    for (const lens of lenses) {
      // F(t) = z - (a + bx·x + cx·x² + by·y + cy·y²) along the ray is a quadratic.
      const qa = -(lens.cx * dx * dx + lens.cy * dy * dy)
      const qb = dz - lens.bx * dx - lens.by * dy - 2 * (lens.cx * ox * dx + lens.cy * oy * dy)
      const qc = oz - lens.a - lens.bx * ox - lens.by * oy - lens.cx * ox * ox - lens.cy * oy * oy
      const root = qb * qb - 4 * qa * qc
      if (root < 0) continue
      const sq = Math.sqrt(root)
      const ts = Math.abs(qa) < 1e-9 ? [-qc / qb] : [(-qb - sq) / (2 * qa), (-qb + sq) / (2 * qa)]
      for (const t of ts) {
        if (t > 0.05 && t < end && lens.outline(ox + dx * t, oy + dy * t) < 0) found.push({ lens, at: t })
      }
    }
    return found.sort((a, b) => b.at - a.at)
  }

  function throughLens(
    lens: Lens,
    t: number,
    ox: number,
    oy: number,
    dx: number,
    dy: number,
    dz: number,
    out: Seen,
  ): void {
    const x = ox + dx * t
    const y = oy + dy * t
    let nx = -(lens.bx + 2 * lens.cx * x)
    let ny = -(lens.by + 2 * lens.cy * y)
    let nz = 1
    const length = length3(nx, ny, nz) * (nx * dx + ny * dy + nz * dz > 0 ? -1 : 1)
    nx /= length
    ny /= length
    nz /= length
    const facing = clamp(-(dx * nx + dy * ny + dz * nz), 0, 1)
    const k = 2 * (dx * nx + dy * ny + dz * nz)
    const white = backdrop(dx - k * nx, dy - k * ny, dz - k * nz)
    const mirror = (1 - white) * studioLight(dx - k * nx, dy - k * ny, dz - k * nz, 0.03)
    const fresnel = (0.045 + 0.955 * (1 - facing) ** 5) * lens.tint.gloss
    const share = clamp((lens.top - y) / (lens.top - lens.bottom), 0, 1)
    const ramp = share * share * (3 - 2 * share)
    // Light goes through the tint at a slant, and an edge gathers a little more of it.
    const slant = 1 / Math.max(facing, 0.35)
    const edge = 1 - 0.1 * Math.exp(lens.outline(x, y) / 0.5)
    const { top, bottom, glossColor } = lens.tint
    const pass = (channel: 0 | 1 | 2): number =>
      Math.max(top[channel] + (bottom[channel] - top[channel]) * ramp, 0.001) ** slant * (1 - fresnel) * edge
    const passR = pass(0)
    const passG = pass(1)
    const passB = pass(2)
    out.r = out.r * passR + mirror * fresnel * glossColor[0]
    out.g = out.g * passG + mirror * fresnel * glossColor[1]
    out.b = out.b * passB + mirror * fresnel * glossColor[2]
    out.throughR = out.throughR * passR + white * fresnel
    out.throughG = out.throughG * passG + white * fresnel
    out.throughB = out.throughB * passB + white * fresnel
  }

  return { follow }
}

function bodyBrightness(material: Material | undefined): number {
  if (!material) return 0
  const [r, g, b] = material.kind === 'metal' ? material.color : material.body
  return (r + g + b) / 3
}
