import type { Stage } from '../audience/visitor-item.ts'
import type { Rejection } from '../catalog/rejection.ts'
import type { FeedFormat, Placement } from '../channels/channel.ts'
import type { Money } from '../shared/money.ts'

/** All that the studio's first page says, ready to be shown: no store, no clock and no visitor id behind it. */
export interface StudioModel {
  /** The instant that every "ago" on the page is counted to. */
  readonly now: number
  readonly query: StudioQuery
  readonly viewer: Viewer
  readonly shop: StudioShop
  /** Every shop the viewer may open, the present one among them. */
  readonly shops: readonly { readonly shopId: string; readonly name: string }[]
  readonly figures: StudioFigures
  readonly offers: OfferListing
  /** Undefined while the shop has no offer. */
  readonly chosen?: ChosenOffer
  readonly leftBehind: LeftBehind
  readonly feeds: readonly ChannelFeeds[]
  readonly notices: readonly Notice[]
}

/** What a viewer asked for, as the page's address holds it. */
export interface StudioQuery {
  readonly shop?: string
  readonly offer?: string
  /** Words looked for in id, title and brand. */
  readonly q?: string
  readonly stage?: Stage
  /** A sentence of the viewer's own in place of the stage's. */
  readonly message?: string
  readonly template?: string
  readonly style?: string
  /** `left`: most left behind first; `all`: the whole catalog in order of id. */
  readonly show?: 'left' | 'all'
  /** Opaque: where the listing goes on. */
  readonly page?: string
}

export interface Viewer {
  /** `demo`: nobody signed in; only the demo shop is shown, and nothing secret. */
  readonly kind: 'signed-in' | 'demo'
  /** Whether a sentence of one's own may be previewed. */
  readonly mayCompose: boolean
}

export interface StudioShop {
  readonly shopId: string
  readonly name: string
  /** `#rrggbb`. */
  readonly color: string
  /** Host of the shop's own pages, as platforms show it under an ad. */
  readonly domain?: string
}

/** How many; `atLeast` when counting stopped at a cap. */
export interface Count {
  readonly count: number
  readonly atLeast?: boolean
}

export interface StudioFigures {
  readonly offers: number
  readonly itemGroups: number
  readonly catalogChangedAt?: number
  /** Visitors who left something within the look-back. */
  readonly visitors: Count
  readonly items: Count
  /** Today's value of what was left, largest first, one entry a currency. */
  readonly value: readonly Money[]
  /** The look-back, in milliseconds. */
  readonly withinMs: number
  /** Of the feed that waited longest. */
  readonly feedsBuiltAt?: number
}

export type PriceTag = {
  /** What a shopper pays now. */
  readonly price: Money
  /** The higher price, while a lower one is in force. */
  readonly was?: Money
}

export interface OfferRow extends PriceTag {
  readonly offerId: string
  readonly title: string
  readonly availability: string
  /** Address of the product photo; undefined until it was fetched. */
  readonly thumbnail?: string
  /** Visitors who left it behind, all stages together. */
  readonly leftBy: number
  readonly verdicts: readonly ChannelVerdict[]
}

/** Whether one channel takes the offer, and if not, why. */
export interface ChannelVerdict {
  readonly channelId: string
  readonly channelName: string
  readonly included: boolean
  readonly reasons: readonly Rejection[]
  readonly notices: readonly Rejection[]
}

export interface OfferListing {
  readonly show: 'left' | 'all'
  readonly rows: readonly OfferRow[]
  /** Offers that at least one visitor left behind. */
  readonly leftCount: number
  readonly allCount: number
  /** Value of `page` that shows the rows that follow. */
  readonly next?: string
}

export interface ChosenOffer extends OfferRow {
  readonly brand?: string
  readonly link: string
  /** The shopper's moments, each with its sentence and its pictures; the first one marked `shown`. */
  readonly moments: readonly Moment[]
  readonly shown: Moment['id']
  readonly placements: readonly PlacementFacts[]
  /** Every template there is, and the one shown. */
  readonly templates: readonly string[]
  readonly template: string
  /** Styles of the template, where it has several. */
  readonly styles: readonly string[]
  readonly style?: string
}

export interface Moment {
  readonly id: Stage | 'own'
  readonly sentence: string
  /** Addresses of the creatives by placement id; a placement without a picture has none. */
  readonly creatives: ReadonlyMap<string, CreativeLink>
}

export interface CreativeLink {
  /** As the page loads it: a path on this server. */
  readonly src: string
  /** As it is handed out: the whole address. */
  readonly address: string
}

export interface PlacementFacts
  extends Pick<Placement, 'id' | 'name' | 'width' | 'height' | 'safe' | 'maxBytes' | 'formats' | 'source' | 'readOn'> {
  readonly channelName: string
}

export interface LeftBehind {
  readonly visitors: readonly LeftBehindVisitor[]
  /** Whether there are more visitors than are listed. */
  readonly more: boolean
}

export interface LeftBehindVisitor {
  /** Short and opaque: it tells visitors apart and nothing about them. */
  readonly label: string
  readonly items: readonly LeftBehindItem[]
  /** Items beyond the listed ones. */
  readonly moreItems: number
}

export interface LeftBehindItem {
  readonly offerId: string
  /** Undefined when the offer has left the catalog. */
  readonly title?: string
  readonly thumbnail?: string
  readonly stage: Stage
  readonly quantity: number
  readonly lastAt: number
  readonly priceSeen?: Money
  readonly priceNow?: Money
  /** Whether it costs less than the visitor saw. */
  readonly dropped: boolean
  readonly availability?: string
}

/** One ad platform's feed in all its formats. */
export interface ChannelFeeds {
  readonly channelId: string
  readonly channelName: string
  readonly files: readonly FeedFile[]
  /** Why offers were left out, the most frequent first. */
  readonly reasons: readonly FeedReason[]
}

export interface FeedFile {
  readonly format: FeedFormat
  /** What to paste at the platform, its token included; undefined for who may not see it. */
  readonly address?: string
  /** Undefined until it was built for the first time. */
  readonly built?: {
    readonly items: number
    readonly excluded: number
    readonly bytes: number
    readonly gzipBytes: number
    readonly builtAt: number
    readonly changedAt: number
    /** Whether the catalog or the visitors have moved on since. */
    readonly stale: boolean
  }
  /** When a consumer last asked for it; undefined where none has. */
  readonly fetchedAt?: number
}

export interface FeedReason {
  readonly rule: string
  /** Of one of the offers, as an example. */
  readonly message: string
  readonly offers: Count
  /** A few, to look at. */
  readonly offerIds: readonly string[]
}

/** One thing a person should know now, with the command that helps, if one does. */
export interface Notice {
  readonly tone: 'note' | 'warning'
  readonly text: string
  readonly command?: string
}
