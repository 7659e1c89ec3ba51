import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Channel } from '../../src/channels/channel.ts'
import { channels } from '../../src/channels/registry.ts'
import { columnsOf } from '../../src/feeds/columns.ts'
import type { CellValue, Row } from '../../src/feeds/row.ts'
import { delimitedWriter } from '../../src/feeds/write-delimited.ts'
import { GOOGLE, META } from './fixture.ts'
import { hostileRow } from './hostile.ts'

const DELIMITER = { tsv: '\t', csv: ',' } as const

const readRecords = (text: string, format: 'tsv' | 'csv'): string[][] =>
  parse(text, { delimiter: DELIMITER[format], record_delimiter: '\n', relax_column_count: false })

/** The one record of a file with one row, by header. */
function readRow(channel: Channel, format: 'tsv' | 'csv', row: Row): Record<string, string> {
  const { header, row: write } = delimitedWriter(channel, format)
  const [names = [], cells = []] = readRecords(`${header}\n${write(row)}\n`, format)
  return Object.fromEntries(names.map((name, at) => [name, cells[at] ?? '']))
}

const rowOf = (channel: Channel, values: Readonly<Record<string, readonly CellValue[]>>): Row => ({
  offerId: 'x',
  cells: columnsOf(channel).flatMap(({ index, attribute }) => {
    const given = values[attribute.name]
    return given ? [{ index, values: given }] : []
  }),
})

/** Values of a group in the order of its fields. */
const groupOf = (channel: Channel, name: string, parts: Readonly<Record<string, string>>): (string | undefined)[] =>
  channel.attributes.find((each) => each.name === name)?.fields?.map((field) => parts[field.name]) ?? []

const cases = channels.flatMap((channel) =>
  channel.formats.filter((format) => format !== 'rss').map((format) => ({ channel, format })),
)

describe.each(cases)('$channel.id as $format', ({ channel, format }) => {
  it('has as many cells in each row as in its header, whatever they hold', () => {
    const { header, row: write } = delimitedWriter(channel, format)
    fc.assert(
      fc.property(fc.array(hostileRow(channel), { minLength: 1, maxLength: 3 }), (rows) => {
        const records = readRecords([header, ...rows.map(write)].map((line) => `${line}\n`).join(''), format)
        expect(records).toHaveLength(rows.length + 1)
      }),
      { numRuns: 100 },
    )
  })

  it('gives single texts back as they were, to a reader that is not ours', () => {
    const single = columnsOf(channel).filter(
      ({ isList, value, attribute }) => !isList && value.kind === 'text' && attribute.fields === undefined,
    )
    fc.assert(
      fc.property(hostileRow(channel), (row) => {
        const read = readRow(channel, format, row)
        for (const { index, attribute } of single) {
          const cell = row.cells.find((each) => each.index === index)
          // Half a character does not survive UTF-8; rows are free of it, see values.ts.
          expect(read[attribute.name]).toBe(String(cell?.values[0] ?? '').toWellFormed())
        }
      }),
      { numRuns: 100 },
    )
  })

  it('leaves formulas as they are, since a changed title would be a wrong one', () => {
    const [first = '', second = ''] = columnsOf(channel)
      .filter(({ isList, value, attribute }) => !isList && value.kind === 'text' && attribute.fields === undefined)
      .map(({ attribute }) => attribute.name)
    expect(readRow(channel, format, rowOf(channel, { [first]: ['=1+1'], [second]: ['@SUM(A1)'] }))).toMatchObject({
      [first]: '=1+1',
      [second]: '@SUM(A1)',
    })
    expect(delimitedWriter(channel, format).row(rowOf(channel, { [first]: ['=1+1'] }))).toContain('=1+1')
  })
})

