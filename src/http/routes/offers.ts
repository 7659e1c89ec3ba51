import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import type { Offer } from '../../catalog/offer.ts'
import { offerFromJson, offerSchema, offerToJson } from '../../catalog/offer-json.ts'
import { photoFindings } from '../../catalog/photo-verdict.ts'
import type { Rejection } from '../../catalog/rejection.ts'
import type { Shop } from '../../catalog/shop.ts'
import { AppError } from '../../shared/errors.ts'
import { authorized } from '../access.ts'
import { readJson } from '../body.ts'
import type { Deps } from '../deps.ts'
import type { AppEnv } from '../env.ts'
import { offerCreatives } from '../offer-creatives.ts'
import { offerVerdicts } from '../offer-verdicts.ts'
import { KEYED, KEYED_OR_DEMO, problems, rejectionSchema, shopQuery } from '../openapi.ts'

const LIMIT_DEFAULT = 50
const LIMIT_MAX = 200
/** The largest offer that any channel takes whole is far below. */
const OFFER_BYTES_MAX = 256 * 1024
const CAPS = { wireBytes: OFFER_BYTES_MAX, inflatedBytes: OFFER_BYTES_MAX }

const documentedOffer = z.object(offerSchema.shape).openapi('Offer')
const offerId = z.object({ id: z.string().min(1).max(200).openapi({ description: 'The offer’s id' }) })

const listRoute = createRoute({
  method: 'get',
  path: '/v1/offers',
  tags: ['Catalog'],
  summary: 'The offers of a shop, in order of id',
  security: KEYED_OR_DEMO,
  request: {
    query: z.object({
      ...shopQuery,
      after: z.string().max(400).optional().openapi({ description: '`next` of the page before' }),
      limit: z
        .string()
        .regex(/^[1-9]\d{0,2}$/, `is no number from 1 to ${LIMIT_MAX}`)
        .optional()
        .openapi({ description: `At most this many, up to ${LIMIT_MAX}`, example: String(LIMIT_DEFAULT) }),
      q: z.string().max(200).optional().openapi({ description: 'Found in id, title or brand', example: 'halden' }),
    }),
  },
  responses: {
    200: {
      description: 'A page of offers; without `next` it is the last',
      content: {
        'application/json': { schema: z.object({ offers: z.array(documentedOffer), next: z.string().optional() }) },
      },
    },
    ...problems(400, 401, 403, 404),
  },
})

const verdictSchema = z
  .object({
    channel: z.string().openapi({ example: 'google-merchant' }),
    name: z.string(),
    included: z.boolean(),
    rejections: z.array(rejectionSchema).openapi({ description: 'Why it is not in the feed' }),
    notices: z.array(rejectionSchema).openapi({ description: 'What the channel leaves out or changes' }),
  })
  .openapi('ChannelVerdict')

const creativesSchema = z
  .record(z.string(), z.record(z.string(), z.url()))
  .openapi({ description: 'Signed addresses of its ad images, by template and placement' })

const photoSchema = z
  .object({
    width: z.int(),
    height: z.int(),
    ground: z.enum(['white', 'transparent', 'scene']),
    findings: z.array(z.object({ rule: z.string().openapi({ example: 'photo-too-small' }), message: z.string() })),
  })
  .openapi('PhotoVerdict', { description: 'What its picture is like, once it was fetched' })

const readRoute = createRoute({
  method: 'get',
  path: '/v1/offers/{id}',
  tags: ['Catalog'],
  summary: 'One offer, where it is shown and its ad images',
  security: KEYED_OR_DEMO,
  request: { params: offerId, query: z.object(shopQuery) },
  responses: {
    200: {
      description: 'The offer',
      content: {
        'application/json': {
          schema: z.intersection(
            documentedOffer,
            z.object({ channels: z.array(verdictSchema), creatives: creativesSchema, photo: photoSchema.optional() }),
          ),
        },
      },
    },
    ...problems(401, 403, 404),
  },
})

const putRoute = createRoute({
  method: 'put',
  path: '/v1/offers/{id}',
  tags: ['Catalog'],
  summary: 'Add an offer or replace it whole',
  description:
    'Effective at once. Attributes that are left out are taken away; `offerId` may be, as it stands in the address.',
  security: KEYED,
  request: { params: offerId, query: z.object(shopQuery) },
  responses: {
    200: {
      description: 'What it did, and the offer as it is kept',
      content: {
        'application/json': {
          schema: z.object({
            result: z.enum(['added', 'changed', 'unchanged']),
            offer: documentedOffer,
            notices: z.array(rejectionSchema).openapi({ description: 'What could not be read and was left out' }),
          }),
        },
      },
    },
    ...problems(400, 401, 403, 404, 413, 415),
  },
})

