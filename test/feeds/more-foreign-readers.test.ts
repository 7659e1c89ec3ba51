import { execFileSync, spawnSync } from 'node:child_process'
import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'
import type { Channel, FeedFormat } from '../../src/channels/channel.ts'
import { channels } from '../../src/channels/registry.ts'
import { buildFeed } from '../../src/feeds/build.ts'
import { legalXml } from '../../src/shared/xml.ts'
import { openHouse } from './feed-house.ts'
import { OFFERS, SHOP, withChanges } from './fixture.ts'

const hasPhp = spawnSync('php', ['-m'], { encoding: 'utf8' }).stdout?.includes('SimpleXML') ?? false // Debian: php-cli php-xml

const HOSTILE = [
  '=1+1',
  '@SUM(A1)',
  '"quoted", and \'apostrophes\'',
  'tab\there',
  'back\\slash" and \\"',
  'line\nbreak',
  '&nbsp; &amp; <b>]]>',
  'illegal \u0001\u001f\ufffe here',
  'planes: é 日 😀 𐍈 𠀀 󠀁',
]

const offers = [
  ...OFFERS.filter(({ imageLink }) => imageLink !== undefined),
  ...HOSTILE.map((title, at) => withChanges({ offerId: `hostile-${at}`, title })),
].toSorted((a, b) => (a.offerId < b.offerId ? -1 : 1))
const titles = offers.map(({ title }) => legalXml(title))
const ids = offers.map(({ offerId }) => offerId)

const cases = channels
  .filter(({ attributes }) => attributes.some(({ name, from }) => name === 'title' && from !== 'row'))
  .flatMap((channel) => channel.formats.map((format) => ({ channel, format })))

async function feedOf(channel: Channel, format: FeedFormat): Promise<string> {
  const house = await openHouse(offers)
  return house.read(await buildFeed(SHOP, channel, format, house.deps))
}

interface Read {
  readonly ids: string[]
  readonly titles: string[]
  readonly prices: string[]
  readonly countries?: string[]
}

function php(script: string, input: string, ...arguments_: string[]): Read {
  return JSON.parse(execFileSync('php', ['-r', script, '--', ...arguments_], { input, encoding: 'utf8' })) as Read
}

const idName = ({ attributes }: Channel): string => attributes.find(({ from }) => from === 'offerId')?.name ?? 'id'
const countriesOf = ({ attributes }: Channel): string[] =>
  attributes.some(({ name }) => name === 'shipping') ? ['DE', 'US'] : []

const SIMPLE_XML = `
$xml = simplexml_load_string(stream_get_contents(STDIN));
if ($xml === false) exit(1);
$read = ["ids" => [], "titles" => [], "prices" => [], "countries" => []];
foreach ($xml->channel->item as $item) {
  $g = $item->children("http://base.google.com/ns/1.0");
  $read["ids"][] = (string) $g->id;
  $read["titles"][] = (string) (isset($item->title) ? $item->title : $g->title);
  $read["prices"][] = (string) $g->price;
  foreach ($g->shipping as $shipping) $read["countries"][] = (string) $shipping->children("http://base.google.com/ns/1.0")->country;
}
echo json_encode($read);`

// The escape character that PHP adds to CSV is switched off, as platforms know none.
const FGETCSV = `
[, $delimiter, $id] = $argv;
$header = fgetcsv(STDIN, null, $delimiter, '"', "");
$read = ["ids" => [], "titles" => [], "prices" => []];
while (($row = fgetcsv(STDIN, null, $delimiter, '"', "")) !== false) {
  if (count($row) !== count($header)) exit(1);
  $cells = array_combine($header, $row);
  $read["ids"][] = $cells[$id];
  $read["titles"][] = $cells["title"];
  $read["prices"][] = $cells["price"];
}
echo json_encode($read);`

describe.runIf(hasPhp)('PHP, where it is installed', () => {
  it.each(cases.filter(({ format }) => format === 'rss'))('reads $channel.id with SimpleXML', async ({ channel }) => {
    const read = php(SIMPLE_XML, await feedOf(channel, 'rss'))
    expect(read.titles).toEqual(titles)
    expect(read.ids).toEqual(ids)
    expect(read.prices[ids.indexOf('lamp-2-groups')]).toBe('249.00 EUR')
    expect(read.countries).toEqual(countriesOf(channel))
  })

  it.each(cases.filter(({ format }) => format !== 'rss'))(
    'reads $channel.id as $format with fgetcsv',
    async ({ channel, format }) => {
      const delimiter = format === 'tsv' ? '\t' : ','
      const read = php(FGETCSV, await feedOf(channel, format), delimiter, idName(channel))
      expect(read.titles).toEqual(titles)
      expect(read.ids).toEqual(ids)
      expect(read.prices[ids.indexOf('lamp-2-groups')]).toBe('249.00 EUR')
    },
  )
})

describe('csv-parse', () => {
  it.each(cases.filter(({ format }) => format !== 'rss'))(
    'reads $channel.id as $format',
    async ({ channel, format }) => {
      const rows = parse(await feedOf(channel, format), {
        delimiter: format === 'tsv' ? '\t' : ',',
        columns: true,
        relax_column_count: false,
      }) as Record<string, string>[]
      expect(rows.map((row) => row.title)).toEqual(titles)
      expect(rows.map((row) => row[idName(channel)])).toEqual(ids)
      expect(rows[ids.indexOf('lamp-2-groups')]?.price).toBe('249.00 EUR')
    },
  )
})
