import type { OfferFigures } from '../../audience/store.ts'
import type { Offer } from '../../catalog/offer.ts'
import type { Shop } from '../../catalog/shop.ts'
import type { OfferListing, StudioQuery } from '../../studio/model.ts'
import type { Deps } from '../deps.ts'
import { offerRows } from './offer-rows.ts'

const ROWS_MAX = 25
/** Offers that left the catalog are passed over; so many at most, for the rest there is another page. */
const PASSED_OVER_MAX = 500

export interface Popularity {
  /** Offer ids, most left behind first. */
  readonly ranked: readonly string[]
  leftBy(offerId: string): number
}

/** How many visitors left each offer behind within the shop's look-back. */
export async function popularityOf(shop: Shop, deps: Pick<Deps, 'audience' | 'now'>): Promise<Popularity> {
  const { lookBackMs, purchaseCloses } = shop.settings.abandonment
  const now = deps.now()
  const figures = await deps.audience.offerFigures(shop.shopId, { from: now - lookBackMs, to: now, purchaseCloses })
  const sum = (figure: OfferFigures | undefined): number =>
    figure ? Object.values(figure.visitors).reduce((total, count) => total + count, 0) : 0
  const ranked = [...figures]
    .filter(([, figure]) => sum(figure) > 0)
    .sort(([idA, a], [idB, b]) => sum(b) - sum(a) || b.lastAt - a.lastAt || (idA < idB ? -1 : 1))
    .map(([offerId]) => offerId)
  return { ranked, leftBy: (offerId) => sum(figures.get(offerId)) }
}

export async function offerListing(
  shop: Shop,
  query: StudioQuery,
  popularity: Popularity,
  allCount: number,
  deps: Deps,
): Promise<OfferListing> {
  const wanted = query.q === undefined ? query.show : 'all'
  const show = wanted ?? (popularity.ranked.length > 0 ? 'left' : 'all')
  const { offers, next } =
    show === 'left'
      ? await leftPage(shop, query.page, popularity.ranked, deps)
      : await deps.catalog.listOffers(shop.shopId, { after: query.page, limit: ROWS_MAX, query: query.q })
  return {
    show,
    rows: await offerRows(shop, offers, popularity.leftBy, deps),
    leftCount: popularity.ranked.length,
    allCount,
    next,
  }
}

async function leftPage(
  shop: Shop,
  page: string | undefined,
  ranked: readonly string[],
  deps: Pick<Deps, 'catalog'>,
): Promise<{ offers: Offer[]; next?: string }> {
  const start = /^\d{1,9}$/.test(page ?? '') ? Number(page) : 0
  const offers: Offer[] = []
  let place = start
  while (place < ranked.length && offers.length < ROWS_MAX && place - start < PASSED_OVER_MAX) {
    const ids = ranked.slice(place, place + ROWS_MAX - offers.length)
    const found = await deps.catalog.getOffers(shop.shopId, ids)
    offers.push(...ids.flatMap((offerId) => found.get(offerId) ?? []))
    place += ids.length
  }
  return { offers, next: place < ranked.length ? String(place) : undefined }
}
