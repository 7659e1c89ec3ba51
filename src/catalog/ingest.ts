import { AppError } from '../shared/errors.ts'
import { gatherNotices, type Notices } from './notices.ts'
import type { Offer } from './offer.ts'
import { parseOffer, type SourceSettings } from './parse-offer.ts'
import { quoted } from './plain-text.ts'
import { readerFor } from './readers/index.ts'
import type { Reader, Reading, SourceHead } from './readers/reader.ts'
import type { Rejection } from './rejection.ts'
import type { Shop } from './shop.ts'
import { openSourceText, type SourceText } from './source-text.ts'
import type { CatalogStore, ImportCounts, ImportReport, StagedImport } from './store.ts'

export interface CatalogSource {
  /** File name or address, for the report. */
  readonly name: string
  /** A hint only: the format is found by content. */
  readonly contentType?: string
  readonly body: AsyncIterable<Uint8Array>
}

export interface ImportOptions {
  readonly shop: Shop
  /** A reader's id; `auto` by default. */
  readonly format?: string
  /** ISO 4217; wins over the shop's own. */
  readonly currency?: string
  /** Wins over the shop's own. */
  readonly shopUrl?: string
  /** One of several localized catalogs in one file, where the format has such. */
  readonly locale?: string
  /** Publishes although most of the catalog would go. */
  readonly accept?: boolean
  /** Reads and judges everything, publishes and records nothing. */
  readonly dryRun?: boolean
}

export interface ImportDeps {
  readonly catalog: CatalogStore
  readonly now: () => number
  readonly newId: () => string
  /** Records read so far; called after each page. */
  readonly onProgress?: (records: number) => void
}

const STAGE_OFFERS = 500
const REJECTIONS_KEPT = 1_000
const HEAD_CHARS = 65_536

/**
 * Reads a catalog and swaps it in as a whole. The old one is served until then, and stays when the source is broken
 * (`failed`), when too much of it would go (`held`) or when nothing differs (`unchanged`). Only faults of the store
 * are thrown; all that the source can do wrong is in the report.
 */
export async function importCatalog(
  source: CatalogSource,
  options: ImportOptions,
  deps: ImportDeps,
): Promise<ImportReport> {
  const startedAt = deps.now()
  const importId = deps.newId()
  const staged = await deps.catalog.startImport(options.shop.shopId, startedAt)
  const tally = newTally()
  let outcome: Outcome
  try {
    outcome = await readAndDecide(source, options, { ...deps, staged, tally })
  } catch (error) {
    await staged.discard()
    if (!(error instanceof AppError)) throw error
    outcome = { status: 'failed', reason: error.message, counts: NOTHING }
  }
  const { before: _before, ...counts } = outcome.counts
  const report: ImportReport = {
    shopId: options.shop.shopId,
    importId,
    startedAt,
    endedAt: deps.now(),
    status: outcome.status,
    reason: outcome.reason,
    source: source.name,
    format: tally.format,
    encoding: tally.encoding(),
    records: tally.records,
    ...counts,
    rejected: tally.rejected,
    rejections: tally.rejections,
    notices: [...tally.sourceNotices(), ...tally.notices.all()],
  }
  if (!options.dryRun) await deps.catalog.recordImport(report)
  return report
}

interface Outcome {
  readonly status: ImportReport['status']
  readonly reason?: string
  readonly counts: ImportCounts
}

const NOTHING: ImportCounts = { before: 0, added: 0, changed: 0, unchanged: 0, removed: 0 }

/** What became of the records so far; kept outside so that a broken source still reports what it held. */
interface Tally {
  format: string
  encoding: () => string
  sourceNotices: () => readonly string[]
  records: number
  offers: number
  rejected: number
  readonly rejections: Rejection[]
  readonly ruleCounts: Map<string, { count: number; message: string }>
  /** Records that are no offers by their own word, by rule. */
  readonly skipped: Map<string, { count: number; message: string }>
  readonly notices: Notices
  readonly offerIds: Set<string>
  readonly groupIds: Set<string>
}

const newTally = (): Tally => ({
  format: 'unknown',
  encoding: () => 'unknown',
  sourceNotices: () => [],
  records: 0,
  offers: 0,
  rejected: 0,
  rejections: [],
  ruleCounts: new Map(),
  skipped: new Map(),
  notices: gatherNotices(),
  offerIds: new Set(),
  groupIds: new Set(),
})

interface Work extends ImportDeps {
  readonly staged: StagedImport
  readonly tally: Tally
}

async function readAndDecide(source: CatalogSource, options: ImportOptions, work: Work): Promise<Outcome> {
  const { staged, tally } = work
  const settings: SourceSettings = {
    currency: options.currency ?? options.shop.settings.currency,
    shopUrl: options.shopUrl ?? options.shop.settings.shopUrl,
  }
  const opened = await openSourceText(source.body)
  tally.encoding = opened.encoding
  tally.sourceNotices = opened.notices
  const { head, text, close } = await withHead(opened)
  try {
    const reader = readerFor(options.format ?? 'auto', head)
    tally.format = reader.id
    await stageAll(reader, { head, text }, { settings, locale: options.locale }, work)
  } finally {
    await close()
  }
  noticeSharedIds(tally)
  for (const { count, message } of tally.skipped.values())
    tally.notices.say(`${count} ${count === 1 ? 'record was' : 'records were'} left out: ${message}`)

  const counts = await staged.counts()
  const decision = decide(counts, tally, options.accept === true)
  if (decision.status === 'published' && !options.dryRun) await staged.publish()
  else await staged.discard()
  if (options.dryRun) tally.notices.say('this was a dry run: nothing was published')
  return { ...decision, counts }
}

