import type { Compilable } from 'kysely'

/** The slice of a better-sqlite3 database that the stores use; a composition root opens it. */
export interface SqliteDatabase {
  readonly inTransaction: boolean
  prepare(sql: string): SqliteStatement
  pragma(source: string, options?: { simple?: boolean }): unknown
  close(): unknown
}

export interface SqliteStatement {
  readonly reader: boolean
  all(...parameters: unknown[]): unknown[]
  get(...parameters: unknown[]): unknown
  run(...parameters: unknown[]): { changes: number | bigint; lastInsertRowid: number | bigint }
  iterate(...parameters: unknown[]): IterableIterator<unknown>
  /** Rows as arrays from now on, which cost less. */
  raw(): SqliteStatement
}

/** Typed queries on one connection. Each runs at once, so that nothing comes between the statements of a transaction. */
export interface Connection {
  /** A statement of our own wording, for the paths where building a query would cost more than running it. */
  prepare(sql: string): SqliteStatement
  all<Row>(query: Compilable<Row>): Row[]
  get<Row>(query: Compilable<Row>): Row | undefined
  /** Returns how many rows changed. */
  run(query: Compilable<unknown>): number
  /** All of `work` or nothing of it; on disk when this returns. */
  transaction<T>(work: () => T): T
  /** `work` sees one state throughout, holds up nobody, and leaves nothing. */
  reading<T>(work: () => T): T
}

export function connect(database: SqliteDatabase): Connection {
  const statements = new Map<string, SqliteStatement>()
  const prepared = (sql: string): SqliteStatement => {
    const known = statements.get(sql)
    if (known) return known
    const statement = database.prepare(sql)
    statements.set(sql, statement)
    return statement
  }
  return {
    prepare: prepared,
    all<Row>(query: Compilable<Row>) {
      const { sql, parameters } = query.compile()
      return prepared(sql).all(parameters) as Row[]
    },
    get<Row>(query: Compilable<Row>) {
      const { sql, parameters } = query.compile()
      return prepared(sql).get(parameters) as Row | undefined
    },
    run(query) {
      const { sql, parameters } = query.compile()
      return Number(prepared(sql).run(parameters).changes)
    },
    reading(work) {
      prepared('begin').run()
      try {
        return work()
      } finally {
        prepared('rollback').run()
      }
    },
    transaction(work) {
      prepared('begin immediate').run()
      try {
        const result = work()
        prepared('commit').run()
        return result
      } catch (error) {
        if (database.inTransaction) prepared('rollback').run()
        throw error
      }
    },
  }
}
