import { execFileSync, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import { applyEvent } from '../../../src/audience/abandonment.ts'
import { abandonedByVisitor } from '../../../src/audience/join.ts'
import { DEFAULT_SETTINGS } from '../../../src/catalog/shop.ts'
import { nodeDigest } from '../../../src/platform/node/digest.ts'
import { sqliteStores } from '../../../src/storage/sqlite.ts'
import { sendFor, type Target } from './senders.ts'
import { asInput, shoppers } from './shoppers.ts'
import { stateCost } from './state-cost.ts'

/**
 * Prints the figures of events under load: `npm run bench:events [events in the long log, 10,000,000]`. Ways of the
 * same server take turns, so that what slows the machine slows all of them; only ratios can be compared.
 */
const logEvents = Number(process.argv[2] ?? 10_000_000)
const ROUND_MS = 1_500
const ROUNDS = 4
const SENDERS = 64
const START = Date.UTC(2026, 10, 10)

const folder = mkdtempSync(join(tmpdir(), 'secondglance-bench-'))
const script = (name: string): string => fileURLToPath(new URL(name, import.meta.url))
const say = (text: string): void => void process.stdout.write(`${text}\n`)

say(`${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, Node.js ${process.versions.node}`)
try {
  await measureRequests()
  const cost = await stateCost(folder)
  say(`state maintenance per event: ${cost.toFixed(1)} µs of CPU (at most 15)`)
  await measureLog()
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function measureRequests(): Promise<void> {
  const next = shoppers(1, START)
  const single = () => JSON.stringify(asInput(next()))
  const batch = () => JSON.stringify(Array.from({ length: 20 }, () => asInput(next())))
  const servers = {
    none: await startServer('none'),
    each: await startServer('each'),
    group: await startServer('group'),
  }
  const ways = [
    { name: 'single events, no store', server: servers.none, body: single, events: 1 },
    { name: 'single events, one commit per request', server: servers.each, body: single, events: 1 },
    { name: 'single events, durable', server: servers.group, body: single, events: 1 },
    { name: 'batches of 20, durable', server: servers.group, body: batch, events: 20 },
  ].map((way) => ({ ...way, wall: [] as number[], cpu: [] as number[] }))
  for (let round = -1; round < ROUNDS; round++)
    for (const { server, body, events, wall, cpu } of ways) {
      const before = await server.cpuMs()
      const startedAt = performance.now()
      const sent = events * (await sendFor(ROUND_MS, SENDERS, server, body))
      if (round < 0) continue
      wall.push((sent * 1000) / (performance.now() - startedAt))
      cpu.push((sent * 1000) / ((await server.cpuMs()) - before))
    }
  for (const { name, wall, cpu } of ways)
    say(`${name.padEnd(40)}${number(median(wall))} events/s${number(median(cpu))} events per CPU-second of the server`)
  const [none, each, group, batches] = ways.map(({ wall, cpu }) => ({ wall: median(wall), cpu: median(cpu) }))
  const ratio = (a = 0, b = 1): string => `${(a / b).toFixed(2)}×`
  say(
    `durable against no store: ${ratio(group?.wall, none?.wall)}, by CPU ${ratio(group?.cpu, none?.cpu)} (at least 0.6×)`,
  )
  say(`durable against one commit per request: ${ratio(group?.wall, each?.wall)} (at least 8×)`)
  say(`batches of 20 against single, on one core: ${ratio(batches?.cpu, group?.cpu)} (at least 2.5×)`)
  for (const server of Object.values(servers)) await server.end()
}

async function startServer(mode: string) {
  const child = fork(script('server.ts'), [mode, join(folder, `${mode}.db`)])
  const [target] = (await once(child, 'message')) as [Target]
  return {
    ...target,
    async cpuMs() {
      child.send('cpu')
      const [{ cpu }] = (await once(child, 'message')) as [{ cpu: NodeJS.CpuUsage }]
      return (cpu.user + cpu.system) / 1000
    },
    async end() {
      const ended = once(child, 'exit')
      child.send('end')
      await ended
    },
  }
}

async function measureLog(): Promise<void> {
  const path = join(folder, 'log.db')
  execFileSync(process.execPath, [script('fill.ts'), path, String(logEvents)], { stdio: 'inherit' })
  const rebuilt = JSON.parse(execFileSync(process.execPath, [script('rebuild.ts'), path], { encoding: 'utf8' }))
  say(
    `rebuild of the state from ${rebuilt.events.toLocaleString('en')} events: ${rebuilt.seconds.toFixed(1)} s (${rebuilt.cpuSeconds.toFixed(1)} s of CPU), ${Math.round(rebuilt.peakMiB)} MiB; ${rebuilt.visitors.toLocaleString('en')} visitors, ${rebuilt.items.toLocaleString('en')} items (10,000,000: at most 60 s, 500 MiB)`,
  )
  const stores = sqliteStores(new Database(path), { apply: applyEvent, digest: nodeDigest })
  const shop = { shopId: 'bench', name: 'Bench', createdAt: START, settings: DEFAULT_SETTINGS }
  const next = shoppers(11, START)
  const times: number[] = []
  for (let at = 0; at < Math.min(logEvents, 200_000); at++) {
    const { visitorId } = next()
    if (at % 20 !== 0) continue
    const startedAt = performance.now()
    await abandonedByVisitor(shop, visitorId, { now: START + 11 * 86_400_000 }, stores)
    times.push(performance.now() - startedAt)
  }
  times.sort((a, b) => a - b)
  const share = (part: number): string => (times[Math.floor(times.length * part)] ?? 0).toFixed(2)
  say(`what did this visitor leave: median ${share(0.5)} ms, p99 ${share(0.99)} ms (at most 2)`)
  await stores.close()
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}

function number(value: number): string {
  return Math.round(value).toLocaleString('en').padStart(9)
}
