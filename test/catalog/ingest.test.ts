import { describe, expect, it } from 'vitest'
import { importCatalog } from '../../src/catalog/ingest.ts'
import { nodeDigest } from '../../src/platform/node/digest.ts'
import { bytesOf, gzipped, importText, inPieces, LEAST, NOW, offersOf, openStores, SHOP, shopWith } from './fixtures.ts'

const csvOf = (...ids: string[]) =>
  `id,title,link,price,availability\n${ids.map((id) => `${id},Glasses ${id},https://shop.example/${id},5.00 EUR,in stock\n`).join('')}`

const idsOf = async (stores: Awaited<ReturnType<typeof openStores>>) =>
  (await offersOf(stores)).map(({ offerId }) => offerId)

const TEN = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j']

describe('importCatalog', () => {
  it('publishes a first catalog and says what it was', async () => {
    const stores = await openStores()
    const report = await importText(stores, csvOf('a', 'b'))
    expect(report).toMatchObject({
      shopId: SHOP.shopId,
      status: 'published',
      format: 'csv',
      encoding: 'utf-8',
      source: 'catalog',
      records: 2,
      added: 2,
      changed: 0,
      unchanged: 0,
      removed: 0,
      rejected: 0,
      rejections: [],
      notices: [],
      startedAt: NOW,
      endedAt: NOW,
    })
    expect(await idsOf(stores)).toEqual(['a', 'b'])
    expect(await stores.catalog.listImports(SHOP.shopId, 5)).toEqual([report])
  })

  it('counts what was added, changed, kept and removed', async () => {
    const stores = await openStores()
    await importText(stores, csvOf('a', 'b', 'c'))
    const report = await importText(stores, csvOf('a', 'b', 'd').replace('Glasses b', 'Frames b'))
    expect(report).toMatchObject({ status: 'published', added: 1, changed: 1, unchanged: 1, removed: 1 })
    expect(await idsOf(stores)).toEqual(['a', 'b', 'd'])
  })

  it('says when nothing differs, and touches nothing', async () => {
    const stores = await openStores()
    await importText(stores, csvOf('a', 'b'))
    const before = await stores.catalog.status(SHOP.shopId)
    expect(await importText(stores, csvOf('b', 'a'))).toMatchObject({ status: 'unchanged', unchanged: 2 })
    expect(await stores.catalog.status(SHOP.shopId)).toEqual(before)
  })

  it('rejects bad records one by one and publishes the rest', async () => {
    const stores = await openStores()
    const report = await importText(
      stores,
      `${csvOf('a')}b,,https://shop.example/b,19\xa0EUR,in stock\nc,C,/c,"19,99",maybe\nd,D\n`,
    )
    expect(report).toMatchObject({ status: 'published', records: 4, added: 1, rejected: 3 })
    expect(report.rejections.map(({ offerId, line, attribute, rule }) => [offerId, line, attribute, rule])).toEqual([
      ['b', 3, 'title', 'title-missing'],
      ['c', 4, 'availability', 'availability-unreadable'],
      [undefined, 5, undefined, 'cell-count'],
    ])
  })

  it('keeps a thousand rejections and counts all of them', async () => {
    const stores = await openStores()
    const rows = Array.from({ length: 1_500 }, (_, at) => `x${at},,https://shop.example/x,5.00 EUR,in stock\n`).join('')
    const report = await importText(stores, csvOf('a') + rows)
    expect([report.rejected, report.rejections.length]).toEqual([1_500, 1_000])
  })

  it('says each kind of notice once, with its number', async () => {
    const stores = await openStores()
    const rows = TEN.map((id) => JSON.stringify({ ...LEAST, id, gtin: '123' })).join('\n')
    const report = await importText(stores, rows)
    expect(report.notices).toEqual([
      expect.stringMatching(/^offer "a": gtin "123" is left out.* \(and 9 more like it\)$/),
    ])
  })

  it('notices an id that comes twice, within a page and across pages, and takes the last', async () => {
    const stores = await openStores()
    const many = Array.from({ length: 700 }, (_, at) => `n${at}`)
    const report = await importText(stores, csvOf('a', ...many, 'a').replace('Glasses a,', 'First a,'))
    expect(report.notices).toEqual([expect.stringMatching(/^offer "a": the id comes more than once/)])
    expect(report).toMatchObject({ records: 702, added: 701 })
    expect((await stores.catalog.getOffer(SHOP.shopId, 'a'))?.title).toBe('Glasses a')
  })

  it('notices an offer with the id of an item group, whichever comes first', async () => {
    const stores = await openStores()
    const report = await importText(
      stores,
      [
        { ...LEAST, id: 'halden' },
        { ...LEAST, id: 'halden-black', item_group_id: 'halden' },
      ]
        .map((each) => JSON.stringify(each))
        .join('\n'),
    )
    expect(report.notices).toEqual(['item group "halden": an offer has the same id; Meta refuses that offer'])
  })

  it("lets the source's settings win over the shop's", async () => {
    const stores = await openStores()
    const text = 'id,title,link,price,availability\na,A,/a,5,in stock\n'
    await importText(stores, text, { currency: 'SEK', shopUrl: 'https://other.example' })
    expect(await stores.catalog.getOffer(SHOP.shopId, 'a')).toMatchObject({
      price: { minor: 500, currency: 'SEK' },
      link: 'https://other.example/a',
    })
    await importText(stores, text)
    expect(await stores.catalog.getOffer(SHOP.shopId, 'a')).toMatchObject({
      price: { minor: 500, currency: 'EUR' },
      link: 'https://shop.example/a',
    })
  })

  it('tells the most frequent fault where no record is an offer', async () => {
    const stores = await openStores()
    const report = await importText(
      stores,
      'id,title,link,price,availability\na,A,/a,5,in stock\nb,B,/b,6,in stock\n',
      {
        shop: shopWith({ shopUrl: 'https://shop.example' }),
      },
    )
    expect(report).toMatchObject({
      status: 'failed',
      rejected: 2,
      reason:
        'no offer came out of the file: every record lacks the same; set the currency of the source, such as EUR (price-without-currency, first: offer "a": price "5" has no currency; write "5.00 EUR")',
    })
  })

  describe('holds', () => {
    const held: Record<string, [text: string, reason: RegExp]> = {
      'a catalog that would lose more than half': [
        csvOf('a', 'b', 'c', 'd'),
        /only 4 of 10 offers would remain; accept the import/,
      ],
      'a catalog with other ids': [csvOf(...TEN.map((id) => `new-${id}`)), /only 0 of 10 offers would remain/],
      'a catalog without an offer': [
        'id,title,link,price,availability\na,,,,\n',
        /no offer came out of the file \(1 records were rejected/,
      ],
    }
    for (const [name, [text, reason]] of Object.entries(held))
      it(`${name}, until it is accepted`, async () => {
        const stores = await openStores()
        await importText(stores, csvOf(...TEN))
        const report = await importText(stores, text)
        expect(report).toMatchObject({ status: 'held', reason: expect.stringMatching(reason) })
        expect(await idsOf(stores)).toEqual(TEN)
        expect(await importText(stores, text, { accept: true })).toMatchObject({ status: 'published' })
        expect(await idsOf(stores)).not.toEqual(TEN)
      })

    it('not a catalog that keeps half', async () => {
      const stores = await openStores()
      await importText(stores, csvOf(...TEN))
      expect(await importText(stores, csvOf(...TEN.slice(5)))).toMatchObject({ status: 'published', removed: 5 })
    })
  })

  it('publishes and records nothing in a dry run', async () => {
    const stores = await openStores()
    const report = await importText(stores, csvOf('a', 'b'), { dryRun: true })
    expect(report).toMatchObject({
      status: 'published',
      added: 2,
      notices: ['this was a dry run: nothing was published'],
    })
    expect(await idsOf(stores)).toEqual([])
    expect(await stores.catalog.listImports(SHOP.shopId, 5)).toEqual([])
  })

  it('tells how far it is', async () => {
    const stores = await openStores()
    const seen: number[] = []
    await importCatalog(
      { name: 'x', body: inPieces(bytesOf(csvOf(...TEN)), 100) },
      { shop: SHOP },
      { catalog: stores.catalog, now: () => NOW, newId: () => 'i', onProgress: (records) => void seen.push(records) },
    )
    expect(seen.at(-1)).toBe(10)
    expect(seen.length).toBeGreaterThan(1)
  })

  it('passes on faults of the store', async () => {
    const stores = await openStores()
    const catalog = { ...stores.catalog, startImport: () => Promise.reject(new Error('disk full')) }
    await expect(
      importCatalog(
        { name: 'x', body: inPieces(bytesOf(csvOf('a'))) },
        { shop: SHOP },
        { catalog, now: () => NOW, newId: () => 'i' },
      ),
    ).rejects.toThrow('disk full')
  })
})

const rssOf = (ids: readonly string[]) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<rss xmlns:g="http://base.google.com/ns/1.0" version="2.0"><channel>\n${ids
    .map(
      (id) =>
        `<item><g:id>${id}</g:id><title><![CDATA[Gläser 眼鏡 ${id}]]></title><link>https://shop.example/${id}</link><g:price>5.00 EUR</g:price><g:availability>in_stock</g:availability></item>`,
    )
    .join('\n')}\n</channel></rss>\n`

const jsonOf = (ids: readonly string[]) =>
  JSON.stringify(ids.map((id) => ({ ...LEAST, id, title: `Gläser 眼鏡 ${id}` })))

describe('a broken source', () => {
  const bad: Record<string, [content: string | Uint8Array, reason: RegExp]> = {
    'an empty file': ['', /the file is empty/],
    'a login page': [
      '<!doctype html><html><form action="/login"><input type="password"></form></html>',
      /web page that asks for a login/,
    ],
    'zero bytes': [new Uint8Array([...bytesOf(csvOf('a').repeat(200)), 0, 0]), /zero bytes/],
    'binary data': [new Uint8Array([0, 1, 2, 3]), /binary/],
    'a DOCTYPE': [`<!DOCTYPE rss [<!ENTITY a "aaaa">]>${rssOf(['a'])}`, /DOCTYPE/],
    'malformed XML half-way': [
      rssOf(['a', 'b']).replace('</item>\n<item>', '</item>\n</item><item>'),
      /^line 4, column \d+: not well-formed XML/,
    ],
    'a quote that is never closed': [
      `${csvOf(...TEN)}k,"Glasses,https://shop.example/k,5.00 EUR,in stock\nl,"L""`,
      /a quote is opened and never closed|line \d+/,
    ],
    'a format that is not known': [csvOf('a'), /format "excel" is not known/],
  }
  for (const [name, [content, reason]] of Object.entries(bad))
    it(`leaves the old catalog as it is: ${name}`, async () => {
      const stores = await openStores()
      await importText(stores, csvOf('old'))
      const before = [await offersOf(stores), await stores.catalog.status(SHOP.shopId)]
      const format = name === 'a format that is not known' ? 'excel' : undefined
      const report = await importText(stores, content, { format })
      expect(report).toMatchObject({ status: 'failed', reason: expect.stringMatching(reason), added: 0, removed: 0 })
      expect([await offersOf(stores), await stores.catalog.status(SHOP.shopId)]).toEqual(before)
      expect((await stores.catalog.listImports(SHOP.shopId, 1))[0]).toEqual(report)
    })

  const cut: Record<string, () => Promise<Uint8Array>> = {
    RSS: async () => bytesOf(rssOf(TEN)),
    'RSS in gzip': () => gzipped(bytesOf(rssOf(TEN))),
    'CSV in gzip': () => gzipped(bytesOf(csvOf(...TEN))),
    JSON: async () => bytesOf(jsonOf(TEN)),
  }
  for (const [name, make] of Object.entries(cut))
    it(`leaves the old catalog as it is wherever ${name} is cut`, async () => {
      const stores = await openStores()
      await importText(stores, csvOf('old'))
      const whole = await make()
      const step = Math.max(1, Math.floor(whole.length / 60))
      // The last line end of XML and JSON carries nothing.
      for (let length = 1; length < whole.length - 2; length += step) {
        const report = await importText(stores, whole.slice(0, length), { accept: true })
        expect([length, report.status]).toEqual([length, 'failed'])
      }
      expect(await idsOf(stores)).toEqual(['old'])
    })

  it('keeps the old catalog when a CSV is cut, be it for its last row or for all that is missing', async () => {
    const stores = await openStores()
    await importText(stores, csvOf(...TEN))
    const before = await offersOf(stores)
    const half = csvOf(...TEN).slice(0, csvOf(...TEN.slice(0, 4)).length)
    for (let length = 1; length < half.length; length += 7)
      expect(['failed', 'held']).toContain((await importText(stores, half.slice(0, length))).status)
    expect(await offersOf(stores)).toEqual(before)
  })

  it('closes a source that nobody can read', async () => {
    const stores = await openStores()
    let closed = false
    async function* body(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) yield bytesOf('<html>'.repeat(2_000))
      } finally {
        closed = true
      }
    }
    const report = await importCatalog(
      { name: 'x', body: body() },
      { shop: SHOP },
      { catalog: stores.catalog, now: () => NOW, newId: () => 'i' },
    )
    expect([report.status, closed]).toEqual(['failed', true])
  })

  it('says what the connection said', async () => {
    const stores = await openStores()
    async function* body(): AsyncGenerator<Uint8Array> {
      yield bytesOf(csvOf('a'))
      throw new Error('ECONNRESET')
    }
    const report = await importCatalog(
      { name: 'x', body: body() },
      { shop: SHOP },
      { catalog: stores.catalog, now: () => NOW, newId: () => 'i' },
    )
    expect(report).toMatchObject({
      status: 'failed',
      reason: expect.stringMatching(/^the source broke off after \d+ bytes: ECONNRESET$/),
    })
    expect(await idsOf(stores)).toEqual([])
  })
})

describe('an import of what came before', () => {
  const rows = (price: (at: number) => string) =>
    `id,title,link,price,availability\n${Array.from({ length: 20 }, (_, at) => `o${at},Glasses ${at},https://shop.example/${at},${price(at)},in stock\n`).join('')}`

  it('says in which attributes offers changed', async () => {
    const stores = await openStores()
    await importText(
      stores,
      rows(() => '5.00 EUR'),
    )
    const report = await importText(
      stores,
      rows((at) => (at === 3 ? '6.00 EUR' : '5.00 EUR')).replace('Glasses 4,', 'Frames 4,'),
    )
    expect(report.changedAttributes).toEqual({ price: 1, title: 1 })
    expect(report.changes).toEqual([
      { offerId: 'o3', attribute: 'price', before: '5.00', after: '6.00' },
      { offerId: 'o4', attribute: 'title', before: 'Glasses 4', after: 'Frames 4' },
    ])
  })

  it('is held when the prices of more than three in ten offers moved, and published when that is accepted', async () => {
    const stores = await openStores()
    await importText(
      stores,
      rows(() => '5.00 EUR'),
    )
    const moved = rows((at) => (at < 7 ? '0.05 EUR' : '5.00 EUR'))
    expect(
      await importText(
        stores,
        rows((at) => (at < 6 ? '4.00 EUR' : '5.00 EUR')),
        { dryRun: true },
      ),
    ).toMatchObject({
      status: 'published',
    })
    expect(await importText(stores, moved)).toMatchObject({
      status: 'held',
      reason:
        'the prices of 7 of 20 offers would change (first: offer "o0" from 5.00 to 0.05); accept the import if that is meant',
    })
    expect(await importText(stores, moved, { accept: true })).toMatchObject({ status: 'published', changed: 7 })
  })

  it('knows an unchanged file by its digest, and repeats what there was to say about it', async () => {
    const stores = await openStores()
    const text = `${rows(() => '5.00 EUR')}bad,,https://shop.example/,1.00 EUR,in stock\n`
    const importAgain = (settings = {}) => {
      let read = 0
      const body = (async function* () {
        read++
        yield* inPieces(bytesOf(text), 100)
      })()
      return importCatalog(
        { name: 'again', body, again: () => inPieces(bytesOf(text), 100) },
        { shop: SHOP, ...settings },
        { catalog: stores.catalog, now: () => NOW, newId: () => `again-${Math.random()}`, digest: nodeDigest },
      ).then((report) => ({ report, read }))
    }
    const first = await importAgain()
    expect([first.report.status, first.read]).toEqual(['published', 1])
    const { report, read } = await importAgain()
    expect(read).toBe(0)
    expect(report).toMatchObject({ status: 'unchanged', unchanged: 20, added: 0, records: 21, rejected: 1 })
    expect(report.rejections).toEqual(first.report.rejections)
    expect((await importAgain({ brand: 'Halden' })).read).toBe(1)
    await stores.catalog.deleteOffer(SHOP.shopId, 'o1', NOW)
    expect((await importAgain()).report).toMatchObject({ added: 1 })
  })

  it('reads every record again when a setting is another', async () => {
    const stores = await openStores()
    const settings = { digest: nodeDigest }
    const text = 'id,title,link,price,availability\na,A,https://shop.example/a,5.00,in stock\n'
    const run = (currency: string) =>
      importCatalog(
        { name: 'file', body: inPieces(bytesOf(text)) },
        { shop: SHOP, currency },
        { catalog: stores.catalog, now: () => NOW, newId: () => currency, ...settings },
      )
    await run('EUR')
    expect(await run('USD')).toMatchObject({ changed: 1, changedAttributes: { currency: 1 } })
  })

  it('says again what there is to say about an offer that did not change', async () => {
    const stores = await openStores()
    const text = JSON.stringify([{ ...LEAST, gtin: '123' }])
    const run = (importId: string) =>
      importCatalog(
        { name: 'file', body: inPieces(bytesOf(text)) },
        { shop: SHOP },
        { catalog: stores.catalog, now: () => NOW, newId: () => importId, digest: nodeDigest },
      )
    const first = await run('one')
    expect(first.notices).toHaveLength(1)
    expect((await run('two')).notices).toEqual(first.notices)
  })
})
