import { collectEvents } from '../../events/collect.ts'
import type { EventRejection } from '../../events/event.ts'
import { readEventFile } from '../../events/read-file.ts'
import type { EventStats } from '../../events/store.ts'
import { type Call, readCall, withDeps } from '../call.ts'
import type { Register } from '../command.ts'
import type { OpenDeps } from '../context.ts'
import { EXIT } from '../faults.ts'
import { counted, startProgress } from '../progress.ts'
import { shopForWriting } from '../target-shop.ts'
import { clip, plural } from '../text.ts'

interface EventsOptions {
  readonly dialect: string
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
    .argument('<file>', 'an event log: JSON, or JSON Lines')
    .description('read an event log into the shop')
    .option('--dialect <name>', 'whose event format it is', 'auto')
    .addHelpText(
      'after',
      `
Examples:
  secondglance events log.jsonl
  secondglance events log.jsonl --shop my-shop --json
  secondglance events stats --shop my-shop`,
    )
    .action((file: string, options: EventsOptions, command) => {
      const call = readCall(command, context)
      return run(withDeps(call, (deps) => readLog(call, deps, file, options)))
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

async function readLog(call: Call, deps: OpenDeps, path: string, { dialect }: EventsOptions): Promise<number> {
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
  const report = { dialect: file.dialect, ...sums, unknownOffers: unknown.size, skipped: file.skipped, rejections }
  await call.report(report, () => describe(report, shop.shopId))
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
