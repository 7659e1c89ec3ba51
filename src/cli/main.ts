import { Command } from 'commander'
import { globalOptions } from './call.ts'
import type { Register, Run } from './command.ts'
import { registerAbandoned } from './commands/abandoned.ts'
import { registerCheck } from './commands/check.ts'
import { registerDoctor } from './commands/doctor.ts'
import { registerErase, registerExport } from './commands/erase.ts'
import { registerEvents } from './commands/events.ts'
import { registerExplain } from './commands/explain.ts'
import { registerFeed } from './commands/feed.ts'
import { registerFeeds } from './commands/feeds.ts'
import { registerImport } from './commands/import.ts'
import { registerKeys } from './commands/keys.ts'
import { registerMigrate } from './commands/migrate.ts'
import { registerRebuild } from './commands/rebuild.ts'
import { registerRender } from './commands/render.ts'
import { registerRules } from './commands/rules.ts'
import { registerServe } from './commands/serve.ts'
import { registerSheet } from './commands/sheet.ts'
import { registerShopLists } from './commands/shop-list.ts'
import { registerShops } from './commands/shops.ts'
import { registerSources } from './commands/sources.ts'
import { registerWebhooks } from './commands/webhooks.ts'
import type { CommandContext } from './context.ts'
import { EXIT, explain } from './faults.ts'

const COMMANDS: readonly Register[] = [
  registerServe,
  registerImport,
  registerSources,
  registerRules,
  registerEvents,
  registerAbandoned,
  registerExport,
  registerErase,
  registerRebuild,
  registerFeed,
  registerCheck,
  registerFeeds,
  registerShopLists,
  registerExplain,
  registerRender,
  registerSheet,
  registerShops,
  registerKeys,
  registerWebhooks,
  registerMigrate,
  registerDoctor,
]

/**
 * Runs one command and resolves with its exit code: 0 done, 1 a fault in the input or the data, 2 a wrong call or
 * configuration. Never throws: what went wrong is told on standard error.
 */
export async function runCommand(argv: readonly string[], context: CommandContext): Promise<number> {
  const writes: Promise<void>[] = []
  let exitCode: number = EXIT.done
  const program = programOf(context, writes, async (work) => {
    exitCode = await work
  })
  try {
    await program.parseAsync(argv, { from: 'user' })
  } catch (error) {
    const explained = explain(error)
    exitCode = explained.exitCode
    for (const line of explained.lines) await context.stderr.write(`${line}\n`)
  }
  await Promise.all(writes)
  return exitCode
}

function programOf(context: CommandContext, writes: Promise<void>[], run: Run): Command {
  const program = new Command('secondglance')
    .description('Product feeds, abandoned items and ad images from one folder of data.')
    .version(context.version, '--version', 'print the version')
    .helpOption('--help', 'show this help')
    .helpCommand('help [command]', 'show the help of a command')
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => void writes.push(context.stdout.write(text)),
      writeErr: (text) => void writes.push(context.stderr.write(text)),
      getOutHelpWidth: () => context.stdout.columns,
      getErrHelpWidth: () => context.stderr.columns,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
      outputError: (text, write) => write(text.replace(/^error: /, 'secondglance: ')),
    })
    .showHelpAfterError('(add --help to see how it is called)')
    .exitOverride()
    .addHelpText(
      'after',
      `
Examples:
  secondglance serve                                  the service with its demo shop, on http://localhost:8787
  secondglance import products.csv --currency EUR     read a catalog into the shop "default"
  secondglance feed meta-catalog --out meta.csv       write a feed
  secondglance <command> --help                       options and examples of one command

Exit codes: 0 done, 1 a fault in the input or the data, 2 a wrong call or configuration.
Settings are SECONDGLANCE_* variables; flags win over them.`,
    )
  for (const option of globalOptions()) program.addOption(option)
  for (const register of COMMANDS) register(program, context, run)
  return program
}
