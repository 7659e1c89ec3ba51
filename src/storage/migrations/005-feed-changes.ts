import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  /* Which offers a revision of the catalog changed; complete for revisions after `catalog_state.changes_since`. */
  `create table offer_changes (
    shop_id text not null,
    revision integer not null,
    offer_id text not null,
    primary key (shop_id, revision, offer_id)
  ) strict, without rowid`,
  'alter table catalog_state add column changes_since integer not null default 0',
  'update catalog_state set changes_since = revision',
  'create index offer_versions_by_since on offer_versions (shop_id, since)',

  `create table feed_fetches (
    shop_id text not null,
    fetch_id integer not null,
    channel_id text not null,
    format text not null,
    key_id text not null,
    at integer not null,
    status integer not null,
    gzip integer not null,
    hash text not null,
    primary key (shop_id, fetch_id)
  ) strict, without rowid`,
  'create index feed_fetches_by_feed on feed_fetches (shop_id, channel_id, format, fetch_id)',
  'create index feed_fetches_by_key on feed_fetches (shop_id, channel_id, format, key_id, fetch_id)',
]
