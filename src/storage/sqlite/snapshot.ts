import { type Connection, connect, type SqliteDatabase } from './database.ts'

/** Lends a connection on which nothing changes until the generator that reads from it ends. */
export type Snapshots = <T>(read: (connection: Connection) => AsyncGenerator<T>) => AsyncGenerator<T>

/**
 * Long scans get a connection of their own, held at the state in which they began: an import that is published
 * meanwhile is not half seen. Without `openReader` (a database in memory has one connection only) they read page by
 * page from the main one.
 */
export function snapshots(main: Connection, openReader: (() => SqliteDatabase) | undefined): Snapshots {
  return async function* (read) {
    if (!openReader) return yield* read(main)
    const database = openReader()
    try {
      database.prepare('begin').run()
      yield* read(connect(database))
    } finally {
      database.close()
    }
  }
}
