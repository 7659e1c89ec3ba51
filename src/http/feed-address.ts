import type { FeedFormat } from '../channels/channel.ts'
import { feedFileName } from '../feeds/serve-feed.ts'
import { createKey, isLive } from './auth.ts'
import type { Deps } from './deps.ts'

interface FeedPlace {
  readonly shopId: string
  readonly channelId: string
  readonly format: FeedFormat
}

/** What is pasted at the platform; without a token the path alone, which opens nothing. */
export function feedAddress(
  { shopId, channelId, format }: FeedPlace,
  token: string | undefined,
  { publicUrl }: Pick<Deps, 'publicUrl'>,
): string {
  const address = `${publicUrl}/feeds/${shopId}/${feedFileName({ channelId, format, gzip: false })}`
  return token === undefined ? address : `${address}?token=${token}`
}

/** The token of the shop's newest live feed key. */
export async function findFeedToken(
  shopId: string,
  { keys, now }: Pick<Deps, 'keys' | 'now'>,
): Promise<string | undefined> {
  const at = now()
  const live = (await keys.listKeys()).filter((key) => key.role === 'feed' && key.shopId === shopId && isLive(key, at))
  return live.sort((a, b) => b.createdAt - a.createdAt).find(({ token }) => token !== undefined)?.token
}

/** The same; one is made where the shop has none yet. */
export async function ensureFeedToken(
  shopId: string,
  deps: Pick<Deps, 'keys' | 'digest' | 'now' | 'newId' | 'newSecret'>,
): Promise<string> {
  const known = await findFeedToken(shopId, deps)
  if (known !== undefined) return known
  const { key } = await createKey({ role: 'feed', shopId, name: 'feeds' }, deps)
  return key
}
