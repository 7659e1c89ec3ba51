import { DAY_MS, formatInstant, MINUTE_MS } from '../shared/time.ts'
import { CURRENCY, priceOn, VARIANTS, type Variant, variantLink } from './catalog.ts'
import { type Random, seededRandom } from './random.ts'

const SEED = 0x5ec0_91a5
const VISITORS = 60
/** Days of history a first start is given, today included. */
const DAYS = 7
/** The last event lies at least this far back, so that every quiet period of half an hour is over. */
const QUIET_MS = 40 * MINUTE_MS

/** What one visit comes to. */
type Plan = 'look' | 'look-twice' | 'cart' | 'cart-two' | 'remove' | 'checkout' | 'buy' | 'view-cart' | 'no-ads'

/** Every day has the same visits in another order; one an hour, so that something was always left just now. */
const PLANS: readonly Plan[] = [
  ...Array<Plan>(6).fill('look'),
  ...Array<Plan>(4).fill('look-twice'),
  ...Array<Plan>(4).fill('cart'),
  ...Array<Plan>(2).fill('cart-two'),
  ...Array<Plan>(3).fill('checkout'),
  ...Array<Plan>(2).fill('buy'),
  'remove',
  'view-cart',
  'no-ads',
]

/** The models of the moment: a third of all looks go to them. */
const HOT = ['havn-tortoise', 'alma-crystal', 'nord-smoke-m', 'vind-silver-blue'].map(variant)
/** Weekly reductions: looked at every day, so that some visitors saw the price from before. */
const REDUCED = VARIANTS.filter(({ color }) => color.weekSale)

/**
 * What visitors did in the last days, in canonical form and in order of time. The same day gives the same events with the
 * same ids on every start, so that sending them again adds only what has happened since.
 */
export function demoEvents(now: number): Record<string, unknown>[] {
  const today = Math.floor(now / DAY_MS)
  const events: Record<string, unknown>[] = []
  for (let day = today - DAYS + 1; day <= today; day++) {
    for (const { at, event } of eventsOfDay(day)) if (at <= now - QUIET_MS) events.push(event)
  }
  return events
}

interface TimedEvent {
  readonly at: number
  readonly event: Record<string, unknown>
}

function eventsOfDay(day: number): TimedEvent[] {
  const random = seededRandom(SEED ^ Math.imul(day, 0x9e37_79b1))
  const who = random.shuffled(Array.from({ length: VISITORS }, (_, index) => index))
  const slot = DAY_MS / PLANS.length
  const visits = random.shuffled(PLANS).map((plan, index) => {
    const startAt = day * DAY_MS + index * slot + random.whole(0, slot - 20 * MINUTE_MS)
    return visitEvents(plan, visitorId(who[index] as number), startAt, random)
  })
  // The ids number the day's events in order of time.
  const date = formatInstant(day * DAY_MS).slice(0, 10)
  return visits
    .flat()
    .sort((a, b) => a.at - b.at)
    .map(({ at, event }, index) => ({
      at,
      event: { eventId: `demo-${date}-${String(index + 1).padStart(4, '0')}`, ...event, occurredAt: formatInstant(at) },
    }))
}

/** The events of one visit, from its first look on; they take at most 20 minutes. */
function visitEvents(plan: Plan, visitor: string, startAt: number, random: Random): TimedEvent[] {
  const events: TimedEvent[] = []
  let at = startAt
  const add = (type: string, variants: readonly Variant[], more: Record<string, unknown> = {}): void => {
    const items = variants.map((item) => ({ offerId: item.offerId, quantity: 1, price: priceOn(item, at) }))
    const pageUrl = variants[0] && type === 'view_item' ? variantLink(variants[0]) : undefined
    const total = items.reduce((sum, { price }) => sum + Number(price), 0)
    const consent = { ads: plan !== 'no-ads' }
    const event = { type, visitorId: visitor, ...(pageUrl && { pageUrl }), currency: CURRENCY, consent, ...more, items }
    events.push({ at, event: type === 'view_item' ? event : { ...event, value: total.toFixed(2) } })
    at += random.whole(20_000, 140_000)
  }
  const first = interest(random)
  const second = interest(random)
  const both = first === second ? [first] : [first, second]

  add('view_item', [first])
  if (plan === 'look') return events
  if (plan === 'look-twice') {
    if (second !== first) add('view_item', [second])
    add('view_item', [first])
    return events
  }
  add('add_to_cart', [first])
  if (plan === 'cart' || plan === 'no-ads') return events
  if (plan === 'remove') {
    add('remove_from_cart', [first])
    return events
  }
  if (plan === 'cart-two') {
    if (second !== first) {
      add('view_item', [second])
      add('add_to_cart', [second])
    }
    return events
  }
  if (plan === 'view-cart') {
    add('view_cart', [first])
    return events
  }
  if (plan === 'buy' && second !== first) {
    add('view_item', [second])
    add('add_to_cart', [second])
  }
  const bought = plan === 'buy' ? both : [first]
  add('begin_checkout', bought)
  if (plan === 'buy') add('purchase', bought, { orderId: `HF-${random.whole(100_000, 999_999)}` })
  return events
}

function interest(random: Random): Variant {
  const roll = random.next()
  if (roll < 0.34) return random.pick(HOT)
  if (roll < 0.46) return random.pick(REDUCED)
  return random.pick(VARIANTS)
}

function variant(offerId: string): Variant {
  const found = VARIANTS.find((candidate) => candidate.offerId === offerId)
  if (!found) throw new Error(`the demo shop sells no "${offerId}"`)
  return found
}

/** Opaque, and the same on every start: returning visitors are returning. */
function visitorId(index: number): string {
  const random = seededRandom(SEED + index * 7919)
  const hex = () => random.whole(0, 0xffff).toString(16).padStart(4, '0')
  return `v-${hex()}${hex()}${hex()}`
}
