import { fetchMissingPhotos } from '../../catalog/photos.ts'
import type { Channel, FeedFormat } from '../../channels/channel.ts'
import { channel as channelById, channels } from '../../channels/registry.ts'
import { buildFeed } from '../../feeds/build.ts'
import { openFeed } from '../../feeds/open-feed.ts'
import { type FeedStore, type FeedVersion, feedIndexKey, feedKey } from '../../feeds/store.ts'
import { feedDeps } from '../../http/feed-deps.ts'
import { AppError } from '../../shared/errors.ts'
import { type Call, readCall, withDeps } from '../call.ts'
import type { Register } from '../command.ts'
import type { OpenDeps } from '../context.ts'
import { CallFault, EXIT } from '../faults.ts'
import { oneOfOption } from '../options.ts'
import { startProgress } from '../progress.ts'
import { shopForReading } from '../target-shop.ts'
import { clip, plural, sizeText } from '../text.ts'

interface FeedOptions {
  readonly format?: FeedFormat
  readonly gzip?: boolean
  readonly out?: string
  readonly fetchPhotos?: boolean
}

const PHOTOS_AT_ONCE = 50
const REJECTIONS_SHOWN = 10

export const registerFeed: Register = (program, context, run) => {
  program
    .command('feed')
    .argument('<channel>', channels.map(({ id }) => id).join(' or '))
    .description('write the feed of a channel')
    .option(
      '--format <name>',
      'rss, tsv or csv (default: what the channel lists first)',
      oneOfOption('rss', 'tsv', 'csv'),
    )
    .option('--gzip', 'compressed')
    .option('--out <file>', 'where to write it (default: standard output)')
    .option('--fetch-photos', 'first fetch the pictures that ad images need and a running service would fetch')
    .addHelpText(
      'after',
      `
Examples:
  secondglance feed google-merchant --out google.xml
  secondglance feed meta-catalog --format csv --gzip --out meta.csv.gz --shop demo`,
    )
    .action((channelId: string, options: FeedOptions, command) => {
      const call = readCall(command, context)
      const channel = channelOf(channelId)
      const format = formatOf(channel, options.format)
      if (call.json && !options.out)
        throw new CallFault('--json needs --out <file>: the feed cannot share standard output')
      return run(withDeps(call, (deps) => writeFeed(call, deps, channel, format, options)))
    })
}

function channelOf(id: string): Channel {
  const found = channelById(id)
  if (found) return found
  throw new CallFault(`there is no channel "${id}": write one of ${channels.map((channel) => channel.id).join(', ')}`)
}

function formatOf(channel: Channel, format: FeedFormat | undefined): FeedFormat {
  const chosen = format ?? channel.formats[0]
  if (chosen && channel.formats.includes(chosen)) return chosen
  throw new CallFault(`${channel.id} has no ${format} feed: write one of ${channel.formats.join(', ')}`)
}

async function writeFeed(
  call: Call,
  deps: OpenDeps,
  channel: Channel,
  format: FeedFormat,
  { gzip = false, out, fetchPhotos }: FeedOptions,
): Promise<number> {
  const shop = await shopForReading(call.shopId, deps)
  if (fetchPhotos) await fetchAllPhotos(call, deps, shop.shopId)
  const version = await buildFeed(shop, channel, format, { ...feedDeps(shop, deps), feeds: unpublished(deps.feeds) })
  try {
    return await handOut(call, deps, channel, version, { gzip, out })
  } finally {
    await deps.blobs.delete(feedKey(version))
    if (version.indexId !== undefined) await deps.blobs.delete(feedIndexKey(version, version.indexId))
  }
}

/**
 * What a command builds is its caller's own: a service on the same folder, which may hand out other addresses, keeps
 * what it has published.
 */
const unpublished = (feeds: FeedStore): FeedStore => ({
  ...feeds,
  current: async () => undefined,
  publish: async () => undefined,
})

async function handOut(
  call: Call,
  deps: OpenDeps,
  channel: Channel,
  version: FeedVersion,
  { gzip, out }: { gzip: boolean; out?: string },
): Promise<number> {
  const body = await openFeed(version, gzip ? 'gzip' : 'plain', undefined, deps.blobs)
  if (!body) throw new AppError('unavailable', `the feed was built, but its file is gone: ${feedKey(version)}`)
  if (out === undefined) {
    for await (const chunk of body) await call.context.stdout.write(chunk)
    await call.note(describe(channel, version, gzip))
    return EXIT.done
  }
  const bytes = await call.context.writeOutput(out, body)
  const { format, items, excluded, rejections, hash } = version
  await call.report(
    { channel: channel.id, format, items, excluded, bytes, etag: `"${hash}"`, rejections },
    () => `${describe(channel, version, gzip)}\nWritten to ${out}`,
  )
  return EXIT.done
}

/** Fetches in small rounds until a round finds nothing more to fetch. */
async function fetchAllPhotos(call: Call, deps: OpenDeps, shopId: string): Promise<void> {
  const progress = startProgress('Fetching pictures', call.context.stderr, deps.now)
  try {
    let fetched = 0
    for (;;) {
      const round = await fetchMissingPhotos(shopId, { limit: PHOTOS_AT_ONCE }, deps)
      if (round === 0) return
      fetched += round
      progress.update(fetched)
    }
  } finally {
    progress.end()
  }
}

function describe(channel: Channel, version: FeedVersion, gzip: boolean): string {
  const { items, excluded, rejections, format, bytes, gzipBytes } = version
  const lines = [
    `${channel.name}, ${format}: ${plural(items, 'item')}, ${excluded} left out, ${sizeText(gzip ? gzipBytes : bytes)}`,
    ...rejections
      .slice(0, REJECTIONS_SHOWN)
      .map(({ offerId, rule, message }) => `  ${clip(offerId ?? '', 40)}: ${clip(message, 240)} [${rule}]`),
  ]
  if (excluded > REJECTIONS_SHOWN)
    lines.push(`  … and ${excluded - REJECTIONS_SHOWN} more; --json lists the first thousand`)
  return lines.join('\n')
}
