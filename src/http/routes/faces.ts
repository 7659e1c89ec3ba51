import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { AppError } from '../../shared/errors.ts'
import { isPageFace } from '../../studio/faces.ts'
import type { Deps } from '../deps.ts'
import type { AppEnv } from '../env.ts'
import { problems } from '../openapi.ts'
import { answerPicture } from '../picture.ts'

const route = createRoute({
  method: 'get',
  path: '/faces/{file}',
  tags: ['Studio'],
  summary: 'The face our pages are set in',
  request: { params: z.object({ file: z.string().max(60).openapi({ example: 'hanken-grotesk-400.ttf' }) }) },
  responses: {
    200: {
      description: 'The font file',
      content: { 'font/ttf': { schema: { type: 'string', format: 'binary' } } },
    },
    304: { description: 'The copy at hand is the file' },
    ...problems(404),
  },
})

export function addFaceRoutes(app: OpenAPIHono<AppEnv>, deps: Deps): void {
  app.openapi(route, async (c) => {
    const { file } = c.req.valid('param')
    const bytes = isPageFace(file) ? await deps.readFace(file) : undefined
    if (!bytes) throw new AppError('not-found', 'our pages are set in no such face')
    return answerPicture(c, {
      bytes,
      contentType: 'font/ttf',
      hash: deps.digest.sha256(bytes),
      cacheControl: 'public, max-age=86400',
    })
  })
}
