import googleMerchant from '../../feeds/google-merchant/channel.json' with { type: 'json' }
import googleMerchantPlacements from '../../feeds/google-merchant/placements.json' with { type: 'json' }
import metaCatalog from '../../feeds/meta-catalog/channel.json' with { type: 'json' }
import metaCatalogPlacements from '../../feeds/meta-catalog/placements.json' with { type: 'json' }
import type { Channel, Placement } from './channel.ts'
import { type ChannelFiles, typed } from './load.ts'

/** One line for each folder in `/feeds`. */
const FILES = [
  { channel: googleMerchant, placements: googleMerchantPlacements },
  { channel: metaCatalog, placements: metaCatalogPlacements },
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
