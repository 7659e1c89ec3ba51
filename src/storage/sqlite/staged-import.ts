import type { Kysely } from 'kysely'
import type { Offer } from '../../catalog/offer.ts'
import type { ImportCounts, OfferHandle, StagedEntry, StagedImport, StagedPage } from '../../catalog/store.ts'
import { nextTurn } from '../next-turn.ts'
import { rowSet } from '../row-set.ts'
import type { Schema } from '../schema.ts'
import { supersededImport } from '../superseded-import.ts'
import { countOffers } from './catalog-figures.ts'
import { bumpCatalog, catalogState, nextStaging, saveSourceDigests, sourceDigests } from './catalog-state.ts'
import type { Connection } from './database.ts'
import { noteImport } from './offer-changes.ts'
import { FOREVER, offerVersions, type VersionRow } from './offer-versions.ts'

/**
 * Stages into the versions table: rows of this import hold from its own number on, which nobody serves yet, and those
 * that it replaces hold until it. Publishing moves the shop's version to that number.
 */
export async function startStagedImport(
  db: Kysely<Schema>,
  connection: Connection,
  { shopId, at, sourceId }: { shopId: string; at: number; sourceId: string },
): Promise<StagedImport> {
  const rows = offerVersions(connection, shopId)
  const staging = connection.transaction(() => nextStaging(db, connection, shopId))
  // Of an import whose process died, or that this one supersedes.
  const left = catalogState(connection, shopId)
  if (left.open_import !== null) await rows.forgetStaged(left.version)
  await rows.sweep(left.version)
  connection.transaction(() => {
    if (isOpen()) setOpenImport(staging)
  })

  const before = await countOffers(connection, shopId, catalogState(connection, shopId).version, sourceId)
  const seen = rowSet()
  let [added, changed, unchanged, takenOver] = [0, 0, 0, 0]

  return {
    async find(digests) {
      return rows.withDigests(digests, catalogState(connection, shopId).version)
    },

    async stage(entries) {
      const page = connection.transaction(() => {
        mustBeOpen()
        const { version } = catalogState(connection, shopId)
        const repeated = new Set<string>()
        const differing: { before: Offer; after: Offer }[] = []
        for (const entry of entries) {
          const repeatedId = stageOne(entry, version, differing)
          if (repeatedId !== undefined) repeated.add(repeatedId)
        }
        return { repeated: [...repeated], changed: differing } satisfies StagedPage
      })
      await nextTurn()
      return page
    },

    async counts() {
      mustBeOpen()
      return countsNow()
    },

    async groupsNamedLikeOffers(limit) {
      const found: string[] = []
      for (let after = ''; found.length < limit; ) {
        const page = rows.groupsAfter(after, staging)
        found.push(...page.filter(({ isOffer }) => isOffer === 1).map(({ id }) => id))
        await nextTurn()
        const last = page.at(-1)
        if (!last) break
        after = last.id
      }
      return found.slice(0, limit)
    },

    async publish(sourceDigest) {
      mustBeOpen()
      const { version } = catalogState(connection, shopId)
      const removed = countsNow().removed
      if (removed > 0) await rows.endUnseen({ version, sourceId, at: staging, seen, inTurn: mustBeOpen })
      connection.transaction(() => {
        mustBeOpen()
        const touched = added + changed + removed > 0
        if (touched) {
          connection.prepare('update catalog_state set version = ? where shop_id = ?').run(staging, shopId)
          bumpCatalog(db, connection, shopId, at)
          noteImport(connection, shopId, staging, added + changed + removed)
        }
        // Taken-over offers may be another source's, which then no longer stands as its file has it.
        const digests = takenOver > 0 ? new Map<string, string>() : sourceDigests(connection, shopId)
        if (sourceDigest === undefined) digests.delete(sourceId)
        else digests.set(sourceId, sourceDigest)
        saveSourceDigests(connection, shopId, digests)
        end()
      })
      await rows.sweep(catalogState(connection, shopId).version)
    },

    async discard() {
      if (!isOpen()) return
      await rows.forgetStaged(catalogState(connection, shopId).version)
      connection.transaction(() => {
        if (isOpen()) end()
      })
    },
  }

  /** Returns the id when it was staged before. */
  function stageOne(
    entry: StagedEntry,
    version: number,
    differing: { before: Offer; after: Offer }[],
  ): string | undefined {
    if ('kept' in entry) return keep(entry.kept)
    const { offer, digest = null } = entry
    const row = rows.rowOf({ offer, at, sourceId, digest })
    const [newest, older] = rows.current(offer.offerId, version)
    const pending = newest && newest.since > version ? newest : undefined
    const served = pending ? older : newest
    if (pending) {
      restage(served, pending, row)
      return offer.offerId
    }
    if (!served) {
      rows.insert(row, staging)
      added++
      return undefined
    }
    const repeated = !seen.add(served.id)
    if (served.source_id !== sourceId && !repeated) takenOver++
    if (served.json === row.json && served.source_id === sourceId) {
      if (served.digest !== digest) rows.setDigest(served.id, digest)
      if (!repeated) unchanged++
      return repeated ? offer.offerId : undefined
    }
    rows.setUntil(served.id, staging)
    rows.insert(row, staging)
    changed++
    if (repeated) unchanged--
    if (served.json !== row.json) differing.push({ before: JSON.parse(served.json) as Offer, after: offer })
    return repeated ? offer.offerId : undefined
  }

  /** The id came before in this import and differed from what is served. */
  function restage(served: VersionRow | undefined, pending: VersionRow, row: Parameters<typeof rows.insert>[0]): void {
    if (served?.json === row.json && served.source_id === sourceId) {
      takeBack(served.id, pending.id)
      rows.setDigest(served.id, row.digest)
    } else rows.replace(pending.id, row)
  }

  function takeBack(servedRow: number, pendingRow: number): void {
    rows.remove(pendingRow)
    rows.setUntil(servedRow, FOREVER)
    changed--
    unchanged++
  }

  function keep(handle: OfferHandle): string | undefined {
    const row = Number(handle)
    if (seen.add(row)) {
      unchanged++
      return undefined
    }
    const known = rows.at(row)
    if (!known) return undefined
    if (known.until === staging) {
      const pending = rows.pendingOf(known.offer_id, staging)
      if (pending !== undefined) takeBack(row, pending)
    }
    return known.offer_id
  }

  function countsNow(): ImportCounts {
    const removed = Math.max(0, before - (changed + unchanged - takenOver))
    return { before, added, changed, unchanged, removed }
  }

  function isOpen(): boolean {
    return catalogState(connection, shopId).staging === staging
  }

  function mustBeOpen(): void {
    if (!isOpen()) throw supersededImport(shopId)
  }

  function setOpenImport(number: number | null): void {
    connection.prepare('update catalog_state set open_import = ? where shop_id = ?').run(number, shopId)
  }

  /** Shuts out whoever staged here. */
  function end(): void {
    setOpenImport(null)
    nextStaging(db, connection, shopId)
  }
}
