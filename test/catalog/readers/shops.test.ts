import { describe, expect, it } from 'vitest'
import { parseOffer } from '../../../src/catalog/parse-offer.ts'
import { readerFor } from '../../../src/catalog/readers/index.ts'
import { readText } from '../fixtures.ts'

/** The offers of a text, as an import would make them. */
async function offersIn(text: string, options: Parameters<typeof readText>[1] = {}) {
  const { format, readings, notices } = await readText(text, options)
  const offers = []
  const others = []
  for (const reading of readings) {
    if (reading.kind !== 'record') {
      others.push(reading.rule)
      continue
    }
    const parsed = parseOffer(reading.record, { currency: 'EUR', shopUrl: 'https://shop.example' })
    if (parsed.ok) offers.push(parsed.offer)
    else others.push(parsed.rejections[0]?.rule)
  }
  return { format, offers, others, notices }
}

const SHOPIFY_HEADER =
  'Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Option2 Name,Option2 Value,Variant SKU,Variant Grams,Variant Inventory Tracker,Variant Inventory Qty,Variant Inventory Policy,Variant Price,Variant Compare At Price,Variant Barcode,Image Src,Image Position,Variant Image,Cost per item,Status'

const shopify = (...rows: string[]) => `${[SHOPIFY_HEADER, ...rows].join('\n')}\n`

