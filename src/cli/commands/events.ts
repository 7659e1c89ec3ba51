import { collectEvents } from '../../events/collect.ts'
import type { EventRejection } from '../../events/event.ts'
import { readEventFile } from '../../events/read-file.ts'
import type { EventStats } from '../../events/store.ts'
import { type Call, readCall, withDeps } from '../call.ts'
import type { Register } from '../command.ts'
import type { OpenDeps } from '../context.ts'
import { EXIT } from '../faults.ts'
import { counted, startProgress } from '../progress.ts'
import { shopForReading, shopForWriting } from '../target-shop.ts'
import { clip, plural } from '../text.ts'

interface EventsOptions {
  readonly dialect: string
}

interface EventsReport extends EventStats {
  readonly dialect: string
  readonly unknownOffers: number
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
