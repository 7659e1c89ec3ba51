import type { Offer } from '../catalog/offer.ts'
import type { Shop } from '../catalog/shop.ts'
import { channels } from '../channels/registry.ts'
import { creativeAddress } from '../creative/creative.ts'
import { templates } from '../creative/templates/index.ts'
import type { Deps } from '../http/deps.ts'
import { ensureFeedToken, feedAddress } from '../http/feed-address.ts'
import type { RunningService } from './context.ts'

interface Announcement {
  readonly studio: string
  readonly feeds: readonly { readonly channel: string; readonly name: string; readonly address: string }[]
  /** Absent until the shop has an offer with a photo. */
  readonly creative?: string
  /** Only on the start that made it. */
  readonly adminKey?: string
}

const OFFERS_TRIED = 50

/** What a person who has just started the service wants to open, as text and for scripts. */
export async function announce({ deps, shopId, adminKey }: RunningService): Promise<{ text: string; json: object }> {
  const shop = await deps.shops.getShop(shopId)
  if (!shop) throw new Error(`the service was started for shop "${shopId}", which is not there`)
  const token = await ensureFeedToken(shopId, deps)
  const announcement: Announcement = {
    studio: `${deps.publicUrl}/`,
    feeds: channels.flatMap(({ id, name, onDemand, formats: [format] }) =>
      format && !onDemand
        ? [{ channel: id, name, address: feedAddress({ shopId, channelId: id, format }, token, deps) }]
        : [],
    ),
    creative: await sampleCreative(shop, deps),
    adminKey,
  }
  return { text: describe(announcement), json: announcement }
}

/** The offer that most visitors have left behind, in the first template, as it stands in the feeds. */
async function sampleCreative(shop: Shop, deps: Deps): Promise<string | undefined> {
  const template = templates[0]
  const placement = channels.find(({ feedPlacement }) => feedPlacement)?.feedPlacement
  if (!template || !placement) return undefined
  for (const offer of await offersByWish(shop, deps)) {
    const photo = offer.imageLink ? await deps.photos.find(shop.shopId, offer.imageLink) : undefined
    if (!photo) continue
    const request = { shopId: shop.shopId, template: template.id, placement, offerId: offer.offerId }
    return creativeAddress(shop, offer, photo, { ...request, format: 'jpeg' }, deps)
  }
  return undefined
}

async function offersByWish(shop: Shop, deps: Deps): Promise<Offer[]> {
  const { lookBackMs, purchaseCloses } = shop.settings.abandonment
  const now = deps.now()
  const figures = await deps.audience.offerFigures(shop.shopId, { from: now - lookBackMs, to: now, purchaseCloses })
  const wanted = [...figures]
    .map(([offerId, { visitors }]) => ({ offerId, count: visitors.viewed + visitors.carted + visitors.checkout }))
    .sort((a, b) => b.count - a.count)
    .slice(0, OFFERS_TRIED)
    .map(({ offerId }) => offerId)
  const known = await deps.catalog.getOffers(shop.shopId, wanted)
  const { offers } = await deps.catalog.listOffers(shop.shopId, { limit: OFFERS_TRIED })
  return [...wanted.flatMap((offerId) => known.get(offerId) ?? []), ...offers]
}

function describe({ studio, feeds, creative, adminKey }: Announcement): string {
  const lines: [string, string][] = [
    ['Studio', studio],
    ...feeds.map(({ name, address }): [string, string] => [name, address]),
    ['Ad image', creative ?? 'none yet: import a catalog, its pictures are fetched'],
  ]
  if (adminKey !== undefined) lines.push(['Admin key', `${adminKey}   (shown once: keep it)`])
  const width = Math.max(...lines.map(([label]) => label.length))
  return [
    '',
    'Second Glance is ready.',
    '',
    ...lines.map(([label, text]) => `  ${label.padEnd(width)}  ${text}`),
    '',
  ].join('\n')
}
