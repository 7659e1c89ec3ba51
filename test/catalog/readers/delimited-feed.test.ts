import { describe, expect, it } from 'vitest'
import { parseOffer } from '../../../src/catalog/parse-offer.ts'
import { plainFields, readText } from '../fixtures.ts'

const HEADER = ['id', 'title', 'link', 'price', 'availability']
const ROW = ['a-1', 'Glasses', 'https://shop.example/a', '5.00 EUR', 'in stock']
const FIELDS = {
  id: 'a-1',
  title: 'Glasses',
  link: 'https://shop.example/a',
  price: '5.00 EUR',
  availability: 'in stock',
}

const table = (delimiter: string, ...rows: string[][]) => `${rows.map((row) => row.join(delimiter)).join('\n')}\n`

describe('the CSV and TSV readers', () => {
  for (const [delimiter, format] of [
    ['\t', 'tsv'],
    [',', 'csv'],
    [';', 'csv'],
    ['|', 'csv'],
    ['~', 'csv'],
  ] as const)
    it(`finds the delimiter ${JSON.stringify(delimiter)} by itself`, async () => {
      const read = await readText(table(delimiter, HEADER, ROW))
      expect([read.format, plainFields(read.readings)]).toEqual([format, [FIELDS]])
    })

  const files: Record<string, string> = {
    'line ends of Windows': table(',', HEADER, ROW).replaceAll('\n', '\r\n'),
    'line ends of old Macs': table(',', HEADER, ROW).replaceAll('\n', '\r'),
    'a header of quoted names': table(
      ',',
      HEADER.map((name) => `"${name}"`),
      ROW,
    ),
    'names in capitals and blanks': table(',', ['ID', ' Title ', 'Link', 'Price', 'Availability'], ROW),
    'prefixed names': table(
      '\t',
      HEADER.map((name) => `g:${name}`),
      ROW,
    ),
    'comment lines above the header': `# ref_application_id 123\n# ref_asset_id 456\n${table(',', HEADER, ROW)}`,
    'no line end behind the last row': table(',', HEADER, ROW).trimEnd(),
    'empty cells behind the last column': table(',', HEADER, [...ROW, '', '']),
  }
  for (const [name, text] of Object.entries(files))
    it(`reads ${name}`, async () => {
      expect(plainFields((await readText(text)).readings)).toEqual([FIELDS])
    })

  it('takes quotes for characters where a tab-separated file does not quote', async () => {
    const { readings } = await readText(
      table(
        '\t',
        ['id', 'title', 'size'],
        ['a', '"Big" screen', '12"'],
        ['b', '"8" screen', '8"'],
        ['c', '12" screen', '12"'],
      ),
    )
    expect(plainFields(readings)).toMatchObject([{ size: '12"' }, { id: 'b', size: '8"' }, { title: '12" screen' }])
  })

  it('reads groups by the parts that the header names', async () => {
    const { readings } = await readText(
      table(
        '\t',
        ['id', 'shipping(country:region:price)', 'loyalty_program(program_label:price)'],
        ['a', 'DE::4.90 EUR,FR:IDF:9 EUR', 'gold:4 EUR'],
      ),
    )
    expect(plainFields(readings)).toEqual([
      {
        id: 'a',
        shipping: [
          { country: 'DE', price: '4.90 EUR' },
          { country: 'FR', region: 'IDF', price: '9 EUR' },
        ],
        loyaltyprogram: { programlabel: 'gold', price: '4 EUR' },
      },
    ])
  })

  it("reads Meta's columns by path, and a column's currency from its name", async () => {
    const { readings } = await readText(
      table(
        ',',
        [
          'id',
          'image[0].url',
          'image[0].tag[0]',
          'image[1].url',
          'video[0].url',
          'applink.ios_url',
          'applink.android_package',
          'Price (SEK)',
        ],
        [
          'a',
          'https://a.example/0.jpg',
          'front',
          'https://a.example/1.jpg',
          'https://a.example/v.mp4',
          'optics://a',
          'com.optics',
          '199',
        ],
      ),
    )
    const parsed = readings.map((reading) => reading.kind === 'record' && parseOffer(reading.record, {}))
    expect(parsed).toMatchObject([{ ok: false }])
    expect(plainFields(readings)).toEqual([
      {
        id: 'a',
        image: 'https://a.example/0.jpg',
        additionalimagelink: 'https://a.example/1.jpg',
        videolink: 'https://a.example/v.mp4',
        applink: { iosurl: 'optics://a', androidpackage: 'com.optics' },
        price: { amount: '199', currency: 'SEK' },
      },
    ])
  })

  it('keeps a column that comes twice as two values', async () => {
    const { readings } = await readText(
      table('\t', ['id', 'product_type', 'product_type'], ['a', 'Home > Tea', 'Food > Tea']),
    )
    expect(plainFields(readings)).toEqual([{ id: 'a', producttype: ['Home > Tea', 'Food > Tea'] }])
  })

  it('names the columns that it does not read', async () => {
    const { notices } = await readText(table(',', [...HEADER, 'Warehouse', '__proto__'], [...ROW, 'B7', 'x']))
    expect(notices).toEqual(['2 of 7 columns are no offer attributes and were not read: "Warehouse", "__proto__"'])
  })

  it('gives each row with other cells than the header a fault with its line, and goes on', async () => {
    const { readings } = await readText(table(',', HEADER, ROW, [...ROW, 'more'], ['a-3', 'short'], ROW))
    expect(plainFields(readings)).toEqual([FIELDS, 'cell-count', 'cell-count', FIELDS])
    expect(readings[1]).toMatchObject({
      line: 3,
      message: 'line 3: the row has 6 cells and the header 5; quote cells that hold the delimiter ","',
    })
  })

  it('refuses a quote that is never closed, with its line', async () => {
    const rows = Array.from({ length: 30 }, () => ROW.map((cell) => `"${cell}"`))
    const text = `${table(',', HEADER, ...rows)}"a-2","Glasses,x\n${table(',', ...rows)}`.replace(/"\n*$/, '\n')
    await expect(readText(text)).rejects.toMatchObject({ message: expect.stringMatching(/^line \d+: /) })
  })

  it('refuses a file that ends inside a row', async () => {
    await expect(readText(`${table(',', HEADER, ROW)}a-2,Gla`)).rejects.toMatchObject({
      message: 'line 3: the file ends inside a row, after 2 of 5 cells',
    })
  })

  it('refuses a row without end', async () => {
    await expect(
      readText(`${table(',', HEADER, ROW)}"${'x'.repeat(2_100_000)}`, { size: 100_000 }),
    ).rejects.toMatchObject({
      message: expect.stringMatching(/^line 3: the row is longer than 2000000 characters/),
    })
  })
})
