import type { AudienceStore, OfferFigures } from '../audience/store.ts'
import type { Offer } from '../catalog/offer.ts'
import type { Shop } from '../catalog/shop.ts'
import type { CatalogStore } from '../catalog/store.ts'
import type { Channel } from '../channels/channel.ts'
import { compareText } from '../shared/text-order.ts'
import type { FeedContext } from './context.ts'
import { LABEL_WINDOW_MS, SALES_WINDOW_MS } from './labels.ts'
import { narrowingOf } from './named-feeds.ts'

/** What a feed is made from. */
export interface FeedSources {
  readonly catalog: Pick<
    CatalogStore,
    'scanOffers' | 'listOffers' | 'getOffers' | 'knownOfferIds' | 'revision' | 'changedOfferIds'
  >
  readonly audience: Pick<AudienceStore, 'offerFigures' | 'buyerFigures' | 'revision'>
  /** Addresses of the creatives of a page of offers; no entry where there is none yet. Not asked for by channels that want clean pictures. */
  readonly creativeUrls: (
    offers: readonly Offer[],
    channel: Channel,
    /** That of the channel's feed by default. */
    placement?: string,
  ) => Promise<ReadonlyMap<string, string>>
  /** A text that is another one when every address is, though no offer and no photo changed: other fonts, another key. */
  readonly creativeInputs?: (channel: Channel) => string
  readonly now: () => number
}

/** What is the same for every row of a build. */
export type BuildContext = Pick<
  FeedContext,
  'channel' | 'shopName' | 'now' | 'figures' | 'buyers' | 'labelRules' | 'language' | 'promotions' | 'currency'
>

export async function openContext(shop: Shop, channel: Channel, sources: FeedSources): Promise<BuildContext> {
  const [context] = await openContexts(shop, [channel], sources)
  if (!context) throw new Error('a channel without a context')
  return context
}

/** One for each channel, with one look at the figures and the catalog for all of them. */
export async function openContexts(
  shop: Shop,
  channels: readonly Channel[],
  sources: FeedSources,
): Promise<BuildContext[]> {
  const now = sources.now()
  const figures = await figuresOf(shop, now, sources)
  const buyers = await buyersOf(shop, now, sources)
  const isOneCurrency = (channel: Channel): boolean => has(channel, 'other-currency')
  const currency = channels.some(isOneCurrency) ? await currencyOf(shop, sources) : undefined
  return channels.map((channel) => ({
    channel,
    shopName: shop.name,
    now,
    figures,
    buyers,
    labelRules: shop.settings.labels,
    language: shop.settings.locale,
    promotions: channel.rowOf === 'promotion' ? (shop.settings.promotions ?? []) : undefined,
    currency: isOneCurrency(channel) ? (narrowingOf(channel)?.market?.currency ?? currency) : undefined,
  }))
}

export async function pageContext(
  shop: Shop,
  build: BuildContext,
  offers: readonly Offer[],
  sources: Pick<FeedSources, 'catalog' | 'creativeUrls'>,
): Promise<FeedContext> {
  const { channel } = build
  const [creativeUrls, groupIdsTaken, ...taggedUrls] = await Promise.all([
    channel.pictures === 'creative' ? sources.creativeUrls(offers, channel) : NO_URLS,
    has(channel, 'item-group-id-is-offer-id') ? takenGroupIds(shop, offers, sources) : NO_IDS,
    ...(channel.taggedPictures ?? []).map(({ placement }) => sources.creativeUrls(offers, channel, placement)),
  ])
  return { ...build, creativeUrls, groupIdsTaken, taggedUrls }
}

/** The context of rows that the shop itself has, and no offer. */
export const shopContext = (build: BuildContext): FeedContext => ({
  ...build,
  creativeUrls: NO_URLS,
  groupIdsTaken: NO_IDS,
})

const NO_URLS: ReadonlyMap<string, string> = new Map()
const NO_IDS: ReadonlySet<string> = new Set()

const has = (channel: Channel, name: string): boolean => channel.rules.some(({ rule }) => rule === name)

/** Visitors who left an offer within the window of the labels, the quiet period left aside. */
function figuresOf(
  { shopId, settings }: Shop,
  now: number,
  { audience }: Pick<FeedSources, 'audience'>,
): Promise<ReadonlyMap<string, OfferFigures>> {
  const { quietMs, lookBackMs, purchaseCloses } = settings.abandonment
  const from = now - Math.min(LABEL_WINDOW_MS, lookBackMs)
  return audience.offerFigures(shopId, { from, to: now - quietMs, purchaseCloses })
}

/** Visitors who bought an offer within the window of sales; only where a rule of labels asks for them. */
async function buyersOf(
  { shopId, settings }: Shop,
  now: number,
  { audience }: Pick<FeedSources, 'audience'>,
): Promise<ReadonlyMap<string, number> | undefined> {
  if (!settings.labels?.some(({ buyersMin }) => buyersMin !== undefined)) return undefined
  return audience.buyerFigures(shopId, { from: now - SALES_WINDOW_MS, to: now })
}

const SAMPLE_OFFERS = 50

/** The currency of most of a shop's first offers; the shop's own where two are as common. */
async function currencyOf(
  { shopId, settings }: Shop,
  { catalog }: Pick<FeedSources, 'catalog'>,
): Promise<string | undefined> {
  const { offers } = await catalog.listOffers(shopId, { limit: SAMPLE_OFFERS })
  const counts = new Map<string, number>()
  for (const { price } of offers) counts.set(price.currency, (counts.get(price.currency) ?? 0) + 1)
  const own = (currency: string): number => (currency === settings.currency ? 1 : 0)
  const [first] = [...counts].sort(([a, m], [b, n]) => n - m || own(b) - own(a) || compareText(a, b))
  return first?.[0]
}

async function takenGroupIds(
  { shopId }: Shop,
  offers: readonly Offer[],
  { catalog }: Pick<FeedSources, 'catalog'>,
): Promise<ReadonlySet<string>> {
  const groupIds = new Set(offers.map(({ itemGroupId }) => itemGroupId).filter((id) => id !== undefined))
  if (groupIds.size === 0) return NO_IDS
  return catalog.knownOfferIds(shopId, [...groupIds])
}
