import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { renderCreative, verifyCreativeAddress } from '../../creative/creative.ts'
import type { CreativeRenderer } from '../../creative/ports.ts'
import { noSuchShop } from '../access.ts'
import type { Deps } from '../deps.ts'
import type { AppEnv } from '../env.ts'
import { problems } from '../openapi.ts'
import { answerPicture, IMMUTABLE } from '../picture.ts'

const binary = { schema: { type: 'string', format: 'binary' } as const }
const part = (description: string, example: string) => z.string().max(250).openapi({ description, example })

const route = createRoute({
  method: 'get',
  path: '/creatives/{shop}/{template}/{placement}/{file}',
  tags: ['Pictures'],
  summary: 'An ad image',
  description:
    'Rendered when it is first asked for. Such addresses are handed out by feeds, by `GET /v1/offers/{id}` and by the studio; they are signed, and they change if and only if the picture does. An address whose picture is gone answers with today’s, which must not be kept.',
  request: {
    params: z.object({
      shop: part('The shop', 'demo'),
      template: part('The template', 'reminder'),
      placement: part('Size and safe area on a channel', 'meta-feed-square'),
      file: part('`<offerId>.<jpeg or png>`', 'halden-black-m.jpeg'),
    }),
  },
  responses: {
    200: { description: 'The picture', content: { 'image/jpeg': binary, 'image/png': binary } },
    304: { description: 'The copy at hand is the picture' },
    ...problems(404, 503),
  },
})

/** The signature is the only key there is: platforms and mail readers fetch these without one. */
export function addCreativeRoutes(app: OpenAPIHono<AppEnv>, deps: Deps): void {
  app.openapi(route, async (c) => {
    const parts = { ...c.req.valid('param'), query: new URL(c.req.url).searchParams }
    const request = verifyCreativeAddress(parts, deps)
    const shop = await deps.shops.getShop(request.shopId)
    if (!shop) throw noSuchShop()
    c.set('shopId', shop.shopId)

    const renderer = measured(deps)
    try {
      const { bytes, contentType, hash, current } = await renderCreative(shop, request, { ...deps, renderer })
      deps.metrics.count('render_total', { result: renderer.rendered ? 'rendered' : 'kept' })
      return answerPicture(c, { bytes, contentType, hash, cacheControl: current ? IMMUTABLE : 'no-store' })
    } catch (error) {
      deps.metrics.count('render_total', { result: 'failed' })
      throw error
    }
  })
}

/** Tells whether this request is the one that rendered, and how long that took. */
function measured({ renderer, metrics, now }: Deps): CreativeRenderer & { readonly rendered: boolean } {
  let rendered = false
  return {
    get rendered() {
      return rendered
    },
    async render(job) {
      rendered = true
      if (!job.photo) metrics.count('render_fallback_total', { kind: 'no-photo' })
      const startedAt = now()
      const creative = await renderer.render(job)
      metrics.observe('render_seconds', Math.max(0, now() - startedAt) / 1000, { stage: 'total' })
      return creative
    },
  }
}
