/** A seeded stream of numbers, so that the demo's visitors do the same things on every start. */
export interface Random {
  /** From 0 up to, but not including, 1. */
  next(): number
  /** A whole number from `min` to `max`, both included. */
  whole(min: number, max: number): number
  pick<T>(list: readonly T[]): T
  /** The same list in another order. */
  shuffled<T>(list: readonly T[]): T[]
}

/** The mulberry32 generator: 32 bits of state, plenty for a demo and no use for secrets. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
  const whole = (min: number, max: number): number => min + Math.floor(next() * (max - min + 1))
  return {
    next,
    whole,
    pick: (list) => {
      if (list.length === 0) throw new RangeError('there is nothing to pick from an empty list')
      return list[whole(0, list.length - 1)] as (typeof list)[number]
    },
    shuffled: (list) => {
      const copy = [...list]
      for (let i = copy.length - 1; i > 0; i--) {
        const j = whole(0, i)
        const [a, b] = [copy[i], copy[j]] as [(typeof copy)[number], (typeof copy)[number]]
        copy[i] = b
        copy[j] = a
      }
      return copy
    },
  }
}
