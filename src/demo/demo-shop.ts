import { DEFAULT_SETTINGS, type Shop } from '../catalog/shop.ts'
import { CURRENCY, SHOP_NAME, SHOP_URL } from './catalog.ts'

export { demoCatalog, demoPictures } from './catalog.ts'
export { demoEvents } from './events.ts'
export { demoLogo } from './logo.ts'

/** Halden & Fyr, an eyewear shop that does not exist; its address is in a domain reserved for examples. */
export const demoShop = (now: number): Shop => ({
  shopId: 'demo',
  name: SHOP_NAME,
  createdAt: now,
  settings: {
    ...DEFAULT_SETTINGS,
    currency: CURRENCY,
    shopUrl: SHOP_URL,
    locale: 'en',
    brand: { color: '#b4492b', inkColor: '#1b2230' },
  },
})
