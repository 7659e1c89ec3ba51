import { type Kysely, sql } from 'kysely'
import type { Photo, PhotoStore } from '../../catalog/photo.ts'
import type { Schema } from '../schema.ts'
import { amongTexts } from './among-texts.ts'
import { bumpCatalog } from './catalog-state.ts'
import type { Connection } from './database.ts'
import { notePhoto } from './offer-changes.ts'

export function sqlitePhotos(db: Kysely<Schema>, connection: Connection): PhotoStore {
  return {
    async find(shopId, url) {
      return photoOf(
        connection.get(db.selectFrom('photos').select('json').where('shop_id', '=', shopId).where('url', '=', url)),
      )
    },

    async findAll(shopId, urls) {
      const rows = connection.all(
        db
          .selectFrom('photos')
          .select(['url', 'json'])
          .where('shop_id', '=', shopId)
          .where('url', 'in', amongTexts(urls)),
      )
      return new Map(rows.map(({ url, json }) => [url, JSON.parse(json) as Photo]))
    },

    async findByHash(shopId, hash) {
      return photoOf(
        connection.get(
          db.selectFrom('photos').select('json').where('shop_id', '=', shopId).where('hash', '=', hash).limit(1),
        ),
      )
    },

    async save(photo) {
      const { shopId, url, hash } = photo
      const json = JSON.stringify(photo)
      connection.transaction(() => {
        connection.run(
          db
            .insertInto('photos')
            .values({ shop_id: shopId, url, hash, json })
            .onConflict((conflict) => conflict.columns(['shop_id', 'url']).doUpdateSet({ hash, json })),
        )
        connection.run(db.deleteFrom('photo_faults').where('shop_id', '=', shopId).where('url', '=', url))
        bumpCatalog(db, connection, shopId)
        notePhoto(connection, shopId, url)
      })
    },

    async saveFault({ shopId, url, reason, failedAt }) {
      connection.transaction(() => {
        connection.run(
          db
            .insertInto('photo_faults')
            .values({ shop_id: shopId, url, reason, failed_at: failedAt })
            .onConflict((conflict) =>
              conflict.columns(['shop_id', 'url']).doUpdateSet({ reason, failed_at: failedAt }),
            ),
        )
        bumpCatalog(db, connection, shopId)
      })
    },

    async missing(shopId, { retryBefore, limit }) {
      const rows = connection.all(
        db
          .selectFrom('offers')
          .select(sql<string>`image_link`.as('url'))
          .distinct()
          .where('offers.shop_id', '=', shopId)
          .where('image_link', 'is not', null)
          .where(({ not, exists, selectFrom }) =>
            not(
              exists(
                selectFrom('photos')
                  .select('photos.url')
                  .whereRef('photos.shop_id', '=', 'offers.shop_id')
                  .whereRef('photos.url', '=', 'offers.image_link'),
              ),
            ),
          )
          .where(({ not, exists, selectFrom }) =>
            not(
              exists(
                selectFrom('photo_faults')
                  .select('photo_faults.url')
                  .whereRef('photo_faults.shop_id', '=', 'offers.shop_id')
                  .whereRef('photo_faults.url', '=', 'offers.image_link')
                  .where('photo_faults.failed_at', '>', retryBefore),
              ),
            ),
          )
          .orderBy('image_link')
          .limit(limit),
      )
      return rows.map(({ url }) => url)
    },
  }
}

const photoOf = (row: { json: string } | undefined): Photo | undefined => row && (JSON.parse(row.json) as Photo)
