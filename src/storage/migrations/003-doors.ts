import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  `create table dead_letters (
    shop_id text not null,
    letter_id text not null,
    received_at integer not null,
    visitor_id text,
    copies integer not null,
    json text not null,
    primary key (shop_id, letter_id)
  ) strict`,
  'create index dead_letters_by_time on dead_letters (shop_id, received_at, letter_id)',

  `create table webhook_secrets (
    shop_id text not null,
    source text not null,
    secret text not null,
    set_at integer not null,
    previous text,
    primary key (shop_id, source)
  ) strict, without rowid`,

  `create table offer_matches (
    shop_id text not null,
    sent_id text not null,
    offer_id text not null,
    rule text not null,
    primary key (shop_id, sent_id)
  ) strict, without rowid`,

  `create table sent_ids (
    shop_id text not null,
    sent_id text not null,
    other_ids text not null,
    primary key (shop_id, sent_id)
  ) strict, without rowid`,
]
