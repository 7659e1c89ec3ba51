import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { directoryBlobs, isBlobKey } from '../../src/platform/node/directory-blobs.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'blobs-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const bytes = (text: string) => new TextEncoder().encode(text)
const read = async (stream: ReadableStream<Uint8Array>) => new Uint8Array(await new Response(stream).arrayBuffer())
const filesIn = async (path: string) =>
  (await readdir(path, { recursive: true, withFileTypes: true })).filter((e) => e.isFile()).map((e) => e.name)

describe('a folder of blobs', () => {
  it('gives back what was put, also after it was opened anew', async () => {
    const blobs = await directoryBlobs(folder)
    expect(await blobs.put('photos/ab12', bytes('hello'))).toEqual({ bytes: 5 })
    expect(await blobs.get('photos/ab12')).toEqual(bytes('hello'))
    const again = await directoryBlobs(folder)
    expect(await again.has('photos/ab12')).toBe(true)
    expect(await again.get('photos/ab12')).toEqual(bytes('hello'))
  })

  it('knows nothing of what was never put', async () => {
    const blobs = await directoryBlobs(folder)
    await blobs.put('photos/ab12', bytes('hello'))
    for (const key of ['photos/none', 'photos', 'photos/ab12/deeper']) {
      expect(await blobs.get(key), key).toBeUndefined()
      expect(await blobs.open(key), key).toBeUndefined()
      expect(await blobs.has(key), key).toBe(false)
    }
    await blobs.delete('photos/none')
  })

  it('writes a stream of parts in order and counts its bytes', async () => {
    const blobs = await directoryBlobs(folder)
    async function* parts() {
      for (let i = 0; i < 5_000; i++) yield bytes(`${i},`)
    }
    const { bytes: count } = await blobs.put('feeds/demo/x/feed.csv', parts())
    const expected = bytes(Array.from({ length: 5_000 }, (_, i) => `${i},`).join(''))
    expect(count).toBe(expected.length)
    expect(await blobs.get('feeds/demo/x/feed.csv')).toEqual(expected)
  })

  it('streams any range as the same slice, with the size of the whole', async () => {
    const blobs = await directoryBlobs(folder)
    const whole = new Uint8Array(200_000).map((_, i) => i % 251)
    await blobs.put('a', whole)
    for (const [start, end] of [
      [0, 199_999],
      [0, 0],
      [199_999, 199_999],
      [65_535, 65_536],
      [100, 150_000],
      [199_990, 999_999],
    ] as const) {
      const stream = await blobs.open('a', { start, end })
      expect(stream?.size).toBe(200_000)
      expect(await read(stream!.body)).toEqual(whole.slice(start, end + 1))
    }
    expect(await read((await blobs.open('a'))!.body)).toEqual(whole)
  })

  it('opens an empty blob as an empty stream', async () => {
    const blobs = await directoryBlobs(folder)
    await blobs.put('empty', new Uint8Array(0))
    const stream = await blobs.open('empty')
    expect(stream?.size).toBe(0)
    expect(await read(stream!.body)).toEqual(new Uint8Array(0))
  })

  it('lets a reader finish the bytes it opened while they are replaced and deleted', async () => {
    const blobs = await directoryBlobs(folder)
    const old = new Uint8Array(300_000).fill(1)
    await blobs.put('a', old)
    const stream = await blobs.open('a')
    await blobs.put('a', new Uint8Array(300_000).fill(2))
    await blobs.delete('a')
    expect(await read(stream!.body)).toEqual(old)
    expect(await blobs.has('a')).toBe(false)
  })

  it('lets a reader go away early', async () => {
    const blobs = await directoryBlobs(folder)
    await blobs.put('a', new Uint8Array(300_000))
    const stream = await blobs.open('a')
    const reader = stream!.body.getReader()
    await reader.read()
    await reader.cancel()
    await blobs.delete('a')
  })

  it('keeps the old bytes and no rubbish when the source breaks off', async () => {
    const blobs = await directoryBlobs(folder)
    await blobs.put('a', bytes('old'))
    async function* broken() {
      yield bytes('new, but only h')
      throw new Error('source broke off')
    }
    await expect(blobs.put('a', broken())).rejects.toThrow('source broke off')
    expect(await blobs.get('a')).toEqual(bytes('old'))
    expect(await filesIn(folder)).toEqual(['a'])
  })

  it('shows a reader whole versions only while writers race', async () => {
    const blobs = await directoryBlobs(folder)
    await blobs.put('a', new Uint8Array(100_000).fill(0))
    const writes = Array.from({ length: 20 }, (_, i) => blobs.put('a', new Uint8Array(100_000).fill(i)))
    for (let i = 0; i < 20; i++) {
      const seen = (await blobs.get('a'))!
      expect(seen.length).toBe(100_000)
      expect(new Set(seen).size).toBe(1)
    }
    await Promise.all(writes)
    expect(await filesIn(folder)).toEqual(['a'])
  })
})

