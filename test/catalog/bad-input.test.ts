import { describe, expect, it } from 'vitest'
import type { Offer } from '../../src/catalog/offer.ts'
import { bytesOf, gzipped, importText, offersOf, openStores } from './fixtures.ts'
import { zipped } from './zip.ts'

const OFFERS = Array.from({ length: 12 }, (_, at) => ({ id: `SKU-${at}`, title: `Brille für Nähe ${at} – 読書 👓` }))

const XML = `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel><title>Shop</title>${OFFERS.map(
  ({ id, title }) =>
    `<item><g:id>${id}</g:id><title><![CDATA[${title} <b>&</b>]]></title><link>https://shop.example/${id}</link><g:price>9.00 EUR</g:price><g:availability>in stock</g:availability></item>`,
).join('\n')}</channel></rss>`

const CSV = `id,title,link,price,availability\n${OFFERS.map(
  ({ id, title }) => `${id},"${title}, ""gut""",https://shop.example/${id},9.00 EUR,in stock`,
).join('\n')}\n`

const JSON_TEXT = JSON.stringify(
  OFFERS.map(({ id, title }) => ({ id, title, link: `/${id}`, price: '9.00 EUR', availability: 'in stock' })),
)

/** A shop with a catalog, and a way to see that nothing of it has changed. */
async function standing(): Promise<{ stores: Awaited<ReturnType<typeof openStores>>; before: Offer[] }> {
  const stores = await openStores()
  await importText(stores, CSV)
  return { stores, before: await offersOf(stores) }
}

describe('bad input leaves the old catalog as it was', () => {
  const wholes: Record<string, Promise<Uint8Array>> = {
    XML: Promise.resolve(bytesOf(XML)),
    JSON: Promise.resolve(bytesOf(JSON_TEXT)),
    'gzipped XML, its trailer included': gzipped(bytesOf(XML)),
    'gzipped CSV': gzipped(bytesOf(CSV)),
    'a zip': Promise.resolve(zipped({ name: 'feed.xml', content: bytesOf(XML) })),
  }
  for (const [name, whole] of Object.entries(wholes))
    it(`after ${name} is cut at any of 200 offsets`, async () => {
      const bytes = await whole
      const { stores, before } = await standing()
      for (let at = 0; at < 200; at++) {
        const cut = at < 10 ? bytes.length - 1 - at : Math.floor((at * (bytes.length - 1)) / 200)
        const report = await importText(stores, bytes.slice(0, cut))
        // Behind the last bracket a file of XML may lack nothing but a line end.
        expect([cut, report.status]).toEqual([cut, 'failed'])
      }
      expect(JSON.stringify(await offersOf(stores))).toBe(JSON.stringify(before))
    })

  const faults: Record<string, [content: string | Uint8Array | Promise<Uint8Array>, reason: RegExp]> = {
    'XML that is malformed half-way': [
      XML.replace('SKU-6</g:id>', 'SKU-6</g:ids>'),
      /line \d+, column \d+: not well-formed/,
    ],
    'an unclosed quote': [
      CSV.replace('",https://shop.example/SKU-11', ',https://shop.example/SKU-11'),
      /a quote is opened and never closed/,
    ],
    'a login page': [
      '<!DOCTYPE html><html><body>Log in <input type="password"></body></html>',
      /web page that asks for a login/,
    ],
    'an empty file': ['', /the file is empty/],
    'NUL bytes': [new Uint8Array([...bytesOf(CSV), 0, 0]), /zero bytes/],
    'a picture': [new Uint8Array([0x89, 0x50, 0x4e, 0x47, 1, 2, 3]), /a PNG picture/],
    'a DOCTYPE': [XML.replace('<rss', '<!DOCTYPE rss [<!ENTITY a "aaaa">]><rss'), /DOCTYPE/],
    'an external DOCTYPE': [XML.replace('<rss', '<!DOCTYPE rss SYSTEM "http://169.254.169.254/"><rss'), /DOCTYPE/],
    'inflated zeros': [gzipped(new Uint8Array(48 * 1024 ** 2)), /zero bytes|times its size/],
  }
  for (const [name, [content, reason]] of Object.entries(faults))
    it(`after ${name}, and says why`, async () => {
      const { stores, before } = await standing()
      const report = await importText(stores, await content)
      expect(report.status).toMatch(/failed|held/)
      expect(`${report.reason} ${report.rejections.map(({ message }) => message).join(' ')}`).toMatch(reason)
      expect(JSON.stringify(await offersOf(stores))).toBe(JSON.stringify(before))
    })

  it('and takes __proto__ and its kin for names like any other', async () => {
    const stores = await openStores()
    const report = await importText(
      stores,
      'id,title,link,price,availability,__proto__,constructor\n__proto__,Lamp,/l,9.00 EUR,in stock,x,y\n',
    )
    expect([report.status, (await offersOf(stores)).map(({ offerId }) => offerId)]).toEqual([
      'published',
      ['__proto__'],
    ])
    await importText(
      stores,
      '[{"id":"1","title":"Lamp","link":"/l","price":"9.00 EUR","availability":"in stock","__proto__":{"polluted":true}}]',
    )
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })
})
