import { AppError } from '../shared/errors.ts'
import type { Contexts } from './dialects/snowplow.ts'
import { readRecords } from './read-records.ts'

/** Rows that are held at once; more belong into the events themselves. */
const ROWS_MAX = 2_000_000
const PAGE_ROWS = 1_000
/** Some versions wrote one of the names a letter short. */
const SCHEMA = /^snowplow?_ecommerce_(\w+)$/

/**
 * Tables of Snowplow's e-commerce contexts, each row of which names by `root_id` the event it belongs to, by that id.
 * Throws AppError `invalid` for a table of anything else, and `too-large` for more than two million rows.
 */
export async function readContexts(
  tables: readonly { readonly name: string; readonly body: AsyncIterable<Uint8Array> }[],
): Promise<Map<string, Contexts>> {
  const contexts = new Map<string, Map<string, unknown[]>>()
  let rows = 0
  for (const { name, body } of tables)
    for await (const page of readRecords(body, PAGE_ROWS))
      for (const { line, value } of page) {
        const { root_id: rootId, schema_name: schema, ...context } = value as Record<string, unknown>
        const kind = typeof schema === 'string' ? kindOf(schema) : undefined
        if (typeof rootId !== 'string' || kind === undefined)
          throw new AppError(
            'invalid',
            `${name}, line ${line}: no context of Snowplow; expected root_id and schema_name`,
          )
        if (++rows > ROWS_MAX) throw new AppError('too-large', `more than ${ROWS_MAX} contexts`)
        const ofEvent = contexts.get(rootId) ?? new Map<string, unknown[]>()
        contexts.set(rootId, ofEvent)
        ofEvent.set(kind, [...(ofEvent.get(kind) ?? []), context])
      }
  return contexts
}

/** As the columns of the events table call it. */
function kindOf(schema: string): string | undefined {
  const kind = SCHEMA.exec(schema)?.[1]
  return kind === 'action' ? 'snowplow_ecommerce_action' : kind
}
