import { readFile } from 'node:fs/promises'
import { applyEvent } from '../../src/audience/abandonment.ts'
import type { FetchedResource } from '../../src/catalog/photo.ts'
import { DEFAULT_SETTINGS, type Shop } from '../../src/catalog/shop.ts'
import { createApp } from '../../src/http/app.ts'
import { createKey } from '../../src/http/auth.ts'
import type { Deps } from '../../src/http/deps.ts'
import type { Role } from '../../src/http/keys.ts'
import { nodeDigest } from '../../src/platform/node/digest.ts'
import { newId, newSecret } from '../../src/platform/node/ids.ts'
import { inProcessRenderer } from '../../src/platform/node/in-process-renderer.ts'
import { pause } from '../../src/platform/node/pause.ts'
import { sharpPhotoNormalizer } from '../../src/platform/node/photo-normalizer.ts'
import { readPixel } from '../../src/platform/node/pixel-script.ts'
import { jsonLog, promMetrics } from '../../src/platform/node/telemetry.ts'
import { zlibCompressor } from '../../src/platform/node/zlib-compressor.ts'
import { AppError } from '../../src/shared/errors.ts'
import { memoryStores } from '../../src/storage/memory.ts'
import { memoryBlobs } from '../../src/storage/memory-blobs.ts'

export const NOW = Date.UTC(2026, 10, 24, 12)
export const PUBLIC_URL = 'https://ads.shop.example'

const shopOf = (shopId: string, name: string): Shop => ({
  shopId,
  name,
  createdAt: NOW,
  settings: { ...DEFAULT_SETTINGS, currency: 'USD', shopUrl: `https://${shopId}.example` },
})

/** The renderer holds fonts and caches; one serves all tests of a file. */
let renderer: ReturnType<typeof inProcessRenderer> | undefined

/** The whole service on memory: three shops, a fixed clock, and a web that holds what `web` holds. */
export async function testService(changes: Partial<Deps> = {}) {
  const clock = { at: NOW }
  const web = new Map<string, FetchedResource>()
  const lines: string[] = []
  renderer ??= inProcessRenderer()
  const deps: Deps = {
    ...memoryStores({ apply: applyEvent }),
    blobs: memoryBlobs(),
    fetcher: {
      async fetch(url) {
        const resource = web.get(url)
        if (!resource) throw new AppError('unavailable', `${url} cannot be reached`)
        return resource
      },
    },
    normalizer: sharpPhotoNormalizer,
    renderer,
    digest: nodeDigest,
    compressor: zlibCompressor,
    pause,
    signingKeys: ['signing key of the tests, long enough', 'an older signing key, still verifying'],
    publicUrl: PUBLIC_URL,
    readFace: (file) => readFile(new URL(`../../fonts/${file}`, import.meta.url)),
    log: jsonLog({ write: (line) => lines.push(line) }, { level: 'info', now: () => clock.at }),
    metrics: promMetrics(),
    now: () => clock.at,
    newId,
    newSecret,
    readPixel,
    checks: async () => ({ database: true, blobs: true }),
    ...changes,
  }
  for (const shop of [shopOf('default', 'My shop'), shopOf('demo', 'Demo'), shopOf('other', 'Other')])
    await deps.shops.createShop(shop)
  const app = createApp(deps)

  /** A key of that role, of one shop or of all. */
  const key = async (role: Role, shopId?: string, expiresAt?: number): Promise<string> =>
    (await createKey({ role, shopId, expiresAt }, deps)).key

  const request = (path: string, init: RequestInit & { key?: string } = {}) => {
    const headers = new Headers(init.headers)
    if (init.key !== undefined) headers.set('Authorization', `Bearer ${init.key}`)
    return app.request(path, { ...init, headers })
  }
  const json = (method: string, path: string, body: unknown, init: RequestInit & { key?: string } = {}) =>
    request(path, {
      ...init,
      method,
      body: JSON.stringify(body),
      headers: { 'Content-Type': 'application/json', ...(init.headers as Record<string, string>) },
    })

  return { app, deps, clock, web, lines, key, request, json }
}

export type TestService = Awaited<ReturnType<typeof testService>>

/** An offer as the API takes it. */
export const offerJson = (offerId: string, changes: Record<string, unknown> = {}): Record<string, unknown> => ({
  offerId,
  title: `Offer ${offerId}`,
  description: 'Round glasses with a keyhole bridge.',
  link: `https://default.example/p/${offerId}`,
  imageLink: `https://default.example/i/${offerId}.jpg`,
  price: '129.00',
  currency: 'USD',
  availability: 'in_stock',
  brand: 'Halden',
  condition: 'new',
  ...changes,
})

export const eventJson = (eventId: string, changes: Record<string, unknown> = {}): Record<string, unknown> => ({
  eventId,
  type: 'add_to_cart',
  visitorId: 'v-123',
  occurredAt: new Date(NOW - 3_600_000).toISOString(),
  items: [{ offerId: 'a', quantity: 1, price: '129.00' }],
  currency: 'USD',
  ...changes,
})
