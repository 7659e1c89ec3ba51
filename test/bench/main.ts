import { cpus } from 'node:os'
import Database from 'better-sqlite3'
import sharp from 'sharp'
import { benchCreatives } from './creatives.ts'
import { benchEvents } from './events.ts'
import { benchFeeds, benchWriters } from './feeds.ts'

/*
 * Prints how fast this version is on this machine, beside others doing the same work. Nothing is asserted: times depend
 * on the machine, and only ratios of things that ran in turn can be compared between machines. About two minutes.
 */
const SECOND = 1000

const database = new Database(':memory:')
const { sqlite } = database.prepare('SELECT sqlite_version() AS sqlite').get() as { sqlite: string }
database.close()
process.stdout.write(
  `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, Node.js ${process.versions.node}, SQLite ${sqlite}, libvips ${sharp.versions.vips}
Medians of interleaved rounds; CPU ms for one piece, over all threads; the last column is CPU time against the first line.
`,
)
await benchWriters(15 * SECOND)
await benchFeeds(30 * SECOND)
await benchEvents(15 * SECOND)
await benchCreatives(50 * SECOND)
