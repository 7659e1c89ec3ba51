import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { rulesFor } from '../../catalog/rules/apply-rules.ts'
import { previewRules } from '../../catalog/rules/preview-rules.ts'
import { rulesSchema } from '../../catalog/rules/rule.ts'
import { authorized } from '../access.ts'
import type { Deps } from '../deps.ts'
import type { AppEnv } from '../env.ts'
import { KEYED, problems, rejectionSchema, shopQuery } from '../openapi.ts'

const PREVIEW = { offersMax: 20_000, shownMax: 100 }

const bodySchema = z.object({ rules: rulesSchema }).openapi('Rules')
const previewSchema = z
  .object({
    offers: z.int().openapi({ description: 'How many were looked at' }),
    changed: z.int(),
    excluded: z.int(),
    rejected: z.int(),
    changes: z.array(
      z.object({
        offerId: z.string(),
        attribute: z.string(),
        before: z.unknown().optional(),
        after: z.unknown().optional(),
      }),
    ),
    exclusions: z.array(z.object({ offerId: z.string(), rule: z.string() })),
    rejections: z.array(rejectionSchema),
  })
  .openapi('RulesPreview')

const shared = { tags: ['Catalog'], security: KEYED }
const query = z.object(shopQuery)
const body = { required: true, content: { 'application/json': { schema: bodySchema } } }
const rulesAnswer = { description: 'In the order they apply', content: { 'application/json': { schema: bodySchema } } }

const readRules = createRoute({
  ...shared,
  method: 'get',
  path: '/v1/rules',
  summary: 'What is done to offers on their way into the catalog',
  request: { query },
  responses: { 200: rulesAnswer, ...problems(401, 403, 404) },
})
const writeRules = createRoute({
  ...shared,
  method: 'put',
  path: '/v1/rules',
  summary: 'Replace the rules',
  description: 'They take effect with the next import of each source, which then reads every record again.',
  request: { query, body },
  responses: { 200: rulesAnswer, ...problems(400, 401, 403, 404) },
})
const preview = createRoute({
  ...shared,
  method: 'post',
  path: '/v1/rules/preview',
  summary: 'What rules would do to the catalog as it is; changes nothing',
  request: { query, body },
  responses: {
    200: { description: 'The first hundred of each kind', content: { 'application/json': { schema: previewSchema } } },
    ...problems(400, 401, 403, 404),
  },
})

export function addRuleRoutes(app: OpenAPIHono<AppEnv>, deps: Deps): void {
  const writes = authorized({ permission: 'catalog:write', shopIn: 'query' }, deps)
  app.openapi({ ...readRules, middleware: authorized({ permission: 'catalog:read', shopIn: 'query' }, deps) }, (c) =>
    c.json({ rules: [...(c.get('access').shop.settings.rules ?? [])] }, 200),
  )
  app.openapi({ ...writeRules, middleware: writes }, async (c) => {
    const { shop } = c.get('access')
    const { rules } = c.req.valid('json')
    rulesFor(rules, shop)
    await deps.shops.saveShop({ ...shop, settings: { ...shop.settings, rules } })
    return c.json({ rules }, 200)
  })
  app.openapi({ ...preview, middleware: writes }, async (c) => {
    const made = await previewRules(c.get('access').shop, c.req.valid('json').rules, PREVIEW, deps)
    return c.json(
      { ...made, changes: [...made.changes], exclusions: [...made.exclusions], rejections: [...made.rejections] },
      200,
    )
  })
}
