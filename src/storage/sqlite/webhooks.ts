import type { Kysely } from 'kysely'
import type { WebhookSource, WebhookStore } from '../../http/webhooks.ts'
import type { Schema } from '../schema.ts'
import type { Connection } from './database.ts'

export function sqliteWebhooks(db: Kysely<Schema>, connection: Connection): WebhookStore {
  return {
    async setSecret({ shopId, source, secret, setAt }) {
      connection.run(
        db
          .insertInto('webhook_secrets')
          .values({ shop_id: shopId, source, secret, set_at: setAt, previous: null })
          .onConflict((conflict) =>
            conflict
              .columns(['shop_id', 'source'])
              .doUpdateSet(({ ref }) => ({ secret, set_at: setAt, previous: ref('webhook_secrets.secret') })),
          ),
      )
    },
    async findSecret(shopId, source) {
      const row = connection.get(
        db.selectFrom('webhook_secrets').selectAll().where('shop_id', '=', shopId).where('source', '=', source),
      )
      return (
        row && {
          shopId: row.shop_id,
          source: row.source as WebhookSource,
          secret: row.secret,
          setAt: row.set_at,
          previous: row.previous ?? undefined,
        }
      )
    },
  }
}
