import { type Kysely, sql } from 'kysely'
import type { ImportCounts, StagedImport } from '../../catalog/store.ts'
import type { Schema } from '../schema.ts'
import { supersededImport } from '../superseded-import.ts'
import { bumpCatalog, currentStaging, nextStaging } from './catalog-state.ts'
import type { Connection } from './database.ts'
import { offerRow } from './offer-row.ts'

/** Clears what an earlier import of the shop left behind, by a crash or still under way, and begins anew. */
export function startStagedImport(
  db: Kysely<Schema>,
  connection: Connection,
  shopId: string,
  at: number,
): StagedImport {
  const queries = stagingQueries(db, shopId)
  const stageNew = connection.prepare(STAGE_NEW)
  const stageAgain = connection.prepare(STAGE_AGAIN)
  const staging = connection.transaction(() => end())

  return {
    async stage(offers) {
      return connection.transaction(() => {
        mustBeOpen()
        const repeated = new Set<string>()
        for (const offer of offers) {
          const row = offerRow(shopId, offer, at)
          if (Number(stageNew.run(row).changes) > 0) continue
          repeated.add(offer.offerId)
          stageAgain.run(row)
        }
        return { repeated: [...repeated] }
      })
    },

    async counts() {
      mustBeOpen()
      const before = connection.get(queries.countBefore)?.count ?? 0
      const found = connection.get(queries.countStaged)
      const [staged, known, changed] = [found?.staged ?? 0, found?.known ?? 0, found?.changed ?? 0]
      return {
        before,
        added: staged - known,
        changed,
        unchanged: known - changed,
        removed: before - known,
      } satisfies ImportCounts
    },

    async publish() {
      connection.transaction(() => {
        mustBeOpen()
        const changes = connection.run(queries.upsertChanged) + connection.run(queries.deleteMissing)
        if (changes > 0) bumpCatalog(db, connection, shopId, at)
        end()
      })
    },

    async discard() {
      connection.transaction(() => {
        if (currentStaging(db, connection, shopId) === staging) end()
      })
    },
  }

  function mustBeOpen(): void {
    if (currentStaging(db, connection, shopId) !== staging) throw supersededImport(shopId)
  }

  /** Forgets what is staged and shuts out whoever staged it; the number returned is the next import's. */
  function end(): number {
    connection.run(queries.clear)
    return nextStaging(db, connection, shopId)
  }
}

const STAGE_NEW = `
  insert into staged_offers (shop_id, offer_id, item_group_id, image_link, updated_at, search_text, json)
  values (@shop_id, @offer_id, @item_group_id, @image_link, @updated_at, @search_text, @json)
  on conflict do nothing`

const STAGE_AGAIN = `
  update staged_offers set item_group_id = @item_group_id, image_link = @image_link, search_text = @search_text,
    json = @json
  where shop_id = @shop_id and offer_id = @offer_id`

function stagingQueries(db: Kysely<Schema>, shopId: string) {
  const columns = [
    'shop_id',
    'offer_id',
    'item_group_id',
    'image_link',
    'updated_at',
    'search_text',
    'json',
  ] as const satisfies (keyof Schema['offers'])[]
  return {
    clear: db.deleteFrom('staged_offers').where('shop_id', '=', shopId),

    countBefore: db
      .selectFrom('offers')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('shop_id', '=', shopId),

    countStaged: db
      .selectFrom('staged_offers as s')
      .leftJoin('offers as o', (join) =>
        join.onRef('o.shop_id', '=', 's.shop_id').onRef('o.offer_id', '=', 's.offer_id'),
      )
      .select(({ fn }) => [
        fn.countAll<number>().as('staged'),
        fn.count<number>('o.offer_id').as('known'),
        sql<number | null>`sum(o.json <> s.json)`.as('changed'),
      ])
      .where('s.shop_id', '=', shopId),

    /** The condition on the conflict keeps unchanged rows, which are most of them, from being written. */
    upsertChanged: db
      .insertInto('offers')
      .columns([...columns])
      .expression(
        db
          .selectFrom('staged_offers')
          .select([...columns])
          .where('shop_id', '=', shopId),
      )
      .onConflict((conflict) =>
        conflict
          .columns(['shop_id', 'offer_id'])
          .doUpdateSet(({ ref }) => ({
            item_group_id: ref('excluded.item_group_id'),
            image_link: ref('excluded.image_link'),
            updated_at: ref('excluded.updated_at'),
            search_text: ref('excluded.search_text'),
            json: ref('excluded.json'),
          }))
          .whereRef('offers.json', '<>', 'excluded.json'),
      ),

    deleteMissing: db
      .deleteFrom('offers')
      .where('shop_id', '=', shopId)
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('staged_offers as s')
              .select('s.offer_id')
              .whereRef('s.shop_id', '=', 'offers.shop_id')
              .whereRef('s.offer_id', '=', 'offers.offer_id'),
          ),
        ),
      ),
  }
}
