import { createReadStream } from 'node:fs'
import Database from 'better-sqlite3'
import { applyEvent } from '../../src/audience/abandonment.ts'
import { importCatalog } from '../../src/catalog/ingest.ts'
import { DEFAULT_SETTINGS } from '../../src/catalog/shop.ts'
import { nodeDigest } from '../../src/platform/node/digest.ts'
import { sqliteStores } from '../../src/storage/sqlite.ts'

/* Imports `<file>` into `<database>`, and prints how many records it has read, a line for each page. */
const [databasePath = '', path = ''] = process.argv.slice(2)
const stores = sqliteStores(new Database(databasePath), { apply: applyEvent, digest: nodeDigest })
await stores.migrate()
await importCatalog(
  { name: 'feed.csv', body: createReadStream(path, { highWaterMark: 1 << 14 }) },
  { shop: { shopId: 'one', name: 'One', createdAt: 0, settings: DEFAULT_SETTINGS }, accept: true },
  {
    catalog: stores.catalog,
    now: Date.now,
    newId: () => `import-${process.pid}`,
    digest: nodeDigest,
    onProgress: (records) => void process.stdout.write(`${records}\n`),
  },
)
process.stdout.write('done\n')
await stores.close()
