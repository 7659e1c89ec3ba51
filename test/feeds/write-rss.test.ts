import fc from 'fast-check'
import { SaxesParser } from 'saxes'
import { describe, expect, it } from 'vitest'
import { fragment } from 'xmlbuilder2'
import type { Channel } from '../../src/channels/channel.ts'
import { channels as allChannels } from '../../src/channels/registry.ts'
import type { Row } from '../../src/feeds/row.ts'
import { rssEnvelope, rssItemWriter } from '../../src/feeds/write-rss.ts'
import { escapeXml, isLegalXml, legalXml } from '../../src/shared/xml.ts'
import { hostileRow, hostileText } from './hostile.ts'

const channels = allChannels.filter(({ formats }) => formats.includes('rss'))

/** The reference: the same row as a tree of xmlbuilder2. */
function referenceItem(channel: Channel, { cells }: Row): string {
  const { prefix, unprefixed } = channel.xml
  const item = fragment().ele('item')
  for (const { index, values } of cells) {
    const attribute = channel.attributes[index]
    if (!attribute || (attribute.formats && !attribute.formats.includes('rss'))) continue
    for (const value of values) {
      const element = item.ele(unprefixed.includes(attribute.name) ? attribute.name : `${prefix}:${attribute.name}`)
      if (typeof value === 'string') element.txt(escapeXml(value))
      else
        value.forEach((part, at) => {
          if (part !== undefined) element.ele(`${prefix}:${attribute.fields?.[at]?.name}`).txt(escapeXml(part))
        })
    }
  }
  return item.toString()
}

interface ReadElement {
  readonly name: string
  readonly text: string
}

/** Reads back as a strict parser does; throws for what is not well-formed. */
function readItem(channel: Channel, item: string): ReadElement[] {
  const { head, tail } = rssEnvelope(channel, { title: 'x' })
  const elements: ReadElement[] = []
  const open: { name: string; text: string }[] = []
  const parser = new SaxesParser({ xmlns: true })
  parser.on('error', (error) => {
    throw error
  })
  parser.on('opentag', ({ name }) => open.push({ name, text: '' }))
  parser.on('text', (text) => {
    const last = open.at(-1)
    if (last) last.text += text
  })
  parser.on('closetag', () => {
    const closed = open.pop()
    if (closed && open.some(({ name }) => name === 'item')) elements.push(closed)
  })
  parser.write(`${head}${item}\n${tail}`).close()
  return elements
}

const leaves = (channel: Channel, { cells }: Row): ReadElement[] =>
  cells.flatMap(({ index, values }) => {
    const attribute = channel.attributes[index]
    if (!attribute || (attribute.formats && !attribute.formats.includes('rss'))) return []
    const name = channel.xml.unprefixed.includes(attribute.name) ? attribute.name : `g:${attribute.name}`
    return values.flatMap((value) => {
      if (typeof value === 'string') return [{ name, text: legalXml(value) }]
      const parts = value.flatMap((part, at) =>
        part === undefined ? [] : [{ name: `g:${attribute.fields?.[at]?.name}`, text: legalXml(part) }],
      )
      return [...parts, { name, text: '' }]
    })
  })

describe.each(channels.map((channel) => [channel.id, channel] as const))('an item of %s', (_, channel) => {
  const write = rssItemWriter(channel)

  it('equals byte for byte what xmlbuilder2 makes of the same row', () => {
    fc.assert(
      fc.property(hostileRow(channel), (row) => {
        expect(write(row)).toBe(referenceItem(channel, row))
      }),
      { numRuns: 200 },
    )
  })

  it('is well-formed whatever it holds, and reads back as it was', () => {
    fc.assert(
      fc.property(hostileRow(channel), (row) => {
        expect(readItem(channel, write(row))).toEqual(leaves(channel, row))
      }),
      { numRuns: 200 },
    )
  })
})

describe('the envelope', () => {
  it('is well-formed whatever the shop is called', () => {
    for (const channel of channels)
      fc.assert(
        fc.property(hostileText, hostileText, (title, link) => {
          const { head, tail } = rssEnvelope(channel, { title, link })
          const parser = new SaxesParser({ xmlns: true })
          parser.on('error', (error) => {
            throw error
          })
          parser.write(head + tail).close()
        }),
        { numRuns: 50 },
      )
  })

  it('begins with the declaration and has nothing before it', () => {
    for (const channel of channels)
      expect(rssEnvelope(channel, { title: 'x' }).head).toMatch(
        /^<\?xml version="1\.0" encoding="UTF-8"\?><rss version="2\.0"/,
      )
  })
})

describe('escapeXml', () => {
  it('is needed because xmlbuilder2 takes text that looks like an entity for one', () => {
    const raw = fragment().ele('t').txt('Tea &nbsp; &amp; milk').toString()
    expect(raw).toBe('<t>Tea &nbsp; &amp; milk</t>')
    const escaped = fragment().ele('t').txt(escapeXml('Tea &nbsp; &amp; milk')).toString()
    expect(escaped).toBe('<t>Tea &amp;nbsp; &amp;amp; milk</t>')
  })

  it.each([
    ['markup', '<b>&</b>', '&lt;b&gt;&amp;&lt;/b&gt;'],
    ['the end of a CDATA section', ']]>', ']]&gt;'],
    ['a carriage return, which a parser would change', 'a\r\nb', 'a&#13;\nb'],
    ['quotes and formulas, which are harmless', '="1"+\'1\'', '="1"+\'1\''],
    ['tabs and line feeds, which are legal', 'a\tb\nc', 'a\tb\nc'],
    ['an emoji', '💡', '💡'],
  ])('writes %s', (_, text, expected) => {
    expect(escapeXml(text)).toBe(expected)
  })

  it('leaves out every character that XML does not have, and no other', () => {
    const isLegal = (code: number): boolean =>
      code === 0x9 ||
      code === 0xa ||
      code === 0xd ||
      (code >= 0x20 && code <= 0xd7ff) ||
      (code >= 0xe000 && code <= 0xfffd) ||
      code >= 0x10000
    for (let code = 0; code <= 0xffff; code++) {
      const character = String.fromCodePoint(code)
      expect(isLegalXml(character), code.toString(16)).toBe(isLegal(code))
      if (!isLegal(code)) expect(legalXml(`a${character}b`)).toBe('ab')
    }
    for (const code of [0x10000, 0x1fffe, 0x10ffff]) expect(isLegalXml(String.fromCodePoint(code))).toBe(true)
  })
})
