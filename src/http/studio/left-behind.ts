import { type Abandonment, abandoned } from '../../audience/join.ts'
import type { Shop } from '../../catalog/shop.ts'
import type { Money } from '../../shared/money.ts'
import type { LeftBehind, LeftBehindItem, StudioFigures } from '../../studio/model.ts'
import type { Deps } from '../deps.ts'
import { photoPath } from '../photo-address.ts'
import { photosOf } from './offer-rows.ts'

const VISITORS_COUNTED_MAX = 2_000
const VISITORS_SHOWN = 8
const ITEMS_SHOWN = 4

interface VisitorAbandonments {
  readonly visitorId: string
  readonly items: readonly Abandonment[]
}

export interface LeftBehindSummary {
  readonly leftBehind: LeftBehind
  readonly figures: Pick<StudioFigures, 'visitors' | 'items' | 'value'>
}

/**
 * The latest visitors with what they left, and the figures of all of them up to a cap. Nothing is waited for: who
 * watches sees what happens in the shop as it happens.
 */
export async function leftBehindOf(shop: Shop, deps: Deps): Promise<LeftBehindSummary> {
  const now = deps.now()
  const shown: VisitorAbandonments[] = []
  const value = new Map<string, number>()
  let visitors = 0
  let items = 0
  let more = false
  counting: for await (const page of abandoned(shop, { asOf: now, now, quietMs: 0 }, deps))
    for (const visitor of page) {
      if (visitors === VISITORS_COUNTED_MAX) {
        more = true
        break counting
      }
      visitors += 1
      items += visitor.items.length
      for (const item of visitor.items) addTo(value, item.value)
      if (shown.length < VISITORS_SHOWN) shown.push(visitor)
    }
  const amounts = [...value].map(([currency, minor]): Money => ({ minor, currency }))
  return {
    leftBehind: { visitors: await visitorRows(shop, shown, deps), more: visitors > shown.length },
    figures: {
      visitors: { count: visitors, atLeast: more },
      items: { count: items, atLeast: more },
      value: amounts.sort((a, b) => b.minor - a.minor),
    },
  }
}

function addTo(sums: Map<string, number>, value: Money | undefined): void {
  if (value) sums.set(value.currency, (sums.get(value.currency) ?? 0) + value.minor)
}

async function visitorRows(shop: Shop, visitors: readonly VisitorAbandonments[], deps: Deps) {
  const shown = visitors.map(({ visitorId, items }) => ({ visitorId, items: items.slice(0, ITEMS_SHOWN), all: items }))
  const ids = shown.flatMap(({ items }) => items.map(({ offerId }) => offerId))
  const offers = await deps.catalog.getOffers(shop.shopId, [...new Set(ids)])
  const photos = await photosOf(shop, [...offers.values()], deps)
  const row = (item: Abandonment): LeftBehindItem => {
    const offer = offers.get(item.offerId)
    const photo = offer?.imageLink === undefined ? undefined : photos.get(offer.imageLink)
    const { offerId, stage, quantity, lastAt, priceSeen, priceNow, dropped, availability } = item
    return {
      offerId,
      title: offer?.title,
      thumbnail: photo && photoPath(shop.shopId, photo),
      stage,
      quantity,
      lastAt,
      priceSeen,
      priceNow,
      dropped,
      availability,
    }
  }
  return shown.map(({ visitorId, items, all }) => ({
    label: labelOf(shop, visitorId, deps),
    items: items.map(row),
    moreItems: all.length - items.length,
  }))
}

/** Tells visitors apart on the page; the id cannot be had from it. */
const labelOf = (shop: Shop, visitorId: string, { digest, signingKeys }: Deps): string =>
  digest
    .hmac(signingKeys[0] ?? '', `visitor label ${shop.shopId} ${visitorId}`)
    .replace(/[^A-Za-z0-9]/g, '')
    .slice(0, 5)
    .toLowerCase()
