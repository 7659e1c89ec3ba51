import { expect, it } from 'vitest'
import type { Offer } from '../../src/catalog/offer.ts'
import type { Photo } from '../../src/catalog/photo.ts'
import { onEveryBackEnd } from './back-ends.ts'

const photo = (url: string, more: Partial<Photo> = {}): Photo => ({
  shopId: 'one',
  url,
  hash: `hash of ${url}`,
  width: 800,
  height: 600,
  sourceWidth: 1600,
  sourceHeight: 1200,
  ground: 'white',
  subject: { left: 0.1, top: 0.2, right: 0.9, bottom: 0.8 },
  fetchedAt: 5,
  ...more,
})

const offer = (offerId: string, imageLink?: string): Offer => ({
  offerId,
  title: offerId,
  link: 'https://shop.example/',
  price: { minor: 1, currency: 'EUR' },
  availability: 'in_stock',
  imageLink,
})

onEveryBackEnd('photo store', (stores) => {
  it('finds a photo by address and by hash, within its shop', async () => {
    const { photos } = stores()
    await photos.save(photo('https://a.example/1'))
    expect(await photos.find('one', 'https://a.example/1')).toEqual(photo('https://a.example/1'))
    expect(await photos.findByHash('one', 'hash of https://a.example/1')).toEqual(photo('https://a.example/1'))
    expect(await photos.find('two', 'https://a.example/1')).toBeUndefined()
    expect(await photos.findByHash('two', 'hash of https://a.example/1')).toBeUndefined()
    expect(await photos.findByHash('one', 'other')).toBeUndefined()
  })

  it('finds the known ones among many addresses', async () => {
    const { photos } = stores()
    await photos.save(photo('https://a.example/1'))
    await photos.save(photo('https://a.example/2'))
    const asked = Array.from({ length: 2000 }, (_, at) => `https://a.example/${at + 2}`)
    expect(await photos.findAll('one', asked)).toEqual(new Map([['https://a.example/2', photo('https://a.example/2')]]))
  })

  it('takes the newer picture of an address', async () => {
    const { photos } = stores()
    await photos.save(photo('https://a.example/1'))
    await photos.save(photo('https://a.example/1', { hash: 'new', fetchedAt: 9 }))
    expect((await photos.find('one', 'https://a.example/1'))?.hash).toBe('new')
    expect(await photos.findByHash('one', 'hash of https://a.example/1')).toBeUndefined()
  })

  it('lists each missing picture once, without those that failed lately, until they are fetched', async () => {
    const { photos, catalog } = stores()
    const links = ['https://a.example/1', 'https://a.example/2', 'https://a.example/3', 'https://a.example/4']
    for (const [at, link] of [...links, links[0]].entries()) await catalog.putOffer('one', offer(`o${at}`, link), 1)
    await catalog.putOffer('one', offer('without'), 1)
    await catalog.putOffer('two', offer('other', 'https://b.example/'), 1)
    await photos.save(photo(links[1]!))
    await photos.saveFault({ shopId: 'one', url: links[2]!, reason: 'gone', failedAt: 100 })
    expect(await photos.missing('one', { retryBefore: 50, limit: 10 })).toEqual([links[0], links[3]])
    expect(await photos.missing('one', { retryBefore: 100, limit: 10 })).toEqual([links[0], links[2], links[3]])
    expect(await photos.missing('one', { retryBefore: 100, limit: 1 })).toEqual([links[0]])
    await photos.save(photo(links[2]!))
    expect(await photos.missing('one', { retryBefore: 100, limit: 10 })).toEqual([links[0], links[3]])
  })

  it('raises the revision of its own shop, so that feeds are built anew', async () => {
    const { photos, catalog } = stores()
    await catalog.putOffer('one', offer('a'), 3)
    await photos.save(photo('https://a.example/1'))
    expect(await catalog.status('one')).toMatchObject({ revision: 2, changedAt: 3 })
    await photos.saveFault({ shopId: 'one', url: 'https://a.example/2', reason: 'gone', failedAt: 1 })
    expect((await catalog.status('one')).revision).toBe(3)
    expect((await catalog.status('two')).revision).toBe(0)
  })
})
