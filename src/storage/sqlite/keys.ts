import type { Kysely } from 'kysely'
import type { ApiKey, KeyStore } from '../../http/keys.ts'
import type { Schema } from '../schema.ts'
import type { Connection } from './database.ts'

export function sqliteKeys(db: Kysely<Schema>, connection: Connection): KeyStore {
  const find = (keyId: string): ApiKey | undefined => {
    const row = connection.get(db.selectFrom('api_keys').select('json').where('key_id', '=', keyId))
    return row && (JSON.parse(row.json) as ApiKey)
  }
  const save = (key: ApiKey): void => {
    const json = JSON.stringify(key)
    connection.run(
      db
        .insertInto('api_keys')
        .values({ key_id: key.keyId, created_at: key.createdAt, json })
        .onConflict((conflict) => conflict.column('key_id').doUpdateSet({ created_at: key.createdAt, json })),
    )
  }
  return {
    async saveKey(key) {
      save(key)
    },
    async findKey(keyId) {
      return find(keyId)
    },
    async listKeys() {
      const rows = connection.all(db.selectFrom('api_keys').select('json').orderBy('created_at').orderBy('key_id'))
      return rows.map(({ json }) => JSON.parse(json) as ApiKey)
    },
    async revokeKey(keyId, at) {
      return connection.transaction(() => {
        const key = find(keyId)
        if (!key) return false
        save({ ...key, revokedAt: key.revokedAt ?? at })
        return true
      })
    },
  }
}
