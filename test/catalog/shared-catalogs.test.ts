import { existsSync, readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import type { ImportOptions } from '../../src/catalog/ingest.ts'
import type { Offer } from '../../src/catalog/offer.ts'
import { readBeside } from '../../src/catalog/readers/beside.ts'
import type { ImportReport } from '../../src/catalog/store.ts'
import { importText, inPieces, offersOf, openStores, SHOP } from './fixtures.ts'

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
  /** All prices together, in minor units. */
  readonly prices?: number
  readonly encoding?: string
  readonly options?: Partial<ImportOptions>
  readonly rejected: Readonly<Record<string, string>>
  /** Of rejections without an id. */
  readonly nameless?: number
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
  'a WooCommerce export': {
    file: 'woocommerce-sample/sample_products.csv',
    format: 'woocommerce-csv',
    records: 25,
    offers: 22,
    itemGroups: 2,
    onSale: 7,
    withImage: 22,
    inStock: 22,
    prices: 69305,
    rejected: {},
    sample: {
      offerId: 'woo-hoodie-red',
      itemGroupId: 'woo-hoodie',
      price: { minor: 4500, currency: 'EUR' },
      salePrice: { minor: 4200, currency: 'EUR' },
      color: 'Red',
    },
  },
  'a WooCommerce export without ids': {
    file: 'woocommerce-sample/experimental_fashion_sample_9_products.csv',
    format: 'woocommerce-csv',
    records: 9,
    offers: 8,
    itemGroups: 0,
    onSale: 3,
    withImage: 8,
    inStock: 7,
    rejected: { 'woo-fashion-blouse': 'price-missing' },
    sample: { offerId: 'woo-fashion-hat', price: { minor: 1200, currency: 'EUR' } },
  },
  'a WordPress export': {
    file: 'woocommerce-sample/sample_products.xml',
    format: 'wordpress-xml',
    records: 25,
    offers: 22,
    itemGroups: 2,
    onSale: 7,
    withImage: 22,
    inStock: 22,
    prices: 69305,
    rejected: {},
    sample: {
      offerId: 'woo-vneck-tee-blue',
      itemGroupId: 'woo-vneck-tee',
      price: { minor: 1500, currency: 'EUR' },
      color: 'Blue',
    },
  },
  'a Magento export': {
    file: 'magento2-luma/configurable_products.csv',
    format: 'magento-csv',
    records: 1994,
    offers: 1847,
    itemGroups: 147,
    onSale: 0,
    withImage: 1847,
    inStock: 1847,
    prices: 8336860,
    rejected: {},
    sample: {
      offerId: 'MH01-XS-Black',
      itemGroupId: 'MH01',
      size: 'XS',
      color: 'Black',
      imageLink: 'https://shop.example/media/catalog/product/m/h/mh01-black_main.jpg',
    },
  },
  "bags of Magento's sample data": {
    file: 'magento2-luma/products_gear_bags.csv',
    format: 'magento-csv',
    records: 14,
    offers: 14,
    itemGroups: 0,
    onSale: 1,
    withImage: 0,
    inStock: 14,
    rejected: {},
    sample: { offerId: '24-WB05', salePrice: { minor: 2400, currency: 'EUR' } },
  },
  "fitness equipment of Magento's sample data": {
    file: 'magento2-luma/products_gear_fitness_equipment.csv',
    format: 'magento-csv',
    records: 9,
    offers: 9,
    itemGroups: 0,
    onSale: 0,
    withImage: 0,
    inStock: 9,
    rejected: {},
    sample: { offerId: '24-UG06', price: { minor: 700, currency: 'EUR' } },
  },
  "watches of Magento's sample data": {
    file: 'magento2-luma/products_gear_watches.csv',
    format: 'magento-csv',
    records: 9,
    offers: 9,
    itemGroups: 0,
    onSale: 0,
    withImage: 0,
    inStock: 9,
    rejected: {},
    sample: { offerId: '24-MG04', title: 'Aim Analog Watch', gender: 'male' },
  },
  'a Spree import': {
    file: 'spree-sample/products.csv',
    format: 'spree-csv',
    records: 124,
    offers: 87,
    itemGroups: 37,
    onSale: 4,
    withImage: 87,
    inStock: 87,
    options: { currency: 'USD' },
    rejected: {},
    sample: {
      offerId: 'AUTOMATIC-ESPRESSO-MACHINE-SILVER',
      itemGroupId: 'automatic-espresso-machine',
      price: { minor: 87999, currency: 'USD' },
      color: 'Silver',
    },
  },
  'a Vendure import': {
    file: 'vendure-mock/products.csv',
    format: 'vendure-csv',
    records: 88,
    offers: 88,
    itemGroups: 13,
    onSale: 0,
    withImage: 88,
    inStock: 88,
    prices: 3038965,
    options: { imageUrl: 'https://shop.example/assets' },
    rejected: {},
    sample: { offerId: 'L2201508', itemGroupId: 'laptop', title: 'Laptop - 15 inch / 8GB' },
  },
  'another Vendure import': {
    file: 'vendure-mock/e2e-products-full.csv',
    format: 'vendure-csv',
    records: 34,
    offers: 34,
    itemGroups: 5,
    onSale: 0,
    withImage: 15,
    inStock: 34,
    prices: 1627159,
    options: { imageUrl: 'https://shop.example/assets' },
    rejected: {},
    sample: { offerId: 'C24F390', price: { minor: 14374, currency: 'EUR' } },
  },
  'a Saleor fixture': {
    file: 'saleor-populatedb/populatedb_data.json',
    format: 'saleor-json',
    records: 73,
    offers: 73,
    itemGroups: 32,
    onSale: 0,
    withImage: 73,
    inStock: 71,
    prices: 336991,
    options: { currency: 'USD' },
    rejected: {},
    sample: {
      offerId: 'headless-omnichannel-mp3',
      price: { minor: 1000, currency: 'USD' },
      itemGroupId: 'headless-omnichannel-commerce',
    },
  },
  'a Thelia import': {
    file: 'thelia-furniture-fr/products.csv',
    format: 'thelia-csv',
    records: 30,
    offers: 30,
    itemGroups: 0,
    onSale: 4,
    withImage: 30,
    inStock: 30,
    prices: 1224100,
    options: { imageUrl: 'https://shop.example/images' },
    rejected: {},
    sample: {
      offerId: 'PROD001',
      title: 'Horatio',
      price: { minor: 22300, currency: 'EUR' },
      salePrice: { minor: 19900, currency: 'EUR' },
      brand: 'MILAN',
    },
  },
  'a YAML list of AWS': {
    file: 'aws-retail-demo-store/products.yaml',
    format: 'retail-demo-yaml',
    records: 2465,
    offers: 2465,
    itemGroups: 0,
    onSale: 0,
    withImage: 2465,
    inStock: 2465,
    prices: 77322988,
    rejected: {},
    sample: {
      offerId: '6579c22f-be2b-444c-a52b-0116dd82df6c',
      price: { minor: 12999, currency: 'EUR' },
      gender: 'female',
    },
  },
  'a Shopware export': {
    file: 'shopware6-export/products.csv',
    format: 'shopware-csv',
    records: 60,
    offers: 59,
    itemGroups: 1,
    onSale: 0,
    withImage: 0,
    inStock: 59,
    prices: 3073600,
    rejected: {},
    sample: {
      offerId: '0a600a2648b3486fbfdbc60993050103',
      price: { minor: 37500, currency: 'EUR' },
      brand: 'Beer-Balistreri',
      inventory: 13,
    },
  },
  'an EC-CUBE export, half of it not registered': {
    file: 'eccube-shiftjis/products.csv',
    format: 'ec-cube-csv',
    records: 20,
    offers: 10,
    itemGroups: 1,
    onSale: 7,
    withImage: 10,
    inStock: 10,
    prices: 504000,
    options: { currency: 'JPY' },
    encoding: 'shift_jis',
    nameless: 10,
    rejected: {},
    sample: {
      offerId: 'fork-01-new',
      title: 'ディナーフォーク - 3 / 6',
      itemGroupId: 'product-1',
      price: { minor: 115000, currency: 'JPY' },
      salePrice: { minor: 110000, currency: 'JPY' },
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
        report = await importText(stores, readFileSync(new URL(counted.file, FOLDER)), counted.options)
        offers = await offersOf(stores)
        itemGroups = (await stores.catalog.status(SHOP.shopId)).itemGroups
      })

      it('is read by its own reader, every record of it', () => {
        expect(report).toMatchObject({
          status: 'published',
          format: counted.format,
          records: counted.records,
          encoding: counted.encoding ?? 'utf-8',
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

      it.runIf(counted.prices !== undefined)('has its prices', () => {
        expect(offers.reduce((sum, { price }) => sum + price.minor, 0)).toBe(counted.prices)
      })

      it('rejects what is wrong in it, each record with its reason', () => {
        const named = report.rejections.filter(({ offerId }) => offerId !== undefined)
        expect(Object.fromEntries(named.map(({ offerId, rule }) => [offerId, rule]))).toEqual(counted.rejected)
        expect(report.rejected).toBe(Object.keys(counted.rejected).length + (counted.nameless ?? 0))
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

  const unusable: Record<string, [file: string, format: string, reason: RegExp]> = {
    'foods without a price': [
      'openfoodfacts-sample/test_off_data.jsonl',
      'open-food-facts',
      /has no price and no page/,
    ],
    'balls without a page': [
      'magento2-luma/products_gear_fitness_equipment_ball.csv',
      'magento-csv',
      /no offer came out/,
    ],
    'translations alone': ['spree-sample/product_translations.csv', 'unknown', /translations of products/],
    'brands alone': ['thelia-furniture-fr/brand.csv', 'unknown', /none of the columns of a catalog/],
  }
  for (const [name, [file, format, reason]] of Object.entries(unusable))
    it(`says why ${name} make no catalog`, async () => {
      const report = await importText(await openStores(), readFileSync(new URL(file, FOLDER)))
      expect(report).toMatchObject({ status: 'failed', format, reason: expect.stringMatching(reason) })
    })

  it('takes translations of a Spree catalog from the file beside it', async () => {
    const stores = await openStores()
    const body = inPieces(readFileSync(new URL('spree-sample/product_translations.csv', FOLDER)), 4_096)
    const beside = [await readBeside({ name: 'product_translations.csv', body })]
    await importText(stores, readFileSync(new URL('spree-sample/products.csv', FOLDER)), { currency: 'USD', beside })
    const offers = await offersOf(stores)
    expect(offers.filter(({ markets = [] }) => markets.some(({ language }) => language === 'fr'))).toHaveLength(87)
    expect(offers.filter(({ markets = [] }) => markets.some(({ price }) => price?.currency === 'EUR'))).toHaveLength(87)
  })
})