describe('the Shopify reader', () => {
  it('makes variants of continuation rows', async () => {
    const { format, offers } = await offersIn(
      shopify(
        'halden,Halden,<p>Light</p>,Optics,Glasses,"round, steel",true,Color,Black,Size,M,H-BM,250,shopify,3,deny,99.00,129.00,4006381333931,https://cdn.example/1.jpg,1,https://cdn.example/b.jpg,40.00,active',
        'halden,,,,,,,,Gold,,L,H-GL,0,shopify,0,deny,129.00,,,https://cdn.example/2.jpg,2,,,',
        'halden,,,,,,,,,,,,,,,,,,,https://cdn.example/3.jpg,3,,,',
      ),
    )
    expect(format).toBe('shopify-csv')
    expect(offers).toEqual([
      {
        offerId: 'H-BM',
        title: 'Halden - Black / M',
        description: 'Light',
        link: 'https://shop.example/products/halden',
        price: { minor: 12900, currency: 'EUR' },
        salePrice: { minor: 9900, currency: 'EUR' },
        availability: 'in_stock',
        imageLink: 'https://cdn.example/b.jpg',
        additionalImageLinks: ['https://cdn.example/1.jpg', 'https://cdn.example/2.jpg', 'https://cdn.example/3.jpg'],
        brand: 'Optics',
        productTypes: ['Glasses'],
        internalLabels: ['round', 'steel'],
        itemGroupId: 'halden',
        itemGroupTitle: 'Halden',
        variantOptions: [
          { name: 'Color', value: 'Black' },
          { name: 'Size', value: 'M' },
        ],
        color: 'Black',
        size: 'M',
        gtins: ['4006381333931'],
        costOfGoodsSold: { minor: 4000, currency: 'EUR' },
        shippingWeight: { value: 250, unit: 'g' },
      },
      expect.objectContaining({
        offerId: 'H-GL',
        title: 'Halden - Gold / L',
        price: { minor: 12900, currency: 'EUR' },
        availability: 'out_of_stock',
        imageLink: 'https://cdn.example/1.jpg',
        color: 'Gold',
        size: 'L',
        itemGroupId: 'halden',
      }),
    ])
    expect(offers[1]).not.toHaveProperty('salePrice')
  })

  it('makes one offer without a group of a product without options', async () => {
    const { offers } = await offersIn(
      shopify('case,Case,,Optics,,,true,Title,Default Title,,,,,,0,deny,9.00,5.00,,,,,,active'),
    )
    expect(offers).toEqual([
      {
        offerId: 'case',
        title: 'Case',
        link: 'https://shop.example/products/case',
        price: { minor: 900, currency: 'EUR' },
        availability: 'in_stock',
        brand: 'Optics',
      },
    ])
  })

  const stock: Record<string, [cells: string, availability: string]> = {
    'not tracked': [',0,deny', 'in_stock'],
    'tracked and there': ['shopify,2,deny', 'in_stock'],
    'tracked and gone': ['shopify,0,deny', 'out_of_stock'],
    'tracked, gone and sold on': ['shopify,-3,continue', 'in_stock'],
  }
  for (const [name, [cells, availability]] of Object.entries(stock))
    it(`says ${availability} for stock that is ${name}`, async () => {
      const { offers } = await offersIn(
        shopify(`case,Case,,,,,true,Title,Default Title,,,,,${cells},9.00,,,,,,,active`),
      )
      expect(offers[0]?.availability).toBe(availability)
    })

  it('leaves out drafts, archived and unpublished products with all their variants', async () => {
    const { offers, others } = await offersIn(
      shopify(
        'a,A,,,,,true,Color,Red,,,A1,,,,deny,9.00,,,,,,,draft',
        'a,,,,,,,,Blue,,,A2,,,,deny,9.00,,,,,,,',
        'b,B,,,,,false,Title,Default Title,,,B1,,,,deny,9.00,,,,,,,active',
        'c,C,,,,,true,Title,Default Title,,,C1,,,,deny,9.00,,,,,,,archived',
      ),
    )
    expect([offers, others]).toEqual([
      [],
      ['product-draft', 'product-draft', 'product-unpublished', 'product-archived'],
    ])
  })

  it('gives variants with a SKU that is taken an id of their own, and says so', async () => {
    const row = (handle: string) => `${handle},${handle},,,,,true,Color,Red,,,SAME,,,,deny,9.00,,,,,,,active`
    const { offers, notices } = await offersIn(shopify(row('a'), row('b')))
    expect(offers.map(({ offerId }) => offerId)).toEqual(['SAME', 'b-red'])
    expect(notices).toEqual([expect.stringMatching(/^line 3: SKU "SAME" is already that of a variant of "a"/)])
  })

  it('reads the newer column names', async () => {
    const { format, offers } = await offersIn(
      'Title,URL handle,Description,Vendor,Status,SKU,Option1 name,Option1 value,Price,Compare-at price,Inventory tracker,Inventory quantity,Product image URL\nCase,case,Soft,Optics,Active,C-1,Title,Default Title,9.00,12.00,shopify,4,https://cdn.example/c.jpg\n',
    )
    expect([format, offers]).toEqual([
      'shopify-csv',
      [
        expect.objectContaining({
          offerId: 'C-1',
          price: { minor: 1200, currency: 'EUR' },
          salePrice: { minor: 900, currency: 'EUR' },
          imageLink: 'https://cdn.example/c.jpg',
        }),
      ],
    ])
  })

  it('says in one sentence which settings the file needs', async () => {
    const text = shopify('case,Case,,,,,true,Title,Default Title,,,,,,0,deny,9.00,,,,,,,active')
    const head = { text, complete: true }
    async function* body(): AsyncGenerator<string> {
      yield text
    }
    const read = async (settings: object) => {
      for await (const page of readerFor('auto', head).read(body(), { head, notice: () => undefined, ...settings }))
        void page
    }
    await expect(read({})).rejects.toMatchObject({
      message:
        "a Shopify product CSV holds neither links nor a currency; set the shop's address (shop URL), such as https://shop.example and the currency, such as EUR",
    })
    await expect(read({ shopUrl: 'https://shop.example' })).rejects.toMatchObject({
      message: expect.stringMatching(/set the currency, such as EUR$/),
    })
    await expect(read({ shopUrl: 'https://shop.example', currency: 'EUR' })).resolves.toBeUndefined()
  })
})

