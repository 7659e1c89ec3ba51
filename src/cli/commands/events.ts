import { collectEvents } from '../../events/collect.ts'
import type { Dialect } from '../../events/dialects/dialect.ts'
import { dialectNamed, dialects } from '../../events/dialects/index.ts'
import { mappedDialect } from '../../events/dialects/mapped.ts'
import { snowplowWith } from '../../events/dialects/snowplow.ts'
import type { EventRejection } from '../../events/event.ts'
import { readContexts } from '../../events/read-contexts.ts'
import { readEventFile } from '../../events/read-file.ts'
import { refreshMatches } from '../../events/refresh-matches.ts'
import { replayDeadLetters } from '../../events/replay-dead.ts'
import type { EventStats } from '../../events/store.ts'
import { formatInstant } from '../../shared/time.ts'
import { type Call, readCall, withDeps } from '../call.ts'
import type { Register } from '../command.ts'
import type { OpenDeps } from '../context.ts'
import { CallFault, EXIT } from '../faults.ts'
import { countOption } from '../options.ts'
import { counted, startProgress } from '../progress.ts'
import { shopForWriting } from '../target-shop.ts'
import { clip, plural, table } from '../text.ts'
import { registerMatch } from './events-match.ts'

interface EventsOptions {
  readonly dialect: string
  readonly mapping?: string
  readonly contexts?: string[]
}

interface EventsReport extends EventStats {
  readonly dialect: string
  readonly unknownOffers: number
  /** Records that say nothing about any offer, such as searches. */
  readonly skipped: number
  readonly rejections: EventRejection[]
}

const REJECTIONS_KEPT = 1_000
const REJECTIONS_SHOWN = 20

export const registerEvents: Register = (program, context, run) => {
  const events = program
    .command('events')
    .argument('<file>', 'an event log: JSON, JSON Lines or a table such as CSV, plain or packed with gzip')
    .description('read an event log into the shop')
    .option(
      '--dialect <name>',
      `whose event format it is: ${['auto', ...dialects.map(({ id }) => id)].join(', ')}`,
      'auto',
    )
    .option('--mapping <file>', 'JSON that names the columns of a log of your own')
    .option('--contexts <files...>', 'tables of Snowplow contexts that belong to the events')
    .addHelpText(
      'after',
      `
A mapping names the columns, and says which of our types a word of the log is; other words are passed over:
  { "visitorId": "user", "offerId": "article", "type": "action", "occurredAt": "time",
    "types": { "seen": "view_item", "basket": "add_to_cart", "bought": "purchase" } }
It may name eventId, userId, orderId, quantity, price and currency too.

Examples:
  secondglance events log.jsonl
  secondglance events clicks.csv.gz --mapping clicks.json
  secondglance events events.csv --contexts action_1.csv product_1.csv
  secondglance events log.jsonl --shop my-shop --json
  secondglance events stats --shop my-shop`,
    )
    .action((file: string, options: EventsOptions, command) => {
      const call = readCall(command, context)
      return run(withDeps(call, (deps) => readLog(call, deps, file, options)))
    })

  registerMatch(events, context, run)

  events
    .command('dead')
    .description('events that could not be read and wait for a replay, with the reason')
    .option('--limit <count>', 'how many of them', countOption, 20)
    .addHelpText('after', '\nExamples:\n  secondglance events dead --shop my-shop --json')
    .action((options: { limit: number }, command) => {
      const call = readCall(command, context)
      return run(withDeps(call, (deps) => listDead(call, deps, options.limit)))
    })

  events
    .command('replay-dead')
    .description('try the events that could not be read once more, after a setting or a version has changed')
    .addHelpText('after', '\nExamples:\n  secondglance events replay-dead --shop my-shop')
    .action((_options, command) => {
      const call = readCall(command, context)
      return run(
        withDeps(call, async (deps) => {
          const report = await replayDeadLetters(await shopForWriting(call.shopId, deps), deps)
          await call.report(report, () =>
            [
              `${plural(report.letters, 'event')} tried again`,
              `  stored ${report.stored}, duplicate ${report.duplicate}, still not readable ${report.left}`,
            ].join('\n'),
          )
          return EXIT.done
        }),
      )
    })

  events
    .command('stats')
    .description('what became of all events received so far')
    .addHelpText('after', '\nExamples:\n  secondglance events stats --shop my-shop')
    .action((_options, command) => {
      const call = readCall(command, context)
      return run(
        withDeps(call, async (deps) => {
          const shop = await shopForWriting(call.shopId, deps)
          const stats = await deps.events.stats(shop.shopId)
          await call.report(stats, () => describeStats(stats))
          return EXIT.done
        }),
      )
    })
}

