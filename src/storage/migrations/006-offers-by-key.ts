import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

/** Nearly every row is served: an index by when rows hold finds nothing that one by their ids would not find sooner. */
const STATEMENTS = [
  'drop view offers',
  `create view offers as
    select o.shop_id, o.offer_id, o.source_id, o.item_group_id, o.image_link, o.updated_at, o.search_text, o.json
    from offer_versions o join catalog_state s on s.shop_id = o.shop_id
    where +o.since <= s.version and +o.until > s.version`,
]
