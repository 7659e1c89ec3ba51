import { fetchMissingPhotos } from '../../catalog/photos.ts'
import type { Shop } from '../../catalog/shop.ts'
import type { Channel, FeedFormat } from '../../channels/channel.ts'
import { channel as channelById, channels } from '../../channels/registry.ts'
import { buildFeed } from '../../feeds/build.ts'
import { channelOf, channelsOf } from '../../feeds/named-feeds.ts'
import { openFeed } from '../../feeds/open-feed.ts'
import { type FeedStore, type FeedVersion, feedIndexKey, feedKey } from '../../feeds/store.ts'
import { feedDeps } from '../../http/feed-deps.ts'
import { describeFetches } from '../../http/feed-list.ts'
import { AppError } from '../../shared/errors.ts'
import { type Call, readCall, withDeps } from '../call.ts'
import type { Register } from '../command.ts'
import type { OpenDeps } from '../context.ts'
import { CallFault, EXIT } from '../faults.ts'
import { oneOfOption } from '../options.ts'
import { startProgress } from '../progress.ts'
import { shopForReading } from '../target-shop.ts'
import { clip, plural, sizeText, table } from '../text.ts'

interface FeedOptions {
  readonly format?: FeedFormat
  readonly gzip?: boolean
  readonly out?: string
  readonly fetchPhotos?: boolean
  readonly fetches?: boolean
}

const PHOTOS_AT_ONCE = 50
const REJECTIONS_SHOWN = 10

export const registerFeed: Register = (program, context, run) => {
  program
    .command('feed')
    .argument('[channel]', `${channels.map(({ id }) => id).join(', ')}, or one that the shop has named`)
    .description('write the feed of a channel, or tell who fetched it')
    .option(
      '--format <name>',
      'rss, tsv or csv (default: what the channel lists first)',
      oneOfOption('rss', 'tsv', 'csv'),
    )
    .option('--gzip', 'compressed')
    .option('--out <file>', 'where to write it (default: standard output)')
    .option('--fetch-photos', 'first fetch the pictures that ad images need and a running service would fetch')
    .option('--fetches', 'write nothing: list who fetched which version when, newest first')
    .addHelpText(
      'after',
      `
Examples:
  secondglance feed google-merchant --out google.xml
  secondglance feed --fetches
  secondglance feed google-merchant --fetches --json
  secondglance feed meta-catalog --format csv --gzip --out meta.csv.gz --shop demo`,
    )
    .action((channelId: string | undefined, options: FeedOptions, command) => {
      const call = readCall(command, context)
      if (options.fetches) return run(withDeps(call, (deps) => listFetches(call, deps, channelId, options.format)))
      if (channelId === undefined) throw new CallFault(`name the channel: ${channels.map(({ id }) => id).join(', ')}`)
      if (call.json && !options.out)
        throw new CallFault('--json needs --out <file>: the feed cannot share standard output')
      const known = channelById(channelId)
      if (known) formatOf(known, options.format)
      else if (!channelId.includes('~')) throw unknownChannel(channelId)
      return run(withDeps(call, (deps) => writeFeed(call, deps, channelId, options)))
    })
}

const unknownChannel = (id: string, known: readonly Channel[] = channels): CallFault =>
  new CallFault(`there is no channel "${clip(id, 80)}": write one of ${known.map((channel) => channel.id).join(', ')}`)

function channelIn(shop: Shop, id: string): Channel {
  const found = channelOf(shop, id)
  if (!found) throw unknownChannel(id, channelsOf(shop))
  return found
}

function formatOf(channel: Channel, format: FeedFormat | undefined): FeedFormat {
  const chosen = format ?? channel.formats[0]
  if (chosen && channel.formats.includes(chosen)) return chosen
  throw new CallFault(`${channel.id} has no ${format} feed: write one of ${channel.formats.join(', ')}`)
}

async function writeFeed(
  call: Call,
  deps: OpenDeps,
  channelId: string,
  { format: wanted, gzip = false, out, fetchPhotos }: FeedOptions,
): Promise<number> {
  const shop = await shopForReading(call.shopId, deps)
  const channel = channelIn(shop, channelId)
  const format = formatOf(channel, wanted)
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

async function listFetches(
  call: Call,
  deps: OpenDeps,
  channelId: string | undefined,
  format: FeedFormat | undefined,
): Promise<number> {
  const shop = await shopForReading(call.shopId, deps)
  const channel = channelId === undefined ? undefined : channelIn(shop, channelId)
  const feed = channel && { channelId: channel.id, format: formatOf(channel, format) }
  const fetches = await deps.feeds.listFetches(shop.shopId, { feed, limit: FETCHES_SHOWN })
  const described = await describeFetches(fetches, await deps.feeds.list(shop.shopId), deps)
  const json = described.map(({ fetch, listed }) => ({ channel: fetch.channelId, format: fetch.format, ...listed }))
  await call.report({ fetches: json }, () =>
    json.length === 0
      ? `Nobody has fetched ${channel ? `the ${channel.name} feed` : 'a feed'} of shop "${shop.shopId}" yet.`
      : table(
          ['when', 'feed', 'key', 'status', 'version'],
          json.map((fetch) => [
            fetch.at.slice(0, 19).replace('T', ' '),
            `${fetch.channel} ${fetch.format}${fetch.gzip ? ', gzip' : ''}`,
            clip(fetch.keyName === undefined ? fetch.keyId : `${fetch.keyName} (${fetch.keyId})`, 40),
            String(fetch.status),
            fetch.isCurrent ? 'as served now' : 'an earlier one',
          ]),
        ),
  )
  return EXIT.done
}

const FETCHES_SHOWN = 200

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
