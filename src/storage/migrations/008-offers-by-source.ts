import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

/** In an order that can be walked in steps. */
const STATEMENTS = [
  'drop index offer_versions_by_source',
  'create index offer_versions_by_source on offer_versions (shop_id, source_id, offer_id, since)',
]
