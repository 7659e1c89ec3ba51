import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { woocommerce } from '../../events/dialects/woocommerce.ts'
import type { Deps } from '../deps.ts'
import type { AppEnv } from '../env.ts'
import type { EventDoor } from '../event-door.ts'
import { problems } from '../openapi.ts'
import { deliveryBody, readDelivery, verifyDelivery } from '../webhook-delivery.ts'

const route = createRoute({
  method: 'post',
  path: '/webhooks/{shop}/woocommerce',
  tags: ['Events'],
  summary: 'Webhooks of WooCommerce',
  description:
    'For the topics `order.created` and `order.updated`; others are taken and passed over, and so is the unsigned ping that WooCommerce sends when a webhook is made. Signed over the raw body with the secret of `secondglance webhooks set woocommerce`.',
  request: { params: z.object({ shop: z.string().max(40) }) },
  responses: {
    200: { description: 'On disk', content: { 'application/json': { schema: z.object({ ok: z.literal(true) }) } } },
    ...problems(401, 413, 503),
  },
})

const TOPICS: ReadonlySet<string> = new Set(['order.created', 'order.updated', 'order.restored'])

export function addWoocommerceRoutes(app: OpenAPIHono<AppEnv>, deps: Deps, door: EventDoor): void {
  app.use(route.getRoutingPath(), door.enter)
  app.openapi(route, async (c) => {
    const bytes = await readDelivery(c)
    if (isPing(bytes)) return c.json({ ok: true as const }, 200)
    await verifyDelivery(c, bytes, { source: 'woocommerce', header: 'X-WC-Webhook-Signature' }, deps)
    const inputs = inputsOf(c.req.header('X-WC-Webhook-Topic')?.trim() ?? '', bytes)
    if (inputs.length > 0) await door.receive(c, inputs, { dialect: woocommerce.id, onInvalid: 'set-aside' })
    return c.json({ ok: true as const }, 200)
  })

  function inputsOf(topic: string, bytes: Uint8Array): readonly unknown[] {
    if (!TOPICS.has(topic)) return []
    const body = deliveryBody(bytes)
    return typeof body === 'string' ? [body] : woocommerce.translate(body, door.context())
  }
}

const PING_BYTES_MAX = 64

/** A form that says nothing but the webhook's number, and changes nothing. */
const isPing = (bytes: Uint8Array): boolean =>
  bytes.length <= PING_BYTES_MAX && /^webhook_id=\d+$/.test(new TextDecoder().decode(bytes))
