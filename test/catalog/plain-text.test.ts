import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cutText, plainFromHtml, plainText, quoted, richText } from '../../src/catalog/plain-text.ts'

const titles: Record<string, [raw: string, text: string]> = {
  'a plain title as it is': ['Halden reading glasses', 'Halden reading glasses'],
  'entities, decoded once': ['Salt &amp; Pepper &lt;3 &#8364;5 &eacute;', 'Salt & Pepper <3 €5 é'],
  'a double-escaped entity, one level deep': ['Salt &amp;amp; Pepper', 'Salt &amp; Pepper'],
  'a no-break blank as a blank': ['Halden&nbsp;No.\u00a05', 'Halden No. 5'],
  'an ampersand that is no entity': ['AT&T &bogus; R&D', 'AT&T &bogus; R&D'],
  'markup that is not dressing, as text': ['<script>alert(1)</script>', '<script>alert(1)</script>'],
  'dressing tags taken out': ['<b>Halden</b> <span class="x">black</span><br/>M', 'Halden black M'],
  'comparison signs': ['Cable < 3 m, 5 > 4', 'Cable < 3 m, 5 > 4'],
  'white space folded': ['  a \t\r\n b\u2003c\u0085d ', 'a b c d'],
  'control characters gone': ['a\u0000b\u0007c\u001bd\u009fe\ufffe', 'abcde'],
  'lone surrogates gone': ['a\ud800b\udc00c', 'abc'],
  'turning marks gone': ['a\u202eb\u2066c', 'abc'],
  'emoji with joiners kept': ['👩‍🚀 ❤️ 👍🏽', '👩‍🚀 ❤️ 👍🏽'],
  'Arabic and Japanese kept': ['نظارات 眼鏡', 'نظارات 眼鏡'],
}

const descriptions: Record<string, [raw: string, text: string]> = {
  'markup to words': ['<p>Light &amp; strong.</p><ul><li>Steel</li><li>Oak</li></ul>', 'Light & strong. • Steel • Oak'],
  'markup that was escaped as a whole': ['&lt;p&gt;Light &amp;amp; strong&lt;/p&gt;', 'Light & strong'],
  'scripts and styles left out': ['<style>p{}</style><p>Light</p><script>alert(1)</script>', 'Light'],
  'links by their words': ['<a href="https://evil.example">Light</a>', 'Light'],
  'plain text with signs': ['5 < 6 & 7 > 2', '5 < 6 & 7 > 2'],
  'headings in their own case': ['<h2>Light</h2><p>Strong</p>', 'Light Strong'],
  'markup that is never closed': ['<p>Light <b>and strong', 'Light and strong'],
}

describe('plainText', () => {
  for (const [name, [raw, text]] of Object.entries(titles))
    it(`gives ${name}`, () => {
      expect(plainText(raw)).toBe(text)
    })

  it('leaves nothing that XML cannot hold', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (raw) => {
        const text = plainText(raw)
        expect(text.isWellFormed()).toBe(true)
        expect(text).not.toMatch(/[\0-\x1f\x7f\ufffe\uffff]/)
        expect(text).toBe(text.trim())
      }),
    )
  })
})

describe('plainFromHtml', () => {
  for (const [name, [raw, text]] of Object.entries(descriptions))
    it(`gives ${name}`, () => {
      expect(plainFromHtml(raw)).toBe(text)
    })

  it('reads hostile markup in a moment', () => {
    const startedAt = performance.now()
    for (const raw of [
      '<p>'.repeat(50_000),
      '<'.repeat(100_000),
      `<p ${'a '.repeat(50_000)}`,
      '&#'.repeat(50_000),
      `<p>${'<b>'.repeat(20_000)}x`,
    ])
      expect(typeof plainFromHtml(raw)).toBe('string')
    expect(performance.now() - startedAt).toBeLessThan(5_000)
  })
})

describe('richText', () => {
  it('keeps formatting tags without their attributes', () => {
    expect(richText('<p onclick="x()">Light &amp; <B>strong</B></p>')).toBe('<p>Light &amp; <b>strong</b></p>')
  })

  it('leaves nothing else that begins like a tag', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('<', '>', '/', 'b', 'script', 'img', ' onerror=x', '"', "'", 'a') }),
        (raw) => {
          const rest = richText(raw).replace(/<\/?(?:b|i|u|em|strong|p|br|ul|ol|li|h[1-6])>/g, '')
          expect(rest).not.toContain('<')
        },
      ),
    )
  })
})

describe('cutText and quoted', () => {
  it('cuts between characters, counting code points', () => {
    expect(cutText('👍👍👍', 2)).toBe('👍👍')
    expect(cutText('ab cd', 3)).toBe('ab')
  })

  it('shows outside values on one short line', () => {
    expect(quoted('a\n"b"\u0007')).toBe('"a "b""')
    expect(quoted('x'.repeat(10_000)).length).toBeLessThan(90)
  })
})
