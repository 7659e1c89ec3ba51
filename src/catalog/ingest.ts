import type { Digest } from '../shared/digest.ts'
import { AppError } from '../shared/errors.ts'
import type { Mapping } from './mapping.ts'
import { gatherNotices, type Notices } from './notices.ts'
import type { Offer } from './offer.ts'
import { type AttributeChange, attributeChanges } from './offer-changes.ts'
import { parseOffer, type SourceSettings } from './parse-offer.ts'
import { quoted } from './plain-text.ts'
import { readerFor } from './readers/index.ts'
import { mappedReader } from './readers/mapped.ts'
import type { BesideTable, Reader, Reading, SourceHead } from './readers/reader.ts'
import { READING_VERSION, type RecordDigest, recordDigest } from './record-digest.ts'
import type { Rejection } from './rejection.ts'
import { type ApplyRules, rulesFor } from './rules/apply-rules.ts'
import type { Rule } from './rules/rule.ts'
import type { Shop } from './shop.ts'
import { openSourceText, type SourceText } from './source-text.ts'
import type { CatalogStore, ImportCounts, ImportReport, StagedEntry, StagedImport } from './store.ts'

export interface CatalogSource {
  /** File name or address, for the report. */
  readonly name: string
  /** A hint only: the format is found by content. */
  readonly contentType?: string
  readonly body: AsyncIterable<Uint8Array>
  /** The same bytes once more, where they can be had: then an unchanged file is known by its digest alone. */
  readonly again?: () => AsyncIterable<Uint8Array>
}

/** Settings here win over the shop's own. */
export interface ImportOptions extends SourceSettings {
  readonly shop: Shop
  /** Whose offers the import replaces: of the source with this id only, `''` by default. */
  readonly sourceId?: string
  /** A reader's id; `auto` by default. */
  readonly format?: string
  /** Laid over what the reader gives; its settings are used where these options name none. */
  readonly mapping?: Mapping
  /** Tables that come with the file: stock by location, translations. */
  readonly beside?: readonly BesideTable[]
  /** One of several localized catalogs in one file, where the format has such. */
  readonly locale?: string
  /** Publishes although most of the catalog would go, or most prices moved. */
  readonly accept?: boolean
  /** Reads and judges everything, publishes and records nothing. */
  readonly dryRun?: boolean
}

export interface ImportDeps {
  readonly catalog: CatalogStore
  readonly now: () => number
  readonly newId: () => string
  /** With it records that are as the last import had them are not read again. */
  readonly digest?: Digest
  /** Records read so far; called after each page. */
  readonly onProgress?: (records: number) => void
}

/** A few milliseconds of work, between which others have their turn. */
const STAGE_RECORDS = 250
const REJECTIONS_KEPT = 1_000
const CHANGES_KEPT = 1_000
const SHARED_IDS_SAID = 200
/** How far back the report of an unchanged file is looked for. */
const IMPORTS_LOOKED_AT = 50
/** Of fewer offers, prices may move as they like. */
const MOVED_PRICES_FROM = 10
const MOVED_PRICES_SHARE = 0.3
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
  const tally = newTally()
  const fileDigest = await digestOfFile(source, options, deps)
  const last = fileDigest === undefined ? undefined : await lastImportOf(fileDigest, options, deps)
  if (last) {
    const report = { ...asBefore(last), importId, startedAt, endedAt: deps.now(), source: source.name }
    if (!options.dryRun) await deps.catalog.recordImport(report)
    return report
  }
  const staged = await deps.catalog.startImport(options.shop.shopId, startedAt, options.sourceId)
  let outcome: Outcome
  try {
    outcome = await readAndDecide(source, options, { ...deps, staged, tally, fileDigest })
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
    ...(options.sourceId ? { sourceId: options.sourceId } : {}),
    ...(fileDigest === undefined ? {} : { fileDigest }),
    format: tally.format,
    encoding: tally.encoding(),
    records: tally.records,
    ...counts,
    rejected: tally.rejected,
    rejections: tally.rejections,
    notices: [...tally.sourceNotices(), ...tally.notices.all()],
    ...(tally.changedAttributes.size === 0
      ? {}
      : { changes: tally.changes, changedAttributes: Object.fromEntries(tally.changedAttributes) }),
  }
  if (!options.dryRun) await deps.catalog.recordImport(report)
  return report
}

const settingsOf = ({
  shop: { settings },
  mapping,
  currency = mapping?.settings.currency ?? settings.currency,
  shopUrl = mapping?.settings.shopUrl ?? settings.shopUrl,
  linkPattern = mapping?.settings.linkPattern,
  imageUrl = mapping?.settings.imageUrl,
  brand = mapping?.settings.brand,
  condition = mapping?.settings.condition,
  oversold = mapping?.settings.oversold,
}: ImportOptions): SourceSettings => ({ currency, shopUrl, linkPattern, imageUrl, brand, condition, oversold })

