import { describe, expect, it } from 'vitest'
import { plainFields, readText } from '../fixtures.ts'

const rss = (items: string, namespace = 'xmlns:g="http://base.google.com/ns/1.0"') =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<rss ${namespace} version="2.0">\n<channel><title>Shop</title><link>https://shop.example</link>\n${items}\n</channel></rss>\n`

describe('the RSS reader', () => {
  it('reads items with nested groups and repeated elements', async () => {
    const { format, readings } = await readText(
      rss(`<item>
        <g:id>a-1</g:id><title>Glasses &amp; case</title><link>https://shop.example/a</link>
        <description><![CDATA[<p>Light</p>]]></description>
        <g:shipping><g:country>DE</g:country><g:price>4.90 EUR</g:price></g:shipping>
        <g:shipping><g:country>FR</g:country><g:price>9 EUR</g:price></g:shipping>
        <g:additional_image_link>https://a.example/1.jpg</g:additional_image_link>
        <g:additional_image_link>https://a.example/2.jpg</g:additional_image_link>
      </item>`),
    )
    expect(format).toBe('rss')
    expect(plainFields(readings)).toEqual([
      {
        id: 'a-1',
        title: 'Glasses & case',
        link: 'https://shop.example/a',
        description: '<p>Light</p>',
        shipping: [
          { country: 'DE', price: '4.90 EUR' },
          { country: 'FR', price: '9 EUR' },
        ],
        additionalimagelink: ['https://a.example/1.jpg', 'https://a.example/2.jpg'],
      },
    ])
    expect(readings[0]).toMatchObject({ record: { line: 4 } })
  })

  it('takes prefixed elements before plain ones, and no other vocabulary', async () => {
    const { readings } = await readText(
      rss(
        '<item><g:title>Ours</g:title><title>Theirs</title><id>plain</id><g:id>google</g:id><media:title>M</media:title></item>',
      ),
    )
    expect(plainFields(readings)).toEqual([{ title: 'Ours', id: 'google' }])
  })

  it('finds the prefix that a file binds to the namespace', async () => {
    const { readings } = await readText(
      rss('<item><gm:id>a</gm:id></item>', 'xmlns:gm="http://base.google.com/ns/1.0"'),
    )
    expect(plainFields(readings)).toEqual([{ id: 'a' }])
  })

  it('reads plain elements, as some Meta feeds have them', async () => {
    const { readings } = await readText(rss('<item><id>a</id><price>5 EUR</price></item>', ''))
    expect(plainFields(readings)).toEqual([{ id: 'a', price: '5 EUR' }])
  })

  it('reads items under any root, and blank lines before the declaration', async () => {
    const { format, readings } = await readText(
      '\n\n<?xml version="1.0"?><!-- made by hand --><catalog><item><id>a</id></item></catalog>',
    )
    expect([format, plainFields(readings)]).toEqual(['rss', [{ id: 'a' }]])
  })

  it('reads the same however the text is cut', async () => {
    const text = rss(
      Array.from(
        { length: 5 },
        (_, at) => `<item><g:id>a-${at}</g:id><title><![CDATA[a ]] > b]]> &lt;c&gt;</title></item>`,
      ).join('\n'),
    )
    const whole = plainFields((await readText(text, { size: text.length })).readings)
    for (const size of [1, 2, 7]) expect(plainFields((await readText(text, { size })).readings)).toEqual(whole)
    expect(whole).toHaveLength(5)
  })

  const refused: Record<string, [text: string, message: RegExp]> = {
    'a DOCTYPE': [
      '<?xml version="1.0"?>\n<!DOCTYPE rss [<!ENTITY a "b">]>\n<rss><item><id>&a;</id></item></rss>',
      /DOCTYPE/,
    ],
    'an entity that XML does not have': [
      rss('<item><title>a&nbsp;b</title></item>'),
      /^line 4, column \d+: not well-formed XML/,
    ],
    'elements that are closed in the wrong order': [
      rss('<item><title>a</item></title>'),
      /^line 4, column \d+: not well-formed XML/,
    ],
    'a file that is cut': [rss('<item><g:id>a</g:id>').slice(0, -30), /not well-formed XML/],
    'elements nested without end': [rss(`<item>${'<a>'.repeat(100)}`), /nested more than 64 deep/],
    'a text without end': [rss(`<item><title>${'x'.repeat(2_100_000)}`), /longer than 2000000 characters/],
  }
  for (const [name, [text, message]] of Object.entries(refused))
    it(`refuses ${name}`, async () => {
      await expect(readText(text, { format: 'rss', size: 50_000 })).rejects.toMatchObject({
        name: 'AppError',
        message: expect.stringMatching(message),
      })
    })

  it('passes over an item that is too long for a record, and goes on', async () => {
    const long = `<item>${`<note>${'x'.repeat(1_000)}</note>`.repeat(2_100)}</item>`
    const { readings } = await readText(rss(`${long}<item><g:id>b</g:id></item>`), { size: 60_000 })
    expect(plainFields(readings)).toEqual(['record-too-large', { id: 'b' }])
  })
})

describe('the Atom reader', () => {
  it('reads entries, their link from its address', async () => {
    const { format, readings } = await readText(
      `<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xmlns:g="http://base.google.com/ns/1.0">
        <title>Shop</title><link rel="self" href="https://shop.example/feed"/>
        <entry><id>tag:shop.example,2026:a</id><g:id>a</g:id><title>Glasses</title>
          <link rel="alternate" href="https://shop.example/a"/><link rel="edit" href="https://shop.example/edit"/>
          <summary>Light</summary><g:price>5 EUR</g:price></entry>
      </feed>`,
    )
    expect(format).toBe('atom')
    expect(plainFields(readings)).toEqual([
      { id: 'a', title: 'Glasses', link: ['https://shop.example/a', ''], summary: 'Light', price: '5 EUR' },
    ])
  })
})
