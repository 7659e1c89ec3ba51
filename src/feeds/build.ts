import type { Offer } from '../catalog/offer.ts'
import type { Rejection } from '../catalog/rejection.ts'
import type { Shop } from '../catalog/shop.ts'
import type { Channel, FeedFormat } from '../channels/channel.ts'
import type { BlobStore } from '../shared/blob-store.ts'
import type { Digest } from '../shared/digest.ts'
import { MINUTE_MS } from '../shared/time.ts'
import { type BuildContext, type FeedSources, openContext, pageContext, shopContext } from './feed-context.ts'
import { type FeedWriter, feedWriter } from './feed-writer.ts'
import { channelsOf } from './named-feeds.ts'
import { type Projection, project, projectShop } from './project.ts'
import { type FeedFile, type FeedStore, type FeedVersion, feedKey } from './store.ts'
import { encodeText, storeFeedFile } from './store-feed-file.ts'
import { TABLE_RULES } from './table-rules.ts'

export interface FeedDeps extends FeedSources {
  readonly feeds: FeedStore
  readonly blobs: BlobStore
  readonly digest: Pick<Digest, 'createSha256'>
  /** Names the files of a build. */
  readonly newId: () => string
}

/**
 * Writes one feed of a shop and points readers at it when both of its files are whole; until then, and when anything
 * fails, they keep the version before. Unchanged content keeps its files and its date. A build without items does not
 * replace a version that has some, since an empty file orders a platform to delete: that version is returned, with
 * `held` saying why.
 */
export async function buildFeed(
  shop: Shop,
  channel: Channel,
  format: FeedFormat,
  deps: FeedDeps,
): Promise<FeedVersion> {
  const { shopId } = shop
  const channelId = channel.id
  const before = await deps.feeds.current(shopId, channelId, format)
  // Read before the offers: what changes while they are read makes the version stale, so it is built again.
  const { revision: catalogRevision } = await deps.catalog.status(shopId)
  const audienceRevision = await deps.audience.revision(shopId)
  const build = await openContext(shop, channel, deps)
  const file = { shopId, channelId, format, buildId: deps.newId() }
  const tally = new Tally()
  const text = feedText(shop, feedWriter(shop, channel, format), build, tally, deps)
  const stored = await storeFeedFile(file, encodeText(text), { ...deps, bytesMax: channel.fileBytesMax }).catch(
    async (error: unknown) => {
      await deleteFiles(file, deps.blobs)
      throw error
    },
  )
  const { items, excluded, rejections } = tally
  const outcome = { excluded, rejections, builtAt: build.now, catalogRevision, audienceRevision }

  if (before && items === 0 && before.items > 0) {
    await deleteFiles(file, deps.blobs)
    const held = `no offer is left of ${before.items}, and an empty feed would have the platform delete them all`
    return publish({ ...before, ...outcome, held }, before, deps)
  }
  if (before?.hash === stored.hash && (await hasFiles(before, deps.blobs))) {
    await deleteFiles(file, deps.blobs)
    return publish({ ...before, ...outcome, items, held: undefined }, before, deps)
  }
  const version = { ...file, ...stored, ...outcome, items, changedAt: build.now, previousBuildId: before?.buildId }
  return publish(version, before, deps)
}

/**
 * Moves the pointer, and deletes what nobody can be reading any more: the files before those it replaces, and those of
 * a build that ran beside this one and was overtaken.
 */
async function publish(version: FeedVersion, before: FeedVersion | undefined, deps: FeedDeps): Promise<FeedVersion> {
  const replaced = await deps.feeds.publish(version)
  const kept = [version.buildId, version.previousBuildId]
  for (const buildId of [before?.previousBuildId, replaced?.buildId, replaced?.previousBuildId])
    if (buildId !== undefined && !kept.includes(buildId)) await deleteFiles({ ...version, buildId }, deps.blobs)
  return version
}

async function deleteFiles(file: FeedFile, blobs: BlobStore): Promise<void> {
  await Promise.all([blobs.delete(feedKey(file, false)), blobs.delete(feedKey(file, true))])
}

async function hasFiles(file: FeedFile, blobs: BlobStore): Promise<boolean> {
  return (await blobs.has(feedKey(file, false))) && (await blobs.has(feedKey(file, true)))
}

