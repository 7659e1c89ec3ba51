import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { buildFeed } from '../../feeds/build.ts'
import { channelOf } from '../../feeds/named-feeds.ts'
import { type FeedRequest, parseFeedFileName, serveFeed } from '../../feeds/serve-feed.ts'
import { AppError } from '../../shared/errors.ts'
import { authorized } from '../access.ts'
import type { Deps } from '../deps.ts'
import type { AppEnv } from '../env.ts'
import { feedDeps } from '../feed-deps.ts'
import { KEYED, problems } from '../openapi.ts'
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
          '`<channel>.<xml, tsv or csv>`, or `<channel>~<name>.…` for a feed that the shop has named, with or without `.gz`',
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

export function addFeedRoutes(app: OpenAPIHono<AppEnv>, deps: Deps): void {
  const building = singleFlight<void>()
  const access = { permission: 'feeds:read', shopIn: 'path', tokenInQuery: true } as const

  app.openapi({ ...route, middleware: authorized(access, deps) }, async (c) => {
    const { shop } = c.get('access')
    const file = parseFeedFileName(c.req.param('file'))
    const channel = file && channelOf(shop, file.channelId)
    if (!file || !channel) throw new AppError('not-found', 'there is no such feed')
    const { channelId, format, gzip } = file
    const source = { blobs: deps.blobs, current: () => deps.feeds.current(shop.shopId, channelId, format) }

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
    return new Response(answer.body ?? null, { status: answer.status, headers: answer.headers })
  })
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
