import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { type Abandonment, abandonedByVisitor } from '../../audience/join.ts'
import { STAGES } from '../../audience/visitor-item.ts'
import { AppError } from '../../shared/errors.ts'
import { formatAmount } from '../../shared/money.ts'
import { formatInstant, parseDuration } from '../../shared/time.ts'
import { authorized } from '../access.ts'
import type { Deps } from '../deps.ts'
import type { AppEnv } from '../env.ts'
import { KEYED, problems, shopQuery } from '../openapi.ts'

const abandonmentSchema = z
  .object({
    offerId: z.string(),
    stage: z.enum(STAGES),
    quantity: z.int(),
    firstAt: z.iso.datetime(),
    lastAt: z.iso.datetime(),
    priceSeen: z.string().optional().openapi({ description: 'Of one unit, as last shown', example: '129.00' }),
    priceNow: z.string().optional().openapi({ description: 'Of one unit, today', example: '99.00' }),
    currency: z.string().optional().openapi({ example: 'USD' }),
    dropped: z.boolean().openapi({ description: 'Whether it costs less than the visitor saw' }),
    availability: z.string().optional(),
  })
  .openapi('Abandonment')

const EXAMPLE = {
  visitorId: 'v-123',
  items: [
    {
      offerId: 'halden-black-m',
      stage: 'carted',
      quantity: 1,
      firstAt: '2026-11-22T10:00:00.000Z',
      lastAt: '2026-11-22T10:04:00.000Z',
      priceSeen: '129.00',
      priceNow: '99.00',
      currency: 'USD',
      dropped: true,
      availability: 'in_stock',
    },
  ],
}

const duration = (description: string, example: string) =>
  z.string().max(12).optional().openapi({ description, example })

const route = createRoute({
  method: 'get',
  path: '/v1/visitors/{visitorId}/abandoned',
  tags: ['Visitors'],
  summary: 'What a visitor left behind, best first',
  security: KEYED,
  request: {
    params: z.object({ visitorId: z.string().min(1).max(256) }),
    query: z.object({
      ...shopQuery,
      within: duration('How far back to look; the shop’s look-back by default', '14d'),
      quiet: duration('How long nothing may have happened; nothing by default, so that it holds at once', '30m'),
    }),
  },
  responses: {
    200: {
      description: 'The open items; none for a visitor nobody has seen',
      content: {
        'application/json': {
          schema: z.object({ visitorId: z.string(), items: z.array(abandonmentSchema) }),
          example: EXAMPLE,
        },
      },
    },
    ...problems(400, 401, 403, 404),
  },
})

export function addVisitorRoutes(app: OpenAPIHono<AppEnv>, deps: Deps): void {
  app.openapi(
    { ...route, middleware: authorized({ permission: 'visitors:read', shopIn: 'query' }, deps) },
    async (c) => {
      const { visitorId } = c.req.valid('param')
      const { within, quiet } = c.req.valid('query')
      const items = await abandonedByVisitor(
        c.get('access').shop,
        visitorId,
        { now: deps.now(), within: durationOf('within', within), quietMs: durationOf('quiet', quiet) ?? 0 },
        deps,
      )
      return c.json({ visitorId, items: items.map(abandonmentJson) }, 200)
    },
  )
}

function durationOf(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const duration = parseDuration(text)
  if (duration === undefined) throw new AppError('invalid', `${name}: "${text}" is no duration; write "30m" or "14d"`)
  return duration
}

function abandonmentJson(item: Abandonment): z.infer<typeof abandonmentSchema> {
  const { offerId, stage, quantity, firstAt, lastAt, priceSeen, priceNow, dropped, availability } = item
  const currency = priceNow?.currency ?? priceSeen?.currency
  return {
    offerId,
    stage,
    quantity,
    firstAt: formatInstant(firstAt),
    lastAt: formatInstant(lastAt),
    // One currency stands for both prices; an old one in another currency would be read wrong.
    priceSeen: priceSeen && priceSeen.currency === currency ? formatAmount(priceSeen) : undefined,
    priceNow: priceNow && formatAmount(priceNow),
    currency,
    dropped,
    availability,
  }
}
