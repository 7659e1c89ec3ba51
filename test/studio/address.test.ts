import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { STAGES } from '../../src/audience/visitor-item.ts'
import { readStudioQuery, studioHref } from '../../src/studio/address.ts'

const read = (search: string) => readStudioQuery(new URLSearchParams(search))

describe('the address of the page', () => {
  it('is read back as it was written', () => {
    const word = fc
      .string({ unit: 'grapheme', maxLength: 30 })
      .map((text) => text.replace(/\p{Cc}/gu, '').trim() || 'x')
    const query = fc.record(
      {
        shop: word,
        offer: word,
        q: word,
        message: word,
        style: word,
        page: word,
        stage: fc.constantFrom(...STAGES),
        show: fc.constantFrom('left' as const, 'all' as const),
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(query, (wishes) => {
        const href = studioHref(wishes)
        const known = Object.fromEntries(
          Object.entries(read(href.slice(href.indexOf('?') + 1))).filter(([, value]) => value !== undefined),
        )
        // A text longer than its cap in code points cannot come out of the generator above.
        expect(href === '/' ? {} : known).toEqual(wishes)
      }),
    )
  })

  const NONSENSE = {
    'an unknown stage': ['stage=bought', 'stage'],
    'an unknown list': ['show=none', 'show'],
    'blanks only': ['q=%20%20', 'q'],
    'control characters only': ['offer=%00%07', 'offer'],
  } as const
  for (const [name, [search, key]] of Object.entries(NONSENSE))
    it(`takes ${name} for nothing`, () => expect(read(search)[key]).toBeUndefined())

  it('cuts what is too long by whole characters', () => {
    expect(read(`message=${encodeURIComponent('👓'.repeat(500))}`).message).toBe('👓'.repeat(80))
  })

  it('takes a wish away when it is undefined', () => {
    expect(studioHref({ shop: 'demo', q: 'round', page: 'b' }, { page: undefined, q: undefined }, 'offers')).toBe(
      '/?shop=demo#offers',
    )
  })
})
