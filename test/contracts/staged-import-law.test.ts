import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Offer } from '../../src/catalog/offer.ts'
import type { CatalogStore, StagedEntry } from '../../src/catalog/store.ts'
import { onEveryBackEnd, withEveryBackEnd } from './back-ends.ts'

interface RecordText {
  readonly id: string
  readonly title: string
}

const offerOf = ({ id, title }: RecordText): Offer => ({
  offerId: id,
  title,
  link: 'https://shop.example/',
  price: { minor: 1, currency: 'EUR' },
  availability: 'in_stock',
})

const digestOf = ({ id, title }: RecordText): string => `${id}/${title}`

/** As an import does it: what is found by its digest is kept, the rest staged, page by page. */
async function importRecords(
  catalog: CatalogStore,
  records: readonly RecordText[],
  { sourceId = '', pageSize = 3 }: { sourceId?: string; pageSize?: number } = {},
) {
  const staged = await catalog.startImport('one', 1, sourceId)
  let found = 0
  for (let at = 0; at < records.length; at += pageSize) {
    const page = records.slice(at, at + pageSize)
    const handles = await staged.find(page.map(digestOf))
    const entries = page.map((record, index): StagedEntry => {
      const kept = handles[index]
      if (kept !== undefined) found++
      return kept === undefined ? { offer: offerOf(record), digest: digestOf(record) } : { kept }
    })
    await staged.stage(entries)
  }
  const counts = await staged.counts()
  await staged.publish()
  return { counts, found }
}

async function titlesOf(catalog: CatalogStore): Promise<Record<string, string>> {
  const titles: Record<string, string> = {}
  for await (const page of catalog.scanOffers('one')) for (const { offerId, title } of page) titles[offerId] = title
  return titles
}

const plain = (records: readonly RecordText[]): Record<string, string> =>
  Object.fromEntries(records.map(({ id, title }) => [id, title]))

const records = fc.array(
  fc.record({ id: fc.constantFrom('a', 'b', 'c', 'd', 'e'), title: fc.constantFrom('x', 'y') }),
  {
    maxLength: 9,
  },
)

describe('imports one after another', () => {
  it('leave what the last file says of each id, whatever was found by its digest', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(records, { minLength: 1, maxLength: 4 }), async (files) => {
        await withEveryBackEnd(async ({ catalog }, name) => {
          let before: Record<string, string> = {}
          for (const file of files) {
            const { counts } = await importRecords(catalog, file)
            const after = plain(file)
            expect(await titlesOf(catalog), name).toEqual(Object.fromEntries(Object.entries(after).sort()))
            const kept = Object.keys(after).filter((id) => id in before)
            const changed = kept.filter((id) => before[id] !== after[id]).length
            expect(counts, name).toEqual({
              before: Object.keys(before).length,
              added: Object.keys(after).length - kept.length,
              changed,
              unchanged: kept.length - changed,
              removed: Object.keys(before).length - kept.length,
            })
            before = after
          }
        })
      }),
      { numRuns: 20 },
    )
  })
})

