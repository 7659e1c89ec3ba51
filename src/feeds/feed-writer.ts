import type { Shop } from '../catalog/shop.ts'
import type { Channel, FeedFormat } from '../channels/channel.ts'
import type { Row } from './row.ts'
import { delimitedWriter } from './write-delimited.ts'
import { rssEnvelope, rssItemWriter } from './write-rss.ts'

/** A file in three parts, each with its line ends. */
export interface FeedWriter {
  head(shopLink: string | undefined): string
  row(row: Row): string
  readonly tail: string
}

export function feedWriter(shop: Pick<Shop, 'name'>, channel: Channel, format: FeedFormat): FeedWriter {
  if (format === 'rss') {
    const item = rssItemWriter(channel)
    const envelope = (link: string | undefined) => rssEnvelope(channel, { title: shop.name, link })
    return { head: (link) => envelope(link).head, row: (row) => `${item(row)}\n`, tail: envelope(undefined).tail }
  }
  const writer = delimitedWriter(channel, format)
  return { head: () => `${writer.header}\n`, row: (row) => `${writer.row(row)}\n`, tail: '' }
}
