import type { Shop } from '../catalog/shop.ts'
import type { Channel, FeedFormat } from '../channels/channel.ts'
import type { BlobStore } from '../shared/blob-store.ts'
import type { Digest } from '../shared/digest.ts'
import { AppError } from '../shared/errors.ts'
import { DAY_MS, MINUTE_MS } from '../shared/time.ts'
import type { FeedItem } from './block.ts'
import { type IndexedBlock, readIndex } from './block-index.ts'
import { BodySlab } from './body-slab.ts'
import { changedIds } from './changed-ids.ts'
import { type BuildContext, type FeedSources, openContext, pageContext, shopContext } from './feed-context.ts'
import { inputsOf } from './feed-inputs.ts'
import { type ItemWriter, itemOfOffer, itemsOfShop } from './feed-items.ts'
import { feedWriter } from './feed-writer.ts'
import { type Change, mergeBlocks } from './merge-blocks.ts'
import { channelsOf } from './named-feeds.ts'
import type { Compressor, Pause } from './ports.ts'
import { type FeedFile, type FeedStore, type FeedVersion, feedIndexKey, feedKey } from './store.ts'
import { type StoredFeedFile, storeFeedFile } from './store-feed-file.ts'

export interface FeedDeps extends FeedSources {
  readonly feeds: FeedStore
  readonly blobs: BlobStore
  readonly digest: Pick<Digest, 'sha256' | 'createSha256'>
  readonly compressor: Compressor
  readonly pause: Pause
  /** Names the files of a build. */
  readonly newId: () => string
}

/** Sales begin and end at times that are known; that visitors grow quiet, or are forgotten, is looked at this often. */
export const FEED_AGE_MAX_MS = 15 * MINUTE_MS
/** Every row is made anew this often, so that nothing a refresh cannot know of stays for longer. */
export const WHOLE_AGE_MAX_MS = DAY_MS

/** Offers that are read, judged and written at once. */
const PAGE_OFFERS = 500
/** Items between two turns of whoever waits. */
const ITEMS_A_TURN = 50
const BLOCKS_A_TURN = 500

interface FeedTarget {
  readonly shop: Shop
  readonly channel: Channel
  readonly format: FeedFormat
}

/**
 * Makes every row of one feed and points readers at it when its file is whole; until then, and when anything fails,
 * they keep the version before. Unchanged content keeps its file and its date. A build without items does not replace a
 * version that has some, since an empty file orders a platform to delete: that version is returned, with `held` saying
 * why.
 */
export async function buildFeed(
  shop: Shop,
  channel: Channel,
  format: FeedFormat,
  deps: FeedDeps,
): Promise<FeedVersion> {
  const before = await deps.feeds.current(shop.shopId, channel.id, format)
  return make({ shop, channel, format }, before, 'whole', deps)
}

/**
 * Brings one feed up to date with as little work as what changed asks for: a look at revisions where nothing did, else
 * the blocks that hold what did. The outcome is the same, byte for byte, as that of {@link buildFeed}.
 * Undefined: there was nothing to do.
 */
export async function refreshFeed(
  shop: Shop,
  channel: Channel,
  format: FeedFormat,
  deps: FeedDeps,
): Promise<FeedVersion | undefined> {
  const before = await deps.feeds.current(shop.shopId, channel.id, format)
  const target = { shop, channel, format }
  if (!before) return make(target, undefined, 'whole', deps)
  return (await isCurrent(target, before, deps)) ? undefined : make(target, before, 'changes', deps)
}

/**
 * Brings the shop's feeds up to date: those that every shop has, and those that somebody has asked for before. A feed
 * that was never built takes its time, so the others are looked after before and behind each of them.
 * One that fails leaves the others alone; `onFault` is told of it. Returns the versions that were made.
 */
export async function refreshFeeds(
  shop: Shop,
  deps: FeedDeps,
  onFault: (error: unknown, channel: Channel, format: FeedFormat) => void,
): Promise<FeedVersion[]> {
  const versions = await deps.feeds.list(shop.shopId)
  const isBuilt = ({ channel, format }: FeedTarget): boolean =>
    versions.some((version) => version.channelId === channel.id && version.format === format)
  const wanted = channelsOf(shop).flatMap((channel) => channel.formats.map((format) => ({ shop, channel, format })))
  const fresh = wanted.filter(isBuilt)
  const failed = new Set<FeedTarget>()
  const made: FeedVersion[] = []
  const refresh = async (targets: readonly FeedTarget[]): Promise<void> => {
    for (const target of targets) {
      if (failed.has(target)) continue
      const { channel, format } = target
      try {
        const version = await refreshFeed(shop, channel, format, deps)
        if (version) made.push(version)
      } catch (error) {
        failed.add(target)
        onFault(error, channel, format)
      }
    }
  }
  await refresh(fresh)
  for (const target of wanted.filter((each) => !isBuilt(each) && !each.channel.onDemand)) {
    await refresh([target])
    await refresh(fresh)
    fresh.push(target)
  }
  return made
}

