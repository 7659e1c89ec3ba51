import type { LabelRule, NamedFeed } from './named-feed.ts'
import type { Promotion } from './promotion.ts'
import type { Rule } from './rules/rule.ts'

/** The tenant. Every stored key and every cache key begins with its id. */
export interface Shop {
  /** Lower-case letters, digits and hyphens, at most 40. */
  readonly shopId: string
  readonly name: string
  readonly createdAt: number
  readonly settings: ShopSettings
}

export interface ShopSettings {
  /** ISO 4217; taken where a source gives a price without a currency. */
  readonly currency?: string
  /** Prefix for links that a source gives as paths, or leaves out. */
  readonly shopUrl?: string
  /** BCP 47; the language creatives speak unless asked otherwise. */
  readonly locale: string
  readonly brand: Brand
  readonly abandonment: AbandonmentSettings
  /** {@link DEFAULT_RETENTION} unless given. */
  readonly retention?: RetentionSettings
  /** What the shop says of ids in events that its catalog does not know. */
  readonly matching?: MatchingSettings
  /** What is done to offers on their way into the catalog, in this order. */
  readonly rules?: readonly Rule[]
  /** What the shop gives away for a time; offers name them in `promotionIds`. */
  readonly promotions?: readonly Promotion[]
  /** Feeds for a market, some offers, or both, beside the whole one of each channel. */
  readonly feeds?: readonly NamedFeed[]
  /** In the order in which they take free label slots; a change of order moves what campaigns filter by. */
  readonly labels?: readonly LabelRule[]
}

/** How long what is known of people is kept. */
export interface RetentionSettings {
  /** Events as they came, after they came in. */
  readonly eventDays: number
  /** What they led to: open items after the last touch, orders after the purchase. */
  readonly stateDays: number
}

/** Unless a shop says otherwise. 540 days is the longest that any platform keeps a person on a list. */
export const DEFAULT_RETENTION: RetentionSettings = { eventDays: 90, stateDays: 540 }

/** What makes a creative unmistakably the shop's. */
export interface Brand {
  /** `#rrggbb`; the one accent and the tint of grounds. */
  readonly color: string
  /** `#rrggbb` of text; its contrast is mended by the creative where it would not be legible. */
  readonly inkColor: string
  /** Blob key of the logo as PNG; the shop's name is set in type where there is none. */
  readonly logoKey?: string
  /** Family of `fonts/fonts.json` in which headlines and prices are set instead of the style's own. */
  readonly headlineFont?: string
  /** The same for everything else. */
  readonly textFont?: string
  /** Of buttons and patches, in shares of the short side up to 0.02; a style that has pills has square ones at 0. */
  readonly cornerRadius?: number
  /** `gradient`: the wall grows lighter towards the top, where the style has a quiet wall. */
  readonly background?: 'solid' | 'gradient'
}

export interface MatchingSettings {
  /** Which offer an id means; null where it means none. */
  readonly ids?: readonly (readonly [sentId: string, offerId: string | null])[]
  /** Names of rules that are not used, whatever they match. */
  readonly refusedRules?: readonly string[]
  /** Names of rules that are used, however few ids they match. */
  readonly trustedRules?: readonly string[]
}

export interface AbandonmentSettings {
  /** What a purchase closes: that offer, every variant of its item group, or all that the person left before. */
  readonly purchaseCloses: 'offer' | 'item-group' | 'shop'
  /** How long nothing may have happened before an item counts as left behind. */
  readonly quietMs: number
  /** How long an item is remembered. */
  readonly lookBackMs: number
}

export const DEFAULT_SETTINGS: ShopSettings = {
  locale: 'en',
  brand: { color: '#2f5d50', inkColor: '#1c1c1a' },
  abandonment: { purchaseCloses: 'offer', quietMs: 30 * 60_000, lookBackMs: 30 * 86_400_000 },
}

export const isShopId = (text: string): boolean => /^[a-z0-9][a-z0-9-]{0,39}$/.test(text)

export const DEFAULT_SHOP_ID = 'default'

/** The shop every installation has, before anybody has said anything about it; stored on its first use. */
export const embeddedShop = (now: number): Shop => ({
  shopId: DEFAULT_SHOP_ID,
  name: 'My shop',
  createdAt: now,
  settings: DEFAULT_SETTINGS,
})
