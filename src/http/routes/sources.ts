import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { newSource } from '../../catalog/new-source.ts'
import { askForRun } from '../../catalog/refresh-source.ts'
import type { Source, SourceRun } from '../../catalog/source.ts'
import type { ImportReport } from '../../catalog/store.ts'
import { AppError } from '../../shared/errors.ts'
import { formatInstant } from '../../shared/time.ts'
import { authorized } from '../access.ts'
import type { Deps } from '../deps.ts'
import type { AppEnv } from '../env.ts'
import { KEYED, problems, shopQuery } from '../openapi.ts'

const RUNS_MAX = 100

const authSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('basic'), username: z.string().max(500), password: z.string().max(1_000) }),
  z.object({ type: z.literal('header'), name: z.string().max(100), value: z.string().min(1).max(4_000) }),
])

const requestSchema = z
  .object({
    url: z.string().max(2_000).openapi({ example: 'https://shop.example/feed.xml' }),
    schedule: z.string().max(100).optional().openapi({
      description: 'Five fields of cron, in UTC; without it the source is fetched when asked',
      example: '0 */6 * * *',
    }),
    format: z.string().max(40).optional().openapi({ description: 'Told from the content by default' }),
    auth: authSchema.optional().openapi({ description: 'Kept, and never shown again' }),
  })
  .openapi('SourceRequest')

const sourceSchema = z
  .object({
    id: z.string(),
    shop: z.string(),
    url: z.string(),
    schedule: z.string().optional(),
    format: z.string().optional(),
    auth: z.enum(['basic', 'header']).optional().openapi({ description: 'That there is one, not what it is' }),
    createdAt: z.string(),
    nextAt: z.string().optional().openapi({ description: 'When it is fetched next' }),
    failures: z.int().openapi({ description: 'Runs in a row that brought nothing' }),
  })
  .openapi('Source')

const runSchema = z
  .object({
    id: z.string(),
    source: z.string(),
    status: z.enum(['waiting', 'running', 'published', 'unchanged', 'held', 'failed']),
    reason: z.string().optional(),
    startedAt: z.string(),
    endedAt: z.string().optional(),
    importId: z.string().optional(),
    records: z.int().optional(),
    added: z.int().optional(),
    changed: z.int().optional(),
    unchanged: z.int().optional(),
    removed: z.int().optional(),
    rejected: z.int().optional(),
  })
  .openapi('SourceRun')

const importSchema = z
  .object({
    importId: z.string(),
    status: z.enum(['published', 'unchanged', 'held', 'failed']),
    reason: z.string().optional(),
    source: z.string(),
    sourceId: z.string().optional(),
    startedAt: z.string(),
    endedAt: z.string(),
    records: z.int(),
    added: z.int(),
    changed: z.int(),
    unchanged: z.int(),
    removed: z.int(),
    rejected: z.int(),
    changedAttributes: z.record(z.string(), z.int()).openapi({ description: 'Offers that changed, by attribute' }),
    changes: z
      .array(
        z.object({
          offerId: z.string(),
          attribute: z.string(),
          before: z.unknown().optional(),
          after: z.unknown().optional(),
        }),
      )
      .openapi({ description: 'The first thousand' }),
  })
  .openapi('Import')

const json = <S extends z.ZodType>(description: string, schema: S) => ({
  description,
  content: { 'application/json': { schema } },
})

const shared = { tags: ['Catalog'], security: KEYED }
const idParam = z.object({ id: z.string().max(60) })
const query = z.object(shopQuery)
const limitQuery = query.extend({ limit: z.coerce.number().int().min(1).max(RUNS_MAX).default(20) })

const createSource = createRoute({
  ...shared,
  method: 'post',
  path: '/v1/sources',
  summary: 'Fetch the catalog from an address, now and by a schedule',
  description:
    'The offers of a source are replaced as a whole by each of its runs; those of other sources and of uploads stay. An offer that two sources have belongs to the one that brought it last.',
  request: { query, body: { required: true, content: { 'application/json': { schema: requestSchema } } } },
  responses: { 201: json('Kept; its first run waits', sourceSchema), ...problems(400, 401, 403, 404) },
})
const listSources = createRoute({
  ...shared,
  method: 'get',
  path: '/v1/sources',
  summary: 'The addresses that the catalog is fetched from',
  request: { query },
  responses: { 200: json('Oldest first', z.object({ sources: z.array(sourceSchema) })), ...problems(401, 403, 404) },
})
const removeSource = createRoute({
  ...shared,
  method: 'delete',
  path: '/v1/sources/{id}',
  summary: 'Forget a source, and take its offers out of the catalog',
  request: { query, params: idParam },
  responses: { 204: { description: 'Gone' }, ...problems(401, 403, 404) },
})
const refresh = createRoute({
  ...shared,
  method: 'post',
  path: '/v1/sources/{id}/refresh',
  summary: 'Fetch a source now',
  request: {
    query: query.extend({
      accept: z
        .enum(['', '1', 'true', '0', 'false'])
        .optional()
        .openapi({ description: 'Publish although much of the catalog would go' }),
    }),
    params: idParam,
  },
  responses: { 202: json('The run; it begins within seconds', runSchema), ...problems(401, 403, 404) },
})
const listRuns = createRoute({
  ...shared,
  method: 'get',
  path: '/v1/sources/{id}/runs',
  summary: 'What became of each fetch of a source',
  request: { query: limitQuery, params: idParam },
  responses: { 200: json('Newest first', z.object({ runs: z.array(runSchema) })), ...problems(401, 403, 404) },
})
const listImports = createRoute({
  ...shared,
  method: 'get',
  path: '/v1/imports',
  summary: 'Imports of the catalog, and what each changed in which attribute',
  request: { query: limitQuery },
  responses: { 200: json('Newest first', z.object({ imports: z.array(importSchema) })), ...problems(401, 403, 404) },
})

