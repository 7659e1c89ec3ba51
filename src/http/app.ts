import { OpenAPIHono } from '@hono/zod-openapi'
import { methodNotAllowed } from 'hono/method-not-allowed'
import { AppError } from '../shared/errors.ts'
import type { Deps } from './deps.ts'
import type { AppEnv } from './env.ts'
import { answerError, answerProblem } from './errors.ts'
import { observed } from './observe.ts'
import { addCatalogRoutes } from './routes/catalog.ts'
import { addCreativeRoutes } from './routes/creatives.ts'
import { addDocsRoutes } from './routes/docs.tsx'
import { addDoorRoutes } from './routes/doors.ts'
import { addFaceRoutes } from './routes/faces.ts'
import { addFeedRoutes } from './routes/feeds.ts'
import { addHealthRoutes } from './routes/health.ts'
import { addMatchingRoutes } from './routes/matching.ts'
import { addOfferRoutes } from './routes/offers.ts'
import { addPersonRoutes } from './routes/persons.ts'
import { addPhotoRoutes } from './routes/photos.ts'
import { addRuleRoutes } from './routes/rules.ts'
import { addSourceRoutes } from './routes/sources.ts'
import { addStudioRoutes } from './routes/studio.tsx'
import { addVisitorRoutes } from './routes/visitors.ts'
import { securityHeaders } from './security-headers.ts'

/** One function per group of routes; `/openapi.json` and `/docs` tell them in this order. */
const ROUTE_GROUPS: readonly ((app: OpenAPIHono<AppEnv>, deps: Deps) => void)[] = [
  addDoorRoutes,
  addMatchingRoutes,
  addCatalogRoutes,
  addSourceRoutes,
  addRuleRoutes,
  addOfferRoutes,
  addVisitorRoutes,
  addPersonRoutes,
  addFeedRoutes,
  addCreativeRoutes,
  addPhotoRoutes,
  addHealthRoutes,
  addStudioRoutes,
  addFaceRoutes,
  addDocsRoutes,
]

/**
 * The service. It makes no address from a request (only from `deps.publicUrl`), and it counts every body; that a slow
 * one is cut off after a time is the root's part, which owns the sockets.
 */
export function createApp(deps: Deps): OpenAPIHono<AppEnv> {
  const app = new OpenAPIHono<AppEnv>({
    defaultHook: (result) => {
      if (result.success) return
      const faults = result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
      const part = { param: 'address', query: 'query' }[result.target as string] ?? result.target
      throw new AppError('invalid', `the ${part} of the request is wrong`, { details: faults })
    },
  })

  app.use(observed(deps))
  app.use(securityHeaders(deps.publicUrl))
  app.use(
    methodNotAllowed({
      app,
      onMethodNotAllowed: (c, methods) =>
        answerProblem(c, deps.publicUrl, {
          code: 'method-not-allowed',
          status: 405,
          detail: `${c.req.method} is not taken here; this address takes ${methods.join(', ')}`,
          headers: { Allow: methods.join(', ') },
        }),
    }),
  )
  for (const addRoutes of ROUTE_GROUPS) addRoutes(app, deps)

  app.notFound((c) =>
    answerProblem(c, deps.publicUrl, {
      code: 'not-found',
      status: 404,
      detail: `no route has this address; ${deps.publicUrl}/docs lists them`,
    }),
  )
  app.onError((error, c) => answerError(error, c, deps))
  return app
}
