import { z } from 'zod'
import { FEED_FORMATS, ROW_KINDS } from '../../src/channels/channel.ts'

const source = z.string().regex(/^(https:\/\/\S+|npm:\S+)$/)
const figure = z.number().int().positive()
const format = z.enum(FEED_FORMATS)
const day = z.iso.date()

const field = z.strictObject({
  name: z.string().regex(/^[a-z_0-9]+$/),
  from: z.string().min(1),
  need: z.literal('always').optional(),
  charsMax: figure.optional(),
  values: z.array(z.string().min(1)).min(1).optional(),
})

const attribute = z
  .strictObject({
    name: z.string().regex(/^([a-z][a-z0-9_.]*(\[[n\d]\]\.[a-z]+(\[[m\d]\])?)?|[A-Za-z][A-Za-z ]*)$/),
    from: z.string().min(1),
    part: z.string().min(1).optional(),
    need: z.enum(['always', 'conditional', 'optional']),
    or: z.string().min(1).optional(),
    condition: z.string().min(1).optional(),
    formats: z.array(format).min(1).optional(),
    as: z.enum(['date', 'json']).optional(),
    spell: z.record(z.string(), z.string().min(1)).optional(),
    values: z.array(z.string().min(1)).min(1).optional(),
    charsMax: figure.optional(),
    characters: z.enum(['no-emoji', 'ascii-unquoted']).optional(),
    charsMin: figure.optional(),
    charsTotalMax: figure.optional(),
    over: z.enum(['cut', 'drop', 'reject']).optional(),
    parts: z.strictObject({ separator: z.string().min(1).max(3), max: figure, charsMax: figure.optional() }).optional(),
    numberMin: z.number().optional(),
    numberMax: z.number().optional(),
    decimalsMax: figure.optional(),
    measure: z
      .strictObject({
        units: z.array(z.string()).min(1),
        range: z.record(z.string(), z.tuple([z.number(), z.number()])).optional(),
        aboveZero: z.boolean().optional(),
        decimalsMax: figure.optional(),
        numbers: z.array(z.number()).optional(),
        also: z.array(z.string()).optional(),
      })
      .optional(),
    repeatMax: figure.nullable().optional(),
    repeatMin: figure.optional(),
    fields: z.array(field).min(2).optional(),
    text: z.enum(['plain', 'columns', 'quoted-list']).optional(),
    joiner: z.string().optional(),
    uncertain: z.string().min(1).optional(),
    source,
  })
  .refine(({ need, condition }) => need !== 'conditional' || condition !== undefined, 'a condition in words is missing')
  .refine(({ over, charsMax }) => over === undefined || charsMax !== undefined, '"over" has no limit')

export const channelSchema = z.strictObject({
  id: z.string().regex(/^[a-z]+(-[a-z]+)*$/),
  name: z.string().min(1),
  formats: z.array(format).min(1),
  rowOf: z.enum(ROW_KINDS).optional(),
  onDemand: z.literal(true).optional(),
  xml: z.strictObject({ namespace: z.url(), prefix: z.string().min(1), unprefixed: z.array(z.string()) }),
  text: z.strictObject({
    quoteParts: z.boolean(),
    quoteBlanks: z.boolean(),
    encodedInUrls: z.strictObject({ single: z.string(), list: z.string() }),
    lineBytesMax: figure.optional(),
  }),
  values: z.strictObject({
    booleans: z.tuple([z.string(), z.string()]),
    zone: z.enum(['+0000', '+00:00']),
    priceDecimalsMax: figure.optional(),
  }),
  pictures: z.enum(['clean', 'creative']),
  feedPlacement: z.string().optional(),
  taggedPictures: z
    .array(z.strictObject({ placement: z.string(), tag: z.string().regex(/^[A-Z0-9_]+$/) }))
    .min(1)
    .optional(),
  picture: z.strictObject({
    formats: z.array(z.enum(['jpeg', 'png', 'webp', 'gif', 'bmp', 'tiff'])).min(1),
    minWidth: figure,
    minHeight: figure,
    bytesMax: figure,
    source,
  }),
  fileBytesMax: figure,
  expirationDaysMax: figure.optional(),
  shippingPriceMax: z.record(z.string().regex(/^[A-Z]{3}$/), figure).optional(),
  rules: z.array(z.strictObject({ rule: z.string(), source: source.or(z.literal('own')) })),
  attributes: z.array(attribute).min(1),
  omitted: z.array(
    z.strictObject({
      name: z.string().min(1),
      from: z.string().optional(),
      because: z.enum([
        'uncertain',
        'no longer read',
        'other vertical',
        'other kind of feed',
        'another attribute says it',
        'nothing to say',
      ]),
      why: z.string().min(1),
      source,
    }),
  ),
  sources: z.array(source).min(1),
  readOn: day,
})

const pixels = z.number().int().nonnegative()

export const placementSchema = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
    name: z.string().min(1),
    width: figure,
    height: figure,
    safe: z.strictObject({ top: pixels, right: pixels, bottom: pixels, left: pixels }),
    maxBytes: figure,
    formats: z.array(z.enum(['jpeg', 'png'])).min(1),
    overlayAllowed: z.boolean(),
    textShareMax: z.number().min(0).max(1).optional(),
    uncertain: z.string().min(1).optional(),
    source: z.string().min(1),
    readOn: day,
  })
  .refine(({ width, safe }) => safe.left + safe.right < width / 2, 'the safe area is narrower than half of the width')
  .refine(({ height, safe }) => safe.top + safe.bottom < height * 0.6, 'the safe area is lower than 40 % of the height')
