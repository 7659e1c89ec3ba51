import Database from 'better-sqlite3'
import { applyEvent } from '../../../src/audience/abandonment.ts'
import { nodeDigest } from '../../../src/platform/node/digest.ts'
import { eventRow } from '../../../src/storage/sqlite/event-row.ts'
import { sqliteStores } from '../../../src/storage/sqlite.ts'
import { shoppers } from './shoppers.ts'

/** Writes a log of so many events without their state, as fast as the disk takes it: `node fill.ts PATH COUNT`. */
const [path, count] = process.argv.slice(2) as [string, string]
const database = new Database(path)
const stores = sqliteStores(database, { apply: applyEvent, digest: nodeDigest })
await stores.migrate()
database.pragma('synchronous = OFF')
database.pragma('cache_size = -1048576')
const insert = database.prepare(
  `insert into events (shop_id, event_id, visitor_id, occurred_at, received_at, type, json, items)
   values (@shop_id, @event_id, @visitor_id, @occurred_at, @received_at, @type, @json, @items)`,
)
const next = shoppers(11, Date.UTC(2026, 10, 10))
for (let written = 0; written < Number(count); ) {
  database.exec('begin')
  for (let at = 0; at < 200_000 && written < Number(count); at++, written++) {
    const { offerId, ...event } = next()
    insert.run(
      eventRow('bench', {
        ...event,
        receivedAt: event.occurredAt + 40,
        pageUrl: `https://shop.example/p/${offerId}`,
        consent: { ads: true, by: 'shop' },
        items: [{ offerId, quantity: 1, price: { minor: 12_900, currency: 'EUR' } }],
        ...(event.type === 'purchase' ? { orderId: event.eventId.slice(0, 8) } : {}),
      }),
    )
  }
  database.exec('commit')
}
await stores.close()
