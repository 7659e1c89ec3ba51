import { z } from 'zod'
import { OFFER_ATTRIBUTES, type OfferAttributeName } from '../offer.ts'

const NAMES = Object.keys(OFFER_ATTRIBUTES).filter((name) => name !== 'offerId') as [
  OfferAttributeName,
  ...OfferAttributeName[],
]

const attribute = z.enum(NAMES)
const anyAttribute = z.enum(['offerId', ...NAMES] as [OfferAttributeName, ...OfferAttributeName[]])
const text = z.string().max(5_000)
const pattern = z.string().min(1).max(1_000)

const conditionSchema = z.discriminatedUnion('is', [
  z.strictObject({
    attribute: anyAttribute,
    is: z.enum(['equal', 'not-equal', 'containing', 'not-containing']),
    value: text,
  }),
  z.strictObject({ attribute: anyAttribute, is: z.literal('matching'), pattern }),
  z.strictObject({ attribute: anyAttribute, is: z.enum(['above', 'below']), value: z.number() }),
  z.strictObject({ attribute: anyAttribute, is: z.enum(['empty', 'given']) }),
])

const actionSchema = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('set'), attribute, value: text }),
  z.strictObject({ do: z.literal('template'), attribute, template: z.string().min(1).max(4_000) }),
  z.strictObject({ do: z.literal('replace'), attribute, find: pattern, with: text, regex: z.boolean().optional() }),
  z.strictObject({
    do: z.literal('map'),
    attribute,
    /** Whose value is looked up; the attribute's own by default. */
    from: anyAttribute.optional(),
    table: z
      .array(z.tuple([text, text]))
      .min(1)
      .max(5_000),
  }),
  z.strictObject({ do: z.literal('case'), attribute, to: z.enum(['lower', 'upper', 'title']) }),
  z.strictObject({ do: z.literal('append'), attribute, text }),
  z.strictObject({
    do: z.literal('split'),
    attribute,
    /** Whose text is split; the attribute's own by default. */
    from: anyAttribute.optional(),
    at: z.string().min(1).max(20),
    /** Which part, from 1; all of them, for an attribute that repeats, by default. */
    part: z.int().min(1).max(100).optional(),
  }),
  z.strictObject({ do: z.literal('exclude') }),
])

export const ruleSchema = z.strictObject({
  name: z.string().min(1).max(100),
  /** Only offers of the source with this id; `''` are those of files and uploads. All by default. */
  sourceId: z.string().max(60).optional(),
  /** All of them must hold; without any the rule holds for every offer. */
  when: z.array(conditionSchema).max(20).optional(),
  actions: z.array(actionSchema).min(1).max(20),
})

export const rulesSchema = z.array(ruleSchema).max(200)

/** A marketer's transformation of offers on their way into the catalog. */
export type Rule = z.infer<typeof ruleSchema>
export type RuleCondition = z.infer<typeof conditionSchema>
export type RuleAction = z.infer<typeof actionSchema>
