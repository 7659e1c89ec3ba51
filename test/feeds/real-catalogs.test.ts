import { createReadStream, existsSync } from 'node:fs'
import { SaxesParser } from 'saxes'
import { describe, expect, it } from 'vitest'
import { importCatalog } from '../../src/catalog/ingest.ts'
import type { Channel } from '../../src/channels/channel.ts'
import { channels } from '../../src/channels/registry.ts'
import { buildFeed } from '../../src/feeds/build.ts'
import { legalXml } from '../../src/shared/xml.ts'
import { openHouse } from './feed-house.ts'
import { SHOP } from './fixture.ts'

// Collected catalogs of real shops; they are no part of the repository.
const folder = new URL('../../../shared/data/catalogs/', import.meta.url)

const CATALOGS = [
  'shopify-packt/Product-data.csv',
  'google-retail-merch-store/products.json',
  'gally-luma-en-fr/product_documents.json',
]

const hasTitlesInRss = ({ formats, attributes }: Channel): boolean =>
  formats.includes('rss') && attributes.some(({ name, from }) => name === 'title' && from !== 'row')

/** The titles of a feed, as a strict parser reads them. */
function titlesOf(xml: string): string[] {
  const titles: string[] = []
  let depth = 0
  let text: string | undefined
  const parser = new SaxesParser({ xmlns: true })
  parser.on('error', (error) => {
    throw error
  })
  parser.on('opentag', ({ local }) => {
    depth++
    if (depth === 4 && local === 'title') text = ''
  })
  parser.on('text', (part) => {
    if (text !== undefined) text += part
  })
  parser.on('closetag', () => {
    depth--
    if (text !== undefined) titles.push(text)
    text = undefined
  })
  parser.write(xml).close()
  return titles
}

describe.runIf(existsSync(folder))('feeds of real catalogs, where they are at hand', () => {
  it.each(CATALOGS)('%s is well-formed, has every title, and says why an offer is missing', async (file) => {
    const house = await openHouse([])
    const report = await importCatalog(
      { name: file, body: createReadStream(new URL(file, folder)) },
      { shop: SHOP, currency: 'USD', shopUrl: 'https://shop.example/', accept: true },
      { catalog: house.stores.catalog, now: house.deps.now, newId: house.deps.newId },
    )
    expect(report.status).toBe('published')
    const { offers } = await house.stores.catalog.listOffers(SHOP.shopId, { limit: 1000 })
    for (const channel of channels.filter(hasTitlesInRss)) {
      const version = await buildFeed(SHOP, channel, 'rss', house.deps)
      const refused = new Set(version.rejections.map(({ offerId }) => offerId))
      expect(version.items).toBeGreaterThan(0)
      expect(version.items + version.excluded).toBe(offers.length)
      expect(refused.size).toBe(version.excluded)
      const limit = channel.attributes.find(({ name }) => name === 'title')?.charsMax ?? 0
      const expected = offers
        .filter(({ offerId, title }) => !refused.has(offerId) && [...title].length <= limit)
        .map(({ title }) => legalXml(title))
      expect(titlesOf(await house.read(version))).toEqual(expect.arrayContaining(expected))
    }
  })
})