const deleteRoute = createRoute({
  method: 'delete',
  path: '/v1/offers/{id}',
  tags: ['Catalog'],
  summary: 'Take an offer out of the catalog',
  security: KEYED,
  request: { params: offerId, query: z.object(shopQuery) },
  responses: { 204: { description: 'It is gone' }, ...problems(401, 403, 404) },
})

const OFFER_EXAMPLE = {
  title: 'Halden round glasses, black, M',
  description: 'Acetate, keyhole bridge, 48 mm.',
  link: 'https://shop.example/p/halden',
  imageLink: 'https://shop.example/i/halden-black.jpg',
  price: '129.00',
  salePrice: '99.00',
  currency: 'USD',
  availability: 'in_stock',
  brand: 'Halden',
  itemGroupId: 'halden',
  color: 'black',
}

export function addOfferRoutes(app: OpenAPIHono<AppEnv>, deps: Deps): void {
  const reading = authorized({ permission: 'catalog:read', shopIn: 'query', demoIsOpen: true }, deps)
  const writing = authorized({ permission: 'catalog:write', shopIn: 'query' }, deps)

  app.openapi({ ...listRoute, middleware: reading }, async (c) => {
    const { after, limit = String(LIMIT_DEFAULT), q } = c.req.valid('query')
    const { shopId } = c.get('access').shop
    const page = { after, limit: Math.min(Number(limit), LIMIT_MAX), query: q === '' ? undefined : q }
    const { offers, next } = await deps.catalog.listOffers(shopId, page)
    return answerJson({ offers: offers.map(offerToJson), next })
  })

  app.openapi({ ...readRoute, middleware: reading }, async (c) => {
    const { shop } = c.get('access')
    const offer = await deps.catalog.getOffer(shop.shopId, c.req.valid('param').id)
    if (!offer) throw noSuchOffer()
    const [channels, creatives, photo] = await Promise.all([
      offerVerdicts(shop, [offer], deps),
      offerCreatives(shop, offer, deps),
      offer.imageLink === undefined ? undefined : deps.photos.find(shop.shopId, offer.imageLink),
    ])
    return answerJson({
      ...offerToJson(offer),
      channels: channels.map(({ channel, verdicts: [verdict] }) => ({
        channel: channel.id,
        name: channel.name,
        ...verdict,
      })),
      creatives,
      photo: photo && {
        width: photo.sourceWidth,
        height: photo.sourceHeight,
        ground: photo.ground,
        findings: photoFindings(photo),
      },
    })
  })

  app.openAPIRegistry.registerPath({
    ...putRoute,
    request: {
      ...putRoute.request,
      body: {
        required: true,
        content: { 'application/json': { schema: documentedOffer, example: OFFER_EXAMPLE } },
      },
    },
  })
  app.openapi({ ...putRoute, hide: true, middleware: writing }, async (c) => {
    const { shop } = c.get('access')
    const { offer, notices } = offerOf(await readJson(c.req.raw, CAPS), c.req.valid('param').id, shop)
    const result = await deps.catalog.putOffer(shop.shopId, offer, deps.now())
    return answerJson({ result, offer: offerToJson(offer), notices })
  })

  app.openapi({ ...deleteRoute, middleware: writing }, async (c) => {
    const { shopId } = c.get('access').shop
    if (!(await deps.catalog.deleteOffer(shopId, c.req.valid('param').id, deps.now()))) throw noSuchOffer()
    return c.body(null, 204)
  })
}

const noSuchOffer = (): AppError => new AppError('not-found', 'there is no such offer')

/** An offer's JSON is made by the catalog room, whose word on its shape counts. */
const answerJson = (value: unknown): never => Response.json(value) as never

/** The offer of a body; its id stands in the address and need not be repeated. */
function offerOf(json: unknown, id: string, shop: Shop): { offer: Offer; notices: readonly Rejection[] } {
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw new AppError('invalid', 'the body is no offer; send an object such as { "title": "…", "price": "19.99 EUR" }')
  const given = (json as { offerId?: unknown }).offerId
  if (given !== undefined && given !== id)
    throw new AppError(
      'invalid',
      `offerId: ${JSON.stringify(given).slice(0, 80)} is not the one in the address, "${id}"`,
    )
  const parsed = offerFromJson({ ...json, offerId: id }, shop)
  if (parsed.ok) return parsed
  throw new AppError('invalid', `offer "${id}" is not whole`, {
    details: parsed.rejections.map(({ message }) => message),
  })
}
