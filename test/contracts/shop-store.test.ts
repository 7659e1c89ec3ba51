import { expect, it } from 'vitest'
import { DEFAULT_SETTINGS, type Shop } from '../../src/catalog/shop.ts'
import { onEveryBackEnd } from './back-ends.ts'

const shop = (shopId: string, name = shopId): Shop => ({ shopId, name, createdAt: 7, settings: DEFAULT_SETTINGS })

onEveryBackEnd('shop store', (stores) => {
  it('creates an id once and leaves what was there', async () => {
    const { shops } = stores()
    expect(await shops.createShop(shop('one', 'First'))).toBe(true)
    expect(await shops.createShop(shop('one', 'Second'))).toBe(false)
    expect(await shops.getShop('one')).toEqual(shop('one', 'First'))
  })

  it('saves over what was there', async () => {
    const { shops } = stores()
    await shops.createShop(shop('one'))
    const changed = { ...shop('one', 'Renamed'), settings: { ...DEFAULT_SETTINGS, currency: 'JPY' } }
    await shops.saveShop(changed)
    expect(await shops.getShop('one')).toEqual(changed)
  })

  it('lists in order of id and knows nobody else', async () => {
    const { shops } = stores()
    for (const id of ['b', 'a-2', 'a']) await shops.createShop(shop(id))
    expect((await shops.listShops()).map(({ shopId }) => shopId)).toEqual(['a', 'a-2', 'b'])
    expect(await shops.getShop('c')).toBeUndefined()
  })
})
