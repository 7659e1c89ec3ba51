import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import manifest from '../../fonts/fonts.json' with { type: 'json' }
import { readTypeface } from '../../src/creative/typeface.ts'
import { fonts, type } from './jobs.ts'

const folder = new URL('../../fonts/', import.meta.url)

describe('the fonts', () => {
  it('are the files that the list names, byte for byte, each with its licence', () => {
    for (const { file, sha256, licence } of manifest.faces) {
      const digest = createHash('sha256')
        .update(readFileSync(new URL(file, folder)))
        .digest('hex')
      expect(digest, file).toBe(sha256)
      expect(readFileSync(new URL(licence, folder), 'utf8')).toContain('SIL OPEN FONT LICENSE')
    }
    const listed = new Set(manifest.faces.map(({ file }) => file))
    for (const file of readdirSync(folder)) if (file.endsWith('.ttf')) expect(listed.has(file), file).toBe(true)
  })

  it('stay under 16 MB together', () => {
    const bytes = manifest.faces.reduce((sum, { file }) => sum + statSync(new URL(file, folder)).size, 0)
    expect(bytes).toBeLessThan(16 * 1024 * 1024)
    expect(existsSync(folder)).toBe(true)
  })

  it('have figures of one width for prices', () => {
    for (const font of fonts.filter(({ name }) => name === 'Hanken Grotesk')) {
      const face = readTypeface(font.data)
      expect(new Set([...'0123456789'].map((figure) => face.advance(figure.codePointAt(0)!))).size).toBe(1)
    }
  })

  it.each([
    ['Latin', 'Größe Żółw Çiğ Việt', 'Hanken Grotesk'],
    ['Greek', 'Γυαλιά', 'Inter'],
    ['Cyrillic', 'Очки', 'Inter'],
    ['Arabic', 'نظارات', 'IBM Plex Sans Arabic'],
    ['Hebrew', 'משקפיים', 'Noto Sans Hebrew'],
    ['Devanagari', 'चश्मा', 'Noto Sans Devanagari'],
    ['Thai', 'แว่นตา', 'Noto Sans Thai'],
    ['Japanese', 'メガネ眼鏡', 'Noto Sans JP'],
  ])('set %s in the family of its script', (_, text, family) => {
    expect(type.showable(text)).toBe(text)
    expect(type.families(text).split(', ')[0]).toBe(family)
  })
})

describe('a family that leads', () => {
  it.each([
    ['Latin', 'Glasses', 'Sofia Sans Extra Condensed', 'Sofia Sans Extra Condensed'],
    ['Cyrillic', 'Очки', 'Sofia Sans Extra Condensed', 'Sofia Sans Extra Condensed'],
    ['Arabic', 'نظارات', 'Sofia Sans Extra Condensed', 'Cairo'],
    ['Japanese', 'メガネ眼鏡', 'Sofia Sans Extra Condensed', 'M PLUS 1p'],
    ['Thai', 'แว่นตา', 'Sofia Sans Extra Condensed', 'Noto Sans Thai'],
    ['Greek', 'Γυαλιά', 'Noto Serif Display', 'Noto Serif Display'],
    ['Hebrew', 'משקפיים', 'Noto Serif Display', 'Frank Ruhl Libre'],
    ['Japanese', 'メガネ眼鏡', 'Noto Serif Display', 'Kaisei Tokumin'],
    ['Latin in a family that is not there', 'Glasses', 'Comic Sans', 'Hanken Grotesk'],
  ])('sets %s in the family that goes with its voice', (_, text, family, expected) => {
    expect(type.families(text, family).split(', ')[0]).toBe(expected)
  })

  it('has true italics for Latin in the serif only', () => {
    expect(type.hasItalic('those glasses', 'Noto Serif Display')).toBe(true)
    expect(type.hasItalic('あのメガネ', 'Noto Serif Display')).toBe(false)
    expect(type.hasItalic('those glasses')).toBe(false)
  })
})

describe('what no face can show', () => {
  it('is left out, and the text goes on without it', () => {
    expect(type.showable('Round \u{13000} glasses')).toBe('Round glasses')
    expect(type.showable('\u{13000}\u{13001}')).toBe('')
  })

  it('takes the whole grapheme, not half of one', () => {
    expect(type.showable('a\u0361\u{1d165}b')).not.toContain('\u{1d165}')
  })

  it('are vowel points, which Satori sets beside their letters', () => {
    expect(type.showable('النَّظَّارَة')).toBe('النظارة')
    expect(type.showable('מִשְׁקָפַיִם')).toBe('משקפים')
  })
})
