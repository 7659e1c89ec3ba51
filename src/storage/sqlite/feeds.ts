import type { Kysely } from 'kysely'
import type { FeedStore, FeedVersion } from '../../feeds/store.ts'
import type { Schema } from '../schema.ts'
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
  }
}
