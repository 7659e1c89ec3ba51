import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { codePoints, cutText, isLongerThan } from '../../src/feeds/cut-text.ts'

const anyText = fc.string({ unit: 'binary', maxLength: 300 })

describe('cutText', () => {
  it.each([
    ['leaves a text alone that fits', 'Round glasses', 13, 'Round glasses'],
    ['ends at the last word that fits', 'Round glasses, black', 16, 'Round glasses'],
    ['keeps a word that ends at the limit', 'Round glasses black', 13, 'Round glasses'],
    ['leaves no comma or dash behind', 'Lamp – brass, large', 6, 'Lamp'],
    ['cuts inside a word where the next break is far away', 'a incomprehensibilities', 12, 'a incomprehe'],
    ['cuts text without blanks between characters', '電球と照明の店', 4, '電球と照'],
    ['counts an emoji as one', '💡💡💡💡', 3, '💡💡💡'],
    ['does not take a family apart', `lamp${'👨‍👩‍👧‍👦'}`, 7, 'lamp'],
    ['keeps an accent with its letter', 'lampe\u0301', 5, 'lamp'],
  ])('%s', (_, text, charsMax, expected) => {
    expect(cutText(text, charsMax)).toBe(expected)
  })

  it('never exceeds the limit, invents nothing and leaves whole code points whole', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 200 }), (text, charsMax) => {
        const cut = cutText(text, charsMax)
        expect(codePoints(cut)).toBeLessThanOrEqual(charsMax)
        expect(text.startsWith(cut)).toBe(true)
        if (text.isWellFormed()) expect(cut.isWellFormed()).toBe(true)
      }),
    )
  })
})

describe('codePoints', () => {
  it('counts what iterating over the text counts', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(codePoints(text)).toBe([...text].length)
      }),
    )
    expect(codePoints('\ud83d')).toBe(1)
    expect(codePoints('\udca1\ud83d')).toBe(2)
  })

  it('decides which text is too long, whatever its length in UTF-16', () => {
    expect(isLongerThan('💡'.repeat(10), 10)).toBe(false)
    expect(isLongerThan('💡'.repeat(11), 10)).toBe(true)
  })
})