async function readLog(call: Call, deps: OpenDeps, path: string, options: EventsOptions): Promise<number> {
  const dialect = await dialectOf(options, call)
  const input = await call.context.openInput(path)
  const shop = await shopForWriting(call.shopId, deps)
  const progress = startProgress(`Reading ${clip(input.name, 40)}`, call.context.stderr, deps.now)
  const body = counted(input.body, (bytes) => progress.update(bytes, input.bytes))
  const file = readEventFile(body, dialect)
  const sums = { received: 0, stored: 0, duplicate: 0, rejected: 0, deadLettered: 0, consentDropped: 0, bots: 0 }
  const rejections: EventRejection[] = []
  const unknown = new Set<string>()
  try {
    for await (const page of file) {
      const inputs = page.map((line) => line.input)
      const report = await collectEvents(inputs, { shop, receivedAt: deps.now() }, deps)
      for (const name of SUMS) sums[name] += report[name]
      for (const offerId of report.unknownOfferIds) unknown.add(offerId)
      for (const { index, ...rejection } of report.rejections.slice(0, REJECTIONS_KEPT - rejections.length))
        rejections.push({ ...rejection, index: page[index]?.line ?? index })
    }
  } finally {
    progress.end()
  }
  if (unknown.size > 0) {
    const { matches } = await refreshMatches(shop, deps)
    for (const { sentId } of matches) unknown.delete(sentId)
  }
  const report = { dialect: file.dialect, ...sums, unknownOffers: unknown.size, skipped: file.skipped, rejections }
  await call.report(report, () => describe(report, shop.shopId))
  return EXIT.done
}

async function dialectOf({ dialect, mapping, contexts }: EventsOptions, call: Call): Promise<'auto' | Dialect> {
  if (Number(dialect !== 'auto') + Number(mapping !== undefined) + Number(contexts !== undefined) > 1)
    throw new CallFault('give one of --dialect, --mapping and --contexts')
  if (contexts !== undefined) {
    const tables = []
    for (const path of contexts) tables.push(await call.context.openInput(path))
    return snowplowWith(await readContexts(tables))
  }
  if (mapping === undefined) return dialect === 'auto' ? dialect : dialectNamed(dialect)
  let text: string
  try {
    text = call.context.readSecret(mapping)
  } catch (error) {
    throw new CallFault(`cannot read the mapping from "${mapping}"`, { cause: error })
  }
  return mappedDialect(text)
}

async function listDead(call: Call, deps: OpenDeps, limit: number): Promise<number> {
  const shop = await shopForWriting(call.shopId, deps)
  const letters = await deps.events.deadLetters(shop.shopId, limit)
  const rows = letters.map(({ letterId, receivedAt, dialect, rule, message, input }) => ({
    letterId,
    receivedAt: formatInstant(receivedAt),
    dialect,
    rule,
    message,
    input,
  }))
  await call.report({ deadLetters: rows }, () =>
    rows.length === 0
      ? 'Nothing waits for a replay.'
      : table(
          ['received', 'dialect', 'rule', 'message'],
          rows.map((row) => [row.receivedAt, row.dialect, row.rule, clip(row.message, 80)]),
        ),
  )
  return EXIT.done
}

const SUMS = ['received', 'stored', 'duplicate', 'rejected', 'deadLettered', 'consentDropped', 'bots'] as const

function describe(report: EventsReport, shopId: string): string {
  const { dialect, stored, duplicate, rejected, consentDropped, unknownOffers, skipped, rejections } = report
  const lines = [
    `${plural(report.received, 'event')} read (dialect ${dialect}, shop "${shopId}")`,
    `  stored ${stored}, duplicate ${duplicate}, rejected ${rejected}, without consent to ads ${consentDropped}`,
  ]
  if (skipped > 0) lines.push(`  ${plural(skipped, 'record')} say nothing about offers and were passed over`)
  if (unknownOffers > 0)
    lines.push(
      `  offers not in the catalog ${unknownOffers}: their events are kept and count once the offers are there`,
    )
  if (rejections.length > 0)
    lines.push(
      '',
      ...rejections
        .slice(0, REJECTIONS_SHOWN)
        .map(({ index, rule, message }) => `  line ${index}: ${clip(message, 300)} [${rule}]`),
    )
  if (rejected > REJECTIONS_SHOWN)
    lines.push(`  … and ${rejected - REJECTIONS_SHOWN} more; --json lists the first thousand`)
  return lines.join('\n')
}

const describeStats = (stats: EventStats): string =>
  [
    `${plural(stats.received, 'event')} received`,
    `  stored ${stats.stored}, duplicate ${stats.duplicate}, rejected ${stats.rejected}, set aside ${stats.deadLettered}`,
    `  without consent to ads ${stats.consentDropped}, from robots ${stats.bots}`,
  ].join('\n')
