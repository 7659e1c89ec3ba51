import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { photoKey } from '../../catalog/photo.ts'
import { AppError } from '../../shared/errors.ts'
import type { Deps } from '../deps.ts'
import type { AppEnv } from '../env.ts'
import { problems } from '../openapi.ts'
import { answerPicture, IMMUTABLE } from '../picture.ts'

const route = createRoute({
  method: 'get',
  path: '/photos/{shop}/{file}',
  tags: ['Pictures'],
  summary: 'A product photo, cleaned',
  description:
    'Upright, sRGB, bounded, without metadata and without overlay. Named by the hash of its bytes, with or without an extension, so that it never changes.',
  request: {
    params: z.object({
      shop: z.string().max(40),
      file: z
        .string()
        .regex(/^[0-9a-f]{64}(\.(png|jpe?g))?$/, 'is no photo; write its SHA-256 in hex, such as "ab12….jpg"')
        .openapi({ example: `${'ab12'.repeat(16)}.jpg` }),
    }),
  },
  responses: {
    200: {
      description: 'The picture',
      content: {
        'image/jpeg': { schema: { type: 'string', format: 'binary' } },
        'image/png': { schema: { type: 'string', format: 'binary' } },
      },
    },
    304: { description: 'The copy at hand is the picture' },
    ...problems(400, 404),
  },
})

/** A photo is public like the shop's own page it comes from; its hash is the only way to ask for it. */
export function addPhotoRoutes(app: OpenAPIHono<AppEnv>, deps: Deps): void {
  app.openapi(route, async (c) => {
    const { shop, file } = c.req.valid('param')
    const hash = file.slice(0, 64)
    const photo = await deps.photos.findByHash(shop, hash)
    const bytes = photo && (await deps.blobs.get(photoKey(photo.hash)))
    if (!bytes) throw new AppError('not-found', 'there is no such photo')
    c.set('shopId', shop)
    return answerPicture(c, { bytes, contentType: contentTypeOf(bytes), hash, cacheControl: IMMUTABLE })
  })
}

/** Normalised photos are PNG or JPEG; their first byte tells which. */
const contentTypeOf = (bytes: Uint8Array): string => (bytes[0] === 0x89 ? 'image/png' : 'image/jpeg')
