import { type Kysely, sql } from 'kysely'
import type { AudienceStore, FigureOptions, OfferFigures } from '../../audience/store.ts'
import type { Stage, VisitorItem } from '../../audience/visitor-item.ts'
import { PAGE_ROWS } from '../pages.ts'
import type { Schema } from '../schema.ts'
import { amongTexts } from './among-texts.ts'
import type { Connection } from './database.ts'
import type { Snapshots } from './snapshot.ts'
import { parseVisitorItem } from './visitor-item-row.ts'

export function sqliteAudience(db: Kysely<Schema>, connection: Connection, snapshot: Snapshots): AudienceStore {
  return {
    async visitorItems(shopId, visitorId) {
      const ofVisitor = itemsQuery(db, shopId).where('visitor_id', '=', visitorId)
      return connection.all(ofVisitor.orderBy('offer_id')).map(parseVisitorItem)
    },

    scanVisitors(shopId, range) {
      return snapshot(async function* (reader) {
        for (let after: VisitorPlace | undefined, more = true; more; ) {
          const visitors = reader.all(visitorsQuery(db, shopId, range.from, after))
          after = visitors.at(-1)
          more = visitors.length === PAGE_ROWS
          const page = itemsOf(
            reader,
            shopId,
            visitors.map(({ visitor_id }) => visitor_id),
          ).filter((items) => items.some(({ stage, lastAt }) => stage && lastAt >= range.from && lastAt <= range.to))
          if (page.length > 0) yield page
        }
      })
    },

    async offerFigures(shopId, options) {
      const figures = new Map<string, { visitors: Record<Stage, number>; lastAt: number }>()
      for (const { offer_id, stage, visitors, last_at } of connection.all(figuresQuery(db, shopId, options))) {
        const known = figures.get(offer_id) ?? { visitors: { viewed: 0, carted: 0, checkout: 0 }, lastAt: 0 }
        known.visitors[stage as Stage] += visitors
        known.lastAt = Math.max(known.lastAt, last_at)
        figures.set(offer_id, known)
      }
      return figures satisfies Map<string, OfferFigures>
    },

    async revision(shopId) {
      const row = connection.get(db.selectFrom('audience_state').select('revision').where('shop_id', '=', shopId))
      return row?.revision ?? 0
    },
  }

  /** The items of each visitor, in the order of the visitors. */
  function itemsOf(reader: Connection, shopId: string, visitorIds: readonly string[]): VisitorItem[][] {
    const rows = reader.all(
      itemsQuery(db, shopId).where('visitor_id', 'in', amongTexts(visitorIds)).orderBy('offer_id'),
    )
    const byVisitor = new Map<string, VisitorItem[]>(visitorIds.map((visitorId) => [visitorId, []]))
    for (const row of rows) byVisitor.get(row.visitor_id)?.push(parseVisitorItem(row))
    return [...byVisitor.values()]
  }
}

interface VisitorPlace {
  readonly visitor_id: string
  readonly open_last_at: number | null
}

const itemsQuery = (db: Kysely<Schema>, shopId: string) =>
  db.selectFrom('visitor_items').selectAll().where('shop_id', '=', shopId)

function visitorsQuery(db: Kysely<Schema>, shopId: string, from: number, after: VisitorPlace | undefined) {
  let query = db
    .selectFrom('visitors')
    .select(['visitor_id', 'open_last_at'])
    .where('shop_id', '=', shopId)
    .where('open_last_at', '>=', from)
  if (after)
    query = query.where(({ eb, and, or }) =>
      and([
        eb('open_last_at', '<=', after.open_last_at),
        or([eb('open_last_at', '<', after.open_last_at), eb('visitor_id', '>', after.visitor_id)]),
      ]),
    )
  return query.orderBy('open_last_at', 'desc').orderBy('visitor_id').limit(PAGE_ROWS)
}

function figuresQuery(db: Kysely<Schema>, shopId: string, { from, to, purchaseCloses }: FigureOptions) {
  const open = db
    // By way of the visitors, whose index knows who was active since `from`.
    .selectFrom('visitors as v')
    .innerJoin('visitor_items as open', (join) =>
      join.onRef('open.shop_id', '=', 'v.shop_id').onRef('open.visitor_id', '=', 'v.visitor_id'),
    )
    .select(({ fn }) => [
      'open.offer_id',
      'open.stage',
      fn.countAll<number>().as('visitors'),
      fn.max<number>('open.last_at').as('last_at'),
    ])
    .where('v.shop_id', '=', shopId)
    .where('v.open_last_at', '>=', from)
    .where('open.stage', 'is not', null)
    .where('open.last_at', '>=', from)
    .where('open.last_at', '<=', to)
    .groupBy(['open.offer_id', 'open.stage'])
  if (purchaseCloses === 'offer') return open
  return open.where(({ not, exists, selectFrom }) =>
    not(
      exists(
        selectFrom('visitor_items as bought')
          .innerJoin('offers as bought_offer', (join) =>
            join
              .onRef('bought_offer.shop_id', '=', 'bought.shop_id')
              .onRef('bought_offer.offer_id', '=', 'bought.offer_id'),
          )
          .innerJoin('offers as open_offer', (join) =>
            join
              .onRef('open_offer.shop_id', '=', 'bought.shop_id')
              .onRef('open_offer.item_group_id', '=', 'bought_offer.item_group_id'),
          )
          .select(sql<number>`1`.as('one'))
          .whereRef('bought.shop_id', '=', 'open.shop_id')
          .whereRef('bought.visitor_id', '=', 'open.visitor_id')
          .whereRef('bought.offer_id', '<>', 'open.offer_id')
          .whereRef('bought.purchased_at', '>=', 'open.last_at')
          .whereRef('open_offer.offer_id', '=', 'open.offer_id'),
      ),
    ),
  )
}
