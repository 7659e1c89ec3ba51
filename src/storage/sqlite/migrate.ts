import type { Kysely } from 'kysely'
import { Migrator } from 'kysely/migration'
import { AppError } from '../../shared/errors.ts'
import { migrations } from '../migrations/index.ts'
import type { Schema } from '../schema.ts'

/** Applies what is missing, each migration whole or not at all. Returns the names of those that were applied. */
export async function migrate(db: Kysely<Schema>): Promise<string[]> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...migrations }) } })
  const newer = await appliedByNewer(db)
  if (newer.length > 0)
    throw new AppError(
      'conflict',
      `the database has been migrated by a newer version of this program (${newer.join(', ')}); start that version, or restore a copy from before`,
    )
  const { error, results } = await migrator.migrateToLatest()
  if (error) throw error
  return (results ?? []).filter(({ status }) => status === 'Success').map(({ migrationName }) => migrationName)
}

async function appliedByNewer(db: Kysely<Schema>): Promise<string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true })
  if (!tables.some(({ name }) => name === MIGRATION_TABLE)) return []
  const applied = await db
    .withTables<{ [MIGRATION_TABLE]: { name: string } }>()
    .selectFrom(MIGRATION_TABLE)
    .select('name')
    .execute()
  return applied.map(({ name }) => name).filter((name) => !Object.hasOwn(migrations, name))
}

/** Kysely's own name for the table of what has been applied. */
const MIGRATION_TABLE = 'kysely_migration'
