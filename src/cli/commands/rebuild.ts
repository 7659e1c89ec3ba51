import { readCall, withDeps } from '../call.ts'
import type { Register } from '../command.ts'
import { EXIT } from '../faults.ts'
import { shopForWriting } from '../target-shop.ts'
import { plural } from '../text.ts'

export const registerRebuild: Register = (program, context, run) => {
  program
    .command('rebuild')
    .description('make what visitors left behind anew from the event log')
    .option('--compare', 'change nothing; tell whether what is kept is what the log says (exit 1 if not)')
    .addHelpText(
      'after',
      `
Comparing holds up nobody. Without --compare events that come in meanwhile are refused for a while (503, to be sent
again), so stop the service first where the log is long.

Examples:
  secondglance rebuild --compare --shop my-shop
  secondglance rebuild --shop my-shop`,
    )
    .action((options: { compare?: boolean }, command) => {
      const call = readCall(command, context)
      return run(
        withDeps(call, async (deps) => {
          const { shopId } = await shopForWriting(call.shopId, deps)
          const compare = options.compare ?? false
          const report = await deps.events.rebuild(shopId, { compare })
          const { events, visitors, items, differences } = report
          await call.report({ shop: shopId, compare, ...report }, () => {
            const read = `${plural(events, 'event')}, ${plural(visitors, 'visitor')}, ${plural(items, 'item')}`
            if (!compare) return `Made anew for shop "${shopId}" from ${read}.`
            return differences === 0
              ? `What is kept is what the log says: ${read}.`
              : `${plural(differences, 'visitor')} of ${visitors} kept otherwise than the log says; "secondglance rebuild" puts it right.`
          })
          return compare && differences > 0 ? EXIT.fault : EXIT.done
        }),
      )
    })
}
