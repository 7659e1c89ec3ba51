import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { AppError } from '../../shared/errors.ts'
import type { Deps } from '../deps.ts'
import type { AppEnv } from '../env.ts'
import { problems } from '../openapi.ts'

const route = createRoute({
  method: 'get',
  path: '/pixel.js',
  tags: ['Events'],
  summary: 'The first-party pixel',
  description:
    'One script for every page of the shop: `<script async src="…/pixel.js" data-key="<write key>"></script>`. It reads GA4 `dataLayer` pushes and Consent Mode, and takes `sg("add_to_cart", { offerId, quantity, price, currency })` and `sg("consent", { ads: true })`. `data-consent="wait"` sends nothing before somebody agreed.',
  responses: {
    200: {
      description: 'JavaScript',
      content: { 'text/javascript': { schema: z.string(), example: '(() => { … })()' } },
    },
    ...problems(404),
  },
})

export function addPixelRoutes(app: OpenAPIHono<AppEnv>, deps: Pick<Deps, 'readPixel'>): void {
  let script: Promise<string> | undefined
  app.openapi(route, async (c) => {
    if (!deps.readPixel) throw new AppError('not-found', 'this installation serves no pixel')
    script ??= deps.readPixel()
    return c.body(await script, 200, {
      'Content-Type': 'text/javascript; charset=utf-8',
      'Cache-Control': 'public, max-age=3600',
      'Access-Control-Allow-Origin': '*',
      'Cross-Origin-Resource-Policy': 'cross-origin',
    })
  })
}
