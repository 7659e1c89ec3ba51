import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runCommand } from '../../src/cli/main.ts'
import { nodeContext } from '../../src/node.ts'

export interface Outcome {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
  /** Standard output as the one JSON object that `--json` promises. */
  json<T = Record<string, unknown>>(): T
}

/** A folder of its own, with the command line on it, run in this process. */
export interface Workspace {
  readonly folder: string
  file(name: string, content: string | Uint8Array): string
  run(...argv: string[]): Promise<Outcome>
  remove(): void
}

export function workspace(env: Record<string, string> = {}): Workspace {
  const folder = mkdtempSync(join(tmpdir(), 'secondglance-cli-'))
  return {
    folder,
    file(name, content) {
      const path = join(folder, name)
      writeFileSync(path, content)
      return path
    },
    async run(...argv) {
      const stdout = collector()
      const stderr = collector()
      const context = nodeContext({
        env: { SECONDGLANCE_DATA: join(folder, 'data'), SECONDGLANCE_LOG: 'error', ...env },
        stdout,
        stderr,
      })
      const exitCode = await runCommand(argv, context)
      const text = stdout.text()
      return { exitCode, stdout: text, stderr: stderr.text(), json: () => JSON.parse(text) }
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

function collector() {
  const chunks: Uint8Array[] = []
  return {
    isTTY: false,
    columns: 100,
    async write(chunk: string | Uint8Array) {
      chunks.push(typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk)
    },
    text: () => Buffer.concat(chunks).toString('utf8'),
  }
}
