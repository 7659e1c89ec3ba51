import type { Kysely } from 'kysely'
import type { AudienceStore, OfferFigures, PersonItems } from '../../audience/store.ts'
import type { Stage, VisitorItem } from '../../audience/visitor-item.ts'
import { compareText } from '../../shared/text-order.ts'
import { identitiesNamed } from '../identities.ts'
import { matchedItems } from '../matched-items.ts'
import { PAGE_ROWS } from '../pages.ts'
import type { Schema, VisitorItemTable } from '../schema.ts'
import type { Connection } from './database.ts'
import { figureQueries, matchedFigureQuery } from './offer-figures.ts'
import type { Persons } from './persons.ts'
import type { Snapshots } from './snapshot.ts'
import { parseVisitorItem } from './visitor-item-row.ts'

export function sqliteAudience(
  db: Kysely<Schema>,
  connection: Connection,
  snapshot: Snapshots,
  persons: Persons,
): AudienceStore {
  return {
    async visitorItems(shopId, visitorId) {
      return itemsOf(connection, shopId, [visitorId])
    },

    async visitorsOfPerson(shopId, visitorId) {
      return persons.visitorsOf(shopId, visitorId)
    },

    async findVisitors(shopId, subject) {
      const named = identitiesNamed(subject).flatMap((identity) => persons.knownBy(shopId, identity))
      if (subject.visitorId !== undefined) named.push(subject.visitorId)
      const known = connection.prepare('select 1 from visitors where shop_id = ? and visitor_id = ?')
      return [...new Set(named.flatMap((visitorId) => persons.visitorsOf(shopId, visitorId)))]
        .filter((visitorId) => known.get(shopId, visitorId) !== undefined)
        .sort(compareText)
    },

    async personItems(shopId, visitorId) {
      return itemsOf(connection, shopId, persons.visitorsOf(shopId, visitorId))
    },

    scanPersons(shopId, range) {
      return snapshot(async function* (reader) {
        for (let after: VisitorPlace | undefined, more = true; more; ) {
          const visitors = visitorsAfter(reader, shopId, range.from, after)
          after = visitors.at(-1)
          more = visitors.length === PAGE_ROWS
          const page = visitors
            .flatMap((visitor) => personLedBy(reader, shopId, visitor) ?? [])
            .filter(({ items }) =>
              items.some(({ stage, lastAt }) => stage && lastAt >= range.from && lastAt <= range.to),
            )
          if (page.length > 0) yield page
        }
      })
    },

    async offerFigures(shopId, options) {
      const figures = new Map<string, { visitors: Record<Stage, number>; lastAt: number }>()
      const queries = hasMatches(connection, shopId)
        ? [matchedFigureQuery(options.purchaseCloses)]
        : figureQueries(options.purchaseCloses)
      for (const sql of queries) {
        const rows = connection.prepare(sql).all({ shopId, from: options.from, to: options.to }) as FigureRow[]
        for (const { offer_id, stage, persons, last_at } of rows) {
          const known = figures.get(offer_id) ?? { visitors: { viewed: 0, carted: 0, checkout: 0 }, lastAt: 0 }
          known.visitors[stage] += persons
          known.lastAt = Math.max(known.lastAt, last_at)
          figures.set(offer_id, known)
        }
      }
      return figures satisfies Map<string, OfferFigures>
    },

    async buyerFigures(shopId, { from, to }) {
      const rows = connection.all(
        db
          .selectFrom('visitor_items')
          .select(({ fn }) => ['offer_id', fn.countAll<number>().as('buyers')])
          .where('shop_id', '=', shopId)
          .where('purchased_at', '>=', from)
          .where('purchased_at', '<=', to)
          .groupBy('offer_id'),
      )
      return new Map(rows.map(({ offer_id, buyers }) => [offer_id, buyers]))
    },

    async matched(shopId, items) {
      return matchedItems(items, offerIdsOf(connection, shopId))
    },

    async revision(shopId) {
      const row = connection.get(db.selectFrom('audience_state').select('revision').where('shop_id', '=', shopId))
      return row?.revision ?? 0
    },
  }
}

interface FigureRow {
  readonly offer_id: string
  readonly stage: Stage
  readonly persons: number
  readonly last_at: number
}

interface VisitorPlace {
  readonly visitor_id: string
  readonly open_last_at: number
  readonly person_id: string | null
}

/** Undefined where another visitor of the same person was active later. */
function personLedBy(reader: Connection, shopId: string, visitor: VisitorPlace): PersonItems | undefined {
  const { visitor_id: visitorId, person_id: personId } = visitor
  if (personId === null) return { visitorId, items: itemsOf(reader, shopId, [visitorId]) }
  const members = reader
    .prepare('select visitor_id, open_last_at, person_id from visitors where shop_id = ? and person_id = ?')
    .all(shopId, personId) as (Omit<VisitorPlace, 'open_last_at'> & { open_last_at: number | null })[]
  const isLater = members.some(
    (other) =>
      other.open_last_at !== null &&
      (other.open_last_at > visitor.open_last_at ||
        (other.open_last_at === visitor.open_last_at && compareText(other.visitor_id, visitorId) < 0)),
  )
  if (isLater) return undefined
  return {
    visitorId,
    items: itemsOf(
      reader,
      shopId,
      members.map(({ visitor_id }) => visitor_id),
    ),
  }
}

/** In order of visitor and offer. */
const itemsOf = (reader: Connection, shopId: string, visitorIds: readonly string[]): VisitorItem[] =>
  matchedItems(
    visitorIds
      .toSorted(compareText)
      .flatMap((visitorId) =>
        (
          reader
            .prepare('select * from visitor_items where shop_id = ? and visitor_id = ? order by offer_id')
            .all(shopId, visitorId) as VisitorItemTable[]
        ).map(parseVisitorItem),
      ),
    offerIdsOf(reader, shopId),
  )

const offerIdsOf = (reader: Connection, shopId: string) => {
  const find = reader.prepare('select offer_id from offer_matches where shop_id = ? and sent_id = ?')
  return (sentId: string): string | undefined =>
    (find.get(shopId, sentId) as { offer_id: string } | undefined)?.offer_id
}

const hasMatches = (reader: Connection, shopId: string): boolean =>
  reader.prepare('select 1 from offer_matches where shop_id = ? limit 1').get(shopId) !== undefined

function visitorsAfter(
  reader: Connection,
  shopId: string,
  from: number,
  after: VisitorPlace | undefined,
): VisitorPlace[] {
  const place = after ? { at: after.open_last_at, id: after.visitor_id } : { at: Number.MAX_SAFE_INTEGER, id: '' }
  return reader
    .prepare(
      `select visitor_id, open_last_at, person_id from visitors
       where shop_id = @shopId and open_last_at >= @from and open_last_at <= @at
         and (open_last_at < @at or visitor_id > @id)
       order by open_last_at desc, visitor_id limit ${PAGE_ROWS}`,
    )
    .all({ shopId, from, ...place }) as VisitorPlace[]
}
