import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { plainItemEnd } from '../../../src/catalog/readers/plain-item.ts'
import { messageOf } from '../../../src/shared/errors.ts'
import { plainFields, readText } from '../fixtures.ts'

const feed = (items: readonly string[]): string =>
  `<?xml version="1.0"?>\n<rss xmlns:g="http://base.google.com/ns/1.0"><channel>\n<title>T</title>\n${items.join('\n')}</channel></rss>`

/** A blank in the tag of every item makes it one that only the parser reads. */
const slowly = (text: string): string => text.replaceAll('<item>', '<item >')

async function outcome(text: string, size: number): Promise<unknown> {
  try {
    const { readings } = await readText(text, { size, format: 'rss' })
    return { fields: plainFields(readings), lines: readings.map((each) => each.kind === 'record' && each.record.line) }
  } catch (error) {
    return messageOf(error)
  }
}

const PIECES = [
  'plain',
  ' ',
  '\n',
  '\r\n',
  '\r',
  '&amp;',
  '&lt;b&gt;',
  '&#39;',
  '&#x20AC;',
  '&#x1F600;',
  '&#0;',
  '&nbsp;',
  '&',
  '<![CDATA[a & b]]>',
  '<![CDATA[</g:title></item>]]>',
  '<![CDATA[]]>',
  ']]>',
  '<!-- no -->',
  '<br/>',
  '<b>bold</b>',
  '😀',
  '\u0001',
  '<g:country>US</g:country>',
  '<price>1</price>',
]
const content = fc.array(fc.constantFrom(...PIECES), { maxLength: 3 }).map((parts) => parts.join(''))
const element = fc
  .tuple(fc.constantFrom('title', 'g:title', 'g:shipping', 'media:title', 'link', 'g:id', 'ö:x', 'g:a b="c"'), content)
  .map(([name, inner]) => (inner === 'plain' ? `<${name}/>` : `<${name}>${inner}</${name.split(' ')[0]}>`))
const item = fc.array(element, { maxLength: 4 }).map((elements) => `<item>${elements.join('\n')}</item>`)

describe('the quick way through a feed', () => {
  it('reads what the parser reads, and refuses what it refuses, however the text is cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(item, { maxLength: 5 }), fc.integer({ min: 1, max: 300 }), async (items, size) => {
        const text = feed(items)
        const [quick, slow] = [await outcome(text, size), await outcome(slowly(text), size)]
        // The blank moves columns of what stands in the tag's line.
        const placeless = (value: unknown) =>
          typeof value === 'string' ? value.replace(/column \d+/, '').replaceAll('<item >', '<item>') : value
        expect(placeless(quick)).toEqual(placeless(slow))
      }),
      { numRuns: 400 },
    )
  })

  it.each<[string, ReturnType<typeof plainItemEnd>]>([
    ['<item></item>', 13],
    ['<item><g:id>1</g:id></item> <item>', 27],
    ['<item><a/><b /></item>', 22],
    ['<item><a>&amp;<![CDATA[&]]></a></item>', 38],
    ['<item><a>]]></a></item>', 'unusual'],
    ['<item><a b="c">1</a></item>', 'unusual'],
    ['<item><a>1</b></item>', 'unusual'],
    ['<item><!-- x --></item>', 'unusual'],
    ['<item><a>&nbsp;</a></item>', 'unusual'],
    ['<item><a>\u0002</a></item>', 'unusual'],
    ['<item><g:id>1</g', 'more'],
    ['<item><![CDATA[ </item>', 'more'],
    ['<item><![CD', 'more'],
    ['<item', 'more'],
  ])('tells where %j ends', (text, end) => {
    expect(plainItemEnd(text, 0)).toBe(end)
  })

  it('tells the place of a fault behind items that the parser never saw', async () => {
    const items = Array.from({ length: 5 }, (_, at) => `<item>\n<g:id>${at}</g:id>\n</item>`)
    const text = feed([...items, '<item><g:id>x</g:oops></item>'])
    expect(await outcome(text, 50)).toMatch(/^line 19, column 2\d: not well-formed XML/)
    expect(text.split('\n')[18]).toContain('oops')
  })
})
