import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { BATCH_EVENTS_MAX } from '../../events/collect.ts'
import { meta } from '../../events/dialects/meta.ts'
import { AppError } from '../../shared/errors.ts'
import type { Deps } from '../deps.ts'
import type { AppEnv } from '../env.ts'
import { checkEventSizes, type EventDoor } from '../event-door.ts'
import { KEYED, problems, shopQuery } from '../openapi.ts'

const serverEventSchema = z.looseObject({
  event_name: z.string().openapi({ example: 'AddToCart' }),
  event_time: z.int().openapi({ description: 'In seconds since 1970', example: 1_795_600_000 }),
  event_id: z.string().optional(),
  user_data: z
    .looseObject({})
    .openapi({ description: 'Hashed as Meta asks for it; only the hash of the address is kept' }),
  custom_data: z.looseObject({}).optional(),
})

const bodySchema = z.looseObject({
  data: z.array(serverEventSchema).max(BATCH_EVENTS_MAX),
  access_token: z.string().optional().openapi({ description: 'A write key' }),
  test_event_code: z.string().optional(),
})

const answerSchema = z.object({ events_received: z.int(), messages: z.array(z.string()), fbtrace_id: z.string() })

/** Where clients put the version of Meta's API, which says nothing here. */
const PATHS = ['/meta/{dataset}/events', '/meta/{version}/{dataset}/events'] as const

export function addMetaRoutes(app: OpenAPIHono<AppEnv>, _deps: Deps, door: EventDoor): void {
  for (const path of PATHS) {
    const hasVersion = path.includes('{version}')
    const route = createRoute({
      method: 'post',
      path,
      tags: ['Events'],
      summary: `Meta Conversions API${hasVersion ? ', with a version' : ''}`,
      description:
        'As servers send it to Meta, with a write key as `access_token` in the query or the body. Like there one event that cannot be read refuses the whole request, and nothing of it is stored.',
      security: KEYED,
      request: {
        params: z.object({ dataset: z.string().max(100), ...(hasVersion && { version: z.string().max(20) }) }),
        query: z.object({
          ...shopQuery,
          access_token: z.string().max(512).optional().openapi({ description: 'A write key' }),
        }),
      },
      responses: {
        200: { description: 'On disk', content: { 'application/json': { schema: answerSchema } } },
        ...problems(400, 401, 403, 404, 413, 415, 503),
      },
    })
    app.use(route.getRoutingPath(), door.anyOrigin, door.enter)
    app.openAPIRegistry.registerPath({
      ...route,
      request: { ...route.request, body: { required: true, content: { 'application/json': { schema: bodySchema } } } },
    })
    app.openapi({ ...route, hide: true }, async (c) => {
      const body = await door.read(c, { keys: [c.req.valid('query').access_token], keyName: 'access_token' })
      const { data, test_event_code } = isRecord(body) ? body : {}
      const events = eventsOf(data)
      checkEventSizes(events)
      const isTest = typeof test_event_code === 'string' && test_event_code !== ''
      const inputs = events.flatMap((event) =>
        meta.translate(isTest ? { ...event, test_event_code } : event, door.context()),
      )
      await door.receive(c, inputs, { dialect: meta.id, onInvalid: 'refuse-all' })
      return c.json({ events_received: events.length, messages: [], fbtrace_id: requestId(c) }, 200)
    })
  }
}

/** Throws AppError `invalid` when one of them lacks what Meta asks of every event. */
function eventsOf(data: unknown): Record<string, unknown>[] {
  if (!Array.isArray(data) || data.length === 0) throw new AppError('invalid', 'data: expected a list of events')
  if (data.length > BATCH_EVENTS_MAX)
    throw new AppError('too-large', `${data.length} events came at once; send at most ${BATCH_EVENTS_MAX} at a time`)
  const faults = data.flatMap((event, index) => {
    const fault = faultOf(event)
    return fault === undefined ? [] : [`event ${index}: ${fault}`]
  })
  if (faults.length > 0)
    throw new AppError('invalid', `${faults.length} of ${data.length} events cannot be read`, { details: faults })
  return data as Record<string, unknown>[]
}

function faultOf(event: unknown): string | undefined {
  if (!isRecord(event)) return 'expected an object'
  if (typeof event.event_name !== 'string' || event.event_name === '') return 'event_name: missing; write "AddToCart"'
  if (!/^\d{9,11}$/.test(String(event.event_time))) return 'event_time: expected seconds since 1970, such as 1795600000'
  if (!isRecord(event.user_data) || Object.keys(event.user_data).length === 0)
    return 'user_data: expected at least one key, such as { "em": ["…"] }'
  return undefined
}

const requestId = (c: Context<AppEnv>): string => c.get('requestId')

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