describe('cells of Google', () => {
  const read = (values: Readonly<Record<string, readonly CellValue[]>>) => readRow(GOOGLE, 'tsv', rowOf(GOOGLE, values))
  const SHIPPING = 'shipping(country:region:postal_code:location_id:location_group_name:service:price'

  it('name the parts of a group in the header', () => {
    const { header } = delimitedWriter(GOOGLE, 'tsv')
    expect(header.split('\t')).toEqual(
      expect.arrayContaining([
        'id',
        'product_detail(section_name:attribute_name:attribute_value)',
        'free_shipping_threshold(country:price_threshold)',
        'variant_option',
        expect.stringContaining(SHIPPING),
      ]),
    )
  })

  it('join groups by commas and keep the colons of absent parts', () => {
    const shipping = [
      groupOf(GOOGLE, 'shipping', { country: 'US', region: 'CA', service: 'Ground', price: '7.00 USD' }),
      groupOf(GOOGLE, 'shipping', { country: 'DE', price: '4.90 EUR' }),
    ]
    const cells = read({ shipping })
    const name = Object.keys(cells).find((each) => each.startsWith(SHIPPING)) ?? ''
    expect(cells[name]).toBe('US:CA::::Ground:7.00 USD::::::,DE::::::4.90 EUR::::::')
  })

  it('quote a part that holds a separator', () => {
    const detail = groupOf(GOOGLE, 'product_detail', { attribute_name: 'Size', attribute_value: '16:9, "wide"' })
    expect(read({ product_detail: [detail] })['product_detail(section_name:attribute_name:attribute_value)']).toBe(
      ':Size:"16:9, ""wide"""',
    )
  })

  it('quote a repeated value that holds a comma', () => {
    expect(read({ product_highlight: ['Dries fast', 'Fits 13, 14 and 15 inch'] }).product_highlight).toBe(
      'Dries fast,"Fits 13, 14 and 15 inch"',
    )
    const line = delimitedWriter(GOOGLE, 'tsv').row(rowOf(GOOGLE, { product_highlight: ['a, b', 'c'] }))
    expect(line.trim()).toBe('"""a, b"",c"')
  })

  it('encode commas in addresses, where a reader would split the cell', () => {
    const cells = read({
      link: ['https://shop.example/a,b'],
      additional_image_link: ['https://shop.example/a.jpg', 'https://shop.example/b,c.jpg'],
    })
    expect(cells.link).toBe('https://shop.example/a%2Cb')
    expect(cells.additional_image_link).toBe('https://shop.example/a.jpg,https://shop.example/b%2Cc.jpg')
  })

  it('quote no more than they must', () => {
    const line = delimitedWriter(GOOGLE, 'tsv').row(rowOf(GOOGLE, { id: ['a,1'], title: ['Round glasses, black'] }))
    expect(line.startsWith('a,1\tRound glasses, black\t')).toBe(true)
  })
})

describe('cells of Meta', () => {
  const read = (values: Readonly<Record<string, readonly CellValue[]>>) => readRow(META, 'csv', rowOf(META, values))

  it('have the fixed grammar of shipping', () => {
    const shipping = [
      groupOf(META, 'shipping', { country: 'US', region: 'CA', service: 'Ground', price: '9.99 USD' }),
      groupOf(META, 'shipping', { country: 'DE', price: '4.90 EUR' }),
    ]
    expect(read({ shipping }).shipping).toBe('US:CA:Ground:9.99 USD,DE:::4.90 EUR')
  })

  it('replace a separator inside a part, since no escape of it is known', () => {
    const shipping = [
      groupOf(META, 'shipping', { country: 'US', service: 'Fast: next day, insured', price: '1.00 USD' }),
    ]
    expect(read({ shipping }).shipping).toBe('US::Fast next day insured:1.00 USD')
  })

  it('set further variants, labels and videos each in its own form', () => {
    const cells = read({
      additional_variant_attribute: [
        ['Scent', 'Fruity'],
        ['Flavor', 'Strawberry'],
      ],
      internal_label: ['summer', "editor's pick"],
      'video[n].url': ['https://shop.example/1.mp4', 'https://shop.example/2.mp4'],
    })
    expect(cells.additional_variant_attribute).toBe('Scent:Fruity, Flavor:Strawberry')
    expect(cells.internal_label).toBe("['summer','editors pick']")
    expect(cells['video[0].url']).toBe('https://shop.example/1.mp4')
    expect(cells['video[1].url']).toBe('https://shop.example/2.mp4')
    expect(cells['video[2].url']).toBe('')
  })

  it('encode what separates addresses in a list, and leave a single address alone', () => {
    const cells = read({ link: ['https://shop.example/a,b'], additional_image_link: ['https://shop.example/a;b|c,d'] })
    expect(cells.link).toBe('https://shop.example/a,b')
    expect(cells.additional_image_link).toBe('https://shop.example/a%3Bb%7Cc%2Cd')
  })

  it('stand in quotes when they hold blanks', () => {
    const line = delimitedWriter(META, 'csv').row(
      rowOf(META, { id: ['1'], title: ['Round glasses'], brand: ['Lumen'] }),
    )
    expect(line).toMatch(/^1,"Round glasses",,.*,Lumen,/)
  })
})
