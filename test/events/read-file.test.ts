import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseJson } from '../../src/events/parse-json.ts'
import { type EventLine, readEventFile } from '../../src/events/read-file.ts'

const EVENT = { eventId: 'e1', type: 'view_item', visitorId: 'v1', occurredAt: '2026-11-22T10:00:00Z' }
const OTHER = { ...EVENT, eventId: 'e2', note: 'a "quoted" \\ line\nbreak, [bracket] {brace} ü 😀' }

async function* piecesOf(text: string, size = 7): AsyncGenerator<Uint8Array> {
  const bytes = new TextEncoder().encode(text)
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function read(text: string, dialect?: string, size?: number) {
  const file = readEventFile(piecesOf(text, size), dialect)
  const lines: EventLine[] = []
  for await (const page of file) {
    expect(page.length).toBeLessThanOrEqual(500)
    lines.push(...page)
  }
  return { lines, dialect: file.dialect, skipped: file.skipped }
}

const FORMS: Readonly<Record<string, { text: string; lines: number[] }>> = {
  'a JSON array': { text: JSON.stringify([EVENT, OTHER]), lines: [1, 1] },
  'a JSON array over many lines': { text: `\n${JSON.stringify([EVENT, OTHER], null, 2)}\n`, lines: [3, 9] },
  'JSON Lines': { text: `${JSON.stringify(EVENT)}\n\n${JSON.stringify(OTHER)}`, lines: [1, 3] },
  'JSON Lines with CRLF and a byte order mark': {
    text: `\ufeff${JSON.stringify(EVENT)}\r\n${JSON.stringify(OTHER)}\r\n`,
    lines: [1, 2],
  },
  'a wrapped list': { text: JSON.stringify({ events: [EVENT, OTHER] }), lines: [1, 1] },
  'a wrapped list over many lines': { text: JSON.stringify({ events: [EVENT, OTHER] }, null, 2), lines: [1, 1] },
  'objects one after the other': {
    text: `${JSON.stringify(EVENT, null, 2)}\n${JSON.stringify(OTHER, null, 2)}`,
    lines: [1, 7],
  },
}

describe('an event file', () => {
  it.each(Object.entries(FORMS))('is read as %s', async (_name, { text, lines }) => {
    const file = await read(text)
    expect(file.dialect).toBe('canonical')
    expect(file.lines).toEqual([
      { line: lines[0], input: EVENT },
      { line: lines[1], input: OTHER },
    ])
  })

  it.each([
    { text: '', holds: 'nothing' },
    { text: ' \n\n ', holds: 'blanks only' },
    { text: '[]', holds: 'an empty list' },
    { text: '{"events":[]}', holds: 'an empty wrapped list' },
  ])('that holds $holds gives no events', async ({ text }) => {
    expect(await read(text)).toEqual({ lines: [], dialect: 'canonical', skipped: 0 })
  })

  it('hands a broken line on as text, and reads the others', async () => {
    const { lines } = await read(`${JSON.stringify(EVENT)}\n{"eventId": oops}\n${JSON.stringify(OTHER)}\n{"cut": `)
    expect(lines.map(({ input }) => input)).toEqual([EVENT, '{"eventId": oops}', OTHER, '{"cut": '])
  })

  it('hands on what an array that breaks off ends with', async () => {
    const { lines } = await read(`[${JSON.stringify(EVENT)}, {"eventId": "e2"`)
    expect(lines.map(({ input }) => input)).toEqual([EVENT, '{"eventId": "e2"'])
  })

  it('comes in pages of at most 500', async () => {
    const many = Array.from({ length: 1_234 }, (_, at) => ({ ...EVENT, eventId: `e${at}` }))
    const { lines } = await read(JSON.stringify(many), 'auto', 4_096)
    expect(lines.map(({ input }) => input)).toEqual(many)
  })

  it('gives every value of an array back, however it is written and cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.jsonValue({ maxDepth: 3 })),
        fc.constantFrom(0, 1, 4),
        fc.integer({ min: 1, max: 40 }),
        async (values, indent, size) => {
          const plain = values.filter(
            (value) => typeof value !== 'object' || value === null || !('events' in value || 'documents' in value),
          )
          const { lines } = await read(JSON.stringify(plain, null, indent), 'canonical', size)
          expect(lines.map(({ input }) => input)).toEqual(parseJson(JSON.stringify(plain)))
        },
      ),
      { seed: 3, numRuns: 300 },
    )
  })

  it('keeps ids of more digits than a number holds', async () => {
    const text = JSON.stringify([{ ...EVENT, eventId: 'LONG' }]).replace('"LONG"', '820982911946154508')
    expect((await read(text)).lines[0]?.input).toMatchObject({ eventId: '820982911946154508' })
  })

  it('does not take a record to have been sent when the file was read', async () => {
    const { lines } = await read(JSON.stringify([{ ...EVENT, sentAt: '2026-11-01T00:00:00Z' }]))
    expect(lines[0]?.input).toEqual(EVENT)
  })

  it('is refused in a dialect that nobody knows, naming those that are', () => {
    expect(() => readEventFile(piecesOf(''), 'klingon')).toThrow(
      'dialect "klingon" is not known; write one of auto, canonical, segment, ',
    )
  })
})
