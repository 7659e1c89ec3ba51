import type { Offer } from '../../catalog/offer.ts'
import type { OfferHandle } from '../../catalog/store.ts'
import { nextTurn } from '../next-turn.ts'
import type { RowSet } from '../row-set.ts'
import type { OfferVersionTable } from '../schema.ts'
import type { Connection } from './database.ts'
import { offerRow } from './offer-row.ts'

/** `until` of a row that nothing has replaced. */
export const FOREVER = Number.MAX_SAFE_INTEGER

/** Rows written or looked through in one go: a few milliseconds. */
const STEP_ROWS = 500
const WALK_ROWS = 2_000

export type VersionRow = Pick<OfferVersionTable, 'offer_id' | 'since' | 'until' | 'source_id' | 'digest' | 'json'> & {
  readonly id: number
}

export type NewVersion = Omit<OfferVersionTable, 'since' | 'until'>

/** The versions of one shop's offers, by statements that are prepared once. */
export function offerVersions(connection: Connection, shopId: string) {
  const { prepare } = connection
  const find = prepare(FIND)
  const current = prepare(CURRENT)
  const insert = prepare(INSERT)
  const replace = prepare(REPLACE)
  const until = prepare('update offer_versions set until = ? where rowid = ?')
  const digest = prepare('update offer_versions set digest = ? where rowid = ?')
  const remove = prepare('delete from offer_versions where rowid = ?')

  return {
    rowOf: (made: { offer: Offer; at: number; sourceId: string; digest: string | null }): NewVersion => ({
      ...offerRow(shopId, made.offer, made.at),
      source_id: made.sourceId,
      digest: made.digest,
    }),

    /** The rows served at `version` that were read from records with these digests. */
    withDigests(digests: readonly string[], version: number): (OfferHandle | undefined)[] {
      const found = find.all(shopId, JSON.stringify(digests), version, version) as { id: number; digest: string }[]
      const byDigest = new Map(found.map((row) => [row.digest, row.id]))
      return digests.map((each) => byDigest.get(each))
    },

    /** The row that is served and the one that an import has staged, newest first. */
    current: (offerId: string, version: number): VersionRow[] =>
      current.all(shopId, offerId, version) as unknown as VersionRow[],

    at: (row: number): VersionRow | undefined => prepare(BY_ROW).get(row) as VersionRow | undefined,

    pendingOf(offerId: string, since: number): number | undefined {
      const found = prepare(PENDING).get(shopId, offerId, since) as { id: number } | undefined
      return found?.id
    },

    insert: (row: NewVersion, since: number): void => void insert.run({ ...row, since, until: FOREVER }),
    replace: (id: number, row: NewVersion): void => void replace.run({ ...row, id }),
    setUntil: (id: number, at: number): void => void until.run(at, id),
    setDigest: (id: number, of: string | null): void => void digest.run(of, id),
    remove: (id: number): void => void remove.run(id),

    /** Item groups in order, with whether an offer has the same id, as they stand at `version`. */
    groupsAfter: (after: string, version: number): { id: string; isOffer: number }[] =>
      prepare(GROUPS).all({ shopId, after, version, limit: WALK_ROWS }) as { id: string; isOffer: number }[],

    /** Lets the rows of a source that are served and not in `seen` hold until `at` only. */
    async endUnseen(work: {
      version: number
      sourceId: string
      at: number
      seen: RowSet
      inTurn: () => void
    }): Promise<void> {
      for (let after = ''; ; ) {
        const page = prepare(SERVED_AFTER).all({ shopId, after, version: work.version, limit: WALK_ROWS }) as {
          id: number
          offer_id: string
          source_id: string
        }[]
        const gone = page.filter(({ id, source_id }) => source_id === work.sourceId && !work.seen.has(id))
        if (gone.length > 0)
          connection.transaction(() => {
            work.inTurn()
            for (const { id } of gone) until.run(work.at, id)
          })
        if (page.length < WALK_ROWS) return
        after = page.at(-1)!.offer_id
        await nextTurn()
      }
    },

    /** Deletes what no longer holds at `version`. */
    async sweep(version: number): Promise<void> {
      while (Number(prepare(SWEEP).run(shopId, version, STEP_ROWS).changes) === STEP_ROWS) await nextTurn()
    },

    /** Undoes what an import staged over `version` and never published. */
    async forgetStaged(version: number): Promise<void> {
      while (Number(prepare(RESTORE).run({ shopId, version, limit: STEP_ROWS }).changes) === STEP_ROWS) await nextTurn()
      for (let after = ''; ; ) {
        const page = prepare(ROWS_AFTER).all(shopId, after, WALK_ROWS) as {
          id: number
          offer_id: string
          since: number
        }[]
        const staged = page.filter(({ since }) => since > version)
        if (staged.length > 0)
          connection.transaction(() => {
            for (const { id } of staged) remove.run(id)
          })
        if (page.length < WALK_ROWS) return
        // A page may end between two rows of one offer: its first is looked at again, its second is not missed.
        const last = page.at(-1)!.offer_id
        after = last === page[0]!.offer_id ? last : page.findLast(({ offer_id }) => offer_id !== last)!.offer_id
        await nextTurn()
      }
    },
  }
}

const COLUMNS = 'rowid as id, offer_id, since, until, source_id, digest, json'

const FIND = `
  select rowid as id, digest from offer_versions
  where shop_id = ? and digest in (select value from json_each(?)) and digest is not null and +since <= ? and +until > ?`

const CURRENT = `
  select ${COLUMNS} from offer_versions where shop_id = ? and offer_id = ? and +until > ? order by since desc limit 2`

const BY_ROW = `select ${COLUMNS} from offer_versions where rowid = ?`

const PENDING = 'select rowid as id from offer_versions where shop_id = ? and offer_id = ? and since = ?'

const INSERT = `
  insert into offer_versions
    (shop_id, offer_id, since, until, source_id, digest, item_group_id, image_link, updated_at, search_text, json)
  values
    (@shop_id, @offer_id, @since, @until, @source_id, @digest, @item_group_id, @image_link, @updated_at, @search_text, @json)`

const REPLACE = `
  update offer_versions set digest = @digest, item_group_id = @item_group_id, image_link = @image_link,
    updated_at = @updated_at, search_text = @search_text, json = @json
  where rowid = @id`

const GROUPS = `
  select g.item_group_id as id, exists (
    select 1 from offer_versions o
    where o.shop_id = g.shop_id and o.offer_id = g.item_group_id and +o.since <= @version and +o.until > @version
  ) as isOffer
  from offer_versions g
  where g.shop_id = @shopId and g.item_group_id > @after and +g.since <= @version and +g.until > @version
  group by g.item_group_id order by g.item_group_id limit @limit`

const SERVED_AFTER = `
  select rowid as id, offer_id, source_id from offer_versions
  where shop_id = @shopId and offer_id > @after and +since <= @version and +until > @version
  order by offer_id limit @limit`

const ROWS_AFTER = `
  select rowid as id, offer_id, since from offer_versions where shop_id = ? and offer_id > ? order by offer_id, since limit ?`

const SWEEP = `
  delete from offer_versions where rowid in (
    select rowid from offer_versions where shop_id = ? and until < ${FOREVER} and until <= ? limit ?)`

const RESTORE = `
  update offer_versions set until = ${FOREVER} where rowid in (
    select rowid from offer_versions where shop_id = @shopId and until < ${FOREVER} and until > @version limit @limit)`