export function addSourceRoutes(app: OpenAPIHono<AppEnv>, deps: Deps): void {
  const writes = authorized({ permission: 'catalog:write', shopIn: 'query' }, deps)
  const reads = authorized({ permission: 'catalog:read', shopIn: 'query' }, deps)
  const { sources } = deps

  const found = async (shopId: string, sourceId: string): Promise<Source> => {
    const source = await sources.findSource(shopId, sourceId)
    if (!source) throw new AppError('not-found', `the shop has no source "${sourceId}"; GET /v1/sources lists them`)
    return source
  }
  const sourceJson = async ({ shopId, sourceId, url, schedule, format, auth, createdAt }: Source) => {
    const { nextAt, failures } = await sources.sourceState(shopId, sourceId)
    return {
      id: sourceId,
      shop: shopId,
      url,
      schedule,
      format,
      auth: auth?.type,
      createdAt: formatInstant(createdAt),
      nextAt: nextAt === undefined ? undefined : formatInstant(nextAt),
      failures,
    }
  }

  app.openapi({ ...createSource, middleware: writes }, async (c) => {
    const { shopId } = c.get('access').shop
    const known = await sources.listSources(shopId)
    const source = newSource(c.req.valid('json'), { shopId, sources: known.length }, deps)
    await sources.saveSource(source)
    await askForRun(source, {}, deps)
    return c.json(await sourceJson(source), 201)
  })
  app.openapi({ ...listSources, middleware: reads }, async (c) => {
    const listed = await sources.listSources(c.get('access').shop.shopId)
    return c.json({ sources: await Promise.all(listed.map(sourceJson)) }, 200)
  })
  app.openapi({ ...removeSource, middleware: writes }, async (c) => {
    const { shopId } = c.get('access').shop
    const { sourceId } = await found(shopId, c.req.valid('param').id)
    await sources.removeSource(shopId, sourceId)
    const emptied = await deps.catalog.startImport(shopId, deps.now(), sourceId)
    await emptied.publish()
    return c.body(null, 204)
  })
  app.openapi({ ...refresh, middleware: writes }, async (c) => {
    const source = await found(c.get('access').shop.shopId, c.req.valid('param').id)
    const { accept } = c.req.valid('query')
    const run = await askForRun(source, { accept: accept === '' || accept === '1' || accept === 'true' }, deps)
    return c.json(runJson(run), 202)
  })
  app.openapi({ ...listRuns, middleware: reads }, async (c) => {
    const { shopId, sourceId } = await found(c.get('access').shop.shopId, c.req.valid('param').id)
    const runs = await sources.listRuns(shopId, sourceId, c.req.valid('query').limit)
    return c.json({ runs: runs.map(runJson) }, 200)
  })
  app.openapi({ ...listImports, middleware: reads }, async (c) => {
    const imports = await deps.catalog.listImports(c.get('access').shop.shopId, c.req.valid('query').limit)
    return c.json({ imports: imports.map(importJson) }, 200)
  })
}

const runJson = ({ runId, sourceId, status, reason, startedAt, endedAt, importId, counts }: SourceRun) => ({
  id: runId,
  source: sourceId,
  status,
  reason,
  startedAt: formatInstant(startedAt),
  endedAt: endedAt === undefined ? undefined : formatInstant(endedAt),
  importId,
  ...counts,
})

const importJson = (report: ImportReport): z.infer<typeof importSchema> => ({
  importId: report.importId,
  status: report.status,
  reason: report.reason,
  source: report.source,
  sourceId: report.sourceId,
  startedAt: formatInstant(report.startedAt),
  endedAt: formatInstant(report.endedAt),
  records: report.records,
  added: report.added,
  changed: report.changed,
  unchanged: report.unchanged,
  removed: report.removed,
  rejected: report.rejected,
  changedAttributes: { ...report.changedAttributes },
  changes: [...(report.changes ?? [])],
})
