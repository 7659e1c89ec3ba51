import { type RouteConfig, z } from '@hono/zod-openapi'
import { PROBLEMS, type ProblemCode } from './problems.ts'

export const problemSchema = z
  .object({
    type: z.url().openapi({ example: 'https://ads.shop.example/docs#problem-invalid' }),
    title: z.string(),
    status: z.int(),
    code: z.enum(Object.keys(PROBLEMS) as [ProblemCode, ...ProblemCode[]]),
    detail: z.string().openapi({ description: 'What was expected, what came, and a value that works' }),
    errors: z
      .array(z.object({ detail: z.string() }))
      .optional()
      .openapi({ description: 'Single faults of a larger input' }),
    requestId: z.string().openapi({ description: 'By which the log can be searched' }),
  })
  .openapi('Problem', { description: 'An RFC 9457 problem document' })

export const rejectionSchema = z
  .object({
    offerId: z.string().optional(),
    line: z.int().optional(),
    attribute: z.string().optional(),
    rule: z.string().openapi({ example: 'price-without-currency' }),
    message: z.string(),
  })
  .openapi('Rejection')

const MEANING = {
  400: 'The request is wrong; the detail says how',
  401: 'No key, or one that is unknown, expired or revoked',
  403: 'The key may not do this',
  404: 'Absent, or somebody else’s: the same answer for both',
  413: 'The body is too large',
  415: 'This kind of content is not understood',
  503: 'Not at the moment; try again after the time given',
} as const

/** The problem answers of a route. */
export const problems = (...statuses: (keyof typeof MEANING)[]): RouteConfig['responses'] =>
  Object.fromEntries(
    statuses.map((status) => [
      status,
      { description: MEANING[status], content: { 'application/problem+json': { schema: problemSchema } } },
    ]),
  )

export const shopQuery = {
  shop: z
    .string()
    .max(40)
    .optional()
    .openapi({ description: 'The shop, for keys that serve several; the embedded one by default', example: 'default' }),
}

/** Any key of the right role, as Bearer or Basic. */
export const KEYED: Record<string, string[]>[] = [{ bearer: [] }, { basic: [] }]

/** Also without a key where the shop is the demo's. */
export const KEYED_OR_DEMO: Record<string, string[]>[] = [...KEYED, {}]
