import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { FEED_FORMATS } from '../../channels/channel.ts'
import { buildFeed } from '../../feeds/build.ts'
import { channelOf } from '../../feeds/named-feeds.ts'
import { type FeedRequest, parseFeedFileName, serveFeed } from '../../feeds/serve-feed.ts'
import type { FeedFetch } from '../../feeds/store.ts'
import { AppError, messageOf } from '../../shared/errors.ts'
import { authorized } from '../access.ts'
import type { Deps } from '../deps.ts'
import type { AppEnv } from '../env.ts'
import { feedDeps } from '../feed-deps.ts'
import { listFeeds } from '../feed-list.ts'
import type { ApiKey } from '../keys.ts'
import { KEYED, problems, shopQuery } from '../openapi.ts'
import { singleFlight } from '../single-flight.ts'

const binary = { schema: { type: 'string', format: 'binary' } as const }

const route = createRoute({
  method: 'get',
  path: '/feeds/{shop}/{file}',
  tags: ['Feeds'],
  summary: 'A feed as an ad platform fetches it',
  description:
    'Always a whole file: a new one takes its place when it is finished, and until then the last good one is served. With ETag, Last-Modified, conditions and ranges. `.gz` behind the name asks for the compressed file; without it, whoever accepts gzip gets it in transit.',
  security: [...KEYED, { token: [] }],
  request: {
    params: z.object({
      shop: z.string().max(40),
      file: z.string().max(120).openapi({
        description:
          '`<channel>.<xml, tsv or csv>` or `<channel>~<name>.…` for a feed that the shop has named, with or without `.gz`',
        example: 'google-merchant.xml',
      }),
    }),
  },
  responses: {
    200: {
      description: 'The feed',
      content: {
        'application/xml': binary,
        'text/tab-separated-values': binary,
        'text/csv': binary,
        'application/gzip': binary,
      },
    },
    206: { description: 'The range asked for' },
    304: { description: 'The copy at hand is the feed' },
    416: { description: 'The range lies behind the end' },
    ...problems(401, 403, 404),
  },
})

const fetchSchema = z
  .object({
    keyId: z.string().openapi({ description: 'The consumer, by the key it fetches with' }),
    keyName: z.string().optional(),
    at: z.string().openapi({ example: '2026-11-24T10:00:00.000Z' }),
    status: z.int().openapi({ description: '200 whole, 206 a part, 304 it had it already' }),
    gzip: z.boolean(),
    etag: z.string(),
    isCurrent: z.boolean().openapi({ description: 'What was fetched is what is served now' }),
  })
  .openapi('FeedFetch')

const feedSchema = z
  .object({
    channel: z.string().openapi({ example: 'google-merchant' }),
    name: z.string(),
    format: z.enum(FEED_FORMATS),
    address: z.string().openapi({ description: 'Without the token that opens it' }),
    built: z
      .object({
        items: z.int(),
        excluded: z.int(),
        bytes: z.int(),
        gzipBytes: z.int(),
        etag: z.string(),
        builtAt: z.string(),
        changedAt: z.string(),
        isStale: z.boolean().openapi({ description: 'Something changed since, and the next version is on its way' }),
        held: z.string().optional().openapi({ description: 'Why the last build was not published' }),
      })
      .optional()
      .openapi({ description: 'Absent until somebody asks for it' }),
    fetches: z.array(fetchSchema).openapi({ description: 'The last fetch of each consumer, newest first' }),
  })
  .openapi('Feed')

const listRoute = createRoute({
  method: 'get',
  path: '/v1/feeds',
  tags: ['Feeds'],
  summary: 'The feeds of a shop, their state, and who fetched them last',
  security: KEYED,
  request: { query: z.object(shopQuery) },
  responses: {
    200: {
      description: 'Every channel in each of its formats',
      content: { 'application/json': { schema: z.object({ feeds: z.array(feedSchema) }) } },
    },
    ...problems(401, 403, 404),
  },
})

export function addFeedRoutes(app: OpenAPIHono<AppEnv>, deps: Deps): void {
  const building = singleFlight<void>()
  const access = { permission: 'feeds:read', shopIn: 'path', tokenInQuery: true } as const

  app.openapi({ ...route, middleware: authorized(access, deps) }, async (c) => {
    const { shop } = c.get('access')
    const file = parseFeedFileName(c.req.param('file'))
    const channel = file && channelOf(shop, file.channelId)
    if (!file || !channel) throw new AppError('not-found', 'there is no such feed')
    const { channelId, format, gzip } = file
    const place = { shopId: shop.shopId, channelId, format }
    const source = {
      blobs: deps.blobs,
      now: deps.now,
      current: () => deps.feeds.current(shop.shopId, channelId, format),
    }

    const request = feedRequestOf(c, gzip)
    let answer = await serveFeed(request, source)
    if (!answer) {
      await building(`${shop.shopId}/${channelId}/${format}`, async () => {
        const startedAt = deps.now()
        await buildFeed(shop, channel, format, feedDeps(shop, deps))
        deps.metrics.observe('feed_build_seconds', Math.max(0, deps.now() - startedAt) / 1000)
      })
      answer = await serveFeed(request, source)
    }
    if (!answer) throw new AppError('unavailable', 'the feed is being built; ask again in a moment')
    deps.metrics.count('feed_requests_total', { channel: channelId, status: String(answer.status) })
    await noteFetch({ ...place, status: answer.status, gzip: answer.isGzip, hash: answer.hash }, c.get('access').key)
    return new Response(answer.body ?? null, { status: answer.status, headers: answer.headers })
  })

  app.openapi(
    { ...listRoute, middleware: authorized({ permission: 'catalog:read', shopIn: 'query' }, deps) },
    async (c) => c.json({ feeds: await listFeeds(c.get('access').shop, deps) }, 200),
  )

  /** A log that cannot be written to keeps nobody from the feed. */
  async function noteFetch(fetch: Omit<FeedFetch, 'keyId' | 'at'>, key: ApiKey | undefined): Promise<void> {
    if (!key) return
    await deps.feeds
      .recordFetch({ ...fetch, keyId: key.keyId, at: deps.now() })
      .catch((error: unknown) => deps.log.error('a fetch could not be noted', { error: messageOf(error) }))
  }
}

const feedRequestOf = (c: Context<AppEnv>, gzip: boolean): FeedRequest => ({
  method: c.req.method === 'HEAD' ? 'HEAD' : 'GET',
  gzip,
  acceptEncoding: c.req.header('Accept-Encoding'),
  ifNoneMatch: c.req.header('If-None-Match'),
  ifModifiedSince: c.req.header('If-Modified-Since'),
  range: c.req.header('Range'),
  ifRange: c.req.header('If-Range'),
})
