import { describe, expect, it } from 'vitest'
import type { Offer } from '../../src/catalog/offer.ts'
import type { Photo } from '../../src/catalog/photo.ts'
import type { Stores } from '../../src/storage/stores.ts'
import { onEveryBackEnd } from './back-ends.ts'

const offer = (offerId: string, more: Partial<Offer> = {}): Offer => ({
  offerId,
  title: `Title of ${offerId}`,
  link: `https://shop.example/${offerId}`,
  price: { minor: 1999, currency: 'EUR' },
  availability: 'in_stock',
  ...more,
})

const photo = (url: string): Photo => ({
  shopId: 'one',
  url,
  hash: 'abc',
  width: 800,
  height: 600,
  sourceWidth: 800,
  sourceHeight: 600,
  ground: 'white',
  subject: { left: 0, top: 0, right: 1, bottom: 1 },
  fetchedAt: 1,
})

async function publish({ catalog }: Stores, offers: readonly Offer[]): Promise<void> {
  const staged = await catalog.startImport('one', 1)
  await staged.stage(offers.map((each) => ({ offer: each })))
  await staged.publish()
}

const since = async ({ catalog }: Stores, revision: number, limit = 100) =>
  catalog.changedOfferIds('one', revision, limit)

onEveryBackEnd('what changed since a revision', (stores) => {
  it('is every offer that was put or deleted after it, once and in order', async () => {
    const { catalog } = stores()
    await catalog.putOffer('one', offer('b'), 1)
    const { revision } = await catalog.status('one')
    expect(await since(stores(), revision)).toEqual([])
    await catalog.putOffer('one', offer('😀'), 2)
    await catalog.putOffer('one', offer('a'), 3)
    await catalog.putOffer('one', offer('a', { title: 'Other' }), 4)
    await catalog.putOffer('one', offer('￮'), 4)
    await catalog.deleteOffer('one', 'b', 5)
    await catalog.putOffer('two', offer('z'), 6)
    expect(await since(stores(), revision)).toEqual(['a', 'b', '￮', '😀'])
    expect(await catalog.revision('one')).toBe((await catalog.status('one')).revision)
    expect(await since(stores(), await catalog.revision('one'))).toEqual([])
  })

  it('is nothing after a put that changed nothing', async () => {
    const { catalog } = stores()
    await catalog.putOffer('one', offer('a'), 1)
    const revision = await catalog.revision('one')
    await catalog.putOffer('one', offer('a'), 2)
    expect(await since(stores(), revision)).toEqual([])
  })

  it('is what an import brought, changed and took away', async () => {
    const { catalog } = stores()
    await publish(stores(), [offer('a'), offer('b'), offer('c')])
    const revision = await catalog.revision('one')
    await publish(stores(), [offer('a'), offer('b', { title: 'Other' }), offer('d')])
    const changed = await since(stores(), revision)
    expect(changed).toEqual(expect.arrayContaining(['b', 'c', 'd']))
    await publish(stores(), [offer('a'), offer('d')])
    expect(await since(stores(), revision)).toEqual(expect.arrayContaining(['b', 'c', 'd']))
  })

  it('holds the offers whose photo came', async () => {
    const { catalog, photos } = stores()
    for (const id of ['a', 'b', 'c'])
      await catalog.putOffer('one', offer(id, { imageLink: `https://x.example/${id === 'b' ? 'b' : 'a'}.jpg` }), 1)
    const revision = await catalog.revision('one')
    await photos.save(photo('https://x.example/a.jpg'))
    expect(await since(stores(), revision)).toEqual(['a', 'c'])
  })

  it('holds the members of a group that bears the id of a changed offer', async () => {
    const { catalog } = stores()
    await catalog.putOffer('one', offer('a', { itemGroupId: 'g' }), 1)
    const revision = await catalog.revision('one')
    await catalog.putOffer('one', offer('g'), 2)
    expect(await since(stores(), revision)).toEqual(['a', 'g'])
  })

  describe('cannot be told', () => {
    it('where it is more than asked for', async () => {
      const { catalog } = stores()
      for (const id of ['a', 'b', 'c']) await catalog.putOffer('one', offer(id), 1)
      expect(await since(stores(), 0, 2)).toBeUndefined()
      expect(await since(stores(), 0, 3)).toEqual(['a', 'b', 'c'])
    })

    it('of what was forgotten', async () => {
      const { catalog } = stores()
      for (const id of ['a', 'b', 'c']) await catalog.putOffer('one', offer(id), 1)
      await catalog.forgetChanges('one', 2)
      expect(await since(stores(), 1)).toBeUndefined()
      expect(await since(stores(), 2)).toEqual(['c'])
    })
  })
})
