import { importCatalog } from '../../catalog/ingest.ts'
import { LIQUID_FILTERS, LIQUID_TAGS } from '../../catalog/liquid.ts'
import { type Mapping, parseMapping } from '../../catalog/mapping.ts'
import type { SourceSettings } from '../../catalog/parse-offer.ts'
import type { StreamingFetcher } from '../../catalog/photo.ts'
import { readBeside } from '../../catalog/readers/beside.ts'
import { readers } from '../../catalog/readers/index.ts'
import type { BesideTable } from '../../catalog/readers/reader.ts'
import { wholeText } from '../../catalog/readers/whole-text.ts'
import type { Rejection } from '../../catalog/rejection.ts'
import { openSourceText } from '../../catalog/source-text.ts'
import type { ImportReport } from '../../catalog/store.ts'
import { AppError } from '../../shared/errors.ts'
import { MINUTE_MS } from '../../shared/time.ts'
import { type Call, readCall, withDeps } from '../call.ts'
import type { Register } from '../command.ts'
import type { OpenDeps } from '../context.ts'
import { EXIT } from '../faults.ts'
import { currencyOption, linkPatternOption, oneOfOption, shopUrlOption } from '../options.ts'
import { counted, startProgress } from '../progress.ts'
import { shopForWriting } from '../target-shop.ts'
import { clip, plural } from '../text.ts'

interface ImportOptions extends SourceSettings {
  readonly format?: string
  readonly mapping?: string
  readonly beside?: readonly string[]
  readonly accept?: boolean
  readonly dryRun?: boolean
}

interface Source {
  readonly name: string
  readonly contentType?: string
  readonly bytes?: number
  readonly body: AsyncIterable<Uint8Array>
}

const CONDITIONS = ['new', 'refurbished', 'used'] as const
const OVERSOLD = ['in_stock', 'backorder'] as const
const MAPPING_CHARS_MAX = 1_000_000
const SOURCE_BYTES_MAX = 2 * 1024 ** 3
const SOURCE_TIMEOUT_MS = 15 * MINUTE_MS
const REJECTIONS_SHOWN = 20

export const registerImport: Register = (program, context, run) => {
  program
    .command('import')
    .argument('<file or URL>', 'a catalog, plain or packed with gzip or zip')
    .description('read a catalog into the shop; the old one stays in use until the new one is whole')
    .option('--format <name>', 'format of the file (default: told from its content)')
    .option('--currency <code>', 'of prices that carry none', currencyOption)
    .option('--shop-url <url>', 'prefix of links that are only paths', shopUrlOption)
    .option('--link-pattern <url>', 'pages by fields of the record: https://shop.example/p/{handle}', linkPatternOption)
    .option('--image-url <url>', 'prefix of pictures that are only file names', shopUrlOption)
    .option('--brand <name>', 'of offers that name none')
    .option('--condition <state>', 'of offers that name none: new, refurbished or used', oneOfOption(...CONDITIONS))
    .option('--oversold <state>', 'what is sold on without stock: in_stock or backorder', oneOfOption(...OVERSOLD))
    .option('--mapping <file>', 'which field becomes which attribute, as JSON or YAML; see below')
    .option('--beside <file...>', "tables beside the catalog: Shopify's inventory CSV, Spree's translations")
    .option('--accept', 'publish although most offers would go or most prices moved')
    .option('--dry-run', 'only say what would change')
    .addHelpText(
      'after',
      `
Formats: ${readers.map(({ id }) => id).join(', ')}

A mapping file says which field of the source becomes which attribute. It serves files that no
reader knows, and may be laid over those that one does:

  {
    "currency": "EUR",
    "attributes": {
      "id": "article_no",
      "price": "prices[0].amount",
      "brand": { "value": "Halden" },
      "title": "{{ brand_name }} {{ name | strip }}",
      "availability": "{% if stock > 0 %}in_stock{% else %}out_of_stock{% endif %}"
    }
  }

  A plain text is the name or path of a field, { "value": … } the same for every offer, and text
  with {{ }} or {% %} is Liquid; {{ fields["Sale Price"] }} reads any name. Beside "attributes" it
  takes "format", "currency", "shopUrl", "linkPattern", "imageUrl", "brand", "condition", "oversold"
  and, for XML, "record": the element that is one record.
  Tags: ${LIQUID_TAGS.join(', ')}
  Filters: ${wrapped(LIQUID_FILTERS, 88, '           ')}

Examples:
  secondglance import products.csv --currency EUR --shop-url https://shop.example
  secondglance import https://shop.example/google.xml --shop my-shop
  secondglance import products_export.csv --beside inventory_export.csv
  secondglance import erp.xml --mapping erp.json --dry-run
  secondglance import export.json --dry-run --json`,
    )
    .action((source: string, options: ImportOptions, command) => {
      const call = readCall(command, context)
      return run(withDeps(call, (deps) => importInto(call, deps, source, options)))
    })
}

async function importInto(call: Call, deps: OpenDeps, from: string, options: ImportOptions): Promise<number> {
  const { mapping, beside, ...given } = options
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
        again: isAddress(from) ? undefined : () => readAgain(call, from),
      },
      {
        shop,
        ...given,
        mapping: mapping === undefined ? undefined : await readMapping(call, mapping),
        beside: beside && (await readTables(call, beside)),
      },
      { catalog: deps.catalog, now: deps.now, newId: deps.newId, digest: deps.digest },
    )
  } finally {
    progress.end()
  }
  await call.report(importJson(report), () => describe(report, shop.shopId, options.dryRun ?? false))
  return report.status === 'failed' || report.status === 'held' ? EXIT.fault : EXIT.done
}

async function readMapping(call: Call, file: string): Promise<Mapping> {
  const { name, body } = await call.context.openInput(file)
  const { text } = await openSourceText(body)
  return parseMapping(await wholeText(text, `mapping "${name}"`, MAPPING_CHARS_MAX), name)
}

async function readTables(call: Call, files: readonly string[]): Promise<BesideTable[]> {
  const tables: BesideTable[] = []
  for (const file of files) tables.push(await readBeside(await call.context.openInput(file)))
  return tables
}

/** Items in lines of at most `width`, those after the first indented. */
function wrapped(items: readonly string[], width: number, indent: string): string {
  const lines = ['']
  for (const item of items) {
    const line = lines.at(-1) as string
    if (indent.length + line.length + item.length + 2 > width) lines.push(item)
    else lines[lines.length - 1] = line === '' ? item : `${line}, ${item}`
  }
  return lines.join(`,\n${indent}`)
}

const isAddress = (from: string): boolean => /^https?:\/\//i.test(from)

async function* readAgain({ context }: Call, path: string): AsyncGenerator<Uint8Array> {
  yield* (await context.openInput(path)).body
}

async function openSource(call: Call, from: string, fetcher: StreamingFetcher): Promise<Source> {
  if (!isAddress(from)) return call.context.openInput(from)
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
