import type { WebhookSecret, WebhookStore } from '../../http/webhooks.ts'

export function memoryWebhooks(): WebhookStore {
  const secrets = new Map<string, WebhookSecret>()
  const keyOf = (shopId: string, source: string): string => `${shopId}/${source}`
  return {
    async setSecret(secret) {
      const key = keyOf(secret.shopId, secret.source)
      secrets.set(key, { ...secret, previous: secrets.get(key)?.secret })
    },
    async findSecret(shopId, source) {
      return secrets.get(keyOf(shopId, source))
    },
  }
}
