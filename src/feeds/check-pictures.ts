import { localeOfMarket, offerInMarket } from '../catalog/market.ts'
import { formatMarket } from '../catalog/named-feed.ts'
import { isOnSale, type Offer } from '../catalog/offer.ts'
import type { PhotoNormalizer } from '../catalog/photo.ts'
import type { Shop } from '../catalog/shop.ts'
import type { Channel } from '../channels/channel.ts'
import {
  type CreativeDeps,
  creativeFacts,
  renderCreative,
  type SignedRequest,
  verifyCreativeAddress,
} from '../creative/creative.ts'
import { formatPrice } from '../creative/format-price.ts'
import { messageOf } from '../shared/errors.ts'
import { parseMoney } from '../shared/money.ts'
import { columnsOf } from './columns.ts'
import { type FeedSources, openContext, pageContext } from './feed-context.ts'
import { narrowingOf } from './named-feeds.ts'
import { project } from './project.ts'
import type { Row } from './row.ts'

export interface PictureCheckDeps extends CreativeDeps {
  readonly signingKeys: readonly string[]
  readonly publicUrl: string
  readonly normalizer: PhotoNormalizer
}

export const PICTURE_RULES = {
  'creative-missing': {
    severity: 'warns',
    cause: 'There is no ad image yet, so the product as it is stands in the feed.',
    remedy: 'Wait until its picture is fetched, or mend image_link.',
  },
  'creative-address-wrong': {
    severity: 'error',
    cause: 'The address of the ad image is none that was handed out for this offer at this placement.',
    remedy: 'Build the feed again; compare SECONDGLANCE_PUBLIC_URL and the signing keys.',
  },
  'creative-price-differs': {
    severity: 'error',
    cause: 'The ad image shows another price than its row.',
    remedy: 'Build the feed again; where it stays, compare the prices of the offer and its market.',
  },
  'creative-outdated': {
    severity: 'error',
    cause: 'The address stands for a picture of other words, prices or photos than the offer has now.',
    remedy: 'Build the feed again.',
  },
  'creative-unreadable': {
    severity: 'error',
    cause: 'The ad image cannot be rendered or decoded.',
    remedy: 'Look at the picture that image_link leads to.',
  },
  'creative-size-wrong': {
    severity: 'error',
    cause: 'The ad image has another size than its placement.',
    remedy: 'Delete the picture among the blobs, it is rendered again.',
  },
  'creative-too-large': {
    severity: 'error',
    cause: 'The file of the ad image is larger than the placement takes.',
    remedy: 'Use a placement with a larger bound, or a calmer photo.',
  },
} as const

export type PictureRule = keyof typeof PICTURE_RULES

/** One fault of one picture. */
export interface PictureFault {
  readonly offerId: string
  readonly rule: PictureRule
  readonly message: string
}

/**
 * Walks a feed and proves of each creative in it that it shows the price of its row: the words that its address stands
 * for hold that price, the address stands for today's words, and the picture under it decodes in the right size.
 * Channels with clean pictures have nothing to prove. `onPicture` is told of each one.
 */
export async function* checkPictures(
  shop: Shop,
  channel: Channel,
  sources: FeedSources,
  deps: PictureCheckDeps,
  onPicture: () => void = () => {},
): AsyncGenerator<PictureFault> {
  if (channel.pictures !== 'creative') return
  const build = await openContext(shop, channel, sources)
  for await (const offers of sources.catalog.scanOffers(shop.shopId)) {
    const context = await pageContext(shop, build, offers, sources)
    for (const offer of offers) {
      const [row] = project(offer, context).rows
      if (!row) continue
      const address = context.creativeUrls.get(offer.offerId)
      if (address === undefined) {
        yield fault(offer, 'creative-missing', `its picture is ${offer.imageLink ?? 'not given'}`)
        continue
      }
      const tagged = (channel.taggedPictures ?? []).map(({ placement }, at) => ({
        placement,
        address: context.taggedUrls?.[at]?.get(offer.offerId),
      }))
      for (const picture of [{ placement: channel.feedPlacement, address }, ...tagged]) {
        if (picture.address === undefined) continue
        onPicture()
        const found = await faultOf(shop, channel, offer, row, picture as ShownPicture, deps)
        if (found) yield found
      }
    }
  }
}

