import { describe, expect, it } from 'vitest'
import { parseMapping } from '../../src/catalog/mapping.ts'
import { importText, offersOf, openStores } from './fixtures.ts'

const mapping = (attributes: Record<string, unknown>, more: Record<string, unknown> = {}) =>
  parseMapping(JSON.stringify({ attributes, ...more }), 'erp.json')

const LEAST = {
  id: 'artikel',
  title: 'bezeichnung',
  price: 'preis',
  link: 'seite',
  availability: { value: 'in_stock' },
}

async function offersIn(content: string, own: ReturnType<typeof mapping>) {
  const stores = await openStores()
  const report = await importText(stores, content, { mapping: own })
  return { report, offers: await offersOf(stores) }
}

describe('a mapping', () => {
  const sources: Record<string, [content: string, more?: Record<string, unknown>]> = {
    'a table': ['Artikel;Bezeichnung;Preis;Seite\nA-1;Brille;19,99;/brille\n'],
    JSON: ['[{"artikel":"A-1","bezeichnung":"Brille","preis":"19,99","seite":"/brille"}]'],
    'JSON Lines': [
      '{"artikel":"A-1","bezeichnung":"Brille","preis":"19,99","seite":"/brille"}\n{"artikel":"A-1","bezeichnung":"Brille","preis":"19,99","seite":"/brille"}\n',
    ],
    YAML: ['- artikel: A-1\n  bezeichnung: Brille\n  preis: 19,99\n  seite: /brille\n'],
    XML: [
      '<liste><posten artikel="A-1"><bezeichnung>Brille</bezeichnung><preis>19,99</preis><seite>/brille</seite></posten></liste>',
      { record: 'posten' },
    ],
  }
  for (const [name, [content, more]] of Object.entries(sources))
    it(`makes offers of ${name} that no reader knows`, async () => {
      const { offers } = await offersIn(content, mapping(LEAST, more))
      expect(offers).toEqual([
        {
          offerId: 'A-1',
          title: 'Brille',
          price: { minor: 1999, currency: 'EUR' },
          link: 'https://shop.example/brille',
          availability: 'in_stock',
        },
      ])
    })

  it('is laid over a format that is known, and leaves the rest of it alone', async () => {
    const own = mapping({ title: '{{ vendor_name }} {{ title | upcase }}', custom_label_0: { value: 'spring' } })
    const { offers } = await offersIn(
      'id,title,link,price,availability,vendor name,Saison\n1,Lamp,/lamp,9.00 EUR,in_stock,Halden,SS\n',
      own,
    )
    expect(offers[0]).toMatchObject({
      offerId: '1',
      title: 'Halden LAMP',
      customLabel0: 'spring',
      link: 'https://shop.example/lamp',
    })
  })

  it('knows a field of a platform by the name of the file and by that of the attribute', async () => {
    const { report, offers } = await offersIn(
      'sku,attribute_set_code,product_type,name,price,visibility\nR,Default,simple,Reader,9,4\n',
      mapping({ title: '{{ name | upcase }} {{ title }}' }),
    )
    expect([report.format, offers[0]?.title]).toEqual(['magento-csv', 'READER Reader'])
  })

  const expressions: Record<string, [expression: string, value: string]> = {
    'a field by any name': ['{{ fields["Farbe (deutsch)"] }}', 'rot'],
    'a nested field': ['{{ masse.Breite }}', '12'],
    'a path into a list': ['bilder[1].url', 'b'],
    'a condition': ['{% if lager > 0 %}ja{% else %}nein{% endif %}', 'ja'],
    'a chain of filters': ['{{ name | split: " " | last | downcase }}', 'lampe'],
    'a default': ['{{ nichts | default: "leer" }}', 'leer'],
  }
  for (const [name, [expression, value]] of Object.entries(expressions))
    it(`reads ${name}`, async () => {
      const { offers } = await offersIn(
        JSON.stringify([
          {
            ...{ id: '1', link: '/l', price: '9.00 EUR', availability: 'in_stock', 'Farbe (deutsch)': 'rot' },
            ...{ masse: { Breite: '12' }, bilder: [{ url: 'a' }, { url: 'b' }], lager: 3, name: 'Die Lampe' },
          },
        ]),
        mapping({ title: expression }),
      )
      expect(offers[0]?.title).toBe(value)
    })

  it('says which of its fields no record has', async () => {
    const { report } = await offersIn('id;Preis\n1;9\n', mapping({ ...LEAST, price: 'prais' }))
    expect(report.notices.join('\n')).toContain(
      'mapping attribute "price": no record has a field "prais"; there are "id"',
    )
  })

  const refused: Record<string, [text: string, message: RegExp]> = {
    'an attribute that is none': ['{"attributes":{"colors":"x"}}', /attribute "colors": is no attribute.*color/],
    'a tag that is not allowed': [
      '{"attributes":{"title":"{% include \'x\' %}"}}',
      /tag "include" not found.*tags are assign/,
    ],
    'a file that is rendered': ['{"attributes":{"title":"{% render \'x\' %}"}}', /tag "render" not found/],
    'a filter that is not allowed': [
      '{"attributes":{"title":"{{ x | date: \'%Y\' }}"}}',
      /undefined filter: date.*filters are abs/,
    ],
    'broken Liquid': ['{"attributes":{"title":"{{ x "}}', /attribute "title": output.*not closed/],
    'a key that is unknown': ['{"attributes":{},"currancy":"EUR"}', /currancy/],
    'a currency that is none': ['{"attributes":{},"currency":"XXZ"}', /currency: is no currency/],
    'what is no mapping': ['just text', /mapping "erp.json": .*write \{"attributes"/],
    'broken YAML': ['a: [', /neither JSON nor YAML/],
  }
  for (const [name, [text, message]] of Object.entries(refused))
    it(`refuses ${name}, and says what works`, () => {
      expect(() => parseMapping(text, 'erp.json')).toThrow(message)
    })

  it('bounds what one value may cost', async () => {
    const own = mapping({
      ...LEAST,
      title: '{% for a in (1..100000) %}{% for b in (1..100000) %}x{% endfor %}{% endfor %}',
    })
    const { report } = await offersIn('Artikel;Bezeichnung;Preis;Seite\nA-1;Brille;19,99;/brille\n', own)
    expect(report.notices.join('\n')).toMatch(/mapping attribute "title" failed for some records: .*limit exceeded/)
  })

  it('reads no prototype', async () => {
    const { offers } = await offersIn(
      '[{"id":"1","link":"/l","price":"9.00 EUR","availability":"in_stock","title":"Lamp"}]',
      mapping({ title: 'x{{ constructor }}{{ title.constructor }}{{ fields.__proto__ }}{{ __proto__ }}' }),
    )
    expect(offers[0]?.title).toBe('x')
  })

  it('carries settings that the import does not name', async () => {
    const { offers } = await offersIn(
      'Artikel;Bezeichnung;Preis;handle\nA-1;Brille;19,99;brille\n',
      mapping(
        { id: 'artikel', title: 'bezeichnung', price: 'preis', availability: { value: 'in_stock' } },
        { currency: 'CHF', linkPattern: 'https://shop.ch/p/{handle}', brand: 'Halden', condition: 'used' },
      ),
    )
    expect(offers[0]).toMatchObject({
      price: { minor: 1999, currency: 'CHF' },
      link: 'https://shop.ch/p/brille',
      brand: 'Halden',
      condition: 'used',
    })
  })
})
