import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { BATCH_EVENTS_MAX, tooManyEvents } from '../../events/collect.ts'
import { ga4 } from '../../events/dialects/ga4.ts'
import { AppError } from '../../shared/errors.ts'
import type { Deps } from '../deps.ts'
import type { AppEnv } from '../env.ts'
import { checkEventSizes, type EventDoor } from '../event-door.ts'
import { KEYED, problems, shopQuery } from '../openapi.ts'

const bodySchema = z.looseObject({
  client_id: z.string().optional(),
  user_id: z.string().optional(),
  timestamp_micros: z.union([z.int(), z.string()]).optional(),
  consent: z.looseObject({ ad_user_data: z.string().optional(), ad_personalization: z.string().optional() }).optional(),
  events: z.array(
    z.looseObject({ name: z.string().openapi({ example: 'add_to_cart' }), params: z.looseObject({}).optional() }),
  ),
})

const route = createRoute({
  method: 'post',
  path: '/mp/collect',
  tags: ['Events'],
  summary: 'GA4 Measurement Protocol',
  description:
    'As servers send it to Google Analytics, with a write key as `api_secret`. Like there the answer says nothing; an event that cannot be read is kept for a replay.',
  security: KEYED,
  request: {
    query: z.object({
      ...shopQuery,
      api_secret: z.string().max(512).optional().openapi({ description: 'A write key' }),
      measurement_id: z.string().max(100).optional(),
      firebase_app_id: z.string().max(200).optional(),
    }),
  },
  responses: { 204: { description: 'On disk' }, ...problems(400, 401, 403, 404, 413, 415, 503) },
})

export function addGa4Routes(app: OpenAPIHono<AppEnv>, _deps: Deps, door: EventDoor): void {
  app.use(route.path, door.anyOrigin, door.enter)
  app.openAPIRegistry.registerPath({
    ...route,
    request: { ...route.request, body: { required: true, content: { 'application/json': { schema: bodySchema } } } },
  })
  app.openapi({ ...route, hide: true }, async (c) => {
    const body = await door.read(c, { keys: [c.req.valid('query').api_secret] })
    const { events } = (typeof body === 'object' && body !== null ? body : {}) as { events?: unknown }
    if (!Array.isArray(events)) throw new AppError('invalid', 'events: expected a list of events')
    if (events.length > BATCH_EVENTS_MAX) throw tooManyEvents(events.length)
    checkEventSizes(events)
    const inputs = ga4.translate(body as Record<string, unknown>, door.context())
    await door.receive(c, inputs, { dialect: ga4.id, onInvalid: 'set-aside' })
    return c.body(null, 204)
  })
}
