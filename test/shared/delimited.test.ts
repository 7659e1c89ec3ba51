import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type DelimitedDialect, type DelimitedEnd, delimitedScanner } from '../../src/shared/delimited.ts'

const CSV: DelimitedDialect = { delimiter: ',', quoted: true, lineEnd: '\n' }

function scan(
  text: string,
  dialect = CSV,
  size = text.length || 1,
): { rows: { line: number; cells: string[] }[]; end: DelimitedEnd } {
  const scanner = delimitedScanner(dialect)
  const rows = []
  for (let at = 0; at < text.length; at += size) rows.push(...scanner.push(text.slice(at, at + size)))
  const end = scanner.end()
  return { rows: [...rows, ...end.rows], end }
}

const cases: Record<string, [text: string, rows: string[][], dialect?: DelimitedDialect]> = {
  'plain cells': [
    'a,b\nc,d\n',
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
  ],
  'a last row without line end': [
    'a,b\nc,d',
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
  ],
  'line ends of Windows': [
    'a,b\r\nc,d\r\n',
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
  ],
  'line ends of old Macs': [
    'a,b\rc,d\r',
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
    { ...CSV, lineEnd: '\r' },
  ],
  'delimiters and line ends in quotes': [
    'a,"b,\nc"\nd,e\n',
    [
      ['a', 'b,\nc'],
      ['d', 'e'],
    ],
  ],
  'doubled quotes': ['"say ""hi""",b\n', [['say "hi"', 'b']]],
  'an empty quoted cell': ['"",b\n', [['', 'b']]],
  'empty cells at the end': ['a,,\n', [['a', '', '']]],
  'empty lines': [
    'a,b\n\n\r\nc,d\n',
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
  ],
  'a quote inside an unquoted cell': [
    '12" screen,b\nc,d\n',
    [
      ['12" screen', 'b'],
      ['c', 'd'],
    ],
  ],
  'text behind a closing quote': ['"a"b,c\n', [['ab', 'c']]],
  'quotes as plain characters': ['"a\tb"\n', [['"a', 'b"']], { delimiter: '\t', quoted: false, lineEnd: '\n' }],
  'a quoted cell at the end of the text': ['a,"b"', [['a', 'b']]],
  'a quoted row of several lines': [
    '"a\nb\nc",d\ne,f\n',
    [
      ['a\nb\nc', 'd'],
      ['e', 'f'],
    ],
  ],
}

describe('delimitedScanner', () => {
  for (const [name, [text, rows, dialect]] of Object.entries(cases))
    it(`reads ${name}, whole and in pieces`, () => {
      for (const size of [text.length, 1, 2, 3])
        expect(scan(text, dialect, size).rows.map((row) => row.cells)).toEqual(rows)
    })

  it('gives each row the line on which it begins', () => {
    const { rows } = scan('a,b\n"x\ny",c\n\nd,e\n')
    expect(rows.map((row) => row.line)).toEqual([1, 2, 5])
  })

  it('names the line of a quote that is never closed', () => {
    for (const size of [1, 4, 100]) expect(scan('a,b\nc,"d\ne,f\n', CSV, size).end.unclosedAtLine).toBe(2)
    expect(scan('a,"b""', CSV, 1).end.unclosedAtLine).toBe(1)
  })

  it('names the line of a last row that no line end follows', () => {
    expect(scan('a,b\nc').end.openAtLine).toBe(2)
    expect(scan('a,b\nc\n').end.openAtLine).toBeUndefined()
    expect(scan('a,b\r\n', CSV, 1).end.openAtLine).toBeUndefined()
  })

  it('says how much it holds back, so that a caller can bound it', () => {
    const scanner = delimitedScanner(CSV)
    scanner.push('a,b\n"')
    scanner.push('x'.repeat(1_000))
    expect([scanner.pending, scanner.line]).toEqual([1_001, 2])
  })

  it('reads back whatever is quoted, however it is cut', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', 'é', '"', ',', '\n', '\r', ' ', '😀') })
    fc.assert(
      fc.property(
        fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { maxLength: 6 }),
        fc.integer({ min: 1, max: 9 }),
        (table, size) => {
          const text = table
            .map((row) => `${row.map((each) => `"${each.replaceAll('"', '""')}"`).join(',')}\n`)
            .join('')
          expect(scan(text, CSV, size).rows.map((row) => row.cells)).toEqual(table)
        },
      ),
    )
  })

  it('reads the same rows from any text, however it is cut', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '"', ',', '\n', '\r') })
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 5 }), (table, size) => {
        expect(scan(table, CSV, size)).toEqual(scan(table))
      }),
      { numRuns: 500 },
    )
  })
})
