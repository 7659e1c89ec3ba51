import type { FeedFormat } from '../channels/channel.ts'
import { createKey, isLive } from './auth.ts'
import type { Deps } from './deps.ts'

/** The extension of a feed's file by its format; the format is told from it again when the feed is asked for. */
export const FEED_EXTENSIONS = { rss: 'xml', tsv: 'tsv', csv: 'csv' } as const satisfies Record<FeedFormat, string>

/** What to paste at an ad platform: the feed with the token that opens it. */
export function feedAddress(
  publicUrl: string,
  feed: { shopId: string; channelId: string; format: FeedFormat; gzip?: boolean },
  token: string,
): string {
  const file = `${feed.channelId}.${FEED_EXTENSIONS[feed.format]}${feed.gzip ? '.gz' : ''}`
  return `${publicUrl}/feeds/${feed.shopId}/${file}?token=${encodeURIComponent(token)}`
}

/** The text of a key that opens the shop's feeds and lasts; made when there is none yet. */
export async function feedToken(
  shopId: string,
  deps: Pick<Deps, 'keys' | 'digest' | 'now' | 'newId' | 'newSecret'>,
): Promise<string> {
  const now = deps.now()
  const known = (await deps.keys.listKeys()).find(
    (key) => key.role === 'feed' && key.shopId === shopId && key.expiresAt === undefined && isLive(key, now),
  )
  if (known?.token !== undefined) return known.token
  const { key } = await createKey({ role: 'feed', shopId, name: 'feed addresses' }, deps)
  return key
}
