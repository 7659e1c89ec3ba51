import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { erasePerson, exportPerson, subjectOf } from '../../audience/person-data.ts'
import type { Subject } from '../../events/store.ts'
import { AppError } from '../../shared/errors.ts'
import { authorized } from '../access.ts'
import { readJson } from '../body.ts'
import type { Deps } from '../deps.ts'
import type { AppEnv } from '../env.ts'
import { KEYED, problems, shopQuery } from '../openapi.ts'

const subjectSchema = z
  .object({
    visitorId: z.string().min(1).max(200).optional(),
    userId: z.string().min(1).max(200).optional(),
    email: z.string().max(320).optional().openapi({ description: 'Hashed on arrival, and not kept' }),
    emailSha256: z
      .string()
      .regex(/^[0-9a-fA-F]{64}$/)
      .optional(),
  })
  .openapi('Subject', { description: 'By what a person is known; at least one', example: { visitorId: 'v-123' } })

const body = { required: true, content: { 'application/json': { schema: subjectSchema } } }

const erasureSchema = z
  .object({ visitors: z.int(), events: z.int(), items: z.int(), deadLetters: z.int() })
  .openapi('Erasure')

const eraseRoute = createRoute({
  method: 'post',
  path: '/v1/persons/erase',
  tags: ['Visitors'],
  summary: 'Remove everything kept of a person, and keep it out',
  description:
    'On all devices that are known to be theirs. What comes in later with any of their ids is counted and forgotten; of the ids only hashes stay.',
  security: KEYED,
  request: { query: z.object(shopQuery), body },
  responses: {
    200: {
      description: 'How much was removed; nothing of a person nobody has seen, who is kept out all the same',
      content: {
        'application/json': {
          schema: erasureSchema,
          example: { visitors: 2, events: 31, items: 4, deadLetters: 0 },
        },
      },
    },
    ...problems(400, 401, 403, 404, 413, 415),
  },
})

const exportRoute = createRoute({
  method: 'post',
  path: '/v1/persons/export',
  tags: ['Visitors'],
  summary: 'Everything kept of a person: what erasing would remove',
  security: KEYED,
  request: { query: z.object(shopQuery), body },
  responses: {
    200: {
      description: 'Visitors, events, items and what was set aside, as they are kept; instants in epoch milliseconds',
      content: {
        'application/json': {
          schema: z
            .object({
              visitorIds: z.array(z.string()),
              events: z.array(z.record(z.string(), z.unknown())),
              items: z.array(z.record(z.string(), z.unknown())),
              deadLetters: z.array(z.record(z.string(), z.unknown())),
            })
            .openapi('PersonData'),
          example: { visitorIds: ['v-123'], events: [], items: [], deadLetters: [] },
        },
      },
    },
    ...problems(400, 401, 403, 404, 413, 415),
  },
})

const BODY_BYTES_MAX = 4 * 1024

export function addPersonRoutes(app: OpenAPIHono<AppEnv>, deps: Deps): void {
  const mayErase = authorized({ permission: 'persons:erase', shopIn: 'query' }, deps)
  for (const route of [eraseRoute, exportRoute]) app.openAPIRegistry.registerPath(route)

  app.post(eraseRoute.path, mayErase, async (c) => {
    const subject = await readSubject(c.req.raw, deps)
    return c.json(await erasePerson(c.get('access').shop.shopId, subject, deps.now(), deps))
  })

  app.post(exportRoute.path, mayErase, async (c) => {
    const subject = await readSubject(c.req.raw, deps)
    return c.json(await exportPerson(c.get('access').shop.shopId, subject, deps))
  })
}

async function readSubject(request: Request, { digest }: Pick<Deps, 'digest'>): Promise<Subject> {
  const body = await readJson(request, { wireBytes: BODY_BYTES_MAX, inflatedBytes: BODY_BYTES_MAX })
  const parsed = subjectSchema.safeParse(body)
  if (parsed.success) return subjectOf(parsed.data, digest)
  throw new AppError('invalid', 'the person is not named right; write { "visitorId": "v-123" }', {
    details: parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`),
  })
}
