import { type Kysely, sql } from 'kysely'
import type { Schema } from '../schema.ts'
import type { Connection } from './database.ts'

/** Notes that something feeds are made from has changed: an offer when `changedAt` is given, else a photo. */
export function bumpCatalog(db: Kysely<Schema>, connection: Connection, shopId: string, changedAt?: number): void {
  connection.run(
    db
      .insertInto('catalog_state')
      .values({ shop_id: shopId, revision: 1, changed_at: changedAt ?? null, staging: 0 })
      .onConflict((conflict) =>
        conflict.column('shop_id').doUpdateSet({
          revision: sql`catalog_state.revision + 1`,
          changed_at: sql`coalesce(excluded.changed_at, catalog_state.changed_at)`,
        }),
      ),
  )
}

/** Takes the next staging number of a shop; whoever holds an earlier one is superseded by it. */
export function nextStaging(db: Kysely<Schema>, connection: Connection, shopId: string): number {
  connection.run(
    db
      .insertInto('catalog_state')
      .values({ shop_id: shopId, revision: 0, changed_at: null, staging: 1 })
      .onConflict((conflict) => conflict.column('shop_id').doUpdateSet({ staging: sql`catalog_state.staging + 1` })),
  )
  return currentStaging(db, connection, shopId)
}

export function currentStaging(db: Kysely<Schema>, connection: Connection, shopId: string): number {
  const row = connection.get(db.selectFrom('catalog_state').select('staging').where('shop_id', '=', shopId))
  return row?.staging ?? 0
}
