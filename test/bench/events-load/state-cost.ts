import { join } from 'node:path'
import Database from 'better-sqlite3'
import { type ApplyEvent, applyEvent } from '../../../src/audience/abandonment.ts'
import type { ShopEvent } from '../../../src/events/event.ts'
import { nodeDigest } from '../../../src/platform/node/digest.ts'
import { sqliteStores } from '../../../src/storage/sqlite.ts'
import { shoppers } from './shoppers.ts'

const GROUP = 200
const EVENTS = 30_000

/** Microseconds of CPU that an event costs more with its state than without. */
export async function stateCost(folder: string): Promise<number> {
  const open = (name: string, apply: ApplyEvent) =>
    sqliteStores(new Database(join(folder, name)), { apply, digest: nodeDigest })
  const kept = open('kept.db', applyEvent)
  const bare = open('bare.db', (state) => state)
  for (const { migrate } of [kept, bare]) await migrate()
  const next = shoppers(5, Date.UTC(2026, 10, 10))
  const cpu = { kept: 0, bare: 0 }
  for (let sent = -EVENTS / 2; sent < EVENTS; sent += GROUP)
    for (const [name, { events }] of [['kept', kept] as const, ['bare', bare] as const]) {
      const group = Array.from({ length: GROUP }, (): ShopEvent => {
        const { offerId, ...event } = next()
        const items = [{ offerId, quantity: 1, price: { minor: 12_900, currency: 'EUR' } }]
        return { ...event, receivedAt: event.occurredAt, consent: { ads: true }, items }
      })
      const before = process.cpuUsage()
      await events.append(name, group)
      const { user, system } = process.cpuUsage(before)
      if (sent >= 0) cpu[name] += user + system
    }
  await kept.close()
  await bare.close()
  return (cpu.kept - cpu.bare) / EVENTS
}