onEveryBackEnd('an import by digests', (stores) => {
  const FILE = ['a', 'b', 'c', 'd'].map((id) => ({ id, title: 'x' }))

  it('finds every record that is as it was', async () => {
    const { catalog } = stores()
    expect((await importRecords(catalog, FILE)).found).toBe(0)
    expect(await importRecords(catalog, FILE)).toMatchObject({ found: 4, counts: { unchanged: 4 } })
  })

  it('finds no record whose offer was put or deleted since, and restores what the file says', async () => {
    const { catalog } = stores()
    await importRecords(catalog, FILE)
    await catalog.putOffer('one', offerOf({ id: 'a', title: 'by hand' }), 2)
    await catalog.deleteOffer('one', 'b', 2)
    expect(await importRecords(catalog, FILE)).toMatchObject({
      found: 2,
      counts: { added: 1, changed: 1, unchanged: 2 },
    })
    expect(await titlesOf(catalog)).toEqual({ a: 'x', b: 'x', c: 'x', d: 'x' })
  })

  it('takes the last of several records of one id, time after time', async () => {
    const { catalog } = stores()
    const file = [{ id: 'a', title: 'first' }, ...FILE.slice(1), { id: 'a', title: 'last' }]
    for (const pageSize of [5, 1, 5]) {
      await importRecords(catalog, file, { pageSize })
      expect((await titlesOf(catalog)).a).toBe('last')
    }
    expect((await importRecords(catalog, file)).counts).toMatchObject({ unchanged: 4, changed: 0 })
  })

  it('finds nothing of an import that was discarded', async () => {
    const { catalog } = stores()
    const staged = await catalog.startImport('one', 1)
    await staged.stage(FILE.map((record) => ({ offer: offerOf(record), digest: digestOf(record) })))
    await staged.discard()
    expect((await importRecords(catalog, FILE)).found).toBe(0)
  })

  it('replaces the offers of its own source only, and takes over those it stages', async () => {
    const { catalog } = stores()
    await importRecords(catalog, FILE, { sourceId: 'main' })
    const second = await importRecords(
      catalog,
      [
        { id: 'd', title: 'mine' },
        { id: 'e', title: 'x' },
      ],
      { sourceId: 'other' },
    )
    expect(second.counts).toEqual({ before: 0, added: 1, changed: 1, unchanged: 0, removed: 0 })
    expect(await titlesOf(catalog)).toEqual({ a: 'x', b: 'x', c: 'x', d: 'mine', e: 'x' })
    const third = await importRecords(catalog, FILE.slice(0, 2), { sourceId: 'main' })
    expect(third.counts).toEqual({ before: 3, added: 0, changed: 0, unchanged: 2, removed: 1 })
    expect(await titlesOf(catalog)).toEqual({ a: 'x', b: 'x', d: 'mine', e: 'x' })
  })

  it('is not disturbed by offers that are put and deleted while it stages', async () => {
    const { catalog } = stores()
    await importRecords(catalog, FILE)
    const staged = await catalog.startImport('one', 2)
    await staged.stage([
      { offer: offerOf({ id: 'new', title: 'file' }) },
      { offer: offerOf({ id: 'a', title: 'file' }) },
    ])
    await catalog.putOffer('one', offerOf({ id: 'new', title: 'by hand' }), 3)
    await catalog.deleteOffer('one', 'a', 3)
    expect(await titlesOf(catalog)).toMatchObject({ new: 'by hand' })
    expect(await catalog.getOffer('one', 'a')).toBeUndefined()
    await staged.publish()
    expect(await titlesOf(catalog)).toEqual({ a: 'file', new: 'file' })
  })

  it('remembers the digest of the file until an offer is touched', async () => {
    const { catalog } = stores()
    const staged = await catalog.startImport('one', 1, 's')
    await staged.stage([{ offer: offerOf({ id: 'a', title: 'x' }) }])
    await staged.publish('digest')
    expect(await catalog.sourceDigest('one', 's')).toBe('digest')
    expect(await catalog.sourceDigest('one', 'other')).toBeUndefined()
    await catalog.putOffer('one', offerOf({ id: 'a', title: 'y' }), 2)
    expect(await catalog.sourceDigest('one', 's')).toBeUndefined()
  })

  it('names the item groups that are called like an offer, as the catalog would be', async () => {
    const { catalog } = stores()
    const staged = await catalog.startImport('one', 1)
    await staged.stage([
      { offer: { ...offerOf({ id: 'a', title: 'x' }), itemGroupId: 'b' } },
      { offer: { ...offerOf({ id: 'b', title: 'x' }), itemGroupId: 'g' } },
    ])
    expect(await staged.groupsNamedLikeOffers(5)).toEqual(['b'])
    expect(await staged.groupsNamedLikeOffers(0)).toEqual([])
    await staged.discard()
  })
})
