import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { FeedBuilder } from '@xcommerceweb/google-merchant-feed'
import { SaxesParser } from 'saxes'
import { fragment } from 'xmlbuilder2'
import type { Offer } from '../../../src/catalog/offer.ts'
import type { Channel } from '../../../src/channels/channel.ts'
import type { Row } from '../../../src/feeds/row.ts'
import { built } from '../built.ts'
import { compare } from '../measure.ts'
import { NOW, offerPages, SHOP } from './bench-shop.ts'

const ITEMS = 5_000

export interface PeerFigures {
  readonly fragments: number
  readonly library: number
  readonly libraryParses: boolean
  readonly oursParses: boolean
  /** Undefined where there is no PHP. */
  readonly php?: number
  readonly oursPerSecond: number
}

/** How many times the items per CPU second of others ours makes, from the same rows. */
export async function comparePeers(folder: string): Promise<PeerFigures> {
  const [{ project }, { rssItemWriter, rssEnvelope }, { escapeXml }, { channel }] = await Promise.all([
    built<typeof import('../../../src/feeds/project.ts')>('feeds/project.js'),
    built<typeof import('../../../src/feeds/write-rss.ts')>('feeds/write-rss.js'),
    built<typeof import('../../../src/shared/xml.ts')>('shared/xml.js'),
    built<typeof import('../../../src/channels/registry.ts')>('channels/registry.js'),
  ])
  const google = channel('google-merchant') as Channel
  const offers = [...offerPages(ITEMS)].flat()
  const context = {
    channel: google,
    shopName: SHOP.name,
    now: NOW,
    creativeUrls: new Map(),
    figures: new Map(),
    groupIdsTaken: new Set<string>(),
  }
  const rows = offers.flatMap((offer) => project(offer, context).rows)
  const write = rssItemWriter(google)
  const byLibrary = (row: Row): string => libraryItem(row, google, escapeXml)
  if (write(rows[0] as Row) !== byLibrary(rows[0] as Row)) throw new Error('the two writers differ')

  const buffer = new Uint8Array(1024 * 1024)
  const encoder = new TextEncoder()
  // As many passes as make a round about as long as the slowest: what one leaves to the garbage collector would else be
  // counted as the other's.
  const each = (item: (row: Row) => string, passes: number) => () => {
    for (let pass = 0; pass < passes; pass++) for (const row of rows) encoder.encodeInto(item(row), buffer)
    return rows.length * passes
  }
  const products = offers.map(productOf)
  const theirs = (): string => {
    const builder = new FeedBuilder().withTitle('Bench').withLink('https://shop.example/').withDescription('Bench')
    for (const product of products) builder.withProduct(product as never)
    return builder.buildXml()
  }
  const figures = await compare(
    [
      { name: 'ours', run: each(write, 12) },
      { name: 'fragments', run: each(byLibrary, 1) },
      {
        name: 'library',
        run() {
          encoder.encode(theirs())
          return products.length
        },
      },
    ],
    30_000,
  )
  const cpuMs = (name: string): number => figures.find((figure) => figure.name === name)?.cpuMs ?? Number.NaN
  const { head, tail } = rssEnvelope(google, { title: 'Bench' })
  const php = phpPerSecond(rows, google, folder)
  return {
    fragments: cpuMs('fragments') / cpuMs('ours'),
    library: cpuMs('library') / cpuMs('ours'),
    libraryParses: parses(theirs()),
    oursParses: parses(head + rows.map(write).join('') + tail),
    php: php === undefined ? undefined : 1000 / cpuMs('ours') / php,
    oursPerSecond: 1000 / cpuMs('ours'),
  }
}

function parses(xml: string): boolean {
  try {
    const parser = new SaxesParser({ xmlns: true })
    parser.on('error', (error) => {
      throw error
    })
    parser.write(xml).close()
    return true
  } catch {
    return false
  }
}

function libraryItem({ cells }: Row, channel: Channel, escaped: (text: string) => string): string {
  const item = fragment().ele('item')
  for (const [tag, value] of elements(cells, channel)) {
    const element = item.ele(tag)
    // It takes what looks like an entity for one, so text is given to it escaped.
    if (typeof value === 'string') element.txt(escaped(value))
    else for (const [name, text] of value) element.ele(name).txt(escaped(text))
  }
  return item.toString()
}

type Element = readonly [string, string | readonly (readonly [string, string])[]]

function elements(cells: Row['cells'], { attributes, xml: { prefix, unprefixed } }: Channel): Element[] {
  return cells.flatMap(({ index, values }) => {
    const attribute = attributes[index]
    if (!attribute || (attribute.formats && !attribute.formats.includes('rss'))) return []
    const tag = unprefixed.includes(attribute.name) ? attribute.name : `${prefix}:${attribute.name}`
    return values.map((value): Element => {
      if (typeof value === 'string') return [tag, value]
      const parts = value.flatMap((part, at) =>
        part === undefined ? [] : [[`${prefix}:${attribute.fields?.[at]?.name}`, part] as const],
      )
      return [tag, parts]
    })
  })
}

function phpPerSecond(rows: readonly Row[], channel: Channel, folder: string): number | undefined {
  const file = join(folder, 'rows.jsonl')
  writeFileSync(file, rows.map(({ cells }) => JSON.stringify(elements(cells, channel))).join('\n'))
  const script = new URL('xml-writer.php', import.meta.url).pathname
  try {
    const runs = [1, 2, 3].map(
      () => (JSON.parse(execFileSync('php', [script, file]).toString()) as { perSecond: number }).perSecond,
    )
    return runs.sort((a, b) => a - b)[1]
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return undefined
    throw error
  }
}

const productOf = (offer: Offer): object => ({
  id: offer.offerId,
  title: offer.title,
  description: offer.description,
  link: offer.link,
  imageLink: offer.imageLink,
  additionalImageLinks: offer.additionalImageLinks,
  availability: offer.availability,
  price: { currency: 'EUR', value: offer.price.minor / 100 },
  salePrice: offer.salePrice && { currency: 'EUR', value: offer.salePrice.minor / 100 },
  brand: offer.brand,
  mpn: offer.mpn,
  condition: offer.condition,
  color: offer.color,
  material: offer.material,
  size: offer.size,
  gender: offer.gender,
  ageGroup: offer.ageGroup,
  itemGroupId: offer.itemGroupId,
  googleProductCategory: offer.googleProductCategory,
  productType: offer.productTypes?.[0],
  productHighlights: offer.productHighlights,
  customLabels: offer.customLabel0 ? [offer.customLabel0] : [],
})
