import { importCatalog } from '../../catalog/ingest.ts'
import type { StreamingFetcher } from '../../catalog/photo.ts'
import type { Rejection } from '../../catalog/rejection.ts'
import type { ImportReport } from '../../catalog/store.ts'
import { AppError } from '../../shared/errors.ts'
import { MINUTE_MS } from '../../shared/time.ts'
import { type Call, readCall, withDeps } from '../call.ts'
import type { Register } from '../command.ts'
import type { OpenDeps } from '../context.ts'
import { EXIT } from '../faults.ts'
import { currencyOption, shopUrlOption } from '../options.ts'
import { counted, startProgress } from '../progress.ts'
import { shopForWriting } from '../target-shop.ts'
import { clip, plural } from '../text.ts'

interface ImportOptions {
  readonly format: string
  readonly currency?: string
  readonly shopUrl?: string
  readonly accept?: boolean
  readonly dryRun?: boolean
}

interface Source {
  readonly name: string
  readonly contentType?: string
  readonly bytes?: number
  readonly body: AsyncIterable<Uint8Array>
}

const SOURCE_BYTES_MAX = 2 * 1024 ** 3
const SOURCE_TIMEOUT_MS = 15 * MINUTE_MS
const REJECTIONS_SHOWN = 20

export const registerImport: Register = (program, context, run) => {
  program
    .command('import')
    .argument('<file or URL>', 'a catalog: Google or Meta feed, CSV, TSV, JSON, JSON Lines, Shopify export')
    .description('read a catalog into the shop; the old one stays in use until the new one is whole')
    .option('--format <name>', 'format of the file', 'auto')
    .option('--currency <code>', 'of prices that carry none', currencyOption)
    .option('--shop-url <url>', 'prefix of links that are only paths', shopUrlOption)
    .option('--accept', 'publish although more than half of the offers would go')
    .option('--dry-run', 'only say what would change')
    .addHelpText(
      'after',
      `
Examples:
  secondglance import products.csv --currency EUR --shop-url https://shop.example
  secondglance import https://shop.example/google.xml --shop my-shop
  secondglance import export.json --dry-run --json`,
    )
    .action((source: string, options: ImportOptions, command) => {
      const call = readCall(command, context)
      return run(withDeps(call, (deps) => importInto(call, deps, source, options)))
    })
}

async function importInto(call: Call, deps: OpenDeps, from: string, options: ImportOptions): Promise<number> {
  const source = await openSource(call, from, deps.fetcher)
  const shop = await shopForWriting(call.shopId, deps)
  const progress = startProgress(`Reading ${clip(source.name, 40)}`, call.context.stderr, deps.now)
  let report: ImportReport
  try {
    report = await importCatalog(
      {
        name: source.name,
        contentType: source.contentType,
        body: counted(source.body, (bytes) => progress.update(bytes, source.bytes)),
      },
      { shop, ...options },
      { catalog: deps.catalog, now: deps.now, newId: deps.newId },
    )
  } finally {
    progress.end()
  }
  await call.report(importJson(report), () => describe(report, shop.shopId, options.dryRun ?? false))
  return report.status === 'failed' || report.status === 'held' ? EXIT.fault : EXIT.done
}

async function openSource(call: Call, from: string, fetcher: StreamingFetcher): Promise<Source> {
  if (!/^https?:\/\//i.test(from)) return call.context.openInput(from)
  const { status, body, headers, url } = await fetcher.open(from, {
    maxBytes: SOURCE_BYTES_MAX,
    timeoutMs: SOURCE_TIMEOUT_MS,
    kind: 'catalog',
  })
  if (status !== 200) throw new AppError('unavailable', `${from} answered with status ${status}; expected 200`)
  return {
    name: new URL(url).pathname.split('/').pop() || 'catalog',
    contentType: headers['content-type'],
    bytes: Number(headers['content-length']) || undefined,
    body,
  }
}

/** The report as scripts read it. */
const importJson = ({ shopId, startedAt: _startedAt, endedAt: _endedAt, ...report }: ImportReport): object => ({
  ...report,
  shop: shopId,
})

function describe(report: ImportReport, shopId: string, dryRun: boolean): string {
  const { added, changed, unchanged, removed, rejected, records } = report
  const lines = [
    `${headline(report, dryRun)} (${report.format}, ${report.encoding}, ${plural(records, 'record')}, shop "${shopId}")`,
    `  added ${added}, changed ${changed}, unchanged ${unchanged}, removed ${removed}, rejected ${rejected}`,
  ]
  if (report.reason) lines.push(`  ${clip(report.reason, 400)}`)
  if (report.status === 'held') lines.push('  Nothing was changed. Where that is right, run it again with --accept.')
  lines.push(...report.notices.map((notice) => `  note: ${clip(notice, 400)}`))
  if (report.rejections.length > 0) lines.push('', ...describeRejections(report.rejections, rejected))
  return lines.join('\n')
}

function headline({ status }: ImportReport, dryRun: boolean): string {
  if (status === 'failed') return 'Failed: nothing was changed'
  if (status === 'held') return 'Held'
  if (dryRun) return 'Would be published'
  return status === 'unchanged' ? 'Unchanged' : 'Published'
}

function describeRejections(rejections: readonly Rejection[], count: number): string[] {
  const counts = new Map<string, number>()
  for (const { rule } of rejections) counts.set(rule, (counts.get(rule) ?? 0) + 1)
  const byRule = [...counts].sort((a, b) => b[1] - a[1]).map(([rule, times]) => `${rule} ${times}`)
  const shown = rejections.slice(0, REJECTIONS_SHOWN)
  const lines = [`Rejected, by reason: ${byRule.join(', ')}`, ...shown.map(rejectionLine)]
  if (count > shown.length) lines.push(`  … and ${count - shown.length} more; --json lists the first thousand`)
  return lines
}

const rejectionLine = ({ line, rule, message }: Rejection): string =>
  `  ${line === undefined ? '' : `line ${line}: `}${clip(message, 300)} [${rule}]`
