import { Kysely } from 'kysely'
import type { ApplyEvent } from '../audience/abandonment.ts'
import type { Digest } from '../shared/digest.ts'
import { AppError } from '../shared/errors.ts'
import type { Schema } from './schema.ts'
import { sqliteAudience } from './sqlite/audience.ts'
import { sqliteCatalog } from './sqlite/catalog.ts'
import { connect, type SqliteDatabase } from './sqlite/database.ts'
import { sqliteEvents } from './sqlite/events.ts'
import { sqliteFeeds } from './sqlite/feeds.ts'
import { sqliteKeys } from './sqlite/keys.ts'
import { sqliteMatches } from './sqlite/matches.ts'
import { migrate } from './sqlite/migrate.ts'
import { sqlitePersons } from './sqlite/persons.ts'
import { sqlitePhotos } from './sqlite/photos.ts'
import { sqliteShops } from './sqlite/shops.ts'
import { snapshots } from './sqlite/snapshot.ts'
import { sqliteSources } from './sqlite/sources.ts'
import { TransactionalSqliteDialect } from './sqlite/transactional-dialect.ts'
import { sqliteWebhooks } from './sqlite/webhooks.ts'
import type { Stores } from './stores.ts'

export interface SqliteStores extends Stores {
  /** Must have ended before anything else is asked. Returns the names of the migrations that were applied. */
  migrate(): Promise<string[]>
  /** Commits what waits, then closes the database. */
  close(): Promise<void>
}

export interface SqliteOptions {
  readonly apply: ApplyEvent
  /** Hashes the ids of who is to be left alone, so that no id is kept for it. */
  readonly digest: Pick<Digest, 'sha256'>
  /** Opens a read-only connection to the same file, for scans that see one state throughout. */
  readonly openReader?: () => SqliteDatabase
}

/** All stores on one database file, which this takes over: it sets how the file is written, and closes it. */
export function sqliteStores(database: SqliteDatabase, options: SqliteOptions): SqliteStores {
  checkVersion(database)
  for (const pragma of PRAGMAS) database.pragma(pragma)
  const db = new Kysely<Schema>({ dialect: new TransactionalSqliteDialect({ database }) })
  const connection = connect(database)
  const snapshot = snapshots(connection, options.openReader)
  const persons = sqlitePersons(connection)
  const events = sqliteEvents(db, connection, snapshot, { ...options, persons })
  return {
    shops: sqliteShops(db, connection),
    catalog: sqliteCatalog(db, connection, snapshot),
    sources: sqliteSources(connection),
    photos: sqlitePhotos(db, connection),
    events,
    audience: sqliteAudience(db, connection, snapshot, persons),
    feeds: sqliteFeeds(db, connection),
    keys: sqliteKeys(db, connection),
    webhooks: sqliteWebhooks(db, connection),
    matches: sqliteMatches(connection),
    migrate: () => migrate(db),
    async close() {
      events.flush()
      database.pragma('optimize')
      database.close()
    },
  }
}

/**
 * FULL syncs the log at every commit; the NORMAL that WAL otherwise runs with loses acknowledged events when the
 * power fails. The cache, in KiB, holds the pages that events of many visitors touch; a longer log writes a page that
 * changes often to the file less often.
 */
const PRAGMAS = [
  'journal_mode = WAL',
  'synchronous = FULL',
  'busy_timeout = 5000',
  'foreign_keys = ON',
  'cache_size = -65536',
  'wal_autocheckpoint = 16000',
]

/** The first release without the fault by which a WAL reset could lose a commit. Read 2026-11-22. */
const OLDEST_SQLITE = [3, 51, 3] as const

function checkVersion(database: SqliteDatabase): void {
  const { version } = database.prepare('select sqlite_version() as version').get() as { version: string }
  if (isAtLeast(version.split('.').map(Number), OLDEST_SQLITE)) return
  throw new AppError(
    'unsupported',
    `SQLite ${version} can lose a commit; ${OLDEST_SQLITE.join('.')} or newer is needed: update better-sqlite3`,
  )
}

function isAtLeast(version: readonly number[], floor: readonly number[]): boolean {
  for (const [at, least] of floor.entries()) {
    const part = version[at] ?? 0
    if (part !== least) return part > least
  }
  return true
}
