import { createReadStream, existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { applyEvent } from '../../src/audience/abandonment.ts'
import { abandoned } from '../../src/audience/join.ts'
import { importCatalog } from '../../src/catalog/ingest.ts'
import { collectEvents } from '../../src/events/collect.ts'
import { readEventFile } from '../../src/events/read-file.ts'
import { nodeDigest } from '../../src/platform/node/digest.ts'
import { memoryStores } from '../../src/storage/memory.ts'
import { testShop } from '../events/test-shop.ts'

const folder = fileURLToPath(new URL('../../../shared/data/', import.meta.url))
const eventsPath = `${folder}events/gally-tracking/tracking_event_documents.json`
const catalogPath = `${folder}catalogs/gally-luma-en-fr/product_documents.json`
const NOW = Date.UTC(2026, 10, 22)

interface TrackingDocument {
  readonly '@timestamp': string
  readonly id: string
  readonly event_type: string
  readonly metadata_code: string
  readonly entity_code: string
  readonly session: { readonly vid: string }
}

const documentsOf = <D>(path: string): D[] =>
  (JSON.parse(readFileSync(path, 'utf8')) as { documents: D[] }[]).flatMap(({ documents }) => documents)

/** Straight from the files: what was touched after it was last ordered, by visitor, of what the catalog sells. */
function leftByTheFiles(): string[] {
  const skus = new Set(documentsOf<{ sku: string }>(catalogPath).map(({ sku }) => sku))
  const open = new Map<string, boolean>()
  const inOrder = documentsOf<TrackingDocument>(eventsPath)
    .filter((made) => made.metadata_code === 'product' && /^(view|add_to_cart|order)$/.test(made.event_type))
    .sort((a, b) => (a['@timestamp'] + a.id < b['@timestamp'] + b.id ? -1 : 1))
  for (const { session, entity_code, event_type } of inOrder)
    if (skus.has(entity_code)) open.set(`${session.vid} ${entity_code}`, event_type !== 'order')
  return [...open].flatMap(([pair, isOpen]) => (isOpen ? [pair] : [])).sort()
}

// The collected catalogs and logs lie beside the repository on some machines only.
describe.runIf(existsSync(eventsPath) && existsSync(catalogPath))('the collected shop with its log', () => {
  it('gives every visitor what they left of what the catalog sells, and keeps the rest', async () => {
    const stores = memoryStores({ apply: applyEvent })
    const shop = testShop({ currency: 'USD', shopUrl: 'https://shop.example/' })
    let ids = 0
    const source = { name: 'product_documents.json', body: createReadStream(catalogPath) }
    await importCatalog(source, { shop }, { catalog: stores.catalog, now: () => NOW, newId: () => `i${++ids}` })
    const unknown = new Set<string>()
    for await (const page of readEventFile(createReadStream(eventsPath))) {
      const inputs = page.map(({ input }) => input)
      const report = await collectEvents(inputs, { shop, receivedAt: NOW }, { ...stores, digest: nodeDigest })
      for (const offerId of report.unknownOfferIds) unknown.add(offerId)
    }
    expect(unknown.size).toBe(6)

    const left: string[] = []
    const options = { asOf: Date.UTC(2025, 11, 20), now: NOW }
    for await (const page of abandoned(shop, options, stores))
      for (const { visitorId, items } of page) left.push(...items.map(({ offerId }) => `${visitorId} ${offerId}`))
    expect(left.sort()).toEqual(leftByTheFiles())
    expect(left.length).toBeGreaterThan(30)
    expect(left.some((pair) => unknown.has(pair.split(' ')[1] ?? ''))).toBe(false)
  })
})
