import { existsSync, readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Offer } from '../../src/catalog/offer.ts'
import type { ImportReport } from '../../src/catalog/store.ts'
import { importText, offersOf, openStores, SHOP } from './fixtures.ts'

const FOLDER = new URL('../../../shared/data/catalogs/', import.meta.url)

interface Counted {
  readonly file: string
  readonly format: string
  /** Counted in the files by other means than ours. */
  readonly records: number
  readonly offers: number
  readonly itemGroups: number
  readonly onSale: number
  readonly withImage: number
  readonly inStock: number
  readonly rejected: Readonly<Record<string, string>>
  /** One offer, looked up in the file by hand. */
  readonly sample: Pick<Offer, 'offerId'> & Partial<Offer>
}

const CATALOGS: Record<string, Counted> = {
  'a Shopify export': {
    file: 'shopify-packt/Product-data.csv',
    format: 'shopify-csv',
    records: 21,
    offers: 21,
    itemGroups: 1,
    onSale: 16,
    withImage: 21,
    inStock: 21, // one variant tracks its stock, and has 8
    rejected: {},
    sample: {
      offerId: 'gardening-gloves-yellow',
      price: { minor: 1599, currency: 'EUR' },
      itemGroupId: 'gardening-gloves',
      color: 'Yellow',
    },
  },
  'a Retail catalog': {
    file: 'google-retail-merch-store/products.json',
    format: 'google-retail',
    records: 316,
    offers: 316,
    itemGroups: 0,
    onSale: 315, // one is priced at 0, which is no sale
    withImage: 316,
    inStock: 154,
    rejected: {},
    sample: {
      offerId: 'GGOEAAEC172013',
      title: 'Android Embroidered Crewneck Sweater',
      price: { minor: 4500, currency: 'USD' },
      salePrice: { minor: 3500, currency: 'USD' },
      availability: 'out_of_stock',
    },
  },
  'a Retail catalog with a wrong record': {
    file: 'google-retail-merch-store/products_some_invalid.json',
    format: 'google-retail',
    records: 3,
    offers: 2,
    itemGroups: 0,
    onSale: 2,
    withImage: 2,
    inStock: 2,
    rejected: { GGCOGOAC101259: 'availability-unreadable' },
    sample: { offerId: 'GGOEAAKQ137410', inventory: 50 },
  },
  'four localized Gally catalogs': {
    file: 'gally-luma-en-fr/product_documents.json',
    format: 'gally',
    records: 536,
    offers: 268,
    itemGroups: 0,
    onSale: 4,
    withImage: 268,
    inStock: 267,
    rejected: {},
    sample: {
      offerId: 'VA11-GO-NA',
      title: 'Carmina Earrings',
      link: 'https://shop.example/carmina-earrings.html',
      price: { minor: 5800, currency: 'EUR' },
      color: 'Gold',
    },
  },
}

// Real catalogs that are not part of the repository.
describe.runIf(existsSync(FOLDER))('real catalogs', () => {
  for (const [name, counted] of Object.entries(CATALOGS))
    describe(name, () => {
      let report: ImportReport
      let offers: Offer[] = []
      let itemGroups = 0

      beforeAll(async () => {
        const stores = await openStores()
        report = await importText(stores, readFileSync(new URL(counted.file, FOLDER)))
        offers = await offersOf(stores)
        itemGroups = (await stores.catalog.status(SHOP.shopId)).itemGroups
      })

      it('is read by its own reader, every record of it', () => {
        expect(report).toMatchObject({
          status: 'published',
          format: counted.format,
          records: counted.records,
          encoding: 'utf-8',
        })
      })

      it('has its right number of offers, groups, sales, pictures and stock', () => {
        expect({
          offers: offers.length,
          itemGroups,
          onSale: offers.filter(({ salePrice }) => salePrice).length,
          withImage: offers.filter(({ imageLink }) => imageLink).length,
          inStock: offers.filter(({ availability }) => availability === 'in_stock').length,
        }).toEqual({
          offers: counted.offers,
          itemGroups: counted.itemGroups,
          onSale: counted.onSale,
          withImage: counted.withImage,
          inStock: counted.inStock,
        })
      })

      it('rejects what is wrong in it, each record with its reason', () => {
        expect(Object.fromEntries(report.rejections.map(({ offerId, rule }) => [offerId, rule]))).toEqual(
          counted.rejected,
        )
        expect(report.rejected).toBe(Object.keys(counted.rejected).length)
      })

      it('has an offer as it stands in the file', () => {
        expect(offers.find(({ offerId }) => offerId === counted.sample.offerId)).toMatchObject(counted.sample)
      })

      it('holds no markup, no entity and no white space at its ends', () => {
        for (const { title, description = '' } of offers) {
          expect(`${title} ${description}`).not.toMatch(/<\/?[a-z]|&[a-z]+;|[\0-\x1f]/)
          expect([title.trim(), description.trim()]).toEqual([title, description])
        }
      })
    })
})