async function isCurrent({ shop, channel }: FeedTarget, version: FeedVersion, deps: FeedDeps): Promise<boolean> {
  const now = deps.now()
  return (
    now < (version.nextAt ?? Number.POSITIVE_INFINITY) &&
    now - version.builtAt <= FEED_AGE_MAX_MS &&
    version.catalogRevision === (await deps.catalog.revision(shop.shopId)) &&
    version.audienceRevision === (await deps.audience.revision(shop.shopId)) &&
    version.inputs === inputsOf(shop, channel, deps)
  )
}

async function make(
  target: FeedTarget,
  before: FeedVersion | undefined,
  how: 'whole' | 'changes',
  deps: FeedDeps,
): Promise<FeedVersion> {
  const { shop, channel, format } = target
  // Read before the offers: what changes while they are read makes the version stale, so it is built again.
  const catalogRevision = await deps.catalog.revision(shop.shopId)
  const audienceRevision = await deps.audience.revision(shop.shopId)
  const build = await openContext(shop, channel, deps)
  const state: BuildState = {
    inputs: inputsOf(shop, channel, deps),
    currency: build.currency,
    builtAt: build.now,
    catalogRevision,
    audienceRevision,
  }
  const base = how === 'changes' && before ? await baseOf(before, state, build, deps) : undefined
  const file = { shopId: shop.shopId, channelId: channel.id, format, buildId: deps.newId() }
  const stored = await writeFile(target, file, build, base, deps).catch(async (error: unknown) => {
    await deleteFiles(file, [file.buildId], [file.buildId], deps.blobs)
    if (!base || isTooLarge(error)) throw error
    return undefined
  })
  // A file that is damaged, or was replaced meanwhile, is no ground for the next one.
  if (!stored) return make(target, before, 'whole', deps)
  return publish(file, stored, { ...state, wholeAt: base ? base.version.wholeAt : build.now }, before, deps)
}

const isTooLarge = (error: unknown): boolean => error instanceof AppError && error.code === 'too-large'

type BuildState = Pick<FeedVersion, 'inputs' | 'currency' | 'builtAt' | 'catalogRevision' | 'audienceRevision'>

/** A version that the next one can be made from, and the offers that may have other rows than they have there. */
interface Base {
  readonly version: FeedVersion
  readonly changed: readonly string[]
}

/** Undefined where the version is of no use: something concerns every row, or it is not known what changed. */
async function baseOf(
  version: FeedVersion,
  { inputs, currency, builtAt }: BuildState,
  build: BuildContext,
  deps: FeedDeps,
): Promise<Base | undefined> {
  const { indexId, wholeAt = 0 } = version
  if (indexId === undefined || version.inputs !== inputs || version.currency !== currency) return undefined
  if (builtAt - wholeAt > WHOLE_AGE_MAX_MS || build.promotions !== undefined || build.buyers !== undefined)
    return undefined
  if (!(await deps.blobs.has(feedKey(version))) || !(await deps.blobs.has(feedIndexKey(version, indexId))))
    return undefined
  const changed = await changedIds(version, build, () => openIndex(version, deps.blobs), deps)
  return changed && { version, changed }
}

async function writeFile(
  { shop, channel, format }: FeedTarget,
  file: FeedFile,
  build: BuildContext,
  base: Base | undefined,
  deps: FeedDeps,
): Promise<StoredFeedFile> {
  const writer = feedWriter(shop, channel, format)
  const to = { writer, digest: deps.digest, slab: new BodySlab() }
  const parts = mergeBlocks(
    base ? paced(openIndex(base.version, deps.blobs), deps.pause) : NO_BLOCKS,
    base ? changesOf(shop, build, to, base.changed, deps) : allItems(shop, build, to, deps),
    (block) => readBlock(base as Base, block, deps),
  )
  const text = { head: writer.head(await shopLink(shop, deps)), parts, tail: writer.tail }
  return storeFeedFile(file, text, base?.version, { ...deps, bytesMax: channel.fileBytesMax })
}

const NO_BLOCKS: AsyncIterable<IndexedBlock> = {
  [Symbol.asyncIterator]: () => ({ next: async () => ({ done: true, value: undefined }) }),
}

async function* openIndex(version: FeedVersion, blobs: Pick<BlobStore, 'open'>): AsyncGenerator<IndexedBlock> {
  const index = version.indexId === undefined ? undefined : await blobs.open(feedIndexKey(version, version.indexId))
  if (!index) throw new Error(`the index of feed ${version.channelId} ${version.format} is gone`)
  yield* readIndex(index.body)
}

async function* paced<T>(values: AsyncIterable<T>, pause: Pause): AsyncGenerator<T> {
  let count = 0
  for await (const value of values) {
    yield value
    if (++count % BLOCKS_A_TURN === 0) await pause()
  }
}

/** The items of a block with their rows, from the file. */
async function readBlock({ version }: Base, { block, items }: IndexedBlock, deps: FeedDeps): Promise<FeedItem[]> {
  const plain = block.bytes === 0 ? new Uint8Array(0) : await inflateBlock(version, block, deps)
  let at = 0
  return items().map((item) => {
    const body = plain.subarray(at, at + item.bytes)
    at += item.bytes
    return { ...item, body }
  })
}

