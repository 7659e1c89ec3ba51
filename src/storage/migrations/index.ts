import type { Migration } from 'kysely/migration'
import * as firstTables from './001-first-tables.ts'
import * as persons from './002-persons.ts'
import * as doors from './003-doors.ts'
import * as offerVersions from './004-offer-versions.ts'
import * as feedChanges from './005-feed-changes.ts'
import * as offersByKey from './006-offers-by-key.ts'
import * as sources from './007-sources.ts'
import * as offersBySource from './008-offers-by-source.ts'

/** In order of their numbers. A published one is never edited: what it left out goes into the next. */
export const migrations: Readonly<Record<string, Migration>> = {
  '001-first-tables': firstTables,
  '002-persons': persons,
  '003-doors': doors,
  '004-offer-versions': offerVersions,
  '005-feed-changes': feedChanges,
  '006-offers-by-key': offersByKey,
  '007-sources': sources,
  '008-offers-by-source': offersBySource,
}
