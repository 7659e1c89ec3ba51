import { describe, expect, it } from 'vitest'
import type { Offer } from '../../src/catalog/offer.ts'
import type { CatalogStore, ImportReport } from '../../src/catalog/store.ts'
import { onEveryBackEnd } from './back-ends.ts'
import { entriesOf } from './catalog-entries.ts'

const offer = (offerId: string, more: Partial<Offer> = {}): Offer => ({
  offerId,
  title: `Title of ${offerId}`,
  link: `https://shop.example/${encodeURIComponent(offerId)}`,
  price: { minor: 1999, currency: 'EUR' },
  availability: 'in_stock',
  ...more,
})

async function publish(catalog: CatalogStore, shopId: string, offers: readonly Offer[], at = 1): Promise<void> {
  const staged = await catalog.startImport(shopId, at)
  await staged.stage(entriesOf(...offers))
  await staged.publish()
}

async function idsOf(catalog: CatalogStore, shopId: string): Promise<string[]> {
  const ids: string[] = []
  for await (const page of catalog.scanOffers(shopId)) ids.push(...page.map(({ offerId }) => offerId))
  return ids
}

onEveryBackEnd('catalog store', (stores) => {
  it('gives back an offer as it was put, nested values included', async () => {
    const { catalog } = stores()
    const whole = offer('a/ü-1', {
      salePriceEffective: { startAt: 1, endAt: 2 },
      shipping: [{ country: 'DE', price: { minor: 490, currency: 'EUR' } }],
      gtins: ['4006381333931'],
    })
    expect(await catalog.putOffer('one', whole, 5)).toBe('added')
    expect(await catalog.getOffer('one', 'a/ü-1')).toEqual(whole)
    expect(await catalog.getOffer('one', 'A/Ü-1')).toBeUndefined()
  })

  it('says whether a put added, changed or left an offer, whatever the order of its keys', async () => {
    const { catalog } = stores()
    const { title, ...rest } = offer('a')
    expect(await catalog.putOffer('one', offer('a'), 1)).toBe('added')
    expect(await catalog.putOffer('one', { ...rest, title }, 2)).toBe('unchanged')
    expect((await catalog.status('one')).revision).toBe(1)
    expect(await catalog.putOffer('one', offer('a', { title: 'Other' }), 3)).toBe('changed')
    expect(await catalog.status('one')).toEqual({ revision: 2, offers: 1, itemGroups: 0, changedAt: 3 })
  })

  it('deletes an offer once', async () => {
    const { catalog } = stores()
    await catalog.putOffer('one', offer('a'), 1)
    expect(await catalog.deleteOffer('one', 'a', 2)).toBe(true)
    expect(await catalog.deleteOffer('one', 'a', 3)).toBe(false)
    expect(await catalog.status('one')).toEqual({ revision: 2, offers: 0, itemGroups: 0, changedAt: 2 })
  })

  it('finds the offers that exist among many ids', async () => {
    const { catalog } = stores()
    await publish(
      catalog,
      'one',
      Array.from({ length: 1200 }, (_, at) => offer(`o${at}`)),
    )
    const asked = Array.from({ length: 3000 }, (_, at) => `o${at}`)
    const found = await catalog.getOffers('one', [...asked, "'; drop table offers; --", '"]'])
    expect(found.size).toBe(1200)
    expect(found.get('o7')).toEqual(offer('o7'))
    expect(await catalog.getOffers('one', [])).toEqual(new Map())
    expect((await catalog.knownOfferIds('one', asked)).size).toBe(1200)
    expect(await catalog.knownOfferIds('one', ['o3', 'other', '"]'])).toEqual(new Set(['o3']))
    expect(await catalog.knownOfferIds('two', ['o3'])).toEqual(new Set())
  })

  it('lists in order of id, page by page, with nothing twice', async () => {
    const { catalog } = stores()
    const ids = ['a', 'B', 'z', 'ä', '￮', '😀', '10', '9']
    await publish(
      catalog,
      'one',
      ids.map((id) => offer(id)),
    )
    const listed: string[] = []
    for (let after: string | undefined; ; ) {
      const page = await catalog.listOffers('one', { after, limit: 3 })
      listed.push(...page.offers.map(({ offerId }) => offerId))
      if (page.next === undefined) break
      after = page.next
    }
    expect(listed).toEqual(['10', '9', 'B', 'a', 'z', 'ä', '￮', '😀'])
    expect(await idsOf(catalog, 'one')).toEqual(listed)
  })

  it.each([
    { query: 'HALDEN', finds: ['a'], where: 'the title' },
    { query: 'straße', finds: ['b'], where: 'the brand' },
    { query: 'ÄRMEL', finds: ['c'], where: 'a title with letters beyond ASCII' },
    { query: 'sku-9', finds: ['sku-9'], where: 'the id' },
    { query: '%', finds: [], where: 'no wildcard of the database' },
  ])('finds "$query" in $where', async ({ query, finds }) => {
    const { catalog } = stores()
    await publish(catalog, 'one', [
      offer('a', { title: 'Halden Round' }),
      offer('b', { brand: 'STRAßE' }),
      offer('c', { title: 'Pulli mit ärmel' }),
      offer('sku-9'),
    ])
    const { offers, next } = await catalog.listOffers('one', { limit: 10, query })
    expect(offers.map(({ offerId }) => offerId)).toEqual(finds)
    expect(next).toBeUndefined()
  })

  it('counts item groups once each', async () => {
    const { catalog } = stores()
    await publish(catalog, 'one', [
      offer('a', { itemGroupId: 'g' }),
      offer('b', { itemGroupId: 'g' }),
      offer('c', { itemGroupId: 'h' }),
      offer('d'),
    ])
    expect(await catalog.status('one')).toMatchObject({ offers: 4, itemGroups: 2 })
  })

  it('knows nothing of a shop that it never heard of', async () => {
    const { catalog } = stores()
    expect(await catalog.status('nobody')).toEqual({ revision: 0, offers: 0, itemGroups: 0, changedAt: undefined })
    expect(await catalog.listOffers('nobody', { limit: 5 })).toEqual({ offers: [] })
    expect(await idsOf(catalog, 'nobody')).toEqual([])
  })

  it('keeps the offers of two shops apart', async () => {
    const { catalog } = stores()
    await publish(catalog, 'one', [offer('a', { title: 'One' })])
    await publish(catalog, 'two', [offer('a', { title: 'Two' }), offer('b')])
    await catalog.deleteOffer('two', 'b', 2)
    expect((await catalog.getOffer('one', 'a'))?.title).toBe('One')
    expect((await catalog.getOffers('two', ['a', 'b'])).size).toBe(1)
    await publish(catalog, 'one', [])
    expect((await catalog.getOffer('two', 'a'))?.title).toBe('Two')
    expect(await idsOf(catalog, 'one')).toEqual([])
  })

  describe('an import', () => {
    it('is invisible until it is published, then replaces the catalog whole', async () => {
      const { catalog } = stores()
      await publish(catalog, 'one', [offer('kept'), offer('changed'), offer('gone')], 1)
      const { revision } = await catalog.status('one')
      const staged = await catalog.startImport('one', 9)
      await staged.stage(entriesOf(offer('kept'), offer('changed', { title: 'New' })))
      await staged.stage(entriesOf(offer('new')))
      expect(await idsOf(catalog, 'one')).toEqual(['changed', 'gone', 'kept'])
      expect((await catalog.getOffer('one', 'changed'))?.title).toBe('Title of changed')
      expect(await staged.counts()).toEqual({ before: 3, added: 1, changed: 1, unchanged: 1, removed: 1 })
      await staged.publish()
      expect(await idsOf(catalog, 'one')).toEqual(['changed', 'kept', 'new'])
      expect((await catalog.getOffer('one', 'changed'))?.title).toBe('New')
      expect(await catalog.status('one')).toMatchObject({ revision: revision + 1, changedAt: 9 })
    })

    it('leaves the revision alone when nothing changed', async () => {
      const { catalog } = stores()
      await publish(catalog, 'one', [offer('a'), offer('b')], 1)
      const before = await catalog.status('one')
      await publish(catalog, 'one', [offer('b'), offer('a')], 2)
      expect(await catalog.status('one')).toEqual(before)
    })

    it('lets a later staging of an id win, and names the repeated ids', async () => {
      const { catalog } = stores()
      const staged = await catalog.startImport('one', 1)
      expect(
        await staged.stage(entriesOf(offer('a', { title: 'first' }), offer('b'), offer('b', { title: 'second' }))),
      ).toEqual({ repeated: ['b'], changed: [] })
      expect(await staged.stage(entriesOf(offer('a', { title: 'third' }), offer('c')))).toEqual({
        repeated: ['a'],
        changed: [],
      })
      expect(await staged.counts()).toMatchObject({ added: 3 })
      await staged.publish()
      expect((await catalog.getOffer('one', 'a'))?.title).toBe('third')
      expect((await catalog.getOffer('one', 'b'))?.title).toBe('second')
    })

    it('forgets what was discarded', async () => {
      const { catalog } = stores()
      await publish(catalog, 'one', [offer('a')])
      const staged = await catalog.startImport('one', 2)
      await staged.stage(entriesOf(offer('b')))
      await staged.discard()
      expect(await idsOf(catalog, 'one')).toEqual(['a'])
      const next = await catalog.startImport('one', 3)
      expect(await next.counts()).toEqual({ before: 1, added: 0, changed: 0, unchanged: 0, removed: 1 })
    })

    it('cannot be published once another import of the shop has begun, which starts from nothing', async () => {
      const { catalog } = stores()
      await publish(catalog, 'one', [offer('a'), offer('b')])
      const first = await catalog.startImport('one', 2)
      await first.stage(entriesOf(offer('a')))
      const second = await catalog.startImport('one', 3)
      await expect(first.stage(entriesOf(offer('x')))).rejects.toMatchObject({ code: 'conflict' })
      await expect(first.publish()).rejects.toMatchObject({ code: 'conflict' })
      await first.discard()
      await second.stage(entriesOf(offer('c')))
      await second.publish()
      expect(await idsOf(catalog, 'one')).toEqual(['c'])
      await expect(second.publish()).rejects.toMatchObject({ code: 'conflict' })
    })

    it('goes on beside the import of another shop', async () => {
      const { catalog } = stores()
      const one = await catalog.startImport('one', 1)
      const two = await catalog.startImport('two', 1)
      await one.stage(entriesOf(offer('a')))
      await two.stage(entriesOf(offer('b')))
      await one.publish()
      await two.publish()
      expect(await idsOf(catalog, 'one')).toEqual(['a'])
      expect(await idsOf(catalog, 'two')).toEqual(['b'])
    })
  })

  it('keeps the import history, newest first', async () => {
    const { catalog } = stores()
    const report = (importId: string, startedAt: number): ImportReport => ({
      shopId: 'one',
      importId,
      startedAt,
      endedAt: startedAt + 1,
      status: 'held',
      reason: 'it would remove more than half of the offers',
      source: 'offers.csv',
      format: 'google-csv',
      encoding: 'utf-8',
      records: 3,
      added: 0,
      changed: 0,
      unchanged: 1,
      removed: 2,
      rejected: 1,
      rejections: [{ offerId: 'x', line: 2, rule: 'price-missing', message: 'offer "x": no price; write "19.99 EUR"' }],
      notices: ['a notice'],
    })
    for (const made of [report('i1', 10), report('i3', 30), report('i2', 20)]) await catalog.recordImport(made)
    await catalog.recordImport({ ...report('other', 40), shopId: 'two' })
    expect(await catalog.listImports('one', 2)).toEqual([report('i3', 30), report('i2', 20)])
    expect(await catalog.listImports('three', 2)).toEqual([])
  })
})
