import { currentPrice, type Offer } from '../catalog/offer.ts'
import type { Shop } from '../catalog/shop.ts'
import type { CatalogStore } from '../catalog/store.ts'
import type { EventStore } from '../events/store.ts'
import type { Money } from '../shared/money.ts'
import { compareAbandonments } from './rank.ts'
import { replayVisitors } from './replay.ts'
import type { AudienceStore } from './store.ts'
import type { Stage, VisitorItem } from './visitor-item.ts'

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
 * What one visitor left behind, best first. Items whose offer is not in the catalog are left out until it is;
 * the log keeps them.
 */
export async function abandonedByVisitor(
  shop: Shop,
  visitorId: string,
  options: WindowOptions & { now: number },
  deps: { audience: AudienceStore; catalog: CatalogStore },
): Promise<Abandonment[]> {
  const items = await deps.audience.visitorItems(shop.shopId, visitorId)
  const range = abandonmentRange(shop, options.now, options)
  const [visitor] = await joinVisitors(shop, [items], { range, now: options.now }, deps.catalog)
  return visitor?.items ?? []
}

/**
 * Every visitor of the shop who left something behind, in pages, the most recently active first. `asOf` before `now`
 * answers from the log as things stood then; prices and availability are today's all the same.
 */
export async function* abandoned(
  shop: Shop,
  options: WindowOptions & { asOf: number; now: number },
  deps: { audience: AudienceStore; catalog: CatalogStore; events: EventStore },
): AsyncGenerator<VisitorAbandonments[]> {
  const range = abandonmentRange(shop, options.asOf, options)
  const visitors =
    options.asOf >= options.now
      ? deps.audience.scanVisitors(shop.shopId, range)
      : replayVisitors(shop.shopId, { from: range.from, to: options.asOf }, deps.events)
  for await (const page of visitors) {
    const joined = await joinVisitors(shop, page, { range, now: options.now }, deps.catalog)
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

/** Each visitor's items against the catalog; visitors who left nothing are left out. */
async function joinVisitors(
  shop: Shop,
  visitors: readonly (readonly VisitorItem[])[],
  { range, now }: JoinOptions,
  catalog: CatalogStore,
): Promise<VisitorAbandonments[]> {
  const ids = new Set(visitors.flat().map(({ offerId }) => offerId))
  const offers = await catalog.getOffers(shop.shopId, [...ids])
  const closesGroup = shop.settings.abandonment.purchaseCloses === 'item-group'
  return visitors.flatMap((items) => {
    const left = items.flatMap((item) => {
      const offer = offers.get(item.offerId)
      if (!offer || !item.stage || item.lastAt < range.from || item.lastAt > range.to) return []
      if (closesGroup && isVariantBought(item, offer, items, offers)) return []
      return [toAbandonment({ ...item, stage: item.stage }, offer, now)]
    })
    const [first] = left
    return first ? [{ visitorId: first.visitorId, items: left.sort(compareAbandonments) }] : []
  })
}

/** Whether another variant of the item group was bought at or after the last touch of this one. */
function isVariantBought(
  open: VisitorItem,
  { itemGroupId }: Offer,
  items: readonly VisitorItem[],
  offers: ReadonlyMap<string, Offer>,
): boolean {
  if (itemGroupId === undefined) return false
  return items.some(
    ({ offerId, purchasedAt }) =>
      offerId !== open.offerId &&
      purchasedAt !== undefined &&
      purchasedAt >= open.lastAt &&
      offers.get(offerId)?.itemGroupId === itemGroupId,
  )
}

function toAbandonment(item: VisitorItem & { stage: Stage }, offer: Offer, now: number): Abandonment {
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
