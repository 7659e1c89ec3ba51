import { describe, expect, it } from 'vitest'
import { openSourceText } from '../../src/catalog/source-text.ts'
import { inPieces } from './fixtures.ts'

/** Bytes of a text in an encoding, by asking the decoder for each byte or pair of them. */
function encoded(text: string, encoding: string): Uint8Array {
  const byChar = new Map<string, number[]>()
  const decoder = new TextDecoder(encoding)
  for (let byte = 0; byte < 256; byte++) byChar.set(decoder.decode(new Uint8Array([byte])), [byte])
  if (encoding === 'shift_jis' || encoding === 'euc-jp')
    for (let lead = 0x81; lead < 0xff; lead++)
      for (let trail = 0x40; trail < 0xff; trail++) {
        const char = decoder.decode(new Uint8Array([lead, trail]))
        if (char.length === 1 && char !== '\ufffd' && !byChar.has(char)) byChar.set(char, [lead, trail])
      }
  return new Uint8Array(
    [...text].flatMap((char) => {
      const bytes = byChar.get(char)
      if (!bytes) throw new Error(`${encoding} has no ${char}`)
      return bytes
    }),
  )
}

const TEXTS: Record<string, [encoding: string, text: string]> = {
  'Japanese of Windows': [
    'shift_jis',
    '商品ID,商品名,販売価格\n1,読書用のメガネ（丸型）,9800\n2,ショルダーバッグ,12000\n',
  ],
  'Japanese of Unix': ['euc-jp', '商品ID,商品名,販売価格\n1,読書用のメガネ（丸型）,9800\n2,ショルダーバッグ,12000\n'],
  German: ['windows-1252', 'id,title\n1,Grüße aus Köln – süß & schön für 5 €\n'],
  French: ['windows-1252', "id,title\n1,Crème brûlée à l'ancienne, façon déjà-vu\n"],
  Spanish: ['windows-1252', 'id,title\n1,Gafas de niño, diseño pequeño\n'],
  Danish: ['windows-1252', 'id,title\n1,Læsebriller på øje, små\n'],
  Polish: ['windows-1250', 'id,title\n1,Żółte okulary dla dzieci, najwyższa jakość łączy\n'],
  'Polish of Linux': ['iso-8859-2', 'id,title\n1,Świąteczna książka źródło ciąg część\n'],
  Czech: ['windows-1250', 'id,title\n1,Příliš žluťoučký kůň úpěl ďábelské ódy\n'],
  Russian: ['windows-1251', 'id,title\n1,Очки для чтения, чёрные; размер средний\n'],
  'Russian of Unix': ['koi8-r', 'id,title\n1,Очки для чтения, черные; размер средний\n'],
  Greek: ['windows-1253', 'id,title\n1,Γυαλιά ανάγνωσης μαύρα\n'],
  Turkish: ['windows-1254', 'id,title\n1,Güneş gözlüğü, kırmızı çerçeve şık\n'],
}

describe('text in a code page that nothing declares', () => {
  for (const [name, [encoding, text]] of Object.entries(TEXTS))
    it(`is told to be ${encoding} for ${name}, and said so`, async () => {
      for (const size of [5, 4_096]) {
        const source = await openSourceText(inPieces(encoded(text, encoding), size))
        let all = ''
        for await (const piece of source.text) all += piece
        expect([source.encoding(), all]).toEqual([encoding, text])
        expect(source.notices()[0]).toMatch(`it was read as ${encoding}, as its letters suggest`)
      }
    })

  it('is what the content type says, where the bytes are no UTF-8', async () => {
    const source = await openSourceText(
      inPieces(encoded('id\nąę\n', 'iso-8859-2')),
      undefined,
      'text/csv; charset=latin2',
    )
    for await (const _ of source.text);
    expect(source.encoding()).toBe('iso-8859-2')
  })

  it('stays UTF-8 where the content type is wrong', async () => {
    const source = await openSourceText(
      inPieces(new TextEncoder().encode('id\nüß\n')),
      undefined,
      'text/csv; charset=latin1',
    )
    for await (const _ of source.text);
    expect(source.encoding()).toBe('utf-8')
  })
})
