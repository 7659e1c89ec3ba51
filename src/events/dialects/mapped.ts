import { z } from 'zod'
import { AppError } from '../../shared/errors.ts'
import { EVENT_TYPES } from '../event.ts'
import type { Dialect } from './dialect.ts'
import { currencyOf, firstText, instantOf, itemOf, type Json, utcInstant } from './read-value.ts'

const column = z.string().min(1).max(200)

const mappingSchema = z.strictObject({
  visitorId: column,
  offerId: column.optional(),
  type: column,
  occurredAt: column,
  /** What the log calls each of our types. */
  types: z.record(z.string(), z.enum(EVENT_TYPES)),
  eventId: column.optional(),
  userId: column.optional(),
  orderId: column.optional(),
  quantity: column.optional(),
  price: column.optional(),
  currency: column.optional(),
})

const EXAMPLE =
  '{ "visitorId": "user", "offerId": "article", "type": "action", "occurredAt": "time", "types": { "seen": "view_item" } }'

/**
 * A dialect for logs of one event a row, out of the names that its columns have. Rows of types that the mapping does
 * not name are passed over. Throws AppError `invalid` for a mapping that is none.
 */
export function mappedDialect(text: string): Dialect {
  const mapping = readMapping(text)
  const types = new Map(Object.entries(mapping.types))
  const cellOf = (record: Json, name: string | undefined): unknown =>
    name !== undefined && Object.hasOwn(record, name) ? record[name] : undefined
  return {
    id: 'mapped',
    recognizes: () => false,
    translate(record) {
      const type = types.get(firstText(cellOf(record, mapping.type)) ?? '')
      if (type === undefined) return []
      const ids = [cellOf(record, mapping.offerId)]
      const currency = currencyOf(cellOf(record, mapping.currency))
      const quantity = cellOf(record, mapping.quantity)
      return [
        {
          eventId: firstText(cellOf(record, mapping.eventId)),
          type,
          visitorId: firstText(cellOf(record, mapping.visitorId)),
          userId: firstText(cellOf(record, mapping.userId)),
          orderId: firstText(cellOf(record, mapping.orderId)),
          occurredAt: utcInstant(instantOf(cellOf(record, mapping.occurredAt))),
          currency,
          items:
            firstText(...ids) === undefined
              ? undefined
              : [itemOf({ ids, quantity, price: cellOf(record, mapping.price), currency })],
        },
      ]
    },
  }
}

function readMapping(text: string): z.infer<typeof mappingSchema> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new AppError('invalid', `the mapping is no JSON; write ${EXAMPLE}`, { cause: error })
  }
  const parsed = mappingSchema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new AppError('invalid', `the mapping cannot be read; write ${EXAMPLE}`, {
    details: parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'mapping'}: ${message}`),
  })
}
