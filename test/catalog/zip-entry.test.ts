import { describe, expect, it } from 'vitest'
import { openSourceText } from '../../src/catalog/source-text.ts'
import { bytesOf, gzipped, importText, inPieces, offersOf, openStores } from './fixtures.ts'
import { type Packed, zipped } from './zip.ts'

const CSV = 'id,title,link,price,availability\n1,Lamp,/lamp,9.00 EUR,in_stock\n'
const file = (packed: Partial<Packed> = {}): Packed => ({ name: 'feed.csv', content: bytesOf(CSV), ...packed })

async function textOf(archive: Uint8Array): Promise<string> {
  const { text } = await openSourceText(inPieces(archive, 13))
  let all = ''
  for await (const piece of text) all += piece
  return all
}

describe('a zip archive', () => {
  for (const [name, archive] of Object.entries({
    deflated: zipped(file()),
    stored: zipped(file({ method: 0 })),
    'in a folder': zipped(
      { name: 'export/', content: new Uint8Array(0), method: 0 },
      file({ name: 'export/feed.csv' }),
    ),
    'packed on a Mac': zipped(file(), { name: '__MACOSX/._feed.csv', content: bytesOf('x') }),
  }))
    it(`gives the one file in it, ${name}`, async () => {
      expect(await textOf(archive)).toBe(CSV)
    })

  const refused: Record<string, [Uint8Array | Promise<Uint8Array>, RegExp]> = {
    'with two files': [zipped(file(), file({ name: 'more.csv' })), /holds 2 files \("feed.csv", "more.csv"\)/],
    'with none': [zipped(), /the zip file holds no file/],
    'whose name leads out': [zipped(file({ name: '../../etc/passwd' })), /leads out of its folder/],
    'with an absolute name': [zipped(file({ name: '/etc/passwd' })), /leads out of its folder/],
    'that is encrypted': [zipped(file({ flags: 1 })), /is encrypted; pack it without a password/],
    'packed by another method': [zipped(file({ method: 14 })), /packed by method 14/],
    'with an archive inside': [zipped(file({ name: 'a.zip', content: zipped(file()) })), /archive inside an archive/],
    'with gzip inside': [
      gzipped(bytesOf(CSV)).then((content) => zipped(file({ content }))),
      /archive inside an archive/,
    ],
    'whose length is a lie': [zipped(file({ bytes: 3 })), /is not what the directory says/],
    'whose names differ': [zipped(file({ localName: 'feed.xml' })), /different names/],
    'that is cut': [zipped(file()).slice(0, -9), /damaged or cut/],
    'that holds a picture': [
      zipped(file({ content: new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 0]) })),
      /a PNG picture/,
    ],
  }
  for (const [name, [archive, message]] of Object.entries(refused))
    it(`is refused ${name}`, async () => {
      await expect(textOf(await archive)).rejects.toMatchObject({
        name: 'AppError',
        message: expect.stringMatching(message),
      })
    })

  it('is refused when it unpacks without end', async () => {
    const bomb = zipped(file({ content: new Uint8Array(64 * 1024 ** 2) }))
    // Its zeros are no text either, so the head is what refuses it; a text bomb meets the ratio.
    await expect(textOf(bomb)).rejects.toMatchObject({ name: 'AppError' })
    const text = zipped(file({ content: new Uint8Array(64 * 1024 ** 2).fill(0x61) }))
    await expect(textOf(text)).rejects.toMatchObject({ message: expect.stringMatching(/more than 250 times its size/) })
  })

  it('imports like the file inside', async () => {
    const stores = await openStores()
    expect(await importText(stores, zipped(file()))).toMatchObject({ status: 'published', format: 'csv', added: 1 })
    expect(await offersOf(stores)).toHaveLength(1)
  })
})
