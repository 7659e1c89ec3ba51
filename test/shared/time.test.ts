import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatInstant, parseDuration, parseInstant } from '../../src/shared/time.ts'

const readable: Record<string, [text: string, iso: string]> = {
  'a day': ['2026-11-22', '2026-11-22T00:00:00.000Z'],
  'a time in UTC': ['2026-11-22T10:00:00Z', '2026-11-22T10:00:00.000Z'],
  'a time without seconds': ['2026-11-22T10:00Z', '2026-11-22T10:00:00.000Z'],
  'a zone without a colon': ['2026-11-22T10:00:00+0200', '2026-11-22T08:00:00.000Z'],
  'a zone with a colon': ['2026-11-22T10:00:00-08:00', '2026-11-22T18:00:00.000Z'],
  'a zone of hours': ['2026-11-22T10:00:00+02', '2026-11-22T08:00:00.000Z'],
  'a time without zone as UTC': ['2026-11-22 10:00:00', '2026-11-22T10:00:00.000Z'],
  'more than milliseconds': ['2026-11-22T10:00:00.123456Z', '2026-11-22T10:00:00.123Z'],
  'a leap day': ['2028-02-29', '2028-02-29T00:00:00.000Z'],
  'blanks around': ['  2026-11-22  ', '2026-11-22T00:00:00.000Z'],
}

describe('parseInstant', () => {
  for (const [name, [text, iso]] of Object.entries(readable))
    it(`reads ${name}`, () => {
      expect(formatInstant(parseInstant(text) as number)).toBe(iso)
    })

  for (const text of [
    '2026-02-30',
    '2026-02-29',
    '2026-13-01',
    '2026-00-10',
    '2026-01-00',
    '2026-01-32',
    '2026-11-22T24:00Z',
    '2026-11-22T10:60Z',
    '2026-11-22T10:00+99:00',
    '2026-11-22T10:00+02:99',
    '0099-01-01',
    '22.11.2026',
    'tomorrow',
    '',
  ])
    it(`refuses "${text}"`, () => {
      expect(parseInstant(text)).toBeUndefined()
    })

  it('reads back every instant that formatInstant writes', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1000-01-01Z'), max: new Date('9999-12-31Z'), noInvalidDate: true }),
        (date) => {
          expect(parseInstant(formatInstant(date.getTime()))).toBe(date.getTime())
        },
      ),
    )
  })
})

describe('parseDuration', () => {
  it('reads minutes, hours, days and weeks', () => {
    expect(['30s', '30m', '2h', '14d', '2 w'].map(parseDuration)).toEqual([
      30_000, 1_800_000, 7_200_000, 1_209_600_000, 1_209_600_000,
    ])
  })

  it('refuses anything else', () => {
    expect(['', '14', 'd', '-1d', '1.5h', '14 days', '9999999d'].map(parseDuration)).toEqual(Array(7).fill(undefined))
  })
})
