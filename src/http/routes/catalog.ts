import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { importCatalog } from '../../catalog/ingest.ts'
import type { ImportReport } from '../../catalog/store.ts'
import { AppError } from '../../shared/errors.ts'
import { isCurrency } from '../../shared/money.ts'
import { authorized } from '../access.ts'
import { streamBody } from '../body.ts'
import type { Deps } from '../deps.ts'
import type { AppEnv } from '../env.ts'
import { KEYED, problems, rejectionSchema, shopQuery } from '../openapi.ts'

/** A million offers of 2 KB are 2 GB as they come from a shop, a fifth of it compressed. */
const CAPS = { wireBytes: 512 * 1024 * 1024, inflatedBytes: 2 * 1024 * 1024 * 1024 }

const flag = (description: string) =>
  z.enum(['', '1', 'true', '0', 'false']).optional().openapi({ description, example: '1' })

const importQuery = z.object({
  ...shopQuery,
  filename: z.string().max(255).optional().openapi({ description: 'A hint at the format', example: 'products.csv' }),
  format: z.string().max(40).optional().openapi({ description: 'The format; told from the content by default' }),
  currency: z
    .string()
    .refine(isCurrency, 'is no currency; write three capital letters such as "EUR"')
    .optional()
    .openapi({ description: 'Of prices that carry none', example: 'EUR' }),
  shopUrl: z
    .url({ protocol: /^https?$/, error: 'is no address; write "https://shop.example"' })
    .max(2_000)
    .optional()
    .openapi({ description: 'Prefix of links that are only paths', example: 'https://shop.example' }),
  linkPattern: z
    .string()
    .max(2_000)
    .regex(/^https?:\/\/.*\{[^{}]+\}/i, 'is no pattern; write "https://shop.example/products/{handle}"')
    .optional()
    .openapi({
      description: 'Pages by fields of the record, for files without links',
      example: 'https://shop.example/products/{handle}',
    }),
  imageUrl: z
    .url({ protocol: /^https?$/, error: 'is no address; write "https://shop.example/media"' })
    .max(2_000)
    .optional()
    .openapi({ description: 'Prefix of pictures that are only file names', example: 'https://shop.example/media' }),
  brand: z.string().max(200).optional().openapi({ description: 'Of offers that name none', example: 'Halden' }),
  condition: z.enum(['new', 'refurbished', 'used']).optional().openapi({ description: 'Of offers that name none' }),
  oversold: z
    .enum(['in_stock', 'backorder'])
    .optional()
    .openapi({ description: 'What an offer is that is sold on without stock; `in_stock` by default' }),
  accept: flag('Publish although more than half of the offers would go'),
  dryRun: flag('Only say what would change'),
})

const reportSchema = z
  .object({
    status: z.enum(['published', 'unchanged', 'held', 'failed']),
    reason: z.string().optional().openapi({ description: 'Why it was held or failed' }),
    shop: z.string(),
    importId: z.string(),
    source: z.string(),
    format: z.string(),
    encoding: z.string(),
    records: z.int(),
    added: z.int(),
    changed: z.int(),
    unchanged: z.int(),
    removed: z.int(),
    rejected: z.int(),
    rejections: z.array(rejectionSchema).openapi({ description: 'The first thousand; `rejected` counts all' }),
    notices: z.array(z.string()),
  })
  .openapi('ImportReport')

const reportAnswer = (description: string) => ({
  description,
  content: { 'application/json': { schema: reportSchema } },
})

const route = createRoute({
  method: 'post',
  path: '/v1/catalog',
  tags: ['Catalog'],
  summary: 'Replace the catalog with a file',
  description:
    'The body is the file itself, in any format an import reads, plain or packed with gzip or zip: Google or Meta feeds as XML, CSV or TSV, JSON, JSON Lines, YAML, the exports of Shopify, WooCommerce, Magento and a dozen others. The old catalog is served until the new one is whole; one that would lose more than half of the offers is held until it comes again with `accept`.',
  security: KEYED,
  request: { query: importQuery },
  responses: {
    200: reportAnswer('Published, or nothing had changed'),
    409: reportAnswer('Held: it would lose too much'),
    422: reportAnswer('Failed: nothing was changed'),
    ...problems(400, 401, 403, 404, 413, 415),
  },
})

const STATUS = { published: 200, unchanged: 200, held: 409, failed: 422 } as const

export function addCatalogRoutes(app: OpenAPIHono<AppEnv>, deps: Deps): void {
  app.openAPIRegistry.registerPath({
    ...route,
    request: {
      ...route.request,
      body: {
        required: true,
        content: Object.fromEntries(
          ['text/csv', 'text/tab-separated-values', 'application/xml', 'application/json', 'application/jsonl'].map(
            (type) => [type, { schema: { type: 'string', format: 'binary' } as const }],
          ),
        ),
      },
    },
  })
  app.openapi(
    { ...route, hide: true, middleware: authorized({ permission: 'catalog:write', shopIn: 'query' }, deps) },
    async (c) => {
      const { filename = 'upload', accept, dryRun, shop: _shop, ...settings } = c.req.valid('query')
      if (!c.req.raw.body) throw new AppError('invalid', 'the body is empty; send the catalog file as the body')
      const report = await importCatalog(
        { name: filename, contentType: c.req.header('Content-Type'), body: streamBody(c.req.raw, CAPS) },
        { ...settings, shop: c.get('access').shop, accept: isSet(accept), dryRun: isSet(dryRun) },
        deps,
      )
      if (!isSet(dryRun)) deps.metrics.count('catalog_import_total', { result: report.status })
      return c.json(reportJson(report), STATUS[report.status])
    },
  )
}

const isSet = (value: string | undefined): boolean => value === '' || value === '1' || value === 'true'

function reportJson({ shopId, startedAt: _startedAt, endedAt: _endedAt, ...report }: ImportReport) {
  return { ...report, shop: shopId, rejections: [...report.rejections], notices: [...report.notices] }
}
