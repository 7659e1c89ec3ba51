import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of TABLES) await sql.raw(statement).execute(db)
}

const OFFER_COLUMNS = `
  shop_id text not null,
  offer_id text not null,
  item_group_id text,
  image_link text,
  updated_at integer not null,
  search_text text not null,
  json text not null,
  primary key (shop_id, offer_id)`

const TABLES = [
  'create table shops (shop_id text not null primary key, json text not null) strict, without rowid',

  `create table offers (${OFFER_COLUMNS}) strict`,
  'create index offers_by_group on offers (shop_id, item_group_id)',
  'create index offers_by_image on offers (shop_id, image_link)',
  `create table staged_offers (${OFFER_COLUMNS}) strict`,

  `create table catalog_state (
    shop_id text not null primary key,
    revision integer not null default 0,
    changed_at integer,
    staging integer not null default 0
  ) strict, without rowid`,

  `create table imports (
    shop_id text not null,
    import_id text not null,
    started_at integer not null,
    json text not null,
    primary key (shop_id, import_id)
  ) strict`,
  'create index imports_by_time on imports (shop_id, started_at)',

  `create table photos (
    shop_id text not null,
    url text not null,
    hash text not null,
    json text not null,
    primary key (shop_id, url)
  ) strict`,
  'create index photos_by_hash on photos (shop_id, hash)',
  `create table photo_faults (
    shop_id text not null,
    url text not null,
    reason text not null,
    failed_at integer not null,
    primary key (shop_id, url)
  ) strict`,

  `create table events (
    shop_id text not null,
    event_id text not null,
    visitor_id text not null,
    occurred_at integer not null,
    received_at integer not null,
    type text not null,
    json text not null,
    primary key (shop_id, event_id)
  ) strict`,
  'create index events_by_visitor on events (shop_id, visitor_id, occurred_at, event_id)',
  'create index events_by_time on events (shop_id, occurred_at, event_id)',

  `create table event_counts (
    shop_id text not null primary key,
    stored integer not null,
    duplicate integer not null,
    rejected integer not null,
    dead_lettered integer not null,
    consent_dropped integer not null,
    bots integer not null
  ) strict, without rowid`,

  `create table visitors (
    shop_id text not null,
    visitor_id text not null,
    up_to_at integer not null,
    up_to_event_id text not null,
    open_last_at integer,
    events integer not null,
    is_program integer not null,
    primary key (shop_id, visitor_id)
  ) strict, without rowid`,
  `create index visitors_by_activity on visitors (shop_id, open_last_at desc, visitor_id)
    where open_last_at is not null`,

  `create table visitor_items (
    shop_id text not null,
    visitor_id text not null,
    offer_id text not null,
    stage text,
    first_at integer not null,
    last_at integer not null,
    quantity integer not null,
    price_minor integer,
    price_currency text,
    purchased_at integer,
    primary key (shop_id, visitor_id, offer_id)
  ) strict, without rowid`,

  'create table audience_state (shop_id text not null primary key, revision integer not null) strict, without rowid',

  `create table feeds (
    shop_id text not null,
    channel_id text not null,
    format text not null,
    json text not null,
    primary key (shop_id, channel_id, format)
  ) strict`,

  `create table api_keys (
    key_id text not null primary key,
    created_at integer not null,
    json text not null
  ) strict, without rowid`,
]