async function* feedText(
  shop: Shop,
  writer: FeedWriter,
  build: BuildContext,
  tally: Tally,
  deps: FeedDeps,
): AsyncGenerator<string> {
  const ofShop = projectShop(shopContext(build))
  if (ofShop) {
    yield writer.head(shopLink(shop, undefined))
    for (const projection of ofShop) yield linesOf(projection, writer, build.channel, tally)
    yield writer.tail
    return
  }
  let isBegun = false
  for await (const offers of deps.catalog.scanOffers(shop.shopId)) {
    if (!isBegun) yield writer.head(shopLink(shop, offers[0]))
    isBegun = true
    const context = await pageContext(shop, build, offers, deps)
    let text = ''
    for (const offer of offers) text += linesOf(project(offer, context), writer, build.channel, tally)
    yield text
  }
  if (!isBegun) yield writer.head(shopLink(shop, undefined))
  yield writer.tail
}

/** The text of what goes into the file; the rest is told to the tally. */
function linesOf({ rows, rejections }: Projection, writer: FeedWriter, channel: Channel, tally: Tally): string {
  let text = ''
  let tooLongId: string | undefined
  for (const row of rows) {
    const line = writer.row(row)
    if (isTooLong(line, channel)) tooLongId = row.offerId
    else {
      text += line
      tally.items++
    }
  }
  if (rows.length === 0) tally.exclude(rejections)
  else if (text === '' && tooLongId !== undefined) tally.exclude([tooLong(tooLongId, channel)])
  return text
}

/** The shop's page, or the site of its first product. */
function shopLink({ settings }: Shop, first: Offer | undefined): string | undefined {
  return settings.shopUrl ?? (first && URL.canParse(first.link) ? `${new URL(first.link).origin}/` : undefined)
}

function isTooLong(line: string, { text }: Channel): boolean {
  const most = text.lineBytesMax
  // A UTF-16 unit is three bytes at most, so almost every line is told by its length alone.
  return most !== undefined && line.length * 3 > most && new TextEncoder().encode(line).length > most
}

const tooLong = (offerId: string, { text }: Channel): Rejection => ({
  offerId,
  rule: 'line-too-long',
  message: `offer "${offerId}": its row is over ${text.lineBytesMax} bytes. ${TABLE_RULES['line-too-long'].remedy}`,
})

const REJECTIONS_KEPT = 1000

class Tally {
  items = 0
  excluded = 0
  readonly rejections: Rejection[] = []

  exclude(reasons: readonly Rejection[]): void {
    this.excluded++
    this.rejections.push(...reasons.slice(0, REJECTIONS_KEPT - this.rejections.length))
  }
}

/** Sales begin and end, and abandonments grow old, without a revision telling of it. */
export const FEED_AGE_MAX_MS = 15 * MINUTE_MS

/**
 * Builds the shop's feeds that are missing although every shop has them, or made from an older catalog or older figures, or too old for their dates.
 * A feed that fails leaves the others alone; when all have had their turn, the first fault is thrown.
 */
export async function refreshFeeds(shop: Shop, deps: FeedDeps): Promise<FeedVersion[]> {
  const built: FeedVersion[] = []
  const faults: unknown[] = []
  for (const channel of channelsOf(shop)) {
    for (const format of channel.formats) {
      try {
        if (await isStale(shop, channel, format, deps)) built.push(await buildFeed(shop, channel, format, deps))
      } catch (error) {
        faults.push(error)
      }
    }
  }
  if (faults.length > 0) throw faults[0]
  return built
}

async function isStale(shop: Shop, channel: Channel, format: FeedFormat, deps: FeedDeps): Promise<boolean> {
  const version = await deps.feeds.current(shop.shopId, channel.id, format)
  if (!version && channel.onDemand) return false
  if (!version || deps.now() - version.builtAt > FEED_AGE_MAX_MS) return true
  const { revision } = await deps.catalog.status(shop.shopId)
  return (
    version.catalogRevision !== revision || version.audienceRevision !== (await deps.audience.revision(shop.shopId))
  )
}

/** Whether one offer is in a channel's feed as things are now, why not, and what of it the channel changes. */
export async function explainOffer(
  shop: Shop,
  channel: Channel,
  offer: Offer,
  deps: FeedSources,
): Promise<{ included: boolean; rejections: readonly Rejection[]; notices: readonly Rejection[] }> {
  const build = await openContext(shop, channel, deps)
  const { rejections, notices } = project(offer, await pageContext(shop, build, [offer], deps))
  return { included: rejections.length === 0, rejections, notices }
}
