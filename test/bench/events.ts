import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { DEFAULT_SETTINGS, type Shop } from '../../src/catalog/shop.ts'
import { built } from './built.ts'
import { compare, print } from './measure.ts'
import { seeded } from './seeded-offers.ts'

const NOW = Date.UTC(2026, 10, 22)
const EVENTS = 500
const BATCH = 50

/** Events judged, stored with the state they lead to, and on disk. */
export async function benchEvents(budgetMs: number): Promise<void> {
  const [{ sqliteStores }, { collectEvents }, { nodeDigest }, { applyEvent }] = await Promise.all([
    built<typeof import('../../src/storage/sqlite.ts')>('storage/sqlite.js'),
    built<typeof import('../../src/events/collect.ts')>('events/collect.js'),
    built<typeof import('../../src/platform/node/digest.ts')>('platform/node/digest.js'),
    built<typeof import('../../src/audience/abandonment.ts')>('audience/abandonment.js'),
  ])
  const folder = mkdtempSync(join(tmpdir(), 'secondglance-bench-'))
  const stores = await sqliteStores(new Database(join(folder, 'bench.db')), { apply: applyEvent, digest: nodeDigest })
  const shop: Shop = { shopId: 'bench', name: 'Bench', createdAt: NOW, settings: DEFAULT_SETTINGS }
  const deps = { ...stores, digest: nodeDigest }
  const next = eventSource()
  const collect = (events: object[]) => collectEvents(events, { shop, receivedAt: NOW }, deps)
  try {
    await stores.migrate()
    await stores.shops.createShop(shop)
    const figures = await compare(
      [
        {
          name: 'one after the other, a commit each',
          async run() {
            for (let sent = 0; sent < EVENTS / 5; sent++) await collect([next()])
            return EVENTS / 5
          },
        },
        {
          name: 'one by one, 64 senders at a time',
          async run() {
            for (let sent = 0; sent < EVENTS; sent += 64)
              await Promise.all(Array.from({ length: Math.min(64, EVENTS - sent) }, () => collect([next()])))
            return EVENTS
          },
        },
        {
          name: `batches of ${BATCH}, one after the other`,
          async run() {
            for (let sent = 0; sent < EVENTS; sent += BATCH) await collect(Array.from({ length: BATCH }, next))
            return EVENTS
          },
        },
      ],
      budgetMs,
    )
    print('Events, acknowledged when on disk (without HTTP)', 'events', figures)
  } finally {
    await stores.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

function eventSource(): () => object {
  const random = seeded(7)
  const types = ['view_item', 'view_item', 'view_item', 'add_to_cart', 'begin_checkout', 'purchase']
  let count = 0
  return () => {
    count += 1
    const type = types[Math.floor(random() * types.length)]
    return {
      eventId: `bench-${count}`,
      type,
      visitorId: `v-${Math.floor(random() * 20_000)}`,
      occurredAt: new Date(NOW - 86_400_000 + count).toISOString(),
      currency: 'EUR',
      ...(type === 'purchase' ? { orderId: `o-${count}` } : {}),
      items: [{ offerId: `model-${Math.floor(random() * 5_000)}-0`, quantity: 1, price: '129.00' }],
    }
  }
}