const retail = (fields: object) => ({
  id: 'r-1',
  title: 'Mug',
  categories: ['Home > Kitchen'],
  priceInfo: { price: 8, originalPrice: '10.0', currencyCode: 'USD', cost: '2.5' },
  availability: 'IN_STOCK',
  images: [{ uri: 'https://a.example/1.jpg' }, { uri: 'https://a.example/2.jpg' }],
  uri: 'https://shop.example/mug',
  ...fields,
})

describe('the Google Retail reader', () => {
  it('reads products, as lines or as an array', async () => {
    const product = retail({
      brands: ['Optics'],
      availableQuantity: 5,
      colorInfo: { colors: ['Red', 'Blue'] },
      sizes: ['M'],
      attributes: [{ key: 'material', value: { text: ['Steel'] } }],
      type: 'VARIANT',
      primaryProductId: 'mugs',
    })
    for (const text of [`${JSON.stringify(product)}\n`, JSON.stringify([product])]) {
      const { format, offers } = await offersIn(text)
      expect([format, offers]).toEqual([
        'google-retail',
        [
          {
            offerId: 'r-1',
            title: 'Mug',
            link: 'https://shop.example/mug',
            price: { minor: 1000, currency: 'USD' },
            salePrice: { minor: 800, currency: 'USD' },
            costOfGoodsSold: { minor: 250, currency: 'USD' },
            availability: 'in_stock',
            imageLink: 'https://a.example/1.jpg',
            additionalImageLinks: ['https://a.example/2.jpg'],
            brand: 'Optics',
            productTypes: ['Home > Kitchen'],
            inventory: 5,
            color: 'Red/Blue',
            material: 'Steel',
            size: 'M',
            itemGroupId: 'mugs',
          },
        ],
      ])
    }
  })

  it('leaves out collections, and sizes that are a choice', async () => {
    const lines = [
      retail({ type: 'COLLECTION' }),
      retail({ sizes: ['S', 'M'], priceInfo: { price: 8, originalPrice: 8, currencyCode: 'USD' } }),
    ]
    const { offers, others } = await offersIn(lines.map((each) => JSON.stringify(each)).join('\n'))
    expect(others).toEqual(['collection'])
    expect(offers[0]).toMatchObject({ price: { minor: 800, currency: 'USD' } })
    expect(offers[0]).not.toHaveProperty('size')
    expect(offers[0]).not.toHaveProperty('salePrice')
  })

  it('rejects an availability that the API does not have', async () => {
    expect((await offersIn(`${JSON.stringify(retail({ availability: 'SOMETIMES' }))}\n`)).others).toEqual([
      'availability-unreadable',
    ])
  })
})

const gallyDocument = (fields: object) => ({
  entity_id: '7',
  sku: 'VT12',
  type_id: 'simple',
  name: ['Jersey'],
  url_key: ['jersey'],
  description: ['<p>Soft &amp; warm</p>'],
  image: ['/v/t/vt12.jpg'],
  price: [
    { price: 30, original_price: 40, group_id: 1 },
    { price: 35, original_price: 40, group_id: 0 },
  ],
  stock: { qty: 0, status: true },
  status: [{ value: 1, label: 'Enabled' }],
  category: [{ id: 'cat_2' }, { name: 'Tops', id: 'cat_8' }, { name: 'Jerseys', id: 'cat_9' }],
  fashion_color: [{ value: '5', label: 'Gold' }],
  fashion_size: [
    { value: '1', label: 'S' },
    { value: '2', label: 'M' },
  ],
  ...fields,
})

const gallySets = (...sets: [name: string, documents: object[]][]) =>
  JSON.stringify(
    sets.map(([name, documents]) => ({ index_name: `gally_localized_catalog_${name}_product`, documents })),
    null,
    1,
  )