const rulesOf = ({ shop: { settings }, sourceId: of = '' }: ImportOptions): readonly Rule[] =>
  (settings.rules ?? []).filter(({ sourceId }) => sourceId === undefined || sourceId === of)

/** Everything but the file that its offers depend on. */
const saltOf = (options: ImportOptions): unknown => [
  options.format ?? 'auto',
  options.locale,
  settingsOf(options),
  rulesOf(options),
  options.mapping?.source,
  options.beside?.map(({ rows }) => rows.map((cells) => [...cells])),
]

/** Of the bytes as they come, with all that decides what is read from them; undefined where they come once only. */
async function digestOfFile(
  { again }: CatalogSource,
  options: ImportOptions,
  { digest }: ImportDeps,
): Promise<string | undefined> {
  if (!again || !digest) return undefined
  const hash = digest.createSha256()
  hash.update(new TextEncoder().encode(JSON.stringify([READING_VERSION, saltOf(options)])))
  try {
    for await (const chunk of again()) hash.update(chunk)
  } catch {
    // What is wrong with the source is said when it is read.
    return undefined
  }
  return hash.hex()
}

/** The import by which the source's offers stand as this very file has them. */
async function lastImportOf(
  fileDigest: string,
  { shop: { shopId }, sourceId = '' }: ImportOptions,
  { catalog }: ImportDeps,
): Promise<ImportReport | undefined> {
  if ((await catalog.sourceDigest(shopId, sourceId)) !== fileDigest) return undefined
  const reports = await catalog.listImports(shopId, IMPORTS_LOOKED_AT)
  return reports.find(
    (report) => report.fileDigest === fileDigest && (report.status === 'published' || report.status === 'unchanged'),
  )
}

function asBefore({ changes: _changes, changedAttributes: _names, ...last }: ImportReport): ImportReport {
  const { added, changed, unchanged } = last
  return { ...last, status: 'unchanged', added: 0, changed: 0, removed: 0, unchanged: added + changed + unchanged }
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
  rejected: number
  readonly rejections: Rejection[]
  readonly ruleCounts: Map<string, { count: number; message: string }>
  /** Records that are no offers by their own word, by rule. */
  readonly skipped: Map<string, { count: number; message: string }>
  readonly notices: Notices
  /** Of offers that stay, those whose price is another than before. */
  pricesMoved: number
  readonly changes: AttributeChange[]
  readonly changedAttributes: Map<string, number>
}

const newTally = (): Tally => ({
  format: 'unknown',
  encoding: () => 'unknown',
  sourceNotices: () => [],
  records: 0,
  rejected: 0,
  rejections: [],
  ruleCounts: new Map(),
  skipped: new Map(),
  notices: gatherNotices(),
  pricesMoved: 0,
  changes: [],
  changedAttributes: new Map(),
})

interface Work extends ImportDeps {
  readonly staged: StagedImport
  readonly tally: Tally
  readonly fileDigest?: string
}

async function readAndDecide(source: CatalogSource, options: ImportOptions, work: Work): Promise<Outcome> {
  const { staged, tally } = work
  const settings = settingsOf(options)
  const rules = rulesOf(options)
  const applyRules = rules.length > 0 ? rulesFor(rules, options.shop) : undefined
  const opened = await openSourceText(source.body, undefined, source.contentType)
  tally.encoding = opened.encoding
  tally.sourceNotices = opened.notices
  const { head, text, close } = await withHead(opened)
  try {
    const { mapping, beside } = options
    const named = (): Reader => readerFor(options.format ?? mapping?.format ?? 'auto', head)
    const reader = mapping ? mappedReader(mapping, head, named) : named()
    tally.format = reader.id
    await stageAll(
      reader,
      { head, text },
      { settings, applyRules, locale: options.locale, beside, salt: saltOf(options) },
      work,
    )
  } finally {
    await close()
  }
  await noticeSharedIds(staged, tally)
  for (const { count, message } of tally.skipped.values())
    tally.notices.say(`${count} ${count === 1 ? 'record was' : 'records were'} left out: ${message}`)

  const counts = await staged.counts()
  const decision = decide(counts, tally, options.accept === true)
  const stands = decision.status === 'published' || decision.status === 'unchanged'
  if (stands && !options.dryRun) await staged.publish(work.fileDigest)
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
  {
    settings,
    applyRules,
    salt,
    ...given
  }: {
    settings: SourceSettings
    applyRules?: ApplyRules
    locale?: string
    beside?: readonly BesideTable[]
    salt: unknown
  },
  work: Work,
): Promise<void> {
  const { tally, digest, onProgress } = work
  const digestOf = digest && digestWith([reader.id, salt], digest)
  const context = { ...settings, ...given, head, notice: tally.notices.say }
  for await (const readings of reader.read(text, context)) {
    for (let at = 0; at < readings.length; at += STAGE_RECORDS)
      await stagePage(readings.slice(at, at + STAGE_RECORDS), { settings, applyRules, digestOf }, work)
    onProgress?.(tally.records)
  }
}

type ReadingDigest = (reading: Reading) => string | undefined

