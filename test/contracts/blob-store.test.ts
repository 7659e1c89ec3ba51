import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { directoryBlobs } from '../../src/platform/node/directory-blobs.ts'
import type { BlobStore } from '../../src/shared/blob-store.ts'
import { memoryBlobs } from '../../src/storage/memory-blobs.ts'

/** Every implementation of the store; a new one is a line here. */
const IMPLEMENTATIONS: Readonly<Record<string, (folder: string) => Promise<BlobStore> | BlobStore>> = {
  memory: () => memoryBlobs(),
  directory: (folder) => directoryBlobs(folder),
}

const bytes = (text: string) => new TextEncoder().encode(text)
const KEY = 'feeds/lumen/b1.rss'

describe.each(Object.entries(IMPLEMENTATIONS))('a blob store: %s', (_, open) => {
  let folder: string
  let blobs: BlobStore
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'blobs-'))
    blobs = await open(folder)
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  const read = async (range?: { start: number; end: number }): Promise<string | undefined> => {
    const blob = await blobs.open(KEY, range)
    return blob && new Response(blob.body).text()
  }

  it('gives back what was put, whole and as a stream', async () => {
    expect(await blobs.put(KEY, bytes('hello'))).toEqual({ bytes: 5 })
    expect(await blobs.get(KEY)).toEqual(bytes('hello'))
    expect(await read()).toBe('hello')
    expect(await blobs.has(KEY)).toBe(true)
  })

  it('takes a stream of pieces whose buffer is used again', async () => {
    async function* pieces() {
      const buffer = new Uint8Array(2)
      for (const text of ['ab', 'cd', 'ef']) {
        buffer.set(bytes(text))
        yield buffer
      }
    }
    expect(await blobs.put(KEY, pieces())).toEqual({ bytes: 6 })
    expect(await read()).toBe('abcdef')
  })

  it('opens a range, both ends included, and tells the size of the whole', async () => {
    await blobs.put(KEY, bytes('0123456789'))
    expect(await read({ start: 2, end: 4 })).toBe('234')
    expect(await read({ start: 9, end: 9 })).toBe('9')
    expect((await blobs.open(KEY, { start: 0, end: 0 }))?.size).toBe(10)
  })

  it('keeps the old bytes when new ones end in a fault', async () => {
    await blobs.put(KEY, bytes('old'))
    async function* failing() {
      yield bytes('new')
      throw new Error('the source broke')
    }
    await expect(blobs.put(KEY, failing())).rejects.toThrow('the source broke')
    expect(await read()).toBe('old')
  })

  it('lets a reader finish what it began while the blob is replaced', async () => {
    await blobs.put(KEY, bytes('old'))
    const blob = await blobs.open(KEY)
    await blobs.put(KEY, bytes('newer'))
    expect(await new Response(blob?.body).text()).toBe('old')
    expect(await read()).toBe('newer')
  })

  it('knows nothing of what was never put or was deleted', async () => {
    await blobs.put(KEY, bytes('x'))
    await blobs.delete(KEY)
    await blobs.delete(KEY)
    expect(await blobs.has(KEY)).toBe(false)
    expect(await blobs.get(KEY)).toBeUndefined()
    expect(await blobs.open(KEY)).toBeUndefined()
  })

  it('holds an empty blob', async () => {
    await blobs.put(KEY, bytes(''))
    expect(await read()).toBe('')
    expect(await blobs.get(KEY)).toEqual(bytes(''))
  })
})