describe('the Gally reader', () => {
  it('reads labels, the price of guests and paths', async () => {
    const { format, offers } = await offersIn(gallySets(['com_en', [gallyDocument({})]]))
    expect([format, offers]).toEqual([
      'gally',
      [
        {
          offerId: 'VT12',
          title: 'Jersey',
          description: 'Soft & warm',
          link: 'https://shop.example/jersey.html',
          imageLink: 'https://shop.example/media/catalog/product/v/t/vt12.jpg',
          price: { minor: 4000, currency: 'EUR' },
          salePrice: { minor: 3500, currency: 'EUR' },
          availability: 'in_stock',
          productTypes: ['Jerseys', 'Tops'],
          color: 'Gold',
        },
      ],
    ])
  })

  it('takes the first document of a SKU that comes in several catalogs', async () => {
    const text = gallySets(
      ['com_en', [gallyDocument({})]],
      ['com_fr', [gallyDocument({ name: ['Maillot'] }), gallyDocument({ sku: 'VT13' })]],
    )
    const { offers, others } = await offersIn(text)
    expect(offers.map(({ offerId, title }) => [offerId, title])).toEqual([
      ['VT12', 'Jersey'],
      ['VT13', 'Jersey'],
    ])
    expect(others).toEqual(['other-locale'])
  })

  it('takes one localized catalog when asked for it', async () => {
    const text = gallySets(['com_en', [gallyDocument({})]], ['com_fr', [gallyDocument({ name: ['Maillot'] })]])
    for (const locale of ['com_fr', 'fr', 'FR'])
      expect((await offersIn(text, { locale })).offers.map(({ title }) => title)).toEqual(['Maillot'])
  })

  it('leaves out what is disabled or hidden, and takes configurable products as offers', async () => {
    const { offers, others, notices } = await offersIn(
      gallySets([
        'com_en',
        [
          gallyDocument({ sku: 'A', status: [{ value: 2, label: 'Disabled' }] }),
          gallyDocument({ sku: 'B', visibility: { value: '1', label: 'Not Visible Individually' } }),
          gallyDocument({ sku: 'C', type_id: 'configurable', 'children.sku': ['C-S', 'C-M'] }),
        ],
      ]),
    )
    expect(offers.map(({ offerId }) => offerId)).toEqual(['C'])
    expect(others).toEqual(['product-disabled', 'product-hidden'])
    expect(notices).toEqual([expect.stringMatching(/^configurable products are offers under their own SKU/)])
  })
})

describe('finding the reader', () => {
  const unknown: Record<string, [text: string, message: RegExp]> = {
    'a login page': [
      '<!DOCTYPE html><html><body><form>Log in <input type="password"></form>',
      /a web page that asks for a login, not a catalog; a catalog is XML, CSV/,
    ],
    'a web page': ['<html><body>Hello</body></html>', /a web page, not a catalog/],
    'a DOCTYPE': [
      '<?xml version="1.0"?><!DOCTYPE rss SYSTEM "http://evil.example/x.dtd"><rss/>',
      /begins with a DOCTYPE, which is refused/,
    ],
    'XML without items': [
      '<?xml version="1.0"?><urlset><url/></urlset>',
      /the XML is a "urlset" without any item or entry/,
    ],
    blanks: ['  \n ', /nothing but blanks/],
    'a table of something else': [
      'order_no,customer,total\n1,2,3\n',
      /none of the columns of a catalog \(it has "order_no", "customer", "total"\)/,
    ],
    'a text': ['Dear shop\n', /the file begins with "Dear shop"/],
  }
  for (const [name, [text, message]] of Object.entries(unknown))
    it(`says what it sees in ${name}`, () => {
      expect(() => readerFor('auto', { text, complete: true })).toThrow(message)
    })

  it('names the formats there are when one is asked for that is not', () => {
    expect(() => readerFor('excel', { text: 'x', complete: true })).toThrow(
      /format "excel" is not known; write "auto" or one of "rss", "atom"/,
    )
  })
})