/** Enough text to tell the format by, and all of the text. */
async function withHead({
  text,
}: SourceText): Promise<{ head: SourceHead; text: AsyncIterable<string>; close(): Promise<void> }> {
  const iterator = text[Symbol.asyncIterator]()
  const first: string[] = []
  let length = 0
  let complete = false
  while (length < HEAD_CHARS && !complete) {
    const next = await iterator.next()
    if (next.done) complete = true
    else {
      first.push(next.value)
      length += next.value.length
    }
  }
  async function* all(): AsyncGenerator<string> {
    yield* first
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value
  }
  return {
    head: { text: first.join('').slice(0, HEAD_CHARS), complete: complete && length <= HEAD_CHARS },
    text: all(),
    close: async () => void (await iterator.return?.()),
  }
}

async function stageAll(
  reader: Reader,
  { head, text }: { head: SourceHead; text: AsyncIterable<string> },
  { settings, locale }: { settings: SourceSettings; locale?: string },
  { staged, tally, onProgress }: Work,
): Promise<void> {
  let page: Offer[] = []
  const flush = async (): Promise<void> => {
    const { repeated } = await staged.stage(page)
    for (const id of repeated)
      tally.notices.about('id-repeated', `offer ${quoted(id)}: the id comes more than once; the last one was taken`)
    page = []
  }
  const context = { ...settings, head, locale, notice: tally.notices.say }
  for await (const readings of reader.read(text, context)) {
    for (const reading of readings) {
      tally.records++
      const offer = judge(reading, settings, tally)
      if (!offer) continue
      page.push(offer)
      if (page.length === STAGE_OFFERS) await flush()
    }
    onProgress?.(tally.records)
  }
  if (page.length > 0) await flush()
}

/** The offer of a reading, or its trace in the tally. */
function judge(reading: Reading, settings: SourceSettings, tally: Tally): Offer | undefined {
  if (reading.kind === 'skipped') {
    const skipped = tally.skipped.get(reading.rule)
    if (skipped) skipped.count++
    else tally.skipped.set(reading.rule, { count: 1, message: reading.message })
    return undefined
  }
  if (reading.kind === 'fault') {
    reject(tally, [reading])
    return undefined
  }
  const parsed = parseOffer(reading.record, settings)
  if (!parsed.ok) {
    reject(tally, parsed.rejections)
    return undefined
  }
  for (const { rule, message } of parsed.notices) tally.notices.about(rule, message)
  tally.offers++
  tally.offerIds.add(parsed.offer.offerId)
  if (parsed.offer.itemGroupId !== undefined) tally.groupIds.add(parsed.offer.itemGroupId)
  return parsed.offer
}

function reject(tally: Tally, rejections: readonly Omit<Rejection, 'kind'>[]): void {
  tally.rejected++
  for (const { offerId, line, attribute, rule, message } of rejections) {
    if (tally.rejections.length < REJECTIONS_KEPT) tally.rejections.push({ offerId, line, attribute, rule, message })
    const known = tally.ruleCounts.get(rule)
    if (known) known.count++
    else tally.ruleCounts.set(rule, { count: 1, message })
  }
}

/** Meta drops an offer whose id is that of an item group. */
function noticeSharedIds({ offerIds, groupIds, notices }: Tally): void {
  for (const id of groupIds)
    if (offerIds.has(id))
      notices.about('id-is-item-group', `item group ${quoted(id)}: an offer has the same id; Meta refuses that offer`)
}

function decide(counts: ImportCounts, tally: Tally, accept: boolean): Omit<Outcome, 'counts'> {
  const { before, added, changed, unchanged, removed } = counts
  const after = added + changed + unchanged
  const remaining = changed + unchanged
  if (after === 0 && !accept)
    return { status: before === 0 ? 'failed' : 'held', reason: `no offer came out of the file${mostRejected(tally)}` }
  if (before > 0 && remaining * 2 < before && !accept)
    return {
      status: 'held',
      reason: `only ${remaining} of ${before} offers would remain${mostRejected(tally)}; accept the import if that is meant`,
    }
  return { status: added + changed + removed === 0 ? 'unchanged' : 'published' }
}

/** The most frequent reason, since it is nearly always the one to mend. */
function mostRejected({ rejected, ruleCounts }: Tally): string {
  const [most] = [...ruleCounts].sort(([, a], [, b]) => b.count - a.count)
  if (!most) return ''
  const [rule, { count, message }] = most
  return ` (${rejected} records were rejected; ${count} times ${rule}, first: ${message})`
}
