import { DEFAULT_SHOP_ID, embeddedShop, isShopId, type Shop } from '../catalog/shop.ts'
import type { CatalogStore, ShopStore } from '../catalog/store.ts'
import { DEMO_SHOP_ID } from '../http/access.ts'
import { AppError } from '../shared/errors.ts'
import { CallFault } from './faults.ts'

/** The shop that a command writes to; the embedded one comes into being on first use. */
export async function shopForWriting(shopId: string, deps: { shops: ShopStore; now: () => number }): Promise<Shop> {
  const shop = await deps.shops.getShop(checked(shopId))
  if (shop) return shop
  if (shopId !== DEFAULT_SHOP_ID) throw await unknownShop(shopId, deps.shops)
  const created = embeddedShop(deps.now())
  await deps.shops.createShop(created)
  return created
}

/** The shop that a command reads from. An empty embedded shop is a fault: whoever asks wants something to see. */
export async function shopForReading(shopId: string, deps: { shops: ShopStore; catalog: CatalogStore }): Promise<Shop> {
  const shop = await deps.shops.getShop(checked(shopId))
  if (!shop && shopId !== DEFAULT_SHOP_ID) throw await unknownShop(shopId, deps.shops)
  if (shop && (shopId !== DEFAULT_SHOP_ID || (await deps.catalog.status(shopId)).offers > 0)) return shop
  const demo = await deps.shops.getShop(DEMO_SHOP_ID)
  const ways = ['import a catalog with "secondglance import <file or URL>"']
  if (demo) ways.push(`add "--shop ${DEMO_SHOP_ID}" to see the demo shop`)
  throw new AppError('not-found', `shop "${shopId}" has no offers: ${ways.join(', or ')}`)
}

function checked(shopId: string): string {
  if (isShopId(shopId)) return shopId
  throw new CallFault(
    `"${shopId}" cannot be a shop's id: write lower-case letters, digits and hyphens, at most 40, such as "my-shop"`,
  )
}

async function unknownShop(shopId: string, shops: ShopStore): Promise<AppError> {
  const known = (await shops.listShops()).map((shop) => `"${shop.shopId}"`)
  const list = known.length > 0 ? `known are ${known.join(', ')}` : 'there is none yet'
  return new AppError(
    'not-found',
    `there is no shop "${shopId}": ${list}; make it with "secondglance shops create ${shopId}"`,
  )
}
