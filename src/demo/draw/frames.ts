import { type AcetateShape, acetateFrame } from './acetate-frame.ts'
import type { Point } from './curve.ts'
import { smoothstep } from './distance.ts'
import { ACETATES, METALS, TINTS } from './finishes.ts'
import type { Scene } from './scene.ts'
import { type WireShape, wireFrame } from './wire-frame.ts'

const CIRCLE: readonly Point[] = Array.from({ length: 12 }, (_, i) => {
  const angle = (Math.PI * 2 * i) / 12
  return [Math.cos(angle), Math.sin(angle)]
})

const alma: AcetateShape = {
  lens: CIRCLE,
  lensWidth: 46,
  lensHeight: 43.5,
  bridge: 22,
  width: 138,
  hingeY: 7,
  wrap: 270,
  temple: 145,
  rim: (x, y) => 4.3 + 0.5 * smoothstep(-0.5, 1, y) + 0.3 * x,
  thickness: 4.4,
  round: 1.7,
  bridgeLine: [
    [14, 6.5],
    [8, 8.6],
    [4, 9.6],
    [0, 9.9],
  ],
  bridgeHalf: 2.7,
  bridgeFlow: 7,
  endLine: [
    [54, 7.2],
    [60, 7.2],
    [66.4, 7],
  ],
  endHalf: 4.3,
  templeHalf: [4.5, 2.9, 4],
  pins: { inset: 5.4, rise: 0.1, gap: 3.6 },
  keyhole: { y: 3.8, radius: 4.2 },
}

const nord: AcetateShape = {
  lens: [
    [-20, 15],
    [-9, 20.5],
    [8, 20.8],
    [20.5, 17.5],
    [24.5, 7],
    [20.5, -9],
    [9, -20],
    [-5, -20.8],
    [-17, -12],
    [-22.5, 3],
  ],
  lensWidth: 48,
  lensHeight: 42.5,
  bridge: 21,
  width: 141,
  hingeY: 10.5,
  wrap: 270,
  temple: 146,
  rim: (x, y) => 4.1 + 0.9 * smoothstep(-0.2, 1, y) + 0.35 * x,
  thickness: 4.2,
  round: 1.5,
  bridgeLine: [
    [15, 6.6],
    [9, 8.4],
    [4, 9.8],
    [0, 10.1],
  ],
  bridgeHalf: 2.8,
  bridgeFlow: 8,
  endLine: [
    [54, 12.2],
    [61, 11.6],
    [67.6, 10.6],
  ],
  endHalf: 4.6,
  templeHalf: [4.8, 3, 4.1],
  pins: { inset: 5.6, rise: 0.4, gap: 3.8 },
}

const rask: AcetateShape = {
  lens: [
    [-25.5, 7],
    [-24.5, 15.5],
    [-15, 16.8],
    [0, 17],
    [16, 16.8],
    [26, 15.5],
    [27.5, 8],
    [26, -6],
    [22.5, -14.5],
    [12, -17],
    [-4, -17],
    [-18, -15.5],
    [-24, -7],
  ],
  lensWidth: 52.5,
  lensHeight: 34,
  bridge: 18,
  width: 144,
  hingeY: 9.5,
  wrap: 260,
  temple: 146,
  rim: (x, y) => 4 + 1.5 * smoothstep(-0.1, 0.9, y) + 0.5 * smoothstep(0, 1, x),
  thickness: 4.4,
  round: 1,
  bridgeLine: [
    [14, 7.6],
    [8, 7.4],
    [4, 8],
    [0, 8.2],
  ],
  bridgeHalf: 3.2,
  bridgeFlow: 7,
  endLine: [
    [58, 11.6],
    [63, 11.2],
    [69, 10.4],
  ],
  endHalf: 5.2,
  templeHalf: [5.6, 3.7, 4.3],
  pins: { inset: 5.4, rise: 0.8, gap: 3.4, upright: true },
}

