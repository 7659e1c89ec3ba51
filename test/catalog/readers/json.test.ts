import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { plainFields, readText } from '../fixtures.ts'

const PRODUCTS = [
  { id: 'a', title: 'Gläser "rund"', price: '5 EUR', nested: { deep: [1, { x: ']}' }] } },
  { id: 'b', title: 'Back\\slash', price: 6 },
]
const KEPT = [
  { id: 'a', title: 'Gläser "rund"', price: '5 EUR', nested: { deep: [1, { x: ']}' }] } },
  { id: 'b', title: 'Back\\slash', price: 6 },
]

const documents: Record<string, string> = {
  'an array on one line': JSON.stringify(PRODUCTS),
  'an indented array': JSON.stringify(PRODUCTS, null, 2),
  'an object with products': JSON.stringify({ shop: 'x', products: PRODUCTS, total: 2 }),
  'an indented object with items': JSON.stringify({ total: 2, meta: { a: [1, 2] }, items: PRODUCTS }, null, 2),
  'an object in an object': JSON.stringify({ data: { page: 1, offers: PRODUCTS } }),
  'blanks around': `\n  ${JSON.stringify(PRODUCTS)}  \n`,
}

describe('the JSON reader', () => {
  for (const [name, text] of Object.entries(documents))
    it(`reads ${name}, however it is cut`, async () => {
      for (const size of [1, 3, 1_000]) {
        const { format, readings } = await readText(text, { size })
        expect([format, plainFields(readings)]).toEqual(['json', KEPT])
      }
    })

  it('is not taken for a table, however many commas and attribute names stand on its one line', async () => {
    const offer = { offerId: 'a', gtins: ['1'], productTypes: ['x'], shipping: [{ country: 'US' }] }
    const { format } = await readText(JSON.stringify([offer, offer, offer]))
    expect(format).toBe('json')
  })

  it('gives each record its line', async () => {
    const { readings } = await readText('[\n {"id":"a"},\n\n {"id":"b",\n  "x":1}\n,{"id":"c"}]')
    expect(readings.map((reading) => reading.kind === 'record' && reading.record.line)).toEqual([2, 4, 6])
  })

  it('keeps ids that are too long for a number, digit by digit', async () => {
    const { readings } = await readText('[{"id":12345678901234567890,"price":19.99}]')
    expect(plainFields(readings)).toEqual([{ id: '12345678901234567890', price: 19.99 }])
  })

  it('passes over a record that is no object or does not parse, with its line', async () => {
    const { readings } = await readText('[\n{"id":"a"},\n{"id":oops},\n42,\n"text, with ] }",\n{"id":"b"}]')
    expect(plainFields(readings)).toEqual([
      { id: 'a' },
      'record-unreadable',
      'record-unreadable',
      'record-unreadable',
      { id: 'b' },
    ])
    expect(readings[1]).toMatchObject({ line: 3 })
  })

  const refused: Record<string, [text: string, message: RegExp]> = {
    'an array that is cut': ['[{"id":"a"},\n{"id":', /^line 2: the JSON ends before it is closed/],
    'an object without products': ['{"error":"not allowed"}\n', /the JSON holds no list of products/],
    'text behind the end': ['[{"id":"a"}] and more', /^line 1: not well-formed JSON/],
    'brackets that do not match': ['{"products":[{"id":"a"}}', /^line 1: not well-formed JSON/],
    'nesting without end': ['['.repeat(50), /nested more than 8 deep|ends before/],
    'a record without end': [`[{"id":"${'x'.repeat(2_100_000)}`, /^line 1: a record is longer than 2000000 characters/],
  }
  for (const [name, [text, message]] of Object.entries(refused))
    it(`refuses ${name}`, async () => {
      await expect(readText(text, { format: 'json', size: 50_000 })).rejects.toMatchObject({
        message: expect.stringMatching(message),
      })
    })

  it('reads back whatever JSON holds, however it is cut', async () => {
    const record = fc.dictionary(
      fc.stringMatching(/^[a-z]{1,5}$/),
      fc.oneof(fc.string({ unit: 'binary' }), fc.integer(), fc.array(fc.string(), { minLength: 1 })),
      { minKeys: 1 },
    )
    await fc.assert(
      fc.asyncProperty(
        fc.array(record, { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 20 }),
        fc.boolean(),
        async (records, size, indented) => {
          const { readings } = await readText(JSON.stringify(records, null, indented ? 1 : undefined), {
            size,
            format: 'json',
          })
          expect(plainFields(readings)).toEqual(records.map((each) => ({ ...each })))
        },
      ),
    )
  })
})

describe('the JSON Lines reader', () => {
  it('reads a record a line, empty lines aside', async () => {
    for (const end of ['\n', '\r\n']) {
      const { format, readings } = await readText(
        `${PRODUCTS.map((each) => JSON.stringify(each)).join(end + end)}${end}`,
      )
      expect([format, plainFields(readings)]).toEqual(['jsonl', KEPT])
    }
  })

  it('passes over a line that does not parse', async () => {
    const { readings } = await readText('{"id":"a"}\n{oops}\n{"id":"b"}\n')
    expect(plainFields(readings)).toEqual([{ id: 'a' }, 'record-unreadable', { id: 'b' }])
    expect(readings[1]).toMatchObject({ line: 2 })
  })

  it('refuses a file that ends inside a record', async () => {
    await expect(readText('{"id":"a"}\n{"id":"b"')).rejects.toMatchObject({
      message: expect.stringMatching(/^line 2: the file ends inside a record/),
    })
  })
})
