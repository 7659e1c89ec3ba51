import { create } from 'xmlbuilder2'
import type { Channel } from '../channels/channel.ts'
import { escapeXml } from '../shared/xml.ts'
import type { Cell, CellValue, Row } from './row.ts'

/** What stands around the items. */
export interface RssEnvelope {
  readonly head: string
  readonly tail: string
}

/** The document without items, split where they go. `link` is the shop's own page and may be unknown. */
export function rssEnvelope(channel: Channel, about: { title: string; link?: string }): RssEnvelope {
  const { namespace, prefix } = channel.xml
  const document = create({ version: '1.0', encoding: 'UTF-8' })
  const body = document.ele('rss', { version: '2.0', [`xmlns:${prefix}`]: namespace }).ele('channel')
  // xmlbuilder2 4.0.3 takes text that looks like an entity for one, so text is given to it escaped.
  body.ele('title').txt(escapeXml(about.title))
  if (about.link !== undefined) body.ele('link').txt(escapeXml(about.link))
  body.ele('description').txt(escapeXml(`${channel.name}: ${about.title}`))
  const tail = '</channel></rss>'
  const text = document.end()
  return { head: `${text.slice(0, -tail.length)}\n`, tail: `${tail}\n` }
}

interface Tag {
  readonly open: string
  readonly close: string
  readonly fields: readonly { readonly open: string; readonly close: string }[]
}

/**
 * One `<item>` for each row. It writes what xmlbuilder2 makes of the same row, byte for byte, without building a tree:
 * the property test in `test/feeds` compares the two.
 */
export function rssItemWriter(channel: Channel): (row: Row) => string {
  const { prefix, unprefixed } = channel.xml
  const tags = channel.attributes.map(({ name, fields = [], formats }): Tag | undefined => {
    if (formats && !formats.includes('rss')) return undefined
    const tag = unprefixed.includes(name) ? name : `${prefix}:${name}`
    return {
      open: `<${tag}>`,
      close: `</${tag}>`,
      fields: fields.map((field) => ({ open: `<${prefix}:${field.name}>`, close: `</${prefix}:${field.name}>` })),
    }
  })
  return ({ cells }) => {
    let item = '<item>'
    // Counted loops: this is where a build of a million offers spends its time.
    for (let at = 0; at < cells.length; at++) {
      const { index, values } = cells[at] as Cell
      const tag = tags[index]
      if (!tag) continue
      for (let nth = 0; nth < values.length; nth++) {
        const value = values[nth] as CellValue
        const text = typeof value === 'string' ? escapeXml(value) : groupXml(tag, value)
        item += tag.open + text + tag.close
      }
    }
    return `${item}</item>`
  }
}

function groupXml({ fields }: Tag, parts: readonly (string | undefined)[]): string {
  let xml = ''
  for (let at = 0; at < parts.length; at++) {
    const part = parts[at]
    const field = fields[at]
    if (part !== undefined && field) xml += field.open + escapeXml(part) + field.close
  }
  return xml
}
