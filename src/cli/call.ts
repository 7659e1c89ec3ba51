import { type Command, Option } from 'commander'
import { DEFAULT_SHOP_ID } from '../catalog/shop.ts'
import { type Config, readConfig } from '../config.ts'
import { AppError } from '../shared/errors.ts'
import type { CommandContext, OpenDeps, Sink } from './context.ts'
import { CallFault } from './faults.ts'

/** One call of one command, with what every command takes. */
export interface Call {
  readonly context: CommandContext
  readonly config: Config
  readonly json: boolean
  readonly shopId: string
  /** Whether the caller named the shop. */
  readonly shopGiven: boolean
  /** The outcome on standard output: one JSON object under `--json`, else the text. */
  report(json: object, text: () => string): Promise<void>
  /** A line for the person beside the outcome, on standard error; nothing under `--json`. */
  note(text: string): Promise<void>
}

interface GlobalOptions {
  readonly data?: string
  readonly shop?: string
  readonly json?: boolean
}

/** Flags that stand before or behind any command. */
export const globalOptions = (): Option[] => [
  new Option('--data <folder>', 'folder of the database and pictures (SECONDGLANCE_DATA, else ./data)'),
  new Option('--shop <id>', `shop to work on (default: "${DEFAULT_SHOP_ID}")`),
  new Option('--json', 'print one JSON object on standard output and nothing else there'),
]

/** Reads the flags and the environment; every fault of the configuration is told at once. */
export function readCall(
  command: Command,
  context: CommandContext,
  flags: { port?: number; host?: string } = {},
): Call {
  const options = command.optsWithGlobals<GlobalOptions>()
  const json = options.json ?? false
  return {
    context,
    config: configOf(context, { ...flags, dataDir: options.data }),
    json,
    shopId: options.shop ?? DEFAULT_SHOP_ID,
    shopGiven: options.shop !== undefined,
    report: (value, text) => writeLine(context.stdout, json ? JSON.stringify(value) : text()),
    note: async (text) => {
      if (!json) await writeLine(context.stderr, text)
    },
  }
}

const writeLine = (sink: Sink, text: string): Promise<void> => sink.write(`${text}\n`)

function configOf(context: CommandContext, flags: { port?: number; host?: string; dataDir?: string }): Config {
  try {
    return readConfig(context.env, { flags, readSecret: context.readSecret })
  } catch (error) {
    if (error instanceof AppError) throw new CallFault(error.message, { cause: error, details: error.details })
    throw error
  }
}

/** Opens the data folder for the length of the work. */
export async function withDeps<T>(call: Call, work: (deps: OpenDeps) => Promise<T>): Promise<T> {
  const deps = await call.context.openDeps(call.config)
  try {
    return await work(deps)
  } finally {
    await deps.close()
  }
}
