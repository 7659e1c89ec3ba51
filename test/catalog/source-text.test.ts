import { describe, expect, it } from 'vitest'
import { openSourceText, SOURCE_LIMITS } from '../../src/catalog/source-text.ts'
import { bytesOf, gzipped, inPieces } from './fixtures.ts'

async function read(
  bytes: Uint8Array | AsyncIterable<Uint8Array>,
  { size = 3, limits = SOURCE_LIMITS } = {},
): Promise<{ text: string; encoding: string; notices: readonly string[] }> {
  const opened = await openSourceText(bytes instanceof Uint8Array ? inPieces(bytes, size) : bytes, limits)
  let text = ''
  for await (const part of opened.text) text += part
  return { text, encoding: opened.encoding(), notices: opened.notices() }
}

const utf16 = (text: string, bigEndian: boolean): Uint8Array => {
  const bytes = new Uint8Array(text.length * 2)
  const view = new DataView(bytes.buffer)
  for (let at = 0; at < text.length; at++) view.setUint16(at * 2, text.charCodeAt(at), !bigEndian)
  return bytes
}

const latin = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0))

const TEXT = 'id,title\n1,Grüße 眼鏡 👓\n'

describe('openSourceText', () => {
  const encodings: Record<string, [bytes: Uint8Array, encoding: string, text: string]> = {
    'UTF-8': [bytesOf(TEXT), 'utf-8', TEXT],
    'UTF-8 with a byte order mark': [bytesOf(`\ufeff${TEXT}`), 'utf-8', TEXT],
    'UTF-16, little end first': [utf16(`\ufeff${TEXT}`, false), 'utf-16le', TEXT],
    'UTF-16, big end first': [utf16(`\ufeff${TEXT}`, true), 'utf-16be', TEXT],
    'UTF-16 without a mark': [utf16(TEXT, false), 'utf-16le', TEXT],
    'windows-1252': [latin('id,title\n1,Gr\xfc\xdfe \x80\n'), 'windows-1252', 'id,title\n1,Grüße €\n'],
    'what the XML declares': [
      latin('<?xml version="1.0" encoding="ISO-8859-2"?><a>\xb3</a>'),
      'iso-8859-2',
      '<?xml version="1.0" encoding="ISO-8859-2"?><a>ł</a>',
    ],
    'Shift_JIS where the XML declares it': [
      new Uint8Array([...bytesOf('<?xml version="1.0" encoding="Shift_JIS"?><a>'), 0x8a, 0xe1, ...bytesOf('</a>')]),
      'shift_jis',
      '<?xml version="1.0" encoding="Shift_JIS"?><a>眼</a>',
    ],
  }
  for (const [name, [bytes, encoding, text]] of Object.entries(encodings))
    it(`reads ${name}, however it is cut`, async () => {
      for (const size of [1, 2, 3, 5, 1_000]) expect(await read(bytes, { size })).toMatchObject({ text, encoding })
    })

  it('says that a file was not UTF-8, and where', async () => {
    const { notices } = await read(latin('id,title\n1,Gr\xfc\xdfe\n'))
    expect(notices).toEqual(['the file is not UTF-8 (byte 13); it was read as windows-1252, as its letters suggest'])
  })

  it('keeps UTF-8 for UTF-8 when one place is damaged', async () => {
    const { text, encoding, notices } = await read(new Uint8Array([...bytesOf('Grüße '), 0xff, ...bytesOf(' 眼鏡')]))
    expect([text, encoding]).toEqual(['Grüße \ufffd 眼鏡', 'utf-8'])
    expect(notices[0]).toMatch(/damaged near byte 8/)
  })

  it('inflates gzip, known by its first bytes', async () => {
    expect(await read(await gzipped(bytesOf(TEXT)))).toMatchObject({ text: TEXT, encoding: 'utf-8' })
  })

  const refused: Record<string, [bytes: Uint8Array | Promise<Uint8Array>, message: RegExp]> = {
    'an empty file': [new Uint8Array(0), /the file is empty/],
    'an empty gzip file': [gzipped(new Uint8Array(0)), /the gzip file holds nothing/],
    'a zip file that is cut': [new Uint8Array([0x50, 0x4b, 3, 4, 0, 0]), /the zip file is damaged or cut/],
    'a picture': [new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10]), /a PNG picture; a catalog is XML, CSV/],
    'a PDF document': [bytesOf('%PDF-1.7'), /a PDF document/],
    'gzip in gzip': [gzipped(bytesOf(TEXT)).then(gzipped), /an archive inside an archive/],
    'binary data': [new Uint8Array([1, 2, 3, 0, 0, 0, 9, 9]), /binary: it holds zero bytes/],
    'zero bytes further on': [bytesOf(`${'x'.repeat(5_000)}\0y`), /holds zero bytes, near byte/],
    'an encoding nobody knows': [
      bytesOf('<?xml version="1.0" encoding="klingon"?><a/>'),
      /"klingon", which is not known/,
    ],
    'a file that is not what it declares': [
      new Uint8Array([...bytesOf('<?xml version="1.0" encoding="Shift_JIS"?><a>'), 0x8a, 0x20]),
      /declared as shift_jis but is not, near byte/,
    ],
  }
  for (const [name, [bytes, message]] of Object.entries(refused))
    it(`refuses ${name}`, async () => {
      await expect(read(await bytes)).rejects.toMatchObject({
        name: 'AppError',
        message: expect.stringMatching(message),
      })
    })

  it('refuses gzip data that is cut anywhere, its trailer included', async () => {
    const whole = await gzipped(bytesOf(TEXT.repeat(50)))
    for (let length = 11; length < whole.length; length += 7)
      await expect(read(whole.slice(0, length))).rejects.toMatchObject({ name: 'AppError', code: 'invalid' })
    await expect(read(whole.slice(0, -1))).rejects.toMatchObject({ message: expect.stringMatching(/damaged or cut/) })
  })

  it('stops a small file that unpacks without end', async () => {
    const bomb = await gzipped(new Uint8Array(4 * 1024 * 1024))
    expect(bomb.length).toBeLessThan(8_000)
    const limits = { ...SOURCE_LIMITS, ratioFromBytes: 100_000 }
    const text = bytesOf(' '.repeat(4 * 1024 * 1024))
    await expect(read(await gzipped(text), { size: 100, limits })).rejects.toMatchObject({
      code: 'too-large',
      message: expect.stringMatching(/more than 250 times its size/),
    })
    await expect(
      read(await gzipped(text), { limits: { ...limits, ratioMax: 1e9, inflatedBytesMax: 1_000_000 } }),
    ).rejects.toMatchObject({
      message: expect.stringMatching(/more than the 1000000 bytes/),
    })
  })

  it('stops a file that is too long on the wire', async () => {
    await expect(
      read(bytesOf('x'.repeat(500)), { limits: { ...SOURCE_LIMITS, wireBytesMax: 100 } }),
    ).rejects.toMatchObject({
      code: 'too-large',
    })
  })

  it('closes the source when it refuses it', async () => {
    for (const content of [new Uint8Array([0x89, 0x50, 0x4e, 0x47]), await gzipped(new Uint8Array(9))]) {
      let closed = false
      const endless = (async function* () {
        try {
          yield content
          for (;;) yield new Uint8Array(2_000)
        } finally {
          closed = true
        }
      })()
      await expect(read(endless)).rejects.toMatchObject({ name: 'AppError' })
      expect(closed).toBe(true)
    }
  })

  it('says after how many bytes a source broke off, and closes it', async () => {
    let closed = false
    async function* broken(): AsyncGenerator<Uint8Array> {
      try {
        yield bytesOf('x'.repeat(10_000))
        throw new Error('socket hang up')
      } finally {
        closed = true
      }
    }
    await expect(read(broken())).rejects.toMatchObject({
      code: 'unavailable',
      message: 'the source broke off after 10000 bytes: socket hang up',
    })
    expect(closed).toBe(true)
  })
})
