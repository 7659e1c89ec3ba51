import { smoothstep } from './distance.ts'
import { cloud, mix, noise3 } from './noise.ts'
import type { Color, LensTint, Metal, Plastic } from './scene.ts'

const metal = (color: Color, roughness = 0.16): Metal => ({ kind: 'metal', color, roughness })

export const METALS = {
  gold: metal([1, 0.71, 0.34]),
  silver: metal([0.86, 0.87, 0.88], 0.1),
  steel: metal([0.72, 0.72, 0.72], 0.2),
  gunmetal: metal([0.2, 0.215, 0.24], 0.14),
  rose: metal([0.93, 0.6, 0.47]),
} as const

/** A clear colour, given by what four millimetres of it let through. */
function clear(through: Color, opacity: number, body: Color): Plastic {
  const perMm = through.map((share) => -Math.log(share) / 4) as [number, number, number]
  return {
    kind: 'plastic',
    opacity,
    body,
    absorb: (_x, _y, _z, out) => {
      out[0] = perMm[0]
      out[1] = perMm[1]
      out[2] = perMm[2]
    },
  }
}

/** Dark clouds in a clear ground, laid in sheets as acetate blocks are. */
function clouded(
  ground: Color,
  cloudColor: Color,
  amount: number,
  opacity: number,
  body: Color,
  seed: number,
): Plastic {
  const light = ground.map((share) => -Math.log(share) / 4) as [number, number, number]
  const dark = cloudColor.map((share) => -Math.log(share) / 4) as [number, number, number]
  return {
    kind: 'plastic',
    opacity,
    body,
    absorb: (x, y, z, out) => {
      const bend = noise3(0.03 * x + seed, 0.045 * y - seed, 0.02 * z)
      const field = cloud(0.088 * x + 2.6 * bend + seed, 0.13 * y - 2.2 * bend, 0.03 * z + bend)
      // A halo of brown around each dark heart.
      const halo = smoothstep(0.6 - amount, 0.72 - amount, field)
      const heart = smoothstep(0.68 - amount, 0.75 - amount, field)
      const share = 0.3 * halo + 0.7 * heart
      out[0] = mix(light[0], dark[0], share)
      out[1] = mix(light[1], dark[1], share)
      out[2] = mix(light[2], dark[2], share)
    },
  }
}

export const ACETATES = {
  black: clear([0.01, 0.01, 0.01], 1, [0.006, 0.006, 0.007]),
  tortoise: clouded([0.8, 0.36, 0.06], [0.08, 0.024, 0.01], 0.205, 0.1, [0.2, 0.08, 0.02], 3.7),
  amber: clouded([0.82, 0.42, 0.1], [0.09, 0.026, 0.01], 0.2, 0.1, [0.26, 0.11, 0.03], 11.3),
  havana: clouded([0.52, 0.13, 0.035], [0.05, 0.015, 0.009], 0.23, 0.12, [0.16, 0.04, 0.015], 23.1),
  crystal: clear([0.93, 0.945, 0.95], 0.03, [0.8, 0.82, 0.83]),
  honey: clear([0.9, 0.6, 0.2], 0.1, [0.62, 0.33, 0.08]),
  olive: clear([0.21, 0.23, 0.075], 0.1, [0.1, 0.115, 0.04]),
  smoke: clear([0.5, 0.52, 0.55], 0.08, [0.34, 0.36, 0.38]),
  cobalt: clear([0.03, 0.085, 0.4], 0.1, [0.015, 0.035, 0.2]),
  bordeaux: clear([0.3, 0.022, 0.045], 0.12, [0.16, 0.01, 0.02]),
  champagne: clear([0.93, 0.84, 0.71], 0.05, [0.8, 0.67, 0.52]),
  forest: clear([0.05, 0.19, 0.11], 0.12, [0.03, 0.11, 0.065]),
} as const

/** The soft clear pads on metal bridges. */
export const SILICONE: Plastic = clear([0.86, 0.87, 0.86], 0.22, [0.72, 0.73, 0.72])

const COATING: Color = [0.82, 0.95, 1]

const tint = (top: Color, bottom: Color, gloss = 1.15): LensTint => ({ top, bottom, gloss, glossColor: [1, 1, 1] })

export const TINTS = {
  clear: { top: [0.94, 0.953, 0.957], bottom: [0.968, 0.976, 0.978], gloss: 0.75, glossColor: COATING },
  smoke: tint([0.035, 0.036, 0.04], [0.14, 0.14, 0.15]),
  grey: tint([0.045, 0.048, 0.055], [0.4, 0.41, 0.43]),
  brown: tint([0.075, 0.04, 0.022], [0.52, 0.37, 0.25]),
  green: tint([0.03, 0.055, 0.036], [0.2, 0.27, 0.2]),
  blue: tint([0.03, 0.055, 0.09], [0.34, 0.45, 0.55]),
  rose: tint([0.1, 0.045, 0.04], [0.55, 0.36, 0.31]),
  sand: tint([0.2, 0.125, 0.075], [0.66, 0.53, 0.4]),
} as const satisfies Record<string, LensTint>
