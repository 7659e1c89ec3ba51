/** Smooth noise from 0 to 1 in space; the same on every machine. */
export function noise3(x: number, y: number, z: number): number {
  const ix = Math.floor(x)
  const iy = Math.floor(y)
  const iz = Math.floor(z)
  const fx = ease(x - ix)
  const fy = ease(y - iy)
  const fz = ease(z - iz)
  const near = mix(
    mix(lattice(ix, iy, iz), lattice(ix + 1, iy, iz), fx),
    mix(lattice(ix, iy + 1, iz), lattice(ix + 1, iy + 1, iz), fx),
    fy,
  )
  const far = mix(
    mix(lattice(ix, iy, iz + 1), lattice(ix + 1, iy, iz + 1), fx),
    mix(lattice(ix, iy + 1, iz + 1), lattice(ix + 1, iy + 1, iz + 1), fx),
    fy,
  )
  return mix(near, far, fz)
}

/** Three octaves of it. */
export const cloud = (x: number, y: number, z: number): number =>
  0.57 * noise3(x, y, z) +
  0.29 * noise3(2.03 * x + 17, 2.03 * y - 5, 2.03 * z) +
  0.14 * noise3(4.1 * x - 31, 4.1 * y + 9, 4.1 * z)

export const mix = (a: number, b: number, t: number): number => a + (b - a) * t

const ease = (t: number): number => t * t * t * (t * (6 * t - 15) + 10)

function lattice(x: number, y: number, z: number): number {
  let h = Math.imul(x, 0x27d4_eb2f) ^ Math.imul(y, 0x1656_67b1) ^ Math.imul(z, 0x9e37_79b1)
  h = Math.imul(h ^ (h >>> 15), 0x85eb_ca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2_ae35)
  return ((h ^ (h >>> 16)) >>> 0) / 4_294_967_295
}
