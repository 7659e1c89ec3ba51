import type { MatchStore, OfferMatch } from '../../events/match-store.ts'
import type { Connection } from './database.ts'

/** Ids that are looked at; a shop with more unknown ones has another fault. */
const SENT_IDS_MAX = 100_000

export function sqliteMatches(connection: Connection): MatchStore {
  const list = (shopId: string): OfferMatch[] =>
    (connection.prepare(LIST).all(shopId) as MatchRow[]).map(({ sent_id, offer_id, rule }) => ({
      sentId: sent_id,
      offerId: offer_id,
      rule,
    }))
  return {
    async listMatches(shopId) {
      return list(shopId)
    },

    async matchedIds(shopId, sentIds) {
      return new Set(sentIds.filter((id) => connection.prepare(FIND).get(shopId, id) !== undefined))
    },

    async replaceMatches(shopId, matches) {
      return connection.transaction(() => {
        const before = new Map(list(shopId).map((match) => [match.sentId, match]))
        let changes = 0
        for (const { sentId, offerId, rule } of matches) {
          const known = before.get(sentId)
          before.delete(sentId)
          if (known?.offerId === offerId && known.rule === rule) continue
          connection.prepare(SAVE).run(shopId, sentId, offerId, rule)
          changes++
        }
        for (const sentId of before.keys()) changes += Number(connection.prepare(FORGET).run(shopId, sentId).changes)
        if (changes > 0) connection.prepare(BUMP).run(shopId)
        return changes > 0
      })
    },

    async listSentIds(shopId) {
      const rows = connection.prepare(SENT).all(shopId) as { sent_id: string; other_ids: string }[]
      return rows.map(({ sent_id, other_ids }) => ({ sentId: sent_id, otherIds: JSON.parse(other_ids) as string[] }))
    },

    async countSentIds(shopId) {
      return connection.prepare(COUNT).get({ shopId }) as { ids: number; exact: number }
    },
  }
}

interface MatchRow {
  readonly sent_id: string
  readonly offer_id: string
  readonly rule: string
}

const LIST = 'select sent_id, offer_id, rule from offer_matches where shop_id = ? order by sent_id'
const FIND = 'select 1 from offer_matches where shop_id = ? and sent_id = ?'
const SAVE = `
  insert into offer_matches (shop_id, sent_id, offer_id, rule) values (?, ?, ?, ?)
  on conflict (shop_id, sent_id) do update set offer_id = excluded.offer_id, rule = excluded.rule`
const FORGET = 'delete from offer_matches where shop_id = ? and sent_id = ?'
const BUMP = `
  insert into audience_state (shop_id, revision) values (?, 1)
  on conflict (shop_id) do update set revision = revision + 1`
const SENT = `select sent_id, other_ids from sent_ids where shop_id = ? order by sent_id limit ${SENT_IDS_MAX}`
const COUNT = `
  select count(*) as ids, count(o.offer_id) as exact
  from (select distinct offer_id from visitor_items where shop_id = @shopId) i
  left join offers o on o.shop_id = @shopId and o.offer_id = i.offer_id`
