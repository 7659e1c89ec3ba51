import type { Kysely } from 'kysely'
import type { Shop } from '../../catalog/shop.ts'
import type { ShopStore } from '../../catalog/store.ts'
import type { Schema } from '../schema.ts'
import type { Connection } from './database.ts'

export function sqliteShops(db: Kysely<Schema>, connection: Connection): ShopStore {
  const insert = (shop: Shop) => db.insertInto('shops').values({ shop_id: shop.shopId, json: JSON.stringify(shop) })
  return {
    async createShop(shop) {
      return connection.run(insert(shop).onConflict((conflict) => conflict.doNothing())) > 0
    },
    async getShop(shopId) {
      const row = connection.get(db.selectFrom('shops').select('json').where('shop_id', '=', shopId))
      return row && (JSON.parse(row.json) as Shop)
    },
    async listShops() {
      const rows = connection.all(db.selectFrom('shops').select('json').orderBy('shop_id'))
      return rows.map(({ json }) => JSON.parse(json) as Shop)
    },
    async saveShop(shop) {
      connection.run(
        insert(shop).onConflict((conflict) => conflict.column('shop_id').doUpdateSet({ json: JSON.stringify(shop) })),
      )
    },
  }
}
