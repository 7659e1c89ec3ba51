import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

/** `until` of a row that nothing has replaced; the largest integer that JavaScript holds exactly. */
const FOREVER = Number.MAX_SAFE_INTEGER

/*
 * An import writes its rows beside those that are served, under the number of its own version, in as many small
 * transactions as it likes. One more, which only moves the shop's version on, makes all of them the catalog.
 */
const STATEMENTS = [
  `create table offer_versions (
    shop_id text not null,
    offer_id text not null,
    since integer not null,
    until integer not null,
    source_id text not null,
    digest text,
    item_group_id text,
    image_link text,
    updated_at integer not null,
    search_text text not null,
    json text not null,
    primary key (shop_id, offer_id, since)
  ) strict`,
  `insert into offer_versions
    select shop_id, offer_id, 0, ${FOREVER}, '', null, item_group_id, image_link, updated_at, search_text, json from offers`,
  'drop table offers',
  'drop table staged_offers',
  'create index offer_versions_by_group on offer_versions (shop_id, item_group_id, since, until)',
  'create index offer_versions_by_image on offer_versions (shop_id, image_link, since, until)',
  'create index offer_versions_by_digest on offer_versions (shop_id, digest, since, until) where digest is not null',
  'create index offer_versions_by_source on offer_versions (shop_id, source_id, since, until)',
  `create index offer_versions_replaced on offer_versions (shop_id, until) where until < ${FOREVER}`,

  'alter table catalog_state add column version integer not null default 0',
  'alter table catalog_state add column open_import integer',
  'alter table catalog_state add column source_digests text',

  `create view offers as
    select o.shop_id, o.offer_id, o.source_id, o.item_group_id, o.image_link, o.updated_at, o.search_text, o.json
    from offer_versions o join catalog_state s on s.shop_id = o.shop_id
    where o.since <= s.version and o.until > s.version`,
]
