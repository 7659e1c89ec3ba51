import { describe, expect, it } from 'vitest'
import type { ImportOptions } from '../../../src/catalog/ingest.ts'
import { readBeside } from '../../../src/catalog/readers/beside.ts'
import { bytesOf, importText, inPieces, offersOf, openStores } from '../fixtures.ts'

async function imported(content: string, options: Partial<ImportOptions> = {}) {
  const stores = await openStores()
  const report = await importText(stores, content, options)
  return { report, offers: await offersOf(stores) }
}

interface Platform {
  readonly content: string
  readonly format: string
  readonly options?: Partial<ImportOptions>
  /** Parts of the offers in order of id. */
  readonly offers: readonly object[]
  /** What is no offer by its own word, as the report counts it. */
  readonly leftOut?: RegExp
  readonly rejected?: Readonly<Record<string, number>>
}

const eur = (minor: number) => ({ minor, currency: 'EUR' })

const PLATFORMS: Record<string, Platform> = {
  'a WooCommerce export': {
    format: 'woocommerce-csv',
    content: [
      'ID,Type,SKU,Name,Published,In stock?,Stock,Backorders allowed?,Sale price,Regular price,Categories,Images,Parent,Attribute 1 name,Attribute 1 value(s)',
      '9,variation,,Reader - Black,1,1,,0,,40,,https://cdn.example/b.jpg,id:7,Color,Black',
      '8,variation,R-G,Reader - Gold,1,1,0,1,30,40,,,id:7,Color,Gold',
      '7,variable,,Reader,1,1,,0,,,"Glasses > Reading, Sale","https://cdn.example/r.jpg, https://cdn.example/b.jpg",,Color,"Black, Gold"',
      '6,simple,CASE,Case,1,0,,0,9,8,Cases,,,,',
      '5,simple,OLD,Old case,-1,1,,0,,8,,,,,',
      '4,grouped,SET,Set,1,1,,0,,,,,,,',
      '',
    ].join('\n'),
    offers: [
      {
        offerId: '9',
        title: 'Reader - Black',
        itemGroupId: 'product-7',
        color: 'Black',
        imageLink: 'https://cdn.example/b.jpg',
        additionalImageLinks: ['https://cdn.example/r.jpg'],
        link: 'https://shop.example/?p=7',
      },
      { offerId: 'CASE', price: eur(900), availability: 'out_of_stock' },
      {
        offerId: 'R-G',
        price: eur(4000),
        salePrice: eur(3000),
        imageLink: 'https://cdn.example/r.jpg',
        availability: 'in_stock',
        productTypes: ['Sale', 'Glasses > Reading'],
      },
    ],
    leftOut: /1 record was left out: draft products/,
  },
  'a WordPress export': {
    format: 'wordpress-xml',
    content: `<?xml version="1.0"?><rss xmlns:wp="w" xmlns:content="c"><channel><wp:wxr_version>1.2</wp:wxr_version>
<item><title>Reader</title><link>https://shop.example/reader/</link><content:encoded><![CDATA[<p>Light</p>]]></content:encoded><wp:post_id>1</wp:post_id><wp:status>publish</wp:status><wp:post_type>product</wp:post_type><category domain="product_type">variable</category><category domain="pa_color" nicename="dark-red">Dark red</category><wp:postmeta><wp:meta_key>_sku</wp:meta_key><wp:meta_value>R</wp:meta_value></wp:postmeta><wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value>3</wp:meta_value></wp:postmeta></item>
<item><title>Reader - Dark red</title><wp:post_id>2</wp:post_id><wp:post_parent>1</wp:post_parent><wp:status>publish</wp:status><wp:post_type>product_variation</wp:post_type><wp:postmeta><wp:meta_key>_regular_price</wp:meta_key><wp:meta_value>40</wp:meta_value></wp:postmeta><wp:postmeta><wp:meta_key>attribute_pa_color</wp:meta_key><wp:meta_value>dark-red</wp:meta_value></wp:postmeta></item>
<item><title>r</title><wp:post_id>3</wp:post_id><wp:post_type>attachment</wp:post_type><wp:attachment_url>https://shop.example/r.jpg</wp:attachment_url></item>
<item><title>Secret</title><wp:post_id>4</wp:post_id><wp:status>private</wp:status><wp:post_type>product</wp:post_type></item>
</channel></rss>`,
    offers: [
      {
        offerId: '2',
        itemGroupId: 'R',
        color: 'Dark red',
        description: 'Light',
        imageLink: 'https://shop.example/r.jpg',
        link: 'https://shop.example/reader/',
        price: eur(4000),
      },
    ],
    leftOut: /products with the status "private" are no offers/,
  },
  'a Magento export': {
    format: 'magento-csv',
    content: [
      'sku,attribute_set_code,product_type,categories,name,price,special_price,visibility,url_key,base_image,additional_attributes,qty,is_in_stock,configurable_variations,product_online',
      'R-B,Default,simple,,Reader Black,40,30,Not Visible Individually,,/r/b.jpg,"color=Black,material=Steel|Horn",2,1,,1',
      'R,Default,configurable,"Default Category/Frames, round/Readers,Default Category",Reader,40,,"Catalog, Search",reader,/r/r.jpg,,0,1,"sku=R-B,color=Black|sku=R-G,color=Gold",1',
      'R-G,Default,simple,,Reader Gold,40,,Not Visible Individually,,,color=Gold,0,1,,1',
      'LOST,Default,simple,,Part,4,,Not Visible Individually,,,,1,1,,1',
      '',
    ].join('\n'),
    offers: [
      {
        offerId: 'R-B',
        title: 'Reader - Black',
        itemGroupId: 'R',
        price: eur(4000),
        salePrice: eur(3000),
        material: 'Steel/Horn',
        link: 'https://shop.example/reader.html',
        imageLink: 'https://shop.example/media/catalog/product/r/b.jpg',
        productTypes: ['Frames, round > Readers'],
      },
      { offerId: 'R-G', imageLink: 'https://shop.example/media/catalog/product/r/r.jpg', availability: 'out_of_stock' },
    ],
    leftOut: /1 record was left out: products that are not visible individually/,
  },
  "Shopify's products.json": {
    format: 'shopify-json',
    content: JSON.stringify({
      products: [
        {
          ...{
            id: 1,
            title: 'Reader',
            handle: 'reader',
            body_html: '<p>Light</p>',
            vendor: 'Halden',
            published_at: '2026-01-01',
            tags: ['round'],
          },
          options: [{ name: 'Color' }],
          images: [
            { id: 5, src: 'https://cdn.example/a.jpg' },
            { id: 6, src: 'https://cdn.example/b.jpg', variant_ids: [12] },
          ],
          variants: [
            { id: 11, sku: 'R-B', option1: 'Black', price: '30.00', compare_at_price: '40.00', available: true },
            { id: 12, sku: 'R-B', option1: 'Gold', price: '30.00', compare_at_price: '20.00', available: false },
          ],
        },
      ],
    }),
    offers: [
      { offerId: '12', price: eur(3000), availability: 'out_of_stock', imageLink: 'https://cdn.example/b.jpg' },
      {
        offerId: 'R-B',
        title: 'Reader - Black',
        price: eur(4000),
        salePrice: eur(3000),
        imageLink: 'https://cdn.example/a.jpg',
        color: 'Black',
        itemGroupId: 'reader',
      },
    ],
  },
  'a flat bulk operation in any order': {
    format: 'shopify-json',
    content: [
      '{"id":"gid://shopify/ProductVariant/11","sku":"R-B","price":"30.00","selectedOptions":[{"name":"Color","value":"Black"}],"inventoryPolicy":"CONTINUE","inventoryQuantity":0,"inventoryItem":{"tracked":true},"__parentId":"gid://shopify/Product/1"}',
      '{"id":"gid://shopify/Product/1","title":"Reader","handle":"reader","status":"ACTIVE"}',
      '{"id":"gid://shopify/MediaImage/3","image":{"url":"https://cdn.example/a.jpg"},"__parentId":"gid://shopify/Product/1"}',
      '{"id":"gid://shopify/Product/2","title":"Draft","handle":"draft","status":"DRAFT"}',
      '{"id":"gid://shopify/ProductVariant/21","sku":"D","price":"3.00","__parentId":"gid://shopify/Product/2"}',
      '',
    ].join('\n'),
    options: { oversold: 'backorder' },
    offers: [{ offerId: 'R-B', availability: 'backorder', imageLink: 'https://cdn.example/a.jpg', color: 'Black' }],
    leftOut: /variants of draft products/,
  },
  'a Vendure import': {
    format: 'vendure-csv',
    content: [
      'name   ,slug   ,description ,assets   ,facets                    ,optionGroups ,optionValues ,sku ,price ,stockOnHand ,trackInventory ,variantAssets ,variantFacets',
      'Reader ,reader ,Light       ,a.jpg|b.jpg ,category:Glasses|brand:Halden ,color     ,Black        ,R-B ,40.00 ,0           ,true           ,              ,',
      '       ,       ,            ,         ,                          ,             ,Gold         ,R-G ,41.00 ,0           ,false          ,g.jpg         ,',
      '',
    ].join('\n'),
    options: { imageUrl: 'https://cdn.example' },
    offers: [
      {
        offerId: 'R-B',
        title: 'Reader - Black',
        brand: 'Halden',
        availability: 'out_of_stock',
        imageLink: 'https://cdn.example/a.jpg',
        itemGroupId: 'reader',
      },
      { offerId: 'R-G', availability: 'in_stock', imageLink: 'https://cdn.example/g.jpg' },
    ],
  },
  'a Shopware export': {
    format: 'shopware-csv',
    content:
      'id;parent_id;product_number;stock;name;price_gross;price_gross_usd;cover_media_url;active\nv;p;R-B;0;;;;;1\np;;R;5;Reader;40;44;https://cdn.example/r.jpg;1\nx;;OLD;5;Old;4;;;0\n',
    options: { currency: 'USD' },
    offers: [
      {
        offerId: 'R-B',
        title: 'Reader',
        price: { minor: 4400, currency: 'USD' },
        availability: 'out_of_stock',
        itemGroupId: 'R',
        imageLink: 'https://cdn.example/r.jpg',
      },
    ],
    leftOut: /inactive products/,
  },
  'an EC-CUBE export': {
    format: 'ec-cube-csv',
    content:
      '商品ID,公開ステータス(ID),商品名,商品画像,商品コード,在庫数,在庫数無制限フラグ,通常価格,販売価格\n1,1,丸メガネ,a.jpg,M-1,0,1,12000,9800\n2,2,ケース,,C-1,1,0,,500\n,1,新商品,,N-1,1,0,,500\n',
    options: { currency: 'JPY' },
    offers: [
      {
        offerId: 'M-1',
        price: { minor: 12000, currency: 'JPY' },
        salePrice: { minor: 9800, currency: 'JPY' },
        availability: 'in_stock',
        link: 'https://shop.example/products/detail/1',
        imageLink: 'https://shop.example/html/upload/save_image/a.jpg',
      },
    ],
    leftOut: /not public/,
    rejected: { 'id-missing': 1 },
  },
  'a Wix export': {
    format: 'wix-csv',
    content:
      'handleId,fieldType,name,productImageUrl,collection,sku,price,surcharge,visible,discountMode,discountValue,inventory,productOptionName1,productOptionDescription1\np1,Product,Reader,a.jpg;b.jpg,Glasses,,40,,true,PERCENT,25,InStock,Color,Black;Gold\np1,Variant,,,,R-B,,,,,,3,Color,#000000:Black\np1,Variant,,,,R-G,,4,,,,OutOfStock,Color,Gold\np2,Product,Hidden,,,H,5,,false,,,InStock,,\n',
    offers: [
      {
        offerId: 'R-B',
        price: eur(4000),
        salePrice: eur(3000),
        color: 'Black',
        inventory: 3,
        imageLink: 'https://static.wixstatic.com/media/a.jpg',
        link: 'https://shop.example/product-page/reader',
      },
      { offerId: 'R-G', price: eur(4400), availability: 'out_of_stock' },
    ],
    leftOut: /not visible are no offers/,
  },
  'a PrestaShop export': {
    format: 'prestashop-csv',
    content:
      'Product ID;Active (0/1);Name *;Categories (x,y,z...);Price tax included;Discount amount;Reference #;Manufacturer;EAN13;Quantity;When out of stock;URL rewritten;Image URLs (x,y,z...)\n7;1;Reader;Home,Glasses;40,50;10,50;R-1;Halden;4006381333931;0;1;reader;https://cdn.example/a.jpg,https://cdn.example/b.jpg\n8;0;Old;Home;4;;OLD;;;1;0;old;\n',
    offers: [
      {
        offerId: 'R-1',
        price: eur(4050),
        salePrice: eur(3000),
        availability: 'backorder',
        gtins: ['4006381333931'],
        productTypes: ['Glasses', 'Home'],
        link: 'https://shop.example/index.php?controller=product&id_product=7',
      },
    ],
    leftOut: /inactive products/,
  },
  'a Heureka feed': {
    format: 'heureka',
    content:
      '<?xml version="1.0"?><SHOP><SHOPITEM><ITEM_ID>R-1</ITEM_ID><PRODUCTNAME>Brýle</PRODUCTNAME><URL>https://shop.cz/r</URL><IMGURL>https://shop.cz/r.jpg</IMGURL><PRICE_VAT>1 299,50</PRICE_VAT><MANUFACTURER>Halden</MANUFACTURER><CATEGORYTEXT>Heureka.cz | Brýle</CATEGORYTEXT><PARAM><PARAM_NAME>Barva</PARAM_NAME><VAL>černá</VAL></PARAM><DELIVERY_DATE>0</DELIVERY_DATE><ITEMGROUP_ID>R</ITEMGROUP_ID></SHOPITEM></SHOP>',
    options: { currency: 'CZK' },
    offers: [
      {
        offerId: 'R-1',
        price: { minor: 129950, currency: 'CZK' },
        availability: 'in_stock',
        color: 'černá',
        itemGroupId: 'R',
        productTypes: ['Heureka.cz > Brýle'],
      },
    ],
  },
  'a Ceneo feed': {
    format: 'ceneo',
    content:
      '<?xml version="1.0"?><offers><o id="1" url="https://sklep.pl/1" price="99.90" avail="1" stock="0"><cat>Moda/Okulary</cat><name>Okulary</name><imgs><main url="https://sklep.pl/1.jpg"/><i url="https://sklep.pl/2.jpg"/></imgs><attrs><a name="Producent">Halden</a><a name="EAN">4006381333931</a></attrs></o></offers>',
    options: { currency: 'PLN' },
    offers: [
      {
        offerId: '1',
        price: { minor: 9990, currency: 'PLN' },
        availability: 'out_of_stock',
        brand: 'Halden',
        gtins: ['4006381333931'],
        additionalImageLinks: ['https://sklep.pl/2.jpg'],
      },
    ],
  },
  'a web page with JSON-LD': {
    format: 'json-ld',
    content: `<!DOCTYPE html><html><head><link rel="canonical" href="https://shop.example/reader"><script type="application/ld+json">${JSON.stringify(
      {
        '@graph': [
          { '@type': 'BreadcrumbList' },
          {
            ...{
              '@type': 'ProductGroup',
              name: 'Reader',
              productGroupID: 'R',
              brand: { '@type': 'Brand', name: 'Halden' },
            },
            hasVariant: [
              {
                '@type': 'Product',
                sku: 'R-B',
                name: 'Reader black',
                color: 'Black',
                image: 'https://cdn.example/b.jpg',
                offers: {
                  '@type': 'Offer',
                  price: 40,
                  priceCurrency: 'EUR',
                  availability: 'https://schema.org/InStock',
                  url: 'https://shop.example/reader?c=b',
                },
              },
              {
                '@type': 'Product',
                sku: 'R-G',
                name: 'Reader gold',
                color: 'Gold',
                offers: [
                  { price: '45.00', priceCurrency: 'EUR', availability: 'OutOfStock' },
                  { price: '44.00', priceCurrency: 'EUR', availability: 'BackOrder' },
                ],
              },
            ],
          },
          {
            '@type': 'Product',
            sku: 'C',
            name: 'Case',
            offers: { '@type': 'AggregateOffer', lowPrice: '5.00', priceCurrency: 'EUR' },
          },
        ],
      },
    )}</script></head><body></body></html>`,
    offers: [
      { offerId: 'C', price: eur(500), link: 'https://shop.example/reader' },
      { offerId: 'R-B', itemGroupId: 'R', brand: 'Halden', color: 'Black', price: eur(4000), availability: 'in_stock' },
      { offerId: 'R-G', price: eur(4400), availability: 'backorder' },
    ],
  },
  'a YAML list': {
    format: 'yaml',
    content:
      '# shop\nproducts:\n  - id: "1"\n    title: >-\n      Reading\n      glasses\n    link: /r\n    price: 40\n    availability: in stock\n  - id: "2"\n    title: [broken\n  - id: "3"\n    title: Case\n    link: /c\n    price: 4.5\n    availability: in stock\n',
    offers: [
      { offerId: '1', title: 'Reading glasses', price: eur(4000) },
      { offerId: '3', price: eur(450) },
    ],
    rejected: { 'record-unreadable': 1 },
  },
  foods: {
    format: 'open-food-facts',
    content:
      '{"code":"1","product_name":"Sugar","nutriments":{}}\n{"code":"2","product_name":"Salt","nutriments":{}}\n',
    offers: [],
    rejected: { 'price-missing': 2 },
  },
}

