import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const bin = fileURLToPath(new URL('../../dist/src/bin.js', import.meta.url))

export interface Announced {
  readonly studio: string
  readonly feeds: readonly { readonly channel: string; readonly name: string; readonly address: string }[]
  readonly creative?: string
  readonly adminKey?: string
}

export interface Service {
  readonly child: ChildProcess
  readonly url: string
  readonly announced: Announced
  /** From the start of the process to the announcement. */
  readonly startMs: number
  /** Standard error so far. */
  log(): string
  /** Sends the signal and resolves with how the process ended. */
  end(signal: NodeJS.Signals): Promise<{ code: number | null; signal: NodeJS.Signals | null }>
}

/** A data folder for one test, gone afterwards. */
export function dataFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'secondglance-service-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

/** Starts the built service as a person would, and resolves once it has said that it is ready. */
export async function startService(
  data: string,
  options: { args?: string[]; env?: Record<string, string> } = {},
): Promise<Service> {
  const port = await freePort()
  const startedAt = performance.now()
  const child = spawn(process.execPath, [bin, 'serve', '--json', '--port', String(port), ...(options.args ?? [])], {
    env: { PATH: process.env.PATH, TZ: 'UTC', SECONDGLANCE_DATA: data, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let log = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text
  })
  const ended = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>
  const line = await firstLine(child, () => log)
  return {
    child,
    url: `http://localhost:${port}`,
    announced: JSON.parse(line) as Announced,
    startMs: performance.now() - startedAt,
    log: () => log,
    async end(signal) {
      child.kill(signal)
      const [code, by] = await ended
      return { code, signal: by }
    },
  }
}

function firstLine(child: ChildProcess, log: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    child.stdout?.setEncoding('utf8').on('data', (part: string) => {
      text += part
      const end = text.indexOf('\n')
      if (end >= 0) resolve(text.slice(0, end))
    })
    child.once('exit', (code) => reject(new Error(`the service ended with ${code} before it was ready:\n${log()}`)))
  })
}

export async function freePort(): Promise<number> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (typeof address !== 'object' || !address) throw new Error('no port was given')
  return address.port
}
