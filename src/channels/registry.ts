import criteoCatalog from '../../feeds/criteo-catalog/channel.json' with { type: 'json' }
import criteoCatalogPlacements from '../../feeds/criteo-catalog/placements.json' with { type: 'json' }
import googleAdsRemarketing from '../../feeds/google-ads-remarketing/channel.json' with { type: 'json' }
import googleAdsRemarketingPlacements from '../../feeds/google-ads-remarketing/placements.json' with { type: 'json' }
import googleLocalInventory from '../../feeds/google-local-inventory/channel.json' with { type: 'json' }
import googleLocalInventoryPlacements from '../../feeds/google-local-inventory/placements.json' with { type: 'json' }
import googleMerchant from '../../feeds/google-merchant/channel.json' with { type: 'json' }
import googleMerchantPlacements from '../../feeds/google-merchant/placements.json' with { type: 'json' }
import googlePromotions from '../../feeds/google-promotions/channel.json' with { type: 'json' }
import googlePromotionsPlacements from '../../feeds/google-promotions/placements.json' with { type: 'json' }
import googleSupplemental from '../../feeds/google-supplemental/channel.json' with { type: 'json' }
import googleSupplementalPlacements from '../../feeds/google-supplemental/placements.json' with { type: 'json' }
import metaCatalog from '../../feeds/meta-catalog/channel.json' with { type: 'json' }
import metaCatalogPlacements from '../../feeds/meta-catalog/placements.json' with { type: 'json' }
import metaCountry from '../../feeds/meta-country/channel.json' with { type: 'json' }
import metaCountryPlacements from '../../feeds/meta-country/placements.json' with { type: 'json' }
import metaLanguage from '../../feeds/meta-language/channel.json' with { type: 'json' }
import metaLanguagePlacements from '../../feeds/meta-language/placements.json' with { type: 'json' }
import microsoftMerchant from '../../feeds/microsoft-merchant/channel.json' with { type: 'json' }
import microsoftMerchantPlacements from '../../feeds/microsoft-merchant/placements.json' with { type: 'json' }
import pinterestCatalog from '../../feeds/pinterest-catalog/channel.json' with { type: 'json' }
import pinterestCatalogPlacements from '../../feeds/pinterest-catalog/placements.json' with { type: 'json' }
import snapchatCatalog from '../../feeds/snapchat-catalog/channel.json' with { type: 'json' }
import snapchatCatalogPlacements from '../../feeds/snapchat-catalog/placements.json' with { type: 'json' }
import tiktokCatalog from '../../feeds/tiktok-catalog/channel.json' with { type: 'json' }
import tiktokCatalogPlacements from '../../feeds/tiktok-catalog/placements.json' with { type: 'json' }
import type { Channel, Placement } from './channel.ts'
import { type ChannelFiles, typed } from './load.ts'

/** One line for each folder in `/feeds`: first what every shop has, then what is built when it is asked for. */
const FILES = [
  { channel: googleMerchant, placements: googleMerchantPlacements },
  { channel: metaCatalog, placements: metaCatalogPlacements },
  { channel: googleSupplemental, placements: googleSupplementalPlacements },
  { channel: googlePromotions, placements: googlePromotionsPlacements },
  { channel: googleLocalInventory, placements: googleLocalInventoryPlacements },
  { channel: googleAdsRemarketing, placements: googleAdsRemarketingPlacements },
  { channel: metaLanguage, placements: metaLanguagePlacements },
  { channel: metaCountry, placements: metaCountryPlacements },
  { channel: tiktokCatalog, placements: tiktokCatalogPlacements },
  { channel: pinterestCatalog, placements: pinterestCatalogPlacements },
  { channel: snapchatCatalog, placements: snapchatCatalogPlacements },
  { channel: microsoftMerchant, placements: microsoftMerchantPlacements },
  { channel: criteoCatalog, placements: criteoCatalogPlacements },
] satisfies readonly ChannelFiles[]

const loaded = FILES.map(typed)

export const channels: readonly Channel[] = loaded.map((files) => files.channel)

const channelById = new Map(channels.map((channel) => [channel.id, channel]))
const placementsByChannel = new Map(loaded.map((files) => [files.channel.id, files.placements]))
const every: readonly Placement[] = loaded.flatMap((files) => files.placements)
const placementById = new Map(every.map((placement) => [placement.id, placement]))

export const channel = (id: string): Channel | undefined => channelById.get(id)

/** None for a channel that is not known. */
export const placements = (channelId: string): readonly Placement[] => placementsByChannel.get(channelId) ?? []

export const allPlacements = (): readonly Placement[] => every

export const placement = (id: string): Placement | undefined => placementById.get(id)