describe('a platform reader', () => {
  for (const [name, { content, format, options, offers, leftOut, rejected = {} }] of Object.entries(PLATFORMS))
    it(`reads ${name}`, async () => {
      const { report, offers: read } = await imported(content, options)
      const rules: Record<string, number> = {}
      for (const { rule } of report.rejections) rules[rule] = (rules[rule] ?? 0) + 1
      expect([report.format, rules]).toEqual([format, rejected])
      expect(read).toMatchObject(offers)
      if (leftOut) expect(report.notices.join('\n')).toMatch(leftOut)
    })

  for (const [name, { content, options }] of Object.entries(PLATFORMS))
    it(`publishes nothing of half of ${name}, or says which record is cut`, async () => {
      const stores = await openStores()
      await importText(stores, 'id,title,link,price,availability\nOLD,Old,/o,1 EUR,in_stock\n')
      const before = await offersOf(stores)
      const report = await importText(stores, content.slice(0, Math.floor(content.length / 2)), options)
      expect(['failed', 'held']).toContain(report.status)
      expect(await offersOf(stores)).toEqual(before)
    })

  const SHOPIFY =
    'Handle,Title,Published,Option1 Name,Option1 Value,Variant SKU,Variant Inventory Tracker,Variant Price,Price / Germany,Price / Europe,Status\nreader,Reader,true,Color,Black,R-B,shopify,30,35,36,active\nreader,,,,Gold,R-G,shopify,30,,,\n'

  it('adds up stock by location and takes prices of markets for a Shopify export', async () => {
    const inventory =
      'Handle,Title,Option1 Name,Option1 Value,SKU,COO,Location,Available\nreader,Reader,Color,Black,R-B,,Oslo,2\nreader,Reader,Color,Black,R-B,,Bergen,3\nreader,Reader,Color,Gold,R-G,,Oslo,0\n'
    const beside = [await readBeside({ name: 'inventory.csv', body: inPieces(bytesOf(inventory)) })]
    const { offers, report } = await imported(SHOPIFY, { beside, currency: 'NOK' })
    expect(offers).toMatchObject([
      { offerId: 'R-B', inventory: 5, availability: 'in_stock', markets: [{ country: 'DE', price: eur(3500) }] },
      { offerId: 'R-G', inventory: 0, availability: 'out_of_stock' },
    ])
    expect(report.notices.join('\n')).toMatch(/market Europe were not read/)
  })

  it('makes links by the pattern of the source, and fills what the file leaves out', async () => {
    const { offers } = await imported(SHOPIFY, {
      linkPattern: 'https://other.example/{handle}?sku={sku}',
      brand: 'Halden',
      condition: 'used',
    })
    expect(offers[0]).toMatchObject({
      link: 'https://other.example/reader?sku=R-B',
      brand: 'Halden',
      condition: 'used',
    })
  })
})
