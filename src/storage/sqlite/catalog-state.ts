import { type Kysely, sql } from 'kysely'
import type { CatalogStateTable, Schema } from '../schema.ts'
import type { Connection } from './database.ts'

const NEW_STATE = {
  revision: 0,
  changed_at: null,
  staging: 0,
  version: 0,
  open_import: null,
  source_digests: null,
  changes_since: 0,
} as const

/** Notes that something feeds are made from has changed: an offer when `changedAt` is given, else a photo. */
export function bumpCatalog(db: Kysely<Schema>, connection: Connection, shopId: string, changedAt?: number): void {
  connection.run(
    db
      .insertInto('catalog_state')
      .values({ shop_id: shopId, ...NEW_STATE, revision: 1, changed_at: changedAt ?? null })
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
      .values({ shop_id: shopId, ...NEW_STATE, staging: 1 })
      .onConflict((conflict) => conflict.column('shop_id').doUpdateSet({ staging: sql`catalog_state.staging + 1` })),
  )
  return catalogState(connection, shopId).staging
}

/** Of a shop that has no row yet, what a new one holds. */
export function catalogState(connection: Connection, shopId: string): Omit<CatalogStateTable, 'shop_id'> {
  const row = connection.prepare('select * from catalog_state where shop_id = ?').get(shopId)
  return (row as CatalogStateTable | undefined) ?? NEW_STATE
}

/** The digest of the file from which each source's offers stand as they are. */
export function sourceDigests(connection: Connection, shopId: string): Map<string, string> {
  const { source_digests: json } = catalogState(connection, shopId)
  return new Map(json === null ? [] : (JSON.parse(json) as [string, string][]))
}

export function saveSourceDigests(connection: Connection, shopId: string, digests: ReadonlyMap<string, string>): void {
  connection
    .prepare('update catalog_state set source_digests = ? where shop_id = ?')
    .run(digests.size === 0 ? null : JSON.stringify([...digests]), shopId)
}
