import type { StreamingFetcher } from '../catalog/photo.ts'
import type { Config } from '../config.ts'
import type { Deps } from '../http/deps.ts'

/** What the command line stands on; the composition root fills it, and a test hands in its own. */
export interface CommandContext {
  readonly version: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly stdout: Sink
  readonly stderr: Sink
  readonly readSecret: (path: string) => string
  /** Opens the data folder, made and migrated where needed. */
  openDeps(config: Config): Promise<OpenDeps>
  /** Runs the service until it is told to end; resolves with the exit code. */
  serve(config: Config, options: ServeOptions): Promise<number>
  /** Looks at everything the service needs on this machine. */
  examine(config: Config): Promise<readonly Finding[]>
  openInput(path: string): Promise<Input>
  /** Writes a whole file or none; resolves with its size in bytes. */
  writeOutput(path: string, body: AsyncIterable<Uint8Array>): Promise<number>
}

export type OpenDeps = Deps & {
  readonly fetcher: StreamingFetcher
  /** Names of the migrations that opening applied, oldest first. */
  readonly migrated: readonly string[]
  close(): Promise<void>
}

export interface Sink {
  /** Resolves when more may be written. */
  write(chunk: string | Uint8Array): Promise<void>
  readonly isTTY: boolean
  /** Of the terminal; 80 where there is none. */
  readonly columns: number
}

export interface Input {
  /** The file's own name, without its folders. */
  readonly name: string
  readonly bytes?: number
  readonly body: AsyncIterable<Uint8Array>
}

export interface ServeOptions {
  readonly demo: boolean
  /** Called once, when every address handed out answers. */
  onReady(service: RunningService): Promise<void>
}

export interface RunningService {
  readonly deps: Deps
  /** The shop whose addresses are shown. */
  readonly shopId: string
  /** Only on the start that made it. */
  readonly adminKey?: string
}

/** One line of `doctor`. */
export interface Finding {
  readonly name: string
  readonly ok: boolean
  readonly detail: string
  /** What to do, where it is a fault. */
  readonly remedy?: string
}