interface ShownPicture {
  readonly placement: string
  readonly address: string
}

async function faultOf(
  shop: Shop,
  channel: Channel,
  offer: Offer,
  row: Row,
  { placement, address }: ShownPicture,
  deps: PictureCheckDeps,
): Promise<PictureFault | undefined> {
  const market = narrowingOf(channel)?.market
  const request = requestOf(address, deps)
  const isItsOwn =
    request?.shopId === shop.shopId &&
    request.offerId === offer.offerId &&
    request.placement === placement &&
    request.market === (market && formatMarket(market))
  if (!request || !isItsOwn) return fault(offer, 'creative-address-wrong', `its address is ${address}`)

  const seen = market ? offerInMarket(offer, market, shop.settings.locale).offer : offer
  const photo = seen.imageLink === undefined ? undefined : await deps.photos.find(shop.shopId, seen.imageLink)
  const facts = creativeFacts(shop, offer, photo, request, deps)
  const shown = shownPrice(channel, row, isOnSale(seen, deps.now()))
  const localeOfWords = request.locale ?? localeOfMarket(market) ?? shop.settings.locale
  const price = shown === undefined ? undefined : parseMoney(shown)
  if (!price?.ok || facts.words.price !== formatPrice(price.money, localeOfWords))
    return fault(
      offer,
      'creative-price-differs',
      `the picture says ${facts.words.price}, the row ${shown ?? 'nothing'}`,
    )
  if (facts.version !== request.version) return fault(offer, 'creative-outdated', `its address is ${address}`)
  return pictureFault(shop, offer, request, facts, deps)
}

async function pictureFault(
  shop: Shop,
  offer: Offer,
  request: SignedRequest,
  { width, height, maxBytes }: { width: number; height: number; maxBytes: number },
  deps: PictureCheckDeps,
): Promise<PictureFault | undefined> {
  try {
    const { bytes, current } = await renderCreative(shop, request, deps)
    if (!current) return fault(offer, 'creative-outdated', 'what is rendered under its address is another picture')
    const { sourceWidth, sourceHeight } = await deps.normalizer.normalize(bytes)
    if (sourceWidth !== width || sourceHeight !== height)
      return fault(offer, 'creative-size-wrong', `it is ${sourceWidth} × ${sourceHeight}, not ${width} × ${height}`)
    if (bytes.length > maxBytes)
      return fault(offer, 'creative-too-large', `it has ${bytes.length} bytes, ${maxBytes} are taken`)
    return undefined
  } catch (error) {
    return fault(offer, 'creative-unreadable', messageOf(error))
  }
}

/** The request that an address of ours stands for; undefined for any other address. */
function requestOf(address: string, deps: PictureCheckDeps): SignedRequest | undefined {
  if (!address.startsWith(`${deps.publicUrl}/creatives/`)) return undefined
  const { pathname, searchParams } = new URL(address)
  const parts = pathname.slice(new URL(deps.publicUrl).pathname.replace(/\/$/, '').length).split('/').slice(2)
  const [shop = '', template = '', placement = '', file = ''] = parts.map(decodeURIComponent)
  try {
    return verifyCreativeAddress({ shop, template, placement, file, query: searchParams }, deps)
  } catch {
    return undefined
  }
}

const SALES = ['saleInForce', 'salePriceNow']

/** The price in the row that a shopper pays now, as it is written there. */
function shownPrice(channel: Channel, row: Row, onSale: boolean): string | undefined {
  const textOf = (isMeant: (from: string) => boolean): string | undefined => {
    const column = columnsOf(channel).find(({ attribute }) => isMeant(attribute.from))
    const value = row.cells.find(({ index }) => index === column?.index)?.values[0]
    return typeof value === 'string' ? value : undefined
  }
  return onSale ? textOf((from) => SALES.includes(from)) : textOf((from) => from === 'price')
}

const fault = ({ offerId }: Offer, rule: PictureRule, found: string): PictureFault => ({
  offerId,
  rule,
  message: `offer "${offerId}": ${found}. ${PICTURE_RULES[rule].remedy}`,
})
