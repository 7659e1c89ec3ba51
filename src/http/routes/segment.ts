import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { BATCH_EVENTS_MAX, tooManyEvents } from '../../events/collect.ts'
import { segment } from '../../events/dialects/segment.ts'
import { AppError } from '../../shared/errors.ts'
import type { Deps } from '../deps.ts'
import type { AppEnv } from '../env.ts'
import { checkEventSizes, type EventDoor } from '../event-door.ts'
import { KEYED, problems, shopQuery } from '../openapi.ts'

const messageSchema = z.looseObject({
  messageId: z.string().optional().openapi({ description: 'The same id is stored once' }),
  anonymousId: z.string().optional(),
  userId: z.string().optional(),
  event: z.string().optional().openapi({ example: 'Product Added' }),
  properties: z.looseObject({}).optional(),
  timestamp: z.string().optional(),
  sentAt: z.string().optional(),
  writeKey: z.string().optional().openapi({ description: 'Instead of the Authorization header' }),
})

const CALLS = [
  ['track', 'Something a visitor did, such as "Product Added"', messageSchema],
  ['identify', 'Who a visitor is', messageSchema],
  ['page', 'A page that was looked at; taken and passed over', messageSchema],
  ['screen', 'A screen of an app that was looked at; taken and passed over', messageSchema],
  ['group', 'Taken and passed over', messageSchema],
  ['alias', 'Taken and passed over', messageSchema],
  ['batch', 'Several messages of any kind', z.looseObject({ batch: z.array(messageSchema).max(BATCH_EVENTS_MAX) })],
] as const

/** The HTTP API that the libraries of Segment and RudderStack send to: only the host and the key are ours. */
export function addSegmentRoutes(app: OpenAPIHono<AppEnv>, _deps: Deps, door: EventDoor): void {
  for (const [call, summary, schema] of CALLS) {
    const route = createRoute({
      method: 'post',
      path: `/v1/${call}`,
      tags: ['Events'],
      summary: `Segment ${call}: ${summary}`,
      description:
        'As the libraries of Segment and RudderStack send it, with a write key as user name of Basic authentication or as `writeKey`. A message that cannot be read is kept for a replay.',
      security: KEYED,
      request: { query: z.object(shopQuery) },
      responses: {
        200: {
          description: 'On disk',
          content: { 'application/json': { schema: z.object({ success: z.literal(true) }) } },
        },
        ...problems(400, 401, 403, 404, 413, 415, 503),
      },
    })
    app.use(route.path, door.anyOrigin, door.enter)
    app.openAPIRegistry.registerPath({
      ...route,
      request: { ...route.request, body: { required: true, content: { 'application/json': { schema } } } },
    })
    app.openapi({ ...route, hide: true }, async (c) => {
      const body = await door.read(c, { keyName: 'writeKey' })
      if (!isRecord(body)) throw new AppError('invalid', 'send one message as a JSON object')
      const messages = call === 'batch' ? batchOf(body) : [{ ...body, type: call }]
      if (messages.length > BATCH_EVENTS_MAX) throw tooManyEvents(messages.length)
      checkEventSizes(messages)
      const inputs = messages.flatMap((message) =>
        isRecord(message) ? segment.translate(message, door.context()) : [message],
      )
      await door.receive(c, inputs, { dialect: segment.id, onInvalid: 'set-aside' })
      return c.json({ success: true as const }, 200)
    })
  }
}

/** The messages with what the batch says for all of them. */
function batchOf(body: Record<string, unknown>): unknown[] {
  const messages = own(body, 'batch')
  if (!Array.isArray(messages)) throw new AppError('invalid', 'batch: expected a list of messages')
  const { sentAt, context } = body
  return messages.map((message) => {
    if (!isRecord(message)) return message
    return {
      ...message,
      sentAt: message.sentAt ?? sentAt,
      context:
        isRecord(context) && !isRecord(message.context)
          ? context
          : { ...asRecord(context), ...asRecord(message.context) },
    }
  })
}

const own = (record: Record<string, unknown>, key: string): unknown =>
  Object.hasOwn(record, key) ? record[key] : undefined

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const asRecord = (value: unknown): Record<string, unknown> => (isRecord(value) ? value : {})
