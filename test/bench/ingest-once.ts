import { createReadStream } from 'node:fs'
import Database from 'better-sqlite3'
import { applyEvent } from '../../src/audience/abandonment.ts'
import { importCatalog } from '../../src/catalog/ingest.ts'
import { DEFAULT_SETTINGS } from '../../src/catalog/shop.ts'
import { nodeDigest } from '../../src/platform/node/digest.ts'
import { sqliteStores } from '../../src/storage/sqlite.ts'

/*
 * One import in a process of its own, so that its memory and CPU time are its own:
 * `node ingest-once.ts <database> <file> [twice]`. Prints one line of JSON. `twice`: the file may be read twice, so that
 * an unchanged one is known by its digest.
 */
const [databasePath = '', path = '', mode] = process.argv.slice(2)
const stores = sqliteStores(new Database(databasePath), {
  apply: applyEvent,
  digest: nodeDigest,
  openReader: () => new Database(databasePath, { readonly: true }),
})
await stores.migrate()
const read = () => createReadStream(path, { highWaterMark: 1 << 16 })
const startedAt = performance.now()
const cpu = process.cpuUsage()
let longestMs = 0
let lastAt = performance.now()
const watch = setInterval(() => {
  const now = performance.now()
  longestMs = Math.max(longestMs, now - lastAt - 5)
  lastAt = now
}, 5)
const report = await importCatalog(
  { name: 'bench', body: read(), ...(mode === 'twice' ? { again: read } : {}) },
  { shop: { shopId: 'bench', name: 'Bench', createdAt: 0, settings: DEFAULT_SETTINGS } },
  { catalog: stores.catalog, now: Date.now, newId: () => `import-${Date.now()}`, digest: nodeDigest },
)
clearInterval(watch)
const { user, system } = process.cpuUsage(cpu)
const wallMs = performance.now() - startedAt
await stores.close()
const { status, reason, records, added, changed, unchanged, removed } = report
process.stdout.write(
  `${JSON.stringify({
    status,
    reason,
    records,
    added,
    changed,
    unchanged,
    removed,
    wallMs: Math.round(wallMs),
    cpuMs: Math.round((user + system) / 1000),
    rssMiB: Math.round(process.resourceUsage().maxRSS / 1024),
    longestMs: Math.round(longestMs),
  })}\n`,
)
