import type { Database } from 'better-sqlite3'
import { AppError } from '../../shared/errors.ts'

/**
 * Holds a folder for one service, until `release` or the end of the process however it comes: the lock is SQLite's own on
 * a small file, so that neither a crash nor a process id given out again can leave it behind.
 */
export function holdServeLock(
  open: (path: string) => Database,
  { lock, path }: { lock: string; path: string },
  pid: number,
): { release(): void } {
  const database = open(lock)
  try {
    database.pragma('busy_timeout = 0')
    // Committed first, since what an open transaction writes is not seen by whoever comes second.
    database.exec(`BEGIN IMMEDIATE; PRAGMA user_version = ${pid}; COMMIT; BEGIN IMMEDIATE`)
  } catch (error) {
    const holder = holderOf(database)
    database.close()
    if ((error as { code?: unknown }).code !== 'SQLITE_BUSY') throw error
    throw new AppError(
      'conflict',
      `another service (process ${holder}) runs on ${path}: stop it, or give this one its own folder with --data`,
      { cause: error },
    )
  }
  return { release: () => void database.close() }
}

const holderOf = (database: Database): number => Number(database.pragma('user_version', { simple: true }))
