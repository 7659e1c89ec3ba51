import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  // Items have a column of their own: the state is made from them, and JSON costs more to read than all the rest.
  'alter table events add column items text',
  // What stands in an index is written again with every page of it: no more than finds the row.
  'drop index events_by_visitor',
  'drop index events_by_time',
  'create index events_by_visitor on events (shop_id, visitor_id)',
  'create index events_by_time on events (shop_id, occurred_at)',

  'alter table visitors add column person_id text',
  'alter table visitors add column orders text',
  'alter table visitors add column base text',
  'create index visitors_by_person on visitors (shop_id, person_id) where person_id is not null',

  `create table identities (
    shop_id text not null,
    identity text not null,
    visitor_id text not null,
    primary key (shop_id, identity, visitor_id)
  ) strict, without rowid`,
  'create index identities_by_visitor on identities (shop_id, visitor_id)',

  `create table suppressions (
    shop_id text not null,
    subject text not null,
    kind text not null,
    since integer not null,
    primary key (shop_id, subject)
  ) strict, without rowid`,
]
