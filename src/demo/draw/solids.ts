import { clamp, length2, length3 } from './distance.ts'
import type { Material, Part } from './scene.ts'

/** A flat outline made solid: `across` is the distance from its middle plane, edges are rounded. */
export function slab(outline: number, across: number, half: number, round: number): number {
  const a = outline + round
  const b = Math.abs(across) - half + round
  return Math.min(Math.max(a, b), 0) + length2(Math.max(a, 0), Math.max(b, 0)) - round
}

/** Nearly exact, and never too long by much. */
export function ellipsoid(x: number, y: number, z: number, rx: number, ry: number, rz: number): number {
  const k0 = length3(x / rx, y / ry, z / rz)
  const k1 = length3(x / (rx * rx), y / (ry * ry), z / (rz * rz))
  return k1 < 1e-9 ? -Math.min(rx, ry, rz) : (k0 * (k0 - 1)) / k1
}

type Path = readonly (readonly [x: number, y: number, z: number])[]

function wire(points: Path, radius: number) {
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

/** A round wire along points in space. */
export function wirePart(material: Material, path: Path, radius: number): Part {
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