const solveig: AcetateShape = {
  lens: [
    [-24, 5],
    [-20.5, 14.5],
    [-7, 18.2],
    [10, 19.4],
    [25, 20.6],
    [30.5, 16],
    [27.5, 3],
    [20, -12],
    [6, -20],
    [-9, -19.5],
    [-20, -11],
  ],
  lensWidth: 54,
  lensHeight: 42,
  bridge: 19,
  width: 147,
  hingeY: 16,
  wrap: 240,
  temple: 143,
  rim: (x, y) => 4.7 + 1.7 * smoothstep(-0.2, 1, y) * smoothstep(-1, 0.6, x) + 1 * smoothstep(0.2, 1, x),
  thickness: 5,
  round: 1.8,
  bridgeLine: [
    [14, 7.4],
    [8, 8],
    [4, 9],
    [0, 9.3],
  ],
  bridgeHalf: 3,
  bridgeFlow: 8,
  endLine: [
    [48, 18.6],
    [62, 20.8],
    [78, 22.6],
  ],
  endHalf: 5.4,
  endFlow: 8,
  templeHalf: [5.4, 3.5, 4.2],
}

const havn: AcetateShape = {
  lens: [
    [-26.5, 12],
    [-23, 22.4],
    [-8, 24.4],
    [10, 24.4],
    [25, 23],
    [29.5, 15],
    [29.4, 0],
    [26.5, -15],
    [17, -23.4],
    [2, -25],
    [-14, -23.2],
    [-23.6, -14],
    [-26.8, 0],
  ],
  lensWidth: 56,
  lensHeight: 49,
  bridge: 18,
  width: 148,
  hingeY: 13,
  wrap: 230,
  temple: 146,
  rim: (x, y) => 4.9 + 1.2 * smoothstep(-0.2, 1, y) + 0.5 * smoothstep(0, 1, x),
  thickness: 5.6,
  round: 2.1,
  bridgeLine: [
    [14, 8],
    [8, 9],
    [4, 9.8],
    [0, 10],
  ],
  bridgeHalf: 3.2,
  bridgeFlow: 8,
  endLine: [
    [60, 14.8],
    [66, 14],
    [71, 13],
  ],
  endHalf: 5.2,
  endFlow: 9,
  templeHalf: [6.2, 4.2, 4.4],
}

const traad: WireShape = {
  lens: CIRCLE,
  lensWidth: 48,
  lensHeight: 45.5,
  bridge: 21,
  width: 129,
  hingeY: 8,
  wrap: 290,
  temple: 145,
  rimRadius: 0.62,
  bridges: [
    [
      [11, 4.9],
      [9.2, 6.8],
      [5, 9.4],
      [0, 10.2],
    ],
  ],
  bridgeRadius: 0.66,
  templeHalf: 0.75,
}

const vind: WireShape = {
  lens: [
    [-23.5, 18],
    [-6, 21.4],
    [14, 21],
    [27.5, 15.5],
    [30.5, 2],
    [26.5, -13.5],
    [15, -25],
    [0.5, -26.4],
    [-13, -19],
    [-22, -6],
    [-26, 8],
  ],
  lensWidth: 57,
  lensHeight: 49,
  bridge: 15,
  width: 140,
  hingeY: 13.5,
  wrap: 230,
  temple: 142,
  rimRadius: 0.72,
  bridges: [
    [
      [17, 22.7],
      [9, 21.6],
      [4, 21.3],
      [0, 21.3],
    ],
    [
      [8.4, 7.4],
      [6.8, 9.2],
      [3.4, 11],
      [0, 11.4],
    ],
  ],
  bridgeRadius: 0.8,
  templeHalf: 0.95,
}

