import type { MiddlewareHandler } from 'hono'
import { matchedRoutes } from 'hono/route'
import type { Deps } from './deps.ts'
import type { AppEnv } from './env.ts'

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS'])

/**
 * One log line and one count per request: the route's pattern and never the address, which may hold a token or a
 * visitor's id; the shop only where it exists. Also ends the body of an answer to HEAD, which nobody will read.
 */
export function observed(deps: Pick<Deps, 'log' | 'metrics' | 'now' | 'newId'>): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const startedAt = deps.now()
    c.set('requestId', deps.newId())
    await next()
    if (c.req.method === 'HEAD') await c.res.body?.cancel()

    const route = matchedRoutes(c).findLast(({ method }) => method !== 'ALL')?.path ?? 'none'
    const method = METHODS.has(c.req.method) ? c.req.method : 'other'
    const status = c.res.status
    const durationMs = Math.max(0, deps.now() - startedAt)
    c.res.headers.set('X-Request-Id', c.get('requestId'))
    deps.metrics.count('http_requests_total', { route, method, status: String(status) })
    deps.metrics.observe('http_request_seconds', durationMs / 1000)
    deps.log.info('request', {
      requestId: c.get('requestId'),
      method,
      route,
      status,
      durationMs,
      shop: c.get('shopId'),
      problem: c.get('problem'),
    })
  }
}
