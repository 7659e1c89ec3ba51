import type { Shop } from '../../catalog/shop.ts'
import type { ShopStore } from '../../catalog/store.ts'
import { compareText } from '../../shared/text-order.ts'

export function memoryShops(): ShopStore {
  const shops = new Map<string, Shop>()
  return {
    async createShop(shop) {
      if (shops.has(shop.shopId)) return false
      shops.set(shop.shopId, shop)
      return true
    },
    async getShop(shopId) {
      return shops.get(shopId)
    },
    async listShops() {
      return [...shops.values()].sort((a, b) => compareText(a.shopId, b.shopId))
    },
    async saveShop(shop) {
      shops.set(shop.shopId, shop)
    },
  }
}
