import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import type { MatchingSettings, Shop } from '../../catalog/shop.ts'
import { type MatchReport, refreshMatches } from '../../events/refresh-matches.ts'
import { authorized } from '../access.ts'
import type { Deps } from '../deps.ts'
import type { AppEnv } from '../env.ts'
import { KEYED, problems, shopQuery } from '../openapi.ts'

const LISTED_MAX = 1_000
const IDS_MAX = 10_000

const reportSchema = z
  .object({
    ids: z.int().openapi({ description: 'Different ids that the remembered events carry' }),
    exact: z.int().openapi({ description: 'Of them, known to the catalog as they are' }),
    matched: z.int().openapi({ description: 'Of them, known by another id' }),
    rate: z.number().openapi({ description: 'Share of the ids whose offer is known', example: 0.98 }),
    rules: z.array(z.object({ rule: z.string().openapi({ example: 'catalog-prefix:shopify_us_#_' }), ids: z.int() })),
    ties: z
      .array(z.object({ sentId: z.string(), offerIds: z.array(z.string()) }))
      .openapi({ description: 'Ids that mean two offers equally well: nothing is guessed' }),
    unmatched: z.array(z.string()),
  })
  .openapi('MatchReport')

const settingsSchema = z
  .object({
    ids: z
      .array(z.tuple([z.string().min(1).max(200), z.string().min(1).max(200).nullable()]))
      .max(IDS_MAX)
      .optional()
      .openapi({
        description: 'Which offer an id means; null where it means none',
        example: [['odd-1', 'halden-black']],
      }),
    refusedRules: z.array(z.string().max(400)).max(200).optional(),
    trustedRules: z.array(z.string().max(400)).max(200).optional(),
  })
  .openapi('MatchingSettings')

const shared = { tags: ['Events'], security: KEYED, request: { query: z.object(shopQuery) } }
const answer = { description: 'How the ids match now', content: { 'application/json': { schema: reportSchema } } }

const readRoute = createRoute({
  ...shared,
  method: 'get',
  path: '/v1/matching',
  summary: 'How ids in events match the catalog, and by which rules',
  responses: { 200: answer, ...problems(401, 403, 404) },
})

const writeRoute = createRoute({
  ...shared,
  method: 'put',
  path: '/v1/matching',
  summary: 'Say which offer an id means, and which rules to use',
  description: 'Replaces what was said before, and takes effect at once, for the past too.',
  request: { ...shared.request, body: { required: true, content: { 'application/json': { schema: settingsSchema } } } },
  responses: { 200: answer, ...problems(400, 401, 403, 404) },
})

export function addMatchingRoutes(app: OpenAPIHono<AppEnv>, deps: Deps): void {
  app.openapi(
    { ...readRoute, middleware: authorized({ permission: 'catalog:read', shopIn: 'query' }, deps) },
    async (c) => {
      const { shop } = c.get('access')
      return c.json(await reportJson(shop, await refreshMatches(shop, deps), deps), 200)
    },
  )
  app.openapi(
    { ...writeRoute, middleware: authorized({ permission: 'catalog:write', shopIn: 'query' }, deps) },
    async (c) => {
      const { shop } = c.get('access')
      const changed = withMatching(shop, c.req.valid('json'))
      await deps.shops.saveShop(changed)
      return c.json(await reportJson(changed, await refreshMatches(changed, deps), deps), 200)
    },
  )
}

const withMatching = (shop: Shop, matching: MatchingSettings): Shop => ({
  ...shop,
  settings: { ...shop.settings, matching },
})

async function reportJson(
  { shopId }: Shop,
  { matches, rules, ties, unmatched }: MatchReport,
  deps: Pick<Deps, 'matches'>,
): Promise<z.infer<typeof reportSchema>> {
  const { ids, exact } = await deps.matches.countSentIds(shopId)
  const all = exact + matches.length + ties.length + unmatched.length
  return {
    ids,
    exact,
    matched: matches.length,
    rate: all === 0 ? 1 : (exact + matches.length) / all,
    rules: [...rules],
    ties: ties.slice(0, LISTED_MAX).map(({ sentId, offerIds }) => ({ sentId, offerIds: [...offerIds] })),
    unmatched: unmatched.slice(0, LISTED_MAX),
  }
}
