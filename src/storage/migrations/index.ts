import type { Migration } from 'kysely/migration'
import * as firstTables from './001-first-tables.ts'

/** In order of their numbers. A published one is never edited: what it left out goes into the next. */
export const migrations: Readonly<Record<string, Migration>> = {
  '001-first-tables': firstTables,
}
