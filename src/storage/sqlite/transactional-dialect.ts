import { SqliteAdapter, SqliteDialect } from 'kysely'

/** SQLite rolls back changes of the schema too, which Kysely does not count on. */
export class TransactionalSqliteDialect extends SqliteDialect {
  override createAdapter(): SqliteAdapter {
    return new TransactionalSqliteAdapter()
  }
}

class TransactionalSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}
