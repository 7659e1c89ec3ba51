import { Parser } from 'csv-parse'
import { SaxesParser } from 'saxes'
import { inferSchema, initParser } from 'udsv'
import { csv } from '../../src/catalog/readers/csv.ts'
import type { Reader, Reading } from '../../src/catalog/readers/reader.ts'
import { rss } from '../../src/catalog/readers/rss.ts'
import { compare, print } from './measure.ts'
import { seededText } from './seeded-file.ts'

const ITEMS = 5_000
const CHUNK = 1 << 16

/** Text of one feed to records, in memory and in pieces of 64 KB, beside what others make of the same pieces. */
export async function benchReaders(budgetMs: number): Promise<void> {
  const table = pieces(seededText('csv', ITEMS))
  const xml = pieces(seededText('rss', ITEMS))
  print(
    `CSV of 25 columns to records, ${ITEMS} rows (the reader knows every attribute, checks every row and its line)`,
    'rows',
    await compare(
      [
        { name: 'secondglance', run: () => readAll(csv, table) },
        { name: 'csv-parse, objects', run: () => csvParse(table) },
        { name: 'uDSV, objects', run: () => udsv(table) },
      ],
      budgetMs / 2,
    ),
  )
  print(
    `RSS of 25 elements an item to records, ${ITEMS} items`,
    'items',
    await compare(
      [
        { name: 'secondglance', run: () => readAll(rss, xml) },
        { name: 'secondglance, past the plain shape', run: () => readAll(rss, unusual(xml)) },
        { name: 'saxes, the same records', run: () => saxesItems(xml) },
      ],
      budgetMs / 2,
    ),
  )
}

const pieces = (text: string): string[] =>
  Array.from({ length: Math.ceil(text.length / CHUNK) }, (_, at) => text.slice(at * CHUNK, (at + 1) * CHUNK))

/** An attribute on the first element of every item is nothing a feed has, and all that the quick way refuses. */
const unusual = (xml: readonly string[]): string[] => [
  (xml[0] ?? '').replace('<item>', '<item xml:lang="en">'),
  ...xml.slice(1),
]

async function readAll(reader: Reader, text: readonly string[]): Promise<number> {
  async function* all(): AsyncGenerator<string> {
    yield* text
  }
  const head = { text: (text[0] ?? '').slice(0, 65_536), complete: false }
  let items = 0
  for await (const page of reader.read(all(), { head, currency: 'EUR', notice: () => {} }))
    for (const reading of page) if (fieldsIn(reading) > 20) items++
  if (items !== ITEMS) throw new Error(`${reader.id} read ${items} of ${ITEMS} items`)
  return items
}

const fieldsIn = (reading: Reading): number => (reading.kind === 'record' ? reading.record.fields.size : 0)

function csvParse(text: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    let rows = 0
    const parser = new Parser({ columns: true })
    parser.on('readable', () => {
      for (let row = parser.read() as unknown; row !== null; row = parser.read()) rows++
    })
    parser.on('error', reject)
    parser.on('end', () => resolve(rows))
    for (const piece of text) parser.write(piece)
    parser.end()
  })
}

function udsv(text: readonly string[]): number {
  const parser = initParser(inferSchema(text[0] ?? ''))
  let rows = 0
  for (const piece of text)
    parser.chunk<Record<string, string>>(piece, parser.stringObjs, () => {
      rows++
    })
  parser.end()
  return rows
}

function saxesItems(text: readonly string[]): number {
  const parser = new SaxesParser({ fragment: false, position: true })
  let items = 0
  let item: Map<string, string> | undefined
  let value = ''
  parser.on('opentag', ({ name }) => {
    if (name === 'item') item = new Map()
    value = ''
  })
  parser.on('text', (piece) => {
    value += piece
  })
  parser.on('closetag', ({ name }) => {
    if (name === 'item') {
      if (item && item.size > 20) items++
      item = undefined
    } else item?.set(name, value)
  })
  for (const piece of text) parser.write(piece)
  parser.close()
  return items
}
