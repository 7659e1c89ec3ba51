import Database from 'better-sqlite3'
import { applyEvent } from '../../../src/audience/abandonment.ts'
import { nodeDigest } from '../../../src/platform/node/digest.ts'
import { sqliteStores } from '../../../src/storage/sqlite.ts'

/** Makes the state of a log anew, in a process of its own so that its memory can be told: `node rebuild.ts PATH [compare]`. */
const [path, compare] = process.argv.slice(2) as [string, string?]
const stores = sqliteStores(new Database(path), { apply: applyEvent, digest: nodeDigest })
const startedAt = performance.now()
const report = await stores.events.rebuild('bench', { compare: compare === 'compare' })
const seconds = (performance.now() - startedAt) / 1000
const cpu = process.cpuUsage()
process.stdout.write(
  JSON.stringify({
    ...report,
    seconds,
    cpuSeconds: (cpu.user + cpu.system) / 1e6,
    peakMiB: process.resourceUsage().maxRSS / 1024,
  }),
)
await stores.close()
