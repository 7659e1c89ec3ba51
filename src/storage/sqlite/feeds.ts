import type { Kysely } from 'kysely'
import type { FeedFetch, FeedStore, FeedVersion } from '../../feeds/store.ts'
import { FETCHES_KEPT } from '../feed-fetches.ts'
import type { FeedFetchTable, Schema } from '../schema.ts'
import type { Connection } from './database.ts'

export function sqliteFeeds(db: Kysely<Schema>, connection: Connection): FeedStore {
  const current = (shopId: string, channelId: string, format: string): FeedVersion | undefined => {
    const row = connection.get(
      db
        .selectFrom('feeds')
        .select('json')
        .where('shop_id', '=', shopId)
        .where('channel_id', '=', channelId)
        .where('format', '=', format),
    )
    return row && (JSON.parse(row.json) as FeedVersion)
  }
  return {
    async current(shopId, channelId, format) {
      return current(shopId, channelId, format)
    },
    async list(shopId) {
      const ofShop = db.selectFrom('feeds').select('json').where('shop_id', '=', shopId)
      const rows = connection.all(ofShop.orderBy('channel_id').orderBy('format'))
      return rows.map(({ json }) => JSON.parse(json) as FeedVersion)
    },
    async publish(version) {
      const { shopId, channelId, format } = version
      const json = JSON.stringify(version)
      return connection.transaction(() => {
        const before = current(shopId, channelId, format)
        connection.run(
          db
            .insertInto('feeds')
            .values({ shop_id: shopId, channel_id: channelId, format, json })
            .onConflict((conflict) => conflict.columns(['shop_id', 'channel_id', 'format']).doUpdateSet({ json })),
        )
        return before
      })
    },
    async recordFetch({ shopId, channelId, format, keyId, at, status, gzip, hash }) {
      const feed = [shopId, channelId, format]
      connection.transaction(() => {
        connection.prepare(ADD_FETCH).run(...feed, keyId, at, status, gzip ? 1 : 0, hash, shopId)
        connection.prepare(FORGET_FETCHES).run(...feed, ...feed)
      })
    },
    async listFetches(shopId, { feed, limit }) {
      let wanted = db.selectFrom('feed_fetches').selectAll().where('shop_id', '=', shopId)
      if (feed) wanted = wanted.where('channel_id', '=', feed.channelId).where('format', '=', feed.format)
      return connection.all(wanted.orderBy('fetch_id', 'desc').limit(limit)).map(fetchOf)
    },
    async lastFetches(shopId) {
      return (connection.prepare(LAST_FETCHES).all(shopId, shopId) as FetchRow[]).map(fetchOf)
    },
  }
}

type FetchRow = Omit<FeedFetchTable, 'fetch_id'>

const fetchOf = (row: FetchRow): FeedFetch => ({
  shopId: row.shop_id,
  channelId: row.channel_id,
  format: row.format as FeedFetch['format'],
  keyId: row.key_id,
  at: row.at,
  status: row.status,
  gzip: row.gzip === 1,
  hash: row.hash,
})

const ADD_FETCH = `
  insert into feed_fetches (fetch_id, shop_id, channel_id, format, key_id, at, status, gzip, hash)
  select 1 + coalesce(max(fetch_id), 0), ?, ?, ?, ?, ?, ?, ?, ? from feed_fetches where shop_id = ?`

const FORGET_FETCHES = `
  delete from feed_fetches where shop_id = ? and channel_id = ? and format = ? and fetch_id <= (
    select fetch_id from feed_fetches where shop_id = ? and channel_id = ? and format = ?
    order by fetch_id desc limit 1 offset ${FETCHES_KEPT})`

const LAST_FETCHES = `
  select * from feed_fetches where shop_id = ? and fetch_id in (
    select max(fetch_id) from feed_fetches where shop_id = ? group by channel_id, format, key_id)
  order by fetch_id desc`
