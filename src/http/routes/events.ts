import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { BATCH_EVENTS_MAX, tooManyEvents } from '../../events/collect.ts'
import { dialectNamed, dialects } from '../../events/dialects/index.ts'
import { eventInputSchema } from '../../events/event-schema.ts'
import { AppError } from '../../shared/errors.ts'
import type { Deps } from '../deps.ts'
import type { AppEnv } from '../env.ts'
import { checkEventSizes, type EventDoor } from '../event-door.ts'
import { KEYED, problems, shopQuery } from '../openapi.ts'

const eventSchema = z.object(eventInputSchema.shape).openapi('Event')
const batchSchema = z.union([
  eventSchema,
  z.array(eventSchema).max(BATCH_EVENTS_MAX),
  z.object({ events: z.array(eventSchema).max(BATCH_EVENTS_MAX), writeKey: z.string().optional() }),
])

const EVENT_EXAMPLE = {
  eventId: '5b0c7a1e',
  type: 'add_to_cart',
  visitorId: 'v-123',
  occurredAt: '2026-11-22T10:00:00Z',
  currency: 'USD',
  consent: { ads: true },
  items: [{ offerId: 'halden-black-m', quantity: 1, price: '129.00' }],
}

const OUTCOME_EXAMPLE = {
  received: 2,
  stored: 1,
  duplicate: 0,
  rejected: 1,
  consentDropped: 0,
  bots: 0,
  unknownOffers: 0,
  rejections: [
    { index: 1, rule: 'type-invalid', message: 'type: expected one of view_item, add_to_cart, …; came "wishlist"' },
  ],
}

const outcomeSchema = z
  .object({
    received: z.int(),
    stored: z.int(),
    duplicate: z.int().openapi({ description: 'Stored before under the same event id' }),
    rejected: z.int(),
    consentDropped: z.int().openapi({ description: 'The visitor refused; counted and forgotten' }),
    bots: z.int(),
    unknownOffers: z
      .int()
      .openapi({ description: 'Different offers of stored events that are not in the catalog; the events are kept' }),
    rejections: z.array(
      z.object({
        index: z.int().openapi({ description: 'Place in the batch, from 0' }),
        eventId: z.string().optional(),
        rule: z.string().openapi({ example: 'visitor-id-missing' }),
        message: z.string(),
      }),
    ),
  })
  .openapi('EventOutcome')

const route = createRoute({
  method: 'post',
  path: '/v1/events',
  tags: ['Events'],
  summary: 'Send what visitors did',
  description:
    'One event, an array or `{ "events": […] }`, at most 500 events in 1 MB, an event at most 32 KB, gzip accepted; over that nothing is stored. Each event is judged by itself: a bad one rejects nothing but itself. The answer comes when what is stored is on disk. A `write` key is enough and may stand in a public page; a page that closes sends it in the body as `writeKey`.',
  security: KEYED,
  request: {
    query: z.object({
      ...shopQuery,
      dialect: z
        .string()
        .max(40)
        .optional()
        .openapi({
          description: `Whose form the events have, where it is not ours: ${dialects.map(({ id }) => id).join(', ')}`,
          example: 'shopify-pixel',
        }),
    }),
  },
  responses: {
    202: {
      description: 'On disk, with what became of each event',
      content: { 'application/json': { schema: outcomeSchema, example: OUTCOME_EXAMPLE } },
    },
    ...problems(400, 401, 403, 404, 413, 415, 503),
  },
})

export function addEventRoutes(app: OpenAPIHono<AppEnv>, _deps: Deps, door: EventDoor): void {
  app.use(route.path, door.anyOrigin, door.enter)
  app.openAPIRegistry.registerPath({
    ...route,
    request: {
      ...route.request,
      body: { required: true, content: { 'application/json': { schema: batchSchema, example: EVENT_EXAMPLE } } },
    },
  })
  app.openapi({ ...route, hide: true }, async (c) => {
    const { dialect: name } = c.req.valid('query')
    const dialect = name === undefined ? undefined : dialectNamed(name)
    const body = await door.read(c, { keyName: 'writeKey' })
    const records = eventsOf(body)
    if (records.length > BATCH_EVENTS_MAX) throw tooManyEvents(records.length)
    checkEventSizes(records)
    const inputs = dialect
      ? records.flatMap((record) => (isObject(record) ? dialect.translate(record, door.context()) : [record]))
      : records
    const report = await door.receive(c, inputs, { dialect: dialect?.id })
    const { received, stored, duplicate, rejected, consentDropped, bots, unknownOffers, rejections } = report
    return c.json(
      { received, stored, duplicate, rejected, consentDropped, bots, unknownOffers, rejections: [...rejections] },
      202,
    )
  })
}

/** The events of a body in any of its three shapes. What each of them is worth is for `collectEvents` to say. */
function eventsOf(body: unknown): readonly unknown[] {
  const events = isObject(body) && Object.hasOwn(body, 'events') ? body.events : isObject(body) ? [body] : body
  if (!Array.isArray(events))
    throw new AppError('invalid', 'send one event object, an array of them, or { "events": […] }')
  return events
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