describe('what a crash leaves', () => {
  it('is removed at the next opening; blobs and the files of running writers stay', async () => {
    const blobs = await directoryBlobs(folder)
    await blobs.put('photos/kept', bytes('kept'))
    const dead = join(folder, 'photos', '.abcdefghijkl.999999999.tmp')
    const alive = join(folder, 'photos', `.abcdefghijkl.${process.ppid}.tmp`)
    const sameIdBefore = join(folder, `.abcdefghijkm.${process.pid}.tmp`)
    await Promise.all([dead, alive, sameIdBefore].map((path) => writeFile(path, 'half')))

    let release = () => {}
    async function* slow() {
      yield bytes('slow ')
      await new Promise<void>((resolve) => {
        release = resolve
      })
      yield bytes('but whole')
    }
    const writing = blobs.put('photos/slow', slow())
    while ((await readdir(join(folder, 'photos'))).length < 4) await new Promise((resolve) => setTimeout(resolve, 2))

    const again = await directoryBlobs(folder)
    const left = await filesIn(folder)
    expect(left).toContain('kept')
    expect(left).toContain(`.abcdefghijkl.${process.ppid}.tmp`)
    expect(left).not.toContain('.abcdefghijkl.999999999.tmp')
    expect(left).not.toContain(`.abcdefghijkm.${process.pid}.tmp`)
    release()
    await writing
    expect(await again.get('photos/slow')).toEqual(bytes('slow but whole'))
  })
})

describe('keys', () => {
  const refused = {
    'the parent folder': '../secret',
    'a parent in the middle': 'photos/../../secret',
    'an absolute path': '/etc/passwd',
    'a drive': 'C:/x',
    'a backslash': 'photos\\x',
    'an empty part': 'photos//x',
    'a slash at the end': 'photos/',
    'a hidden file': 'photos/.x',
    'a zero byte': 'photos/x\0.png',
    'a line break': 'photos/x\n',
    'a blank': 'photos/a b',
    'an escape': 'photos/%2e%2e',
    nothing: '',
    'a long part': 'x'.repeat(201),
  }

  it.each(Object.entries(refused))('refuses %s', async (_name, key) => {
    const blobs = await directoryBlobs(folder)
    await expect(blobs.put(key, bytes('x'))).rejects.toThrow(/is no blob key/)
    await expect(blobs.get(key)).rejects.toThrow(/is no blob key/)
    await expect(blobs.open(key)).rejects.toThrow(/is no blob key/)
    await expect(blobs.delete(key)).rejects.toThrow(/is no blob key/)
  })

  it('accepts none that would leave its folder, whatever is tried', () => {
    const part = fc.oneof(fc.constantFrom('..', '.', '', 'a', '~', '%2e', '\\', '\0'), fc.string({ maxLength: 4 }))
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
        const key = parts.join('/')
        if (!isBlobKey(key)) return
        expect(join('/root/blobs', key)).toBe(`/root/blobs/${key}`)
      }),
      { numRuns: 2_000 },
    )
  })

  it('is not led astray by a folder that stands where a blob should', async () => {
    await mkdir(join(folder, 'photos'))
    await symlink('/nowhere', join(folder, 'photos', 'dangling'))
    const blobs = await directoryBlobs(folder)
    expect(await blobs.get('photos')).toBeUndefined()
    expect(await blobs.get('photos/dangling')).toBeUndefined()
  })
})