const linden: WireShape = {
  lens: [
    [-22, 12],
    [-14.5, 18.4],
    [0, 19.6],
    [15, 19.2],
    [24.5, 14.5],
    [26, 3],
    [21.5, -12],
    [10.5, -19.6],
    [-5, -20],
    [-17, -14],
    [-23, -2],
  ],
  lensWidth: 50,
  lensHeight: 40,
  bridge: 20,
  width: 138,
  hingeY: 11,
  wrap: 270,
  temple: 145,
  rimRadius: 0.68,
  bridges: [
    [
      [10.5, 6.2],
      [8.4, 8.8],
      [4.4, 11],
      [0, 11.6],
    ],
  ],
  bridgeRadius: 1,
  brow: { from: 4.2, height: (x) => 3.6 + 2 * smoothstep(-0.9, 0.6, x), thickness: 4 },
  templeHalf: 1.1,
}

/** How each colour of each model is built; the keys are those of the models. */
const FRAMES: Record<string, () => Scene> = {
  'alma-black': () => acetateFrame(alma, ACETATES.black, TINTS.clear),
  'alma-tortoise': () => acetateFrame(alma, ACETATES.tortoise, TINTS.clear, METALS.gold),
  'alma-crystal': () => acetateFrame(alma, ACETATES.crystal, TINTS.clear),
  'alma-honey': () => acetateFrame(alma, ACETATES.honey, TINTS.clear, METALS.gold),
  'nord-tortoise': () => acetateFrame(nord, ACETATES.amber, TINTS.clear, METALS.gold),
  'nord-olive': () => acetateFrame(nord, ACETATES.olive, TINTS.clear),
  'nord-smoke': () => acetateFrame(nord, ACETATES.smoke, TINTS.clear),
  'nord-black': () => acetateFrame(nord, ACETATES.black, TINTS.clear),
  'rask-black': () => acetateFrame(rask, ACETATES.black, TINTS.clear),
  'rask-cobalt': () => acetateFrame(rask, ACETATES.cobalt, TINTS.clear),
  'rask-havana': () => acetateFrame(rask, ACETATES.havana, TINTS.clear),
  'linden-black-gold': () => wireFrame(linden, METALS.gold, ACETATES.black, TINTS.clear),
  'linden-tortoise-gold': () => wireFrame(linden, METALS.gold, ACETATES.amber, TINTS.clear),
  'linden-olive-gunmetal': () => wireFrame(linden, METALS.gunmetal, ACETATES.olive, TINTS.clear),
  'traad-gold': () => wireFrame(traad, METALS.gold, ACETATES.honey, TINTS.clear),
  'traad-silver': () => wireFrame(traad, METALS.silver, ACETATES.smoke, TINTS.clear),
  'traad-gunmetal': () => wireFrame(traad, METALS.gunmetal, ACETATES.black, TINTS.clear),
  'vind-gold-green': () => wireFrame(vind, METALS.gold, ACETATES.tortoise, TINTS.green),
  'vind-gunmetal-grey': () => wireFrame(vind, METALS.gunmetal, ACETATES.black, TINTS.grey),
  'vind-silver-blue': () => wireFrame(vind, METALS.silver, ACETATES.black, TINTS.blue),
  'vind-rose-brown': () => wireFrame(vind, METALS.rose, ACETATES.champagne, TINTS.brown),
  'solveig-black': () => acetateFrame(solveig, ACETATES.black, TINTS.smoke),
  'solveig-tortoise': () => acetateFrame(solveig, ACETATES.amber, TINTS.brown),
  'solveig-bordeaux': () => acetateFrame(solveig, ACETATES.bordeaux, TINTS.rose),
  'havn-tortoise': () => acetateFrame(havn, ACETATES.amber, TINTS.brown),
  'havn-black': () => acetateFrame(havn, ACETATES.black, TINTS.grey),
  'havn-champagne': () => acetateFrame(havn, ACETATES.champagne, TINTS.sand),
  'havn-forest': () => acetateFrame(havn, ACETATES.forest, TINTS.green),
}

export const frameNames = Object.keys(FRAMES)

/** The pair of this name, such as `alma-black`, in space. */
export function frame(name: string): Scene {
  const build = Object.hasOwn(FRAMES, name) ? FRAMES[name] : undefined
  if (!build) throw new RangeError(`no frame is called "${name}"; the first is "${frameNames[0]}"`)
  return build()
}
