import { createReadStream, existsSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'
import { importCatalog } from '../../src/catalog/ingest.ts'
import type { Offer } from '../../src/catalog/offer.ts'
import { offerFromJson } from '../../src/catalog/offer-json.ts'
import type { Channel } from '../../src/channels/channel.ts'
import { channels } from '../../src/channels/registry.ts'
import { demoCatalog } from '../../src/demo/catalog.ts'
import { buildFeed } from '../../src/feeds/build.ts'
import { cutText } from '../../src/feeds/cut-text.ts'
import { formatAmount } from '../../src/shared/money.ts'
import { legalXml } from '../../src/shared/xml.ts'
import { type FeedHouse, openHouse } from './feed-house.ts'
import { NOW, SHOP } from './fixture.ts'

// Collected catalogs of real shops; they are no part of the repository.
const folder = new URL('../../../shared/data/catalogs/', import.meta.url)

const CATALOGS = [
  'shopify-packt/Product-data.csv',
  'google-retail-merch-store/products.json',
  'gally-luma-en-fr/product_documents.json',
]

const textChannels = channels.flatMap((channel) => {
  const format = channel.formats.find((each) => each !== 'rss')
  const hasTitle = channel.attributes.some(({ name, from }) => name === 'title' && from !== 'row')
  return format && hasTitle ? [{ channel, format }] : []
})

const attributeFrom = ({ attributes }: Channel, ...from: string[]) =>
  attributes.find((attribute) => from.includes(attribute.from))

/** Reads every row back and compares it with its offer: id, title, price, group and each picture. */
async function compare(house: FeedHouse, offers: ReadonlyMap<string, Offer>): Promise<void> {
  for (const { channel, format } of textChannels) {
    const version = await buildFeed(SHOP, channel, format, house.deps)
    const rows = parse(await house.read(version), {
      delimiter: format === 'tsv' ? '\t' : ',',
      columns: true,
      relax_column_count: false,
    }) as Record<string, string>[]
    expect(rows.length, channel.id).toBe(version.items)
    expect(rows.length + version.excluded, channel.id).toBe(offers.size)
    const id = attributeFrom(channel, 'offerId')?.name ?? ''
    const title = attributeFrom(channel, 'title', 'titleUnlessStructured')
    for (const row of rows) {
      const offer = offers.get(row[id] ?? '')
      expect(offer, `${channel.id} ${row[id]}`).toBeDefined()
      if (!offer || !title) continue
      expect(row[title.name]).toBe(cutText(legalXml(offer.title), title.charsMax ?? 1e6))
      expect(row.price).toBe(`${formatAmount(offer.price)} ${offer.price.currency}`)
      if (row.item_group_id) expect(row.item_group_id).toBe(offer.itemGroupId)
      if (row.gtin) expect(offer.gtins).toEqual(expect.arrayContaining(row.gtin.split(/, ?/)))
    }
  }
}

describe('every text feed, read back by csv-parse', () => {
  it('holds the demo shop as its catalog does', async () => {
    const offers = demoCatalog((file) => `https://shop.example/${file}`, NOW).flatMap((json) => {
      const read = offerFromJson(json, SHOP)
      return read.ok ? [read.offer] : []
    })
    expect(offers.length).toBeGreaterThanOrEqual(24)
    await compare(await openHouse(offers), new Map(offers.map((offer) => [offer.offerId, offer])))
  })

  // The collected catalogs are looked at where they are at hand.
  it.runIf(existsSync(folder)).each(CATALOGS)('holds %s as its catalog does', async (file) => {
    const house = await openHouse([])
    await importCatalog(
      { name: file, body: createReadStream(new URL(file, folder)) },
      { shop: SHOP, currency: 'USD', shopUrl: 'https://shop.example/', accept: true },
      { catalog: house.stores.catalog, now: house.deps.now, newId: house.deps.newId },
    )
    const offers = new Map<string, Offer>()
    for await (const page of house.stores.catalog.scanOffers(SHOP.shopId))
      for (const offer of page) offers.set(offer.offerId, offer)
    expect(offers.size).toBeGreaterThan(0)
    await compare(house, offers)
  })
})
