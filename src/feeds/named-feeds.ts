import type { NamedFeed } from '../catalog/named-feed.ts'
import type { Shop } from '../catalog/shop.ts'
import type { Channel } from '../channels/channel.ts'
import { channel as channelById, channels } from '../channels/registry.ts'

/** A channel narrowed to what a shop has named: `meta-catalog~austria`. */
export interface NamedChannel extends Channel {
  readonly named: NamedFeed
}

/** What narrows a channel; undefined for one that is written whole. */
export const narrowingOf = (channel: Channel): NamedFeed | undefined =>
  'named' in channel ? (channel as NamedChannel).named : undefined

/** Every channel, and behind them those that the shop has named. */
export const channelsOf = (shop: Shop): readonly Channel[] => [...channels, ...namedChannels(shop)]

/** `google-merchant`, or `google-merchant~austria` where the shop has named it. */
export const channelOf = (shop: Shop, id: string): Channel | undefined =>
  channelById(id) ?? namedChannels(shop).find((named) => named.id === id)

const namedBySettings = new WeakMap<readonly NamedFeed[], readonly NamedChannel[]>()

function namedChannels({ settings: { feeds } }: Shop): readonly NamedChannel[] {
  if (feeds === undefined || feeds.length === 0) return NONE
  let named = namedBySettings.get(feeds)
  if (!named) {
    named = feeds.flatMap((feed) => {
      const base = channelById(feed.channelId)
      if (!base) return []
      return [
        { ...base, id: `${base.id}~${feed.name}`, name: `${base.name}, ${feed.name}`, onDemand: true, named: feed },
      ]
    })
    namedBySettings.set(feeds, named)
  }
  return named
}

const NONE: readonly NamedChannel[] = []
