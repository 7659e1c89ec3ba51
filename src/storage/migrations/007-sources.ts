import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  `create table sources (
    shop_id text not null,
    source_id text not null,
    created_at integer not null,
    json text not null,
    state text,
    primary key (shop_id, source_id)
  ) strict`,
  `create table source_runs (
    shop_id text not null,
    source_id text not null,
    run_id text not null,
    started_at integer not null,
    json text not null,
    primary key (shop_id, source_id, run_id)
  ) strict`,
  'create index source_runs_by_time on source_runs (shop_id, source_id, started_at)',
]
