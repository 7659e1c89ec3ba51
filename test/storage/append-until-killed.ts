import Database from 'better-sqlite3'
import { applyEvent } from '../../src/audience/abandonment.ts'
import { nodeDigest } from '../../src/platform/node/digest.ts'
import { sqliteStores } from '../../src/storage/sqlite.ts'

/** Appends events without end, some alone and some in batches, and writes the id of each when it was acknowledged. */
const path = process.argv[2] as string
const { migrate, events } = sqliteStores(new Database(path), { apply: applyEvent, digest: nodeDigest })
await migrate()

let next = 0
async function appendForever(size: number): Promise<void> {
  for (;;) {
    const batch = Array.from({ length: size }, () => {
      const number = ++next
      return {
        eventId: `e${number}`,
        type: 'add_to_cart' as const,
        visitorId: `v${number % 50}`,
        occurredAt: number,
        receivedAt: number,
        consent: {},
        items: [{ offerId: `o${number % 7}`, quantity: 1 }],
      }
    })
    await events.append('one', batch)
    process.stdout.write(batch.map(({ eventId }) => `${eventId}\n`).join(''))
  }
}

await Promise.all([appendForever(1), appendForever(1), appendForever(1), appendForever(20)])
