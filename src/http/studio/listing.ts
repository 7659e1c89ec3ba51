import type { OfferFigures } from '../../audience/store.ts'
import type { Offer } from '../../catalog/offer.ts'
import type { Shop } from '../../catalog/shop.ts'
import type { OfferListing, StudioQuery } from '../../studio/model.ts'
import type { Deps } from '../deps.ts'
import { offerRows } from './offer-rows.ts'

const ROWS_MAX = 25
/** So many offers are ranked at most; nobody turns that many pages. */
const RANKED_MAX = 5_000

export interface Popularity {
  /** Ids of offers in the catalog, most left behind first. */
  readonly ranked: readonly string[]
  leftBy(offerId: string): number
}

/** How many visitors left each offer behind within the shop's look-back, its quiet period over. */
export async function popularityOf(shop: Shop, deps: Pick<Deps, 'audience' | 'catalog' | 'now'>): Promise<Popularity> {
  const { lookBackMs, quietMs, purchaseCloses } = shop.settings.abandonment
  const now = deps.now()
  const figures = await deps.audience.offerFigures(shop.shopId, {
    from: now - lookBackMs,
    to: now - quietMs,
    purchaseCloses,
  })
  const sum = (figure: OfferFigures | undefined): number =>
    figure ? Object.values(figure.visitors).reduce((total, count) => total + count, 0) : 0
  const ranked = [...figures]
    .filter(([, figure]) => sum(figure) > 0)
    .sort(([idA, a], [idB, b]) => sum(b) - sum(a) || b.lastAt - a.lastAt || (idA < idB ? -1 : 1))
    .slice(0, RANKED_MAX)
    .map(([offerId]) => offerId)
  const known = await deps.catalog.knownOfferIds(shop.shopId, ranked)
  return { ranked: ranked.filter((offerId) => known.has(offerId)), leftBy: (offerId) => sum(figures.get(offerId)) }
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
  const ids = ranked.slice(start, start + ROWS_MAX)
  const found = await deps.catalog.getOffers(shop.shopId, ids)
  const end = start + ids.length
  return {
    offers: ids.flatMap((offerId) => found.get(offerId) ?? []),
    next: end < ranked.length ? String(end) : undefined,
  }
}