async function inflateBlock(
  version: FeedVersion,
  { offset, deflated, bytes, crc }: IndexedBlock['block'],
  { blobs, compressor }: FeedDeps,
): Promise<Uint8Array> {
  const blob = await blobs.open(feedKey(version), { start: offset, end: offset + deflated - 1 })
  if (!blob) throw new Error(`the file of feed ${version.channelId} ${version.format} is gone`)
  const plain = await compressor.inflate(new Uint8Array(await new Response(blob.body).arrayBuffer()))
  if (plain.length !== bytes || compressor.crc32(plain) !== crc)
    throw new Error(`a block of feed ${version.channelId} ${version.format} is damaged`)
  return plain
}

/** Every offer of the catalog, or what the shop itself has rows for. */
async function* allItems(shop: Shop, build: BuildContext, to: ItemWriter, deps: FeedDeps): AsyncGenerator<FeedItem> {
  const own = itemsOfShop(shopContext(build), to)
  if (own) return yield* own
  for await (const offers of deps.catalog.scanOffers(shop.shopId)) {
    const context = await pageContext(shop, build, offers, deps)
    for (const [at, offer] of offers.entries()) {
      if (at % ITEMS_A_TURN === 0) await deps.pause()
      yield itemOfOffer(offer, context, to)
    }
  }
}

/** What became of the offers with these ids, in their order. */
async function* changesOf(
  shop: Shop,
  build: BuildContext,
  to: ItemWriter,
  ids: readonly string[],
  deps: FeedDeps,
): AsyncGenerator<Change> {
  for (let from = 0; from < ids.length; from += PAGE_OFFERS) {
    const page = ids.slice(from, from + PAGE_OFFERS)
    const offers = await deps.catalog.getOffers(shop.shopId, page)
    const context = await pageContext(shop, build, [...offers.values()], deps)
    for (const [at, id] of page.entries()) {
      if (at % ITEMS_A_TURN === 0) await deps.pause()
      const offer = offers.get(id)
      yield offer ? itemOfOffer(offer, context, to) : { id, gone: true }
    }
  }
}

/** The shop's page, or the site of its first product. */
async function shopLink(
  { shopId, settings }: Shop,
  { catalog }: Pick<FeedDeps, 'catalog'>,
): Promise<string | undefined> {
  if (settings.shopUrl !== undefined) return settings.shopUrl
  const [first] = (await catalog.listOffers(shopId, { limit: 1 })).offers
  return first && URL.canParse(first.link) ? `${new URL(first.link).origin}/` : undefined
}

/** Moves the pointer to what was written, or stays with the version before where that says the same or must be held. */
async function publish(
  file: FeedFile,
  { rebuilt: _rebuilt, ...stored }: StoredFeedFile,
  state: BuildState & Pick<FeedVersion, 'wholeAt'>,
  before: FeedVersion | undefined,
  deps: FeedDeps,
): Promise<FeedVersion> {
  const { items, excluded, rejections } = stored
  if (before && items === 0 && before.items > 0) {
    const held = `no offer is left of ${before.items}, and an empty feed would have the platform delete them all`
    // Its index tells of other offers than there are now, so the next build has to begin anew.
    const kept = { ...before, ...state, excluded, rejections, indexId: undefined, nextAt: undefined, held }
    await deleteFiles(file, [file.buildId], [file.buildId], deps.blobs)
    return point(kept, before, deps)
  }
  const outcome = { ...stored, ...state, indexId: file.buildId, held: undefined }
  if (before?.hash === stored.hash && (await deps.blobs.has(feedKey(before)))) {
    await deleteFiles(file, [file.buildId], [], deps.blobs)
    return point({ ...before, ...outcome }, before, deps)
  }
  return point({ ...file, ...outcome, changedAt: state.builtAt, previousBuildId: before?.buildId }, before, deps)
}

/**
 * Points readers at a version, and deletes what nobody can be reading any more: the files before those it replaces, and
 * those of a build that ran beside this one and was overtaken.
 */
async function point(version: FeedVersion, before: FeedVersion | undefined, deps: FeedDeps): Promise<FeedVersion> {
  const replaced = await deps.feeds.publish(version)
  const kept = [version.buildId, version.previousBuildId]
  const builds = [before?.previousBuildId, replaced?.buildId, replaced?.previousBuildId]
  const indexes = [before?.indexId, replaced?.indexId]
  await deleteFiles(
    version,
    builds.filter((id) => id !== undefined && !kept.includes(id)),
    indexes.filter((id) => id !== undefined && id !== version.indexId),
    deps.blobs,
  )
  return version
}

async function deleteFiles(
  file: FeedFile,
  buildIds: readonly (string | undefined)[],
  indexIds: readonly (string | undefined)[],
  blobs: BlobStore,
): Promise<void> {
  for (const buildId of buildIds) if (buildId !== undefined) await blobs.delete(feedKey({ ...file, buildId }))
  for (const indexId of indexIds) if (indexId !== undefined) await blobs.delete(feedIndexKey(file, indexId))
}
