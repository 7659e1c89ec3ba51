import type { Shop } from '../../catalog/shop.ts'
import type { Notice, StudioModel, StudioQuery } from '../../studio/model.ts'
import { may } from '../auth.ts'
import type { Deps } from '../deps.ts'
import { ensureFeedToken } from '../feed-address.ts'
import type { ApiKey } from '../keys.ts'
import { chosenOffer } from './chosen-offer.ts'
import { feedStates } from './feed-states.ts'
import { leftBehindOf } from './left-behind.ts'
import { offerListing, popularityOf } from './listing.ts'

export interface StudioView {
  readonly shop: Shop
  readonly shops: readonly Shop[]
  /** Absent: nobody signed in; the demo shop is shown, and nothing secret. */
  readonly key?: ApiKey
  readonly query: StudioQuery
}

/** Gathers all that the studio's page says. The first view of a signed-in person makes the shop's feed key. */
export async function studioModel({ shop, shops, key, query }: StudioView, deps: Deps): Promise<StudioModel> {
  const now = deps.now()
  const mayCompose = key !== undefined
  const token = key && may(key.role, 'feeds:read') ? await ensureFeedToken(shop.shopId, deps) : undefined
  const [catalog, popularity, { leftBehind, figures }, feeds, notices] = await Promise.all([
    deps.catalog.status(shop.shopId),
    popularityOf(shop, deps),
    leftBehindOf(shop, deps),
    feedStates(shop, token, deps),
    noticesOf(shop, deps),
  ])
  const asked: StudioQuery = {
    ...query,
    shop: key ? shop.shopId : query.shop,
    message: mayCompose ? query.message : undefined,
  }
  const offers = await offerListing(shop, asked, popularity, catalog.offers, deps)
  const built = feeds.flatMap(({ files }) => files.flatMap((file) => file.built?.builtAt ?? []))
  const { name, settings } = shop
  return {
    now,
    query: asked,
    viewer: { kind: key ? 'signed-in' : 'demo', mayCompose },
    shop: { shopId: shop.shopId, name, color: settings.brand.color, domain: domainOf(settings.shopUrl) },
    shops: shops.map((one) => ({ shopId: one.shopId, name: one.name })),
    figures: {
      offers: catalog.offers,
      itemGroups: catalog.itemGroups,
      catalogChangedAt: catalog.changedAt,
      ...figures,
      withinMs: settings.abandonment.lookBackMs,
      feedsBuiltAt: built.length > 0 ? Math.min(...built) : undefined,
    },
    offers,
    chosen: await chosenOffer(shop, asked, offers.rows[0]?.offerId, popularity, deps),
    leftBehind,
    feeds,
    notices,
  }
}

const domainOf = (shopUrl: string | undefined): string | undefined =>
  shopUrl !== undefined && URL.canParse(shopUrl) ? new URL(shopUrl).hostname.replace(/^www\./, '') : undefined

async function noticesOf(shop: Shop, deps: Deps): Promise<Notice[]> {
  const [last] = await deps.catalog.listImports(shop.shopId, 1)
  if (last?.status === 'held')
    return [
      {
        tone: 'warning',
        text: `The last import is held and the catalog before it is in use: ${last.reason ?? 'it would lose too much'}`,
        command: `npx secondglance import FILE --shop ${shop.shopId} --accept`,
      },
    ]
  if (last?.status === 'failed')
    return [
      { tone: 'warning', text: `The last import failed and the catalog before it is in use: ${last.reason ?? ''}` },
    ]
  return []
}
