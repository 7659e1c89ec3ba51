import type { Server } from 'node:http'
import { createAdaptorServer } from '@hono/node-server'
import Database from 'better-sqlite3'
import type { EventStore } from '../../../src/events/store.ts'
import type { Deps } from '../../../src/http/deps.ts'
import { built } from '../built.ts'

/**
 * The service's own app with one of three ways to store events, by its first argument: `none` (answers without
 * storing), `group` (as the service does) or `each` (one commit for each request). Tells its CPU time when asked.
 */
const [mode, path] = process.argv.slice(2) as [keyof typeof WAYS, string]

const [
  { sqliteStores },
  { memoryStores },
  { createApp },
  { applyEvent },
  { nodeDigest },
  ids,
  telemetry,
  { createKey },
] = await Promise.all([
  built<typeof import('../../../src/storage/sqlite.ts')>('storage/sqlite.js'),
  built<typeof import('../../../src/storage/memory.ts')>('storage/memory.js'),
  built<typeof import('../../../src/http/app.ts')>('http/app.js'),
  built<typeof import('../../../src/audience/abandonment.ts')>('audience/abandonment.js'),
  built<typeof import('../../../src/platform/node/digest.ts')>('platform/node/digest.js'),
  built<typeof import('../../../src/platform/node/ids.ts')>('platform/node/ids.js'),
  built<typeof import('../../../src/platform/node/telemetry.ts')>('platform/node/telemetry.js'),
  built<typeof import('../../../src/http/auth.ts')>('http/auth.js'),
])

const sqlite = sqliteStores(new Database(path), { apply: applyEvent, digest: nodeDigest })
await sqlite.migrate()
const { events } = sqlite

let last: Promise<unknown> = Promise.resolve()
const WAYS = {
  none: { ...events, append: async (_shop: string, list: readonly unknown[]) => list.map(() => 'stored' as const) },
  group: events,
  each: {
    ...events,
    append: (...wish: Parameters<EventStore['append']>) => {
      const mine = last.then(() => events.append(...wish))
      last = mine.catch(() => {})
      return mine
    },
  },
} satisfies Record<string, EventStore>

const absent = async (): Promise<never> => {
  throw new Error('nothing is drawn or fetched here')
}
const deps = {
  ...memoryStores({ apply: applyEvent }),
  catalog: sqlite.catalog,
  events: WAYS[mode],
  blobs: { put: absent, get: absent, has: absent, delete: absent } as unknown as Deps['blobs'],
  fetcher: { fetch: absent } as unknown as Deps['fetcher'],
  normalizer: { normalize: absent },
  renderer: { render: absent },
  digest: nodeDigest,
  signingKeys: ['k'.repeat(32)],
  publicUrl: 'http://localhost',
  log: telemetry.jsonLog({ write() {} }, { level: 'silent', now: Date.now }),
  metrics: telemetry.promMetrics(),
  now: Date.now,
  newId: ids.newId,
  newSecret: ids.newSecret,
  checks: async () => ({}),
} as unknown as Deps
const { key } = await createKey({ role: 'write' }, deps)
const server = createAdaptorServer({ fetch: createApp(deps).fetch }) as Server
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.send?.({ key, port: typeof address === 'object' ? address?.port : undefined })
})

process.on('message', (word) => {
  if (word === 'cpu') process.send?.({ cpu: process.cpuUsage(), stats: undefined })
  if (word === 'end') {
    server.closeAllConnections()
    server.close(() => void sqlite.close().then(() => process.disconnect()))
  }
})
