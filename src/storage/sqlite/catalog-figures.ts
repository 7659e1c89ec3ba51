import { nextTurn } from '../next-turn.ts'
import type { Connection } from './database.ts'
import { FOREVER } from './offer-versions.ts'

export interface CatalogFigures {
  readonly offers: number
  readonly itemGroups: number
}

/** Index entries looked at in one go: a few milliseconds. */
const STEP_ROWS = 10_000
const STEP_GROUPS = 2_000
/** After every id in the order of bytes. */
const BEYOND = '\u{10ffff}\u{10ffff}'

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
  const steps = sourceId === undefined ? OF_ALL : OF_SOURCE
  const boundary = connection.prepare(steps.boundary)
  const count = connection.prepare(steps.count)
  let rows = 0
  for (let after = ''; ; ) {
    const place = { shopId, sourceId, version, after }
    const last = boundary.get({ ...place, skip: STEP_ROWS }) as { offer_id: string } | undefined
    rows += (count.get({ ...place, upTo: last?.offer_id ?? BEYOND }) as { begun: number }).begun
    if (!last) break
    after = last.offer_id
    await nextTurn()
  }
  const { ended } = connection.prepare(ENDED).get({ shopId, version, only: sourceId ?? null }) as { ended: number }
  return rows - ended
}

const GROUPS = `
  select item_group_id as id from offer_versions
  where shop_id = @shopId and item_group_id > @after and +since <= @version and +until > @version
  group by item_group_id order by item_group_id limit @limit`

/** Where a step ends, and the rows in it that hold since `version` or before. */
const stepsOver = (ofSource: string) => ({
  boundary: `select offer_id from offer_versions
   where shop_id = @shopId ${ofSource} and offer_id > @after order by offer_id limit 1 offset @skip`,
  count: `select count(*) as begun from offer_versions
   where shop_id = @shopId ${ofSource} and offer_id > @after and offer_id <= @upTo and +since <= @version`,
})

const OF_ALL = stepsOver('')
const OF_SOURCE = stepsOver('and source_id = @sourceId')

/** Few rows, which wait to be deleted. */
const ENDED = `
  select count(*) as ended from offer_versions
  where shop_id = @shopId and until < ${FOREVER} and until <= @version and (@only is null or source_id = @only)`
