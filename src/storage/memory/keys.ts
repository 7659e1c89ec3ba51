import type { ApiKey, KeyStore } from '../../http/keys.ts'
import { compareText } from '../../shared/text-order.ts'

export function memoryKeys(): KeyStore {
  const keys = new Map<string, ApiKey>()
  return {
    async saveKey(key) {
      keys.set(key.keyId, key)
    },
    async findKey(keyId) {
      return keys.get(keyId)
    },
    async listKeys() {
      return [...keys.values()].sort((a, b) => a.createdAt - b.createdAt || compareText(a.keyId, b.keyId))
    },
    async revokeKey(keyId, at) {
      const key = keys.get(keyId)
      if (!key) return false
      keys.set(keyId, { ...key, revokedAt: key.revokedAt ?? at })
      return true
    },
  }
}
