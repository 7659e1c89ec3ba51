import { currentPrice, type Offer } from '../catalog/offer.ts'
import type { Shop } from '../catalog/shop.ts'
import type { CatalogStore } from '../catalog/store.ts'
import type { EventStore } from '../events/store.ts'
import type { Money } from '../shared/money.ts'
import { type OpenItem, openItems } from './person-items.ts'
import { compareAbandonments } from './rank.ts'
import { replayPersons } from './replay.ts'
import type { AudienceStore, PersonItems } from './store.ts'
import type { Stage } from './visitor-item.ts'

/** An offer that a visitor left behind, with what the catalog says of it today. */
export interface Abandonment {
  readonly visitorId: string
  readonly offerId: string
  readonly stage: Stage
  readonly quantity: number
  readonly firstAt: number
  readonly lastAt: number
  /** Of one unit, as the visitor last saw it. */
  readonly priceSeen?: Money
  /** Of one unit, today. */
  readonly priceNow?: Money
  /** It costs less today than the visitor saw, in the same currency. */
  readonly dropped: boolean
  readonly availability?: Offer['availability']
  /** What the visitor would pay today for that quantity. */
  readonly value?: Money
}

export interface VisitorAbandonments {
  /** Of a person with several, the visitor who was active last. */
  readonly visitorId: string
  /** Best first, at least one. */
  readonly items: Abandonment[]
}

export interface WindowOptions {
  /** How far back to look, in milliseconds; the shop's look-back unless it is shorter. */
  readonly within?: number
  /** How long nothing may have happened to an item; the shop's quiet period unless given. */
  readonly quietMs?: number
}

/**
 * What one visitor left behind, on this device or another, best first. Items whose offer is not in the catalog are left out until it is;
 * the log keeps them.
 */
export async function abandonedByVisitor(
  shop: Shop,
  visitorId: string,
  options: WindowOptions & { now: number },
  deps: { audience: AudienceStore; catalog: CatalogStore },
): Promise<Abandonment[]> {
  const items = await deps.audience.personItems(shop.shopId, visitorId)
  const range = abandonmentRange(shop, options.now, options)
  const [person] = await joinPersons(shop, [{ visitorId, items }], { range, now: options.now }, deps.catalog)
  return person?.items ?? []
}

/**
 * Every person who left something behind at the shop, in pages, the most recently active first, each by the visitor
 * who was active last. `asOf` before `now` answers from the log as things stood then; prices, availability and who is
 * one person are today's all the same.
 */
export async function* abandoned(
  shop: Shop,
  options: WindowOptions & { asOf: number; now: number },
  deps: { audience: AudienceStore; catalog: CatalogStore; events: EventStore },
): AsyncGenerator<VisitorAbandonments[]> {
  const range = abandonmentRange(shop, options.asOf, options)
  const persons =
    options.asOf >= options.now
      ? deps.audience.scanPersons(shop.shopId, range)
      : replayPersons(shop.shopId, { from: range.from, to: options.asOf }, deps)
  for await (const page of persons) {
    const joined = await joinPersons(shop, page, { range, now: options.now }, deps.catalog)
    if (joined.length > 0) yield joined
  }
}

/** The instants between which an item must last have been touched to count as left behind at `at`. */
export function abandonmentRange(shop: Shop, at: number, options: WindowOptions): { from: number; to: number } {
  const { lookBackMs, quietMs } = shop.settings.abandonment
  return {
    from: at - Math.min(options.within ?? lookBackMs, lookBackMs),
    to: at - (options.quietMs ?? quietMs),
  }
}

interface JoinOptions {
  readonly range: { from: number; to: number }
  readonly now: number
}

/** Each person's items against the catalog; persons who left nothing are left out. */
async function joinPersons(
  shop: Shop,
  persons: readonly PersonItems[],
  { range, now }: JoinOptions,
  catalog: CatalogStore,
): Promise<VisitorAbandonments[]> {
  const ids = new Set(persons.flatMap(({ items }) => items.map(({ offerId }) => offerId)))
  const offers = await catalog.getOffers(shop.shopId, [...ids])
  const { purchaseCloses } = shop.settings.abandonment
  return persons.flatMap(({ visitorId, items }) => {
    const left = openItems(items, { purchaseCloses, offers }).flatMap((item) => {
      const offer = offers.get(item.offerId)
      if (!offer || item.lastAt < range.from || item.lastAt > range.to) return []
      return [toAbandonment({ ...item, visitorId }, offer, now)]
    })
    return left.length > 0 ? [{ visitorId, items: left.sort(compareAbandonments) }] : []
  })
}

function toAbandonment(item: OpenItem, offer: Offer, now: number): Abandonment {
  const { visitorId, offerId, stage, quantity, firstAt, lastAt, priceSeen } = item
  const priceNow = currentPrice(offer, now)
  const minor = priceNow.minor * quantity
  return {
    visitorId,
    offerId,
    stage,
    quantity,
    firstAt,
    lastAt,
    priceSeen,
    priceNow,
    dropped: priceSeen !== undefined && priceSeen.currency === priceNow.currency && priceNow.minor < priceSeen.minor,
    availability: offer.availability,
    value: Number.isSafeInteger(minor) ? { minor, currency: priceNow.currency } : undefined,
  }
}
