import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { erasePerson, subjectOf } from '../../audience/person-data.ts'
import type { Shop } from '../../catalog/shop.ts'
import { emailOf, objectOf, textOf } from '../../events/dialects/read-value.ts'
import { shopify, translateShopify } from '../../events/dialects/shopify.ts'
import type { Deps } from '../deps.ts'
import type { AppEnv } from '../env.ts'
import type { EventDoor } from '../event-door.ts'
import { problems } from '../openapi.ts'
import { deliveryBody, readDelivery, verifyDelivery } from '../webhook-delivery.ts'

const route = createRoute({
  method: 'post',
  path: '/webhooks/{shop}/shopify',
  tags: ['Events'],
  summary: 'Webhooks of Shopify',
  description:
    'For the topics `carts/*`, `checkouts/*`, `orders/*` and `refunds/create`; others are taken and passed over. `customers/redact` removes everything kept of the person. Signed over the raw body with the secret of `secondglance webhooks set shopify`.',
  request: { params: z.object({ shop: z.string().max(40) }) },
  responses: {
    200: { description: 'On disk', content: { 'application/json': { schema: z.object({ ok: z.literal(true) }) } } },
    ...problems(401, 413, 503),
  },
})

export function addShopifyRoutes(app: OpenAPIHono<AppEnv>, deps: Deps, door: EventDoor): void {
  app.use(route.getRoutingPath(), door.enter)
  app.openapi(route, async (c) => {
    const bytes = await readDelivery(c)
    await verifyDelivery(c, bytes, { source: 'shopify', header: header(c.req.raw, 'Hmac-Sha256') }, deps)
    const body = deliveryBody(bytes)
    const topic = headerOf(c.req.raw, 'Topic') ?? ''
    if (topic === 'customers/redact' && typeof body !== 'string') {
      await redact(body, c.get('access').shop, deps)
      return c.json({ ok: true as const }, 200)
    }
    const inputs =
      typeof body === 'string'
        ? [body]
        : translateShopify(body, {
            topic,
            webhookId: headerOf(c.req.raw, 'Webhook-Id'),
            triggeredAt: headerOf(c.req.raw, 'Triggered-At'),
            isTest: headerOf(c.req.raw, 'Test') === 'true',
          })
    if (inputs.length > 0) await door.receive(c, inputs, { dialect: shopify.id, onInvalid: 'set-aside' })
    return c.json({ ok: true as const }, 200)
  })
}

/** Somebody asked the shop to be forgotten. */
async function redact(body: Record<string, unknown>, { shopId }: Shop, deps: Deps): Promise<void> {
  const { id, email } = objectOf(body.customer)
  const [userId, address] = [textOf(id), emailOf(email)]
  // A trial names nobody.
  if (userId === undefined && address === undefined) return
  await erasePerson(shopId, subjectOf({ userId, email: address }, deps.digest), deps.now(), deps)
}

/** The newer scheme of the same headers has no `X-` before it. */
const header = ({ headers }: Request, name: string): string =>
  headers.has(`X-Shopify-${name}`) || !headers.has(`Shopify-${name}`) ? `X-Shopify-${name}` : `Shopify-${name}`

const VALUE_CHARS_MAX = 120

const headerOf = (request: Request, name: string): string | undefined =>
  request.headers.get(header(request, name))?.trim().slice(0, VALUE_CHARS_MAX) || undefined
