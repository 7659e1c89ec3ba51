import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { Channel } from '../../src/channels/channel.ts'
import { channels } from '../../src/channels/registry.ts'
import { buildFeed } from '../../src/feeds/build.ts'
import { feedKey } from '../../src/feeds/store.ts'
import { legalXml } from '../../src/shared/xml.ts'
import { openHouse } from './feed-house.ts'
import { OFFERS, SHOP } from './fixture.ts'

const answers = (command: string, ...arguments_: string[]): boolean =>
  spawnSync(command, arguments_, { stdio: 'ignore' }).status === 0

const PYTHON = existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3'
const hasXmllint = answers('xmllint', '--version') // Debian: libxml2-utils
const hasFeedparser = answers(PYTHON, '-c', 'import feedparser') // Debian: python3-feedparser
const hasPython = answers(PYTHON, '-c', 'import csv')

const published = async (channel: Channel, format: 'rss' | 'tsv' | 'csv') => {
  const house = await openHouse()
  const version = await buildFeed(SHOP, channel, format, house.deps)
  return {
    plain: gunzipSync((await house.deps.blobs.get(feedKey(version))) as Uint8Array),
    gzip: (await house.deps.blobs.get(feedKey(version))) as Uint8Array,
  }
}

const included = OFFERS.filter(({ imageLink }) => imageLink !== undefined)
const titles = included.map(({ title }) => legalXml(title))

const withTitles = channels.filter(({ attributes }) =>
  attributes.some(({ name, from }) => name === 'title' && from !== 'row'),
)
const withXml = withTitles.filter(({ formats }) => formats.includes('rss'))
const withText = withTitles.flatMap((channel) =>
  channel.formats.filter((format) => format !== 'rss').map((format) => ({ channel, format })),
)

describe.runIf(hasXmllint)('xmllint, where it is installed', () => {
  it.each(withXml)('reads every title and price of $id', async (channel) => {
    const { plain } = await published(channel, 'rss')
    const read = (path: string): string =>
      execFileSync('xmllint', ['--nonet', '--xpath', path, '-'], { input: plain, encoding: 'utf8' })
    const count = Number(read('count(//item)'))
    expect(count).toBe(titles.length)
    const found = titles.map((_, at) => read(`string(//item[${at + 1}]/*[local-name()="title"])`).slice(0, -1))
    expect(found).toEqual(titles)
    expect(read('string(//item[1]/*[local-name()="price"])')).toBe('129.00 EUR\n')
    const countries = channel.attributes.some(({ name }) => name === 'shipping') ? 2 : 0
    expect(read('count(//item[2]/*[local-name()="shipping"]/*[local-name()="country"])')).toBe(`${countries}\n`)
  })
})

describe.runIf(hasFeedparser)('feedparser of Python, where it is installed', () => {
  it.each(withXml)('finds $id well-formed and reads its items', async (channel) => {
    const { plain } = await published(channel, 'rss')
    const script = `
import sys, json, feedparser
feed = feedparser.parse(sys.stdin.buffer.read(), sanitize_html=False)
print(json.dumps({"bozo": bool(feed.bozo), "ids": [e.get("g_id") or e.get("id") for e in feed.entries], "prices": [e.get("g_price") for e in feed.entries]}))`
    const result = JSON.parse(execFileSync(PYTHON, ['-c', script], { input: plain, encoding: 'utf8' }))
    expect(result.bozo).toBe(false)
    expect(result.ids).toEqual(included.map(({ offerId }) => offerId))
    expect(result.prices[0]).toBe('129.00 EUR')
  })
})

describe.runIf(hasPython)('csv and gzip of Python, where it is installed', () => {
  it.each(withText)('read every title of $channel.id as $format', async ({ channel, format }) => {
    const { gzip } = await published(channel, format)
    const script = `
import sys, json, csv, gzip, io
text = gzip.decompress(sys.stdin.buffer.read()).decode("utf-8")
rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=sys.argv[1]))
print(json.dumps({"titles": [row["title"] for row in rows], "extra": [None in row for row in rows]}))`
    const delimiter = format === 'tsv' ? '\t' : ','
    const result = JSON.parse(execFileSync(PYTHON, ['-c', script, delimiter], { input: gzip, encoding: 'utf8' }))
    expect(result.titles).toEqual(titles)
    expect(result.extra).not.toContain(true)
  })

  it.each(withXml)('read the gzip file of $id to its last byte', async (channel) => {
    const { plain, gzip } = await published(channel, 'rss')
    const script = 'import sys, gzip; sys.stdout.buffer.write(gzip.decompress(sys.stdin.buffer.read()))'
    expect(execFileSync(PYTHON, ['-c', script], { input: gzip }).equals(plain)).toBe(true)
  })
})
