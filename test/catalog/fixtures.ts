import { applyEvent } from '../../src/audience/abandonment.ts'
import { type ImportOptions, importCatalog } from '../../src/catalog/ingest.ts'
import type { Offer } from '../../src/catalog/offer.ts'
import type { RawRecord } from '../../src/catalog/raw-record.ts'
import { readerFor } from '../../src/catalog/readers/index.ts'
import { fieldsOfJson } from '../../src/catalog/readers/json.ts'
import type { Reading } from '../../src/catalog/readers/reader.ts'
import { DEFAULT_SETTINGS, type Shop, type ShopSettings } from '../../src/catalog/shop.ts'
import type { ImportReport } from '../../src/catalog/store.ts'
import { memoryStores } from '../../src/storage/memory.ts'
import type { Stores } from '../../src/storage/stores.ts'

export const NOW = Date.UTC(2026, 10, 22, 12)

export const shopWith = (settings: Partial<ShopSettings> = {}): Shop => ({
  shopId: 'optics',
  name: 'Optics',
  createdAt: NOW,
  settings: { ...DEFAULT_SETTINGS, ...settings },
})

/** A shop that knows what files leave out. */
export const SHOP = shopWith({ currency: 'EUR', shopUrl: 'https://shop.example' })

/** A record as a source in JSON would give it. */
export const recordFrom = (
  fields: Readonly<Record<string, unknown>>,
  options: Omit<RawRecord, 'fields'> = {},
): RawRecord => ({
  ...options,
  fields: fieldsOfJson(fields),
})

/** What every offer needs, to be spread into a record. */
export const LEAST = {
  id: 'halden-black',
  title: 'Halden reading glasses',
  link: 'https://shop.example/halden',
  price: '129.00 EUR',
  availability: 'in_stock',
} as const

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

export async function* inPieces(bytes: Uint8Array, size = 7): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

export async function gzipped(bytes: Uint8Array): Promise<Uint8Array> {
  const stream = new Blob([bytes.slice()]).stream().pipeThrough(new CompressionStream('gzip'))
  return new Uint8Array(await new Response(stream).arrayBuffer())
}

export async function openStores(): Promise<Stores> {
  const stores = memoryStores({ apply: applyEvent })
  await stores.shops.createShop(SHOP)
  return stores
}

let imports = 0

/** Imports a text, in pieces that cut through lines and characters. */
export async function importText(
  stores: Stores,
  content: string | Uint8Array,
  options: Partial<ImportOptions> = {},
): Promise<ImportReport> {
  const bytes = typeof content === 'string' ? bytesOf(content) : content
  return importCatalog(
    { name: 'catalog', body: inPieces(bytes, Math.max(7, Math.ceil(bytes.length / 50))) },
    { shop: SHOP, ...options },
    { catalog: stores.catalog, now: () => NOW, newId: () => `import-${++imports}` },
  )
}

export async function offersOf({ catalog }: Stores): Promise<Offer[]> {
  const offers: Offer[] = []
  for await (const page of catalog.scanOffers(SHOP.shopId)) offers.push(...page)
  return offers
}

/** Reads a text with the reader that its head calls for, in pieces of `size` characters. */
export async function readText(
  content: string,
  { size = 11, format = 'auto', locale }: { size?: number; format?: string; locale?: string } = {},
): Promise<{ format: string; readings: Reading[]; notices: string[] }> {
  const head = { text: content.slice(0, 65_536), complete: content.length <= 65_536 }
  const reader = readerFor(format, head)
  const notices: string[] = []
  const readings: Reading[] = []
  async function* pieces(): AsyncGenerator<string> {
    for (let at = 0; at < content.length; at += size) yield content.slice(at, at + size)
  }
  const context = {
    currency: 'EUR',
    shopUrl: 'https://shop.example',
    head,
    locale,
    notice: (text: string) => void notices.push(text),
  }
  for await (const page of reader.read(pieces(), context)) readings.push(...page)
  return { format: reader.id, readings, notices }
}

/** Records as plain values, for comparing. */
export const plainFields = (readings: readonly Reading[]): unknown[] =>
  readings.map((reading) => (reading.kind === 'record' ? plain(reading.record.fields) : reading.rule))

const plain = (value: unknown): unknown =>
  value instanceof Map
    ? Object.fromEntries([...value].map(([key, each]) => [key, plain(each)]))
    : Array.isArray(value)
      ? value.map(plain)
      : value
