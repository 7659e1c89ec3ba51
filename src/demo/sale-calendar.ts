import { DAY_MS, type Interval } from '../shared/time.ts'

const CYCLE_DAYS = 10
const SALE_DAYS = 7
const OFFSET_DAYS = { first: 0, second: 5 }

export type SaleCycle = keyof typeof OFFSET_DAYS

/**
 * The week's sale that is on at `at`, or the next one to come. It depends on the calendar day alone, so that a visitor's
 * event of last Tuesday shows last Tuesday's price on every start. The two cycles overlap: one is always on.
 */
export function weekSale(cycle: SaleCycle, at: number): Interval {
  const day = Math.floor(at / DAY_MS) + OFFSET_DAYS[cycle]
  const inCycle = day % CYCLE_DAYS
  const first = day - inCycle + (inCycle < SALE_DAYS ? 0 : CYCLE_DAYS) - OFFSET_DAYS[cycle]
  return { startAt: first * DAY_MS, endAt: (first + SALE_DAYS) * DAY_MS }
}
