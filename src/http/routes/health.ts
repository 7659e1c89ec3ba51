import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { AppError } from '../../shared/errors.ts'
import { firstLiveKey } from '../access.ts'
import { may, presentedKeys } from '../auth.ts'
import type { Deps } from '../deps.ts'
import type { AppEnv } from '../env.ts'
import { isLoopbackRequest } from '../loopback.ts'
import { KEYED, problems } from '../openapi.ts'

const healthRoute = createRoute({
  method: 'get',
  path: '/healthz',
  tags: ['Operation'],
  summary: 'Whether the process answers',
  responses: {
    200: { description: 'Alive', content: { 'application/json': { schema: z.object({ status: z.literal('ok') }) } } },
  },
})

const readinessSchema = z.object({
  ready: z.boolean(),
  checks: z.record(z.string(), z.boolean()).openapi({ example: { database: true, blobs: true } }),
})

const readyRoute = createRoute({
  method: 'get',
  path: '/readyz',
  tags: ['Operation'],
  summary: 'Whether everything the service needs answers',
  responses: {
    200: { description: 'Ready for traffic', content: { 'application/json': { schema: readinessSchema } } },
    503: { description: 'A check failed', content: { 'application/json': { schema: readinessSchema } } },
  },
})

const metricsRoute = createRoute({
  method: 'get',
  path: '/metrics',
  tags: ['Operation'],
  summary: 'Counters, gauges and histograms for Prometheus',
  description: 'For this machine itself without a key, for others with an admin key that serves every shop.',
  security: [...KEYED, {}],
  responses: {
    200: {
      description: 'Prometheus text format',
      content: { 'text/plain': { schema: z.string(), example: 'events_stored_total 1204' } },
    },
    ...problems(401, 403),
  },
})

export function addHealthRoutes(app: OpenAPIHono<AppEnv>, deps: Deps): void {
  app.openapi(healthRoute, (c) => c.json({ status: 'ok' as const }, 200))

  app.openapi(readyRoute, async (c) => {
    const checks = await deps.checks()
    const ready = Object.values(checks).every(Boolean)
    return c.json({ ready, checks: { ...checks } }, ready ? 200 : 503)
  })

  app.openapi(metricsRoute, async (c) => {
    if (!isLoopbackRequest(c, deps)) {
      const key = await firstLiveKey(presentedKeys(c.req.header('Authorization')), deps)
      if (!may(key.role, 'metrics:read') || key.shopId !== undefined)
        throw new AppError('forbidden', 'the figures are of all shops; an admin key that serves all may read them')
    }
    await measureStores(deps)
    return c.text(await deps.metrics.expose(), 200, { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' })
  })
}

/** Gauges say how things stand when they are read. */
async function measureStores(deps: Deps): Promise<void> {
  let offers = 0
  let items = 0
  let oldest = Number.POSITIVE_INFINITY
  for (const { shopId } of await deps.shops.listShops()) {
    offers += (await deps.catalog.status(shopId)).offers
    for (const version of await deps.feeds.list(shopId)) {
      items += version.items
      oldest = Math.min(oldest, version.builtAt)
    }
  }
  deps.metrics.gauge('catalog_items', offers)
  deps.metrics.gauge('feed_items', items)
  deps.metrics.gauge('feed_age_seconds', Number.isFinite(oldest) ? Math.max(0, deps.now() - oldest) / 1000 : 0)
}
