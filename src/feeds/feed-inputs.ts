import type { Shop } from '../catalog/shop.ts'
import type { Channel } from '../channels/channel.ts'
import type { Digest } from '../shared/digest.ts'
import type { FeedSources } from './feed-context.ts'

/** Another number for every change of how rows are written, so that no feed keeps rows of an older program for a day. */
const WRITING_VERSION = 1

/** A hash of all that every row of a feed is made from besides its offer, its photo and its visitors. */
export function inputsOf(
  { name, settings }: Shop,
  channel: Channel,
  { digest, creativeInputs }: { digest: Pick<Digest, 'sha256'> } & Pick<FeedSources, 'creativeInputs'>,
): string {
  const creatives = channel.pictures === 'creative' ? creativeInputs?.(channel) : undefined
  return digest.sha256(JSON.stringify([WRITING_VERSION, name, settings, creatives, channelHash(channel, digest)]))
}

const hashes = new WeakMap<Channel, string>()

function channelHash(channel: Channel, digest: Pick<Digest, 'sha256'>): string {
  const known = hashes.get(channel)
  if (known !== undefined) return known
  const hash = digest.sha256(JSON.stringify(channel))
  hashes.set(channel, hash)
  return hash
}
