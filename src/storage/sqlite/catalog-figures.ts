import { nextTurn } from '../next-turn.ts'
import type { Connection } from './database.ts'

export interface CatalogFigures {
  readonly offers: number
  readonly itemGroups: number
}

/** Index entries looked at in one go: a few milliseconds. */
const STEP_ROWS = 10_000
const STEP_GROUPS = 2_000

/** Counts the offers served at `version`, in steps between which others have their turn. */
export async function countFigures(connection: Connection, shopId: string, version: number): Promise<CatalogFigures> {
  let itemGroups = 0
  for (let after = '', more = true; more; ) {
    const page = connection.prepare(GROUPS).all({ shopId, version, after, limit: STEP_GROUPS }) as { id: string }[]
    itemGroups += page.length
    more = page.length === STEP_GROUPS
    after = page.at(-1)?.id ?? ''
    if (more) await nextTurn()
  }
  return { offers: await countOffers(connection, shopId, version), itemGroups }
}

/** Of one source, or of all of them. */
export async function countOffers(
  connection: Connection,
  shopId: string,
  version: number,
  sourceId?: string,
): Promise<number> {
  let offers = 0
  let from = { source: sourceId ?? '', since: -1, until: 0, id: 0 }
  for (;;) {
    const place = { shopId, version, only: sourceId ?? null, ...from }
    const { served, seen, ...last } = connection.prepare(COUNT).get({ ...place, limit: STEP_ROWS }) as {
      served: number
      seen: number
    } & typeof from
    offers += served
    if (seen < STEP_ROWS) return offers
    from = last
    await nextTurn()
  }
}

const GROUPS = `
  select item_group_id as id from offer_versions
  where shop_id = @shopId and item_group_id > @after and +since <= @version and +until > @version
  group by item_group_id order by item_group_id limit @limit`

/** With a lone max(), SQLite takes the other columns from the row that has it: the last one. */
const COUNT = `
  select count(*) as seen, coalesce(sum(since <= @version and until > @version), 0) as served, max(place),
    source_id as source, since, until, id
  from (
    select row_number() over (order by source_id, since, until, rowid) as place, source_id, since, until, rowid as id
    from offer_versions
    where shop_id = @shopId and (@only is null or source_id = @only)
      and (source_id, since, until, rowid) > (@source, @since, @until, @id)
    order by source_id, since, until, rowid limit @limit
  )`
