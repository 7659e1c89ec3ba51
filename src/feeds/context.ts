import type { OfferFigures } from '../audience/store.ts'
import type { LabelRule } from '../catalog/named-feed.ts'
import type { Promotion } from '../catalog/promotion.ts'
import type { Channel } from '../channels/channel.ts'

/** What a row is made from besides its offer; one for each page of offers. */
export interface FeedContext {
  readonly channel: Channel
  readonly shopName: string
  readonly now: number
  /** Addresses of creatives by offer id; empty where the channel wants clean pictures. */
  readonly creativeUrls: ReadonlyMap<string, string>
  /** The same for each of the channel's tagged placements, in their order. */
  readonly taggedUrls?: readonly ReadonlyMap<string, string>[]
  /** How many visitors left each offer lately, by offer id. */
  readonly figures: ReadonlyMap<string, OfferFigures>
  /** How many visitors bought each offer lately, by offer id, where a rule of labels asks for it. */
  readonly buyers?: ReadonlyMap<string, number>
  /** The shop's own rules of labels. */
  readonly labelRules?: readonly LabelRule[]
  /** The language that offers are written in. */
  readonly language?: string
  /** Those of the page's item group ids that are ids of offers too. */
  readonly groupIdsTaken: ReadonlySet<string>
  /** Those that the shop runs, on channels that have a row for each. */
  readonly promotions?: readonly Promotion[]
  /** The one currency of a file, on channels that allow one only. */
  readonly currency?: string
}
