import { DEFAULT_SETTINGS, type Shop, type ShopSettings } from '../../src/catalog/shop.ts'

export const testShop = (settings: Partial<ShopSettings> = {}): Shop => ({
  shopId: 'one',
  name: 'One',
  createdAt: 0,
  settings: { ...DEFAULT_SETTINGS, ...settings },
})