/** The header is part of what a row means. It is one text for all rows, so its digest is made once. */
function digestWith(salt: unknown, digest: Digest): ReadingDigest {
  let header: string | undefined
  let ofRecord: RecordDigest = recordDigest([salt], digest)
  return (reading) => {
    if (reading.kind !== 'record') return undefined
    if (reading.header !== header) {
      header = reading.header
      ofRecord = recordDigest([salt, header], digest)
    }
    return ofRecord(reading)
  }
}

async function stagePage(
  readings: readonly Reading[],
  {
    settings,
    applyRules,
    digestOf,
  }: { settings: SourceSettings; applyRules: ApplyRules | undefined; digestOf: ReadingDigest | undefined },
  { staged, tally }: Work,
): Promise<void> {
  const digests = readings.map((reading) => digestOf?.(reading))
  const handles = digestOf ? await staged.find(digests.map((each) => each ?? '')) : []
  const entries: StagedEntry[] = []
  for (const [at, reading] of readings.entries()) {
    tally.records++
    const kept = handles[at]
    if (kept !== undefined) {
      entries.push({ kept })
      continue
    }
    const judged = judge(reading, settings, tally, applyRules)
    // What there is to say about a record is said again with every import, so such a record is read again.
    if (judged) entries.push({ offer: judged.offer, digest: judged.hasNotices ? undefined : digests[at] })
  }
  const { repeated, changed } = await staged.stage(entries)
  for (const id of repeated)
    tally.notices.about('id-repeated', `offer ${quoted(id)}: the id comes more than once; the last one was taken`)
  for (const { before, after } of changed) noteChange(before, after, tally)
}

function noteChange(before: Offer, after: Offer, tally: Tally): void {
  if (before.price.minor !== after.price.minor || before.price.currency !== after.price.currency) tally.pricesMoved++
  for (const change of attributeChanges(before, after)) {
    tally.changedAttributes.set(change.attribute, (tally.changedAttributes.get(change.attribute) ?? 0) + 1)
    if (tally.changes.length < CHANGES_KEPT) tally.changes.push(change)
  }
}

/** The offer of a reading, or its trace in the tally. */
function judge(
  reading: Reading,
  settings: SourceSettings,
  tally: Tally,
  applyRules: ApplyRules | undefined,
): { offer: Offer; hasNotices: boolean } | undefined {
  if (reading.kind === 'skipped') {
    skip(tally, reading.rule, reading.message)
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
  const ruled = applyRules?.(parsed.offer)
  if (ruled && 'excluded' in ruled) {
    skip(tally, `rule ${ruled.excluded}`, `rule ${quoted(ruled.excluded)} leaves them out`)
    return undefined
  }
  const made = ruled?.result ?? parsed
  if (!made.ok) {
    reject(tally, made.rejections)
    return undefined
  }
  const notices = made === parsed ? parsed.notices : [...parsed.notices, ...made.notices]
  for (const { rule, message } of notices) tally.notices.about(rule, message)
  return { offer: made.offer, hasNotices: notices.length > 0 }
}

function skip({ skipped }: Tally, rule: string, message: string): void {
  const known = skipped.get(rule)
  if (known) known.count++
  else skipped.set(rule, { count: 1, message })
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
async function noticeSharedIds(staged: StagedImport, { notices }: Tally): Promise<void> {
  for (const id of await staged.groupsNamedLikeOffers(SHARED_IDS_SAID))
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
  if (remaining >= MOVED_PRICES_FROM && tally.pricesMoved > remaining * MOVED_PRICES_SHARE && !accept)
    return {
      status: 'held',
      reason: `the prices of ${tally.pricesMoved} of ${remaining} offers would change${exampleOfMove(tally)}; accept the import if that is meant`,
    }
  return { status: added + changed + removed === 0 ? 'unchanged' : 'published' }
}

function exampleOfMove({ changes }: Tally): string {
  const move = changes.find(({ attribute }) => attribute === 'price' || attribute === 'currency')
  return move ? ` (first: offer ${quoted(move.offerId)} from ${String(move.before)} to ${String(move.after)})` : ''
}

/** What to set where a file leaves out the same thing everywhere. */
const SETTING_BY_RULE: Readonly<Record<string, string>> = {
  'price-without-currency': 'set the currency of the source, such as EUR',
  'link-relative': "set the shop's address (shop URL), such as https://shop.example",
  'link-missing': 'set the link pattern, such as https://shop.example/products/{handle}',
}

/** The most frequent reason, since it is nearly always the one to mend. */
function mostRejected({ rejected, ruleCounts }: Tally): string {
  const [most] = [...ruleCounts].sort(([, a], [, b]) => b.count - a.count)
  if (!most) return ''
  const [rule, { count, message }] = most
  const setting = count === rejected ? SETTING_BY_RULE[rule] : undefined
  if (setting !== undefined) return `: every record lacks the same; ${setting} (${rule}, first: ${message})`
  return ` (${rejected} records were rejected; ${count} times ${rule}, first: ${message})`
}
