import { randomBytes } from 'node:crypto'
import { constants, type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import type { BlobStore } from '../../shared/blob-store.ts'

/**
 * A {@link BlobStore} on a folder.
 *
 * Threat: a key that leaves the folder, and a crash or power loss half way through a write.
 * A key is checked letter by letter, whoever made it. Bytes go to a temporary file beside the target, are flushed,
 * renamed over it, and the folder is flushed: a reader sees the old file, the new one or none.
 * Left open: whoever may write into the folder itself may swap it for a link.
 */
export async function directoryBlobs(root: string): Promise<BlobStore> {
  const folder = resolve(root)
  await makeFolder(folder)
  await removeLeftovers(folder)

  const pathOf = (key: string): string => {
    if (!isBlobKey(key)) throw new Error(`"${key.slice(0, 80)}" is no blob key; write "photos/ab12.png"`)
    return join(folder, ...key.split('/'))
  }

  return {
    async put(key, body) {
      const path = pathOf(key)
      await makeFolder(dirname(path))
      return writeWhole(path, body)
    },

    async get(key) {
      const handle = await openForReading(pathOf(key))
      if (!handle) return undefined
      try {
        const { buffer, byteOffset, length } = await handle.readFile()
        return new Uint8Array(buffer, byteOffset, length)
      } finally {
        await handle.close()
      }
    },

    async open(key, range) {
      const handle = await openForReading(pathOf(key))
      if (!handle) return undefined
      try {
        const { size } = await handle.stat()
        const end = Math.min(range?.end ?? size - 1, size - 1)
        return { size, body: streamOf(handle, range?.start ?? 0, end) }
      } catch (error) {
        await handle.close()
        throw error
      }
    },

    async has(key) {
      const found = await stat(pathOf(key)).catch(ignoreAbsent)
      return found?.isFile() ?? false
    },

    async delete(key) {
      await rm(pathOf(key), { force: true })
    },
  }
}

/** Folders and a name, of letters, digits, `.`, `_` and `-`; no part begins with a dot, so none leads upwards. */
export const isBlobKey = (key: string): boolean =>
  key.length <= 512 && /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}(\/[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}){0,7}$/.test(key)

/** Files this process is writing at the moment; their names carry its id, which a crashed one may have had too. */
const inFlight = new Set<string>()

async function writeWhole(path: string, body: Uint8Array | AsyncIterable<Uint8Array>): Promise<{ bytes: number }> {
  const temporary = join(dirname(path), `.${randomBytes(9).toString('base64url')}.${process.pid}.tmp`)
  inFlight.add(temporary)
  try {
    let bytes = 0
    const handle = await open(temporary, 'wx')
    try {
      for await (const part of body instanceof Uint8Array ? [body] : body) {
        await handle.writeFile(part)
        bytes += part.length
      }
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(temporary, path)
    await flushFolder(dirname(path))
    return { bytes }
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  } finally {
    inFlight.delete(temporary)
  }
}

/** Makes a folder and its parents, and flushes whatever folder got a new entry. */
async function makeFolder(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true })
  if (first === undefined) return
  for (let made = path; made.length >= first.length; made = dirname(made)) await flushFolder(dirname(made))
}

async function flushFolder(path: string): Promise<void> {
  const handle = await open(path, constants.O_RDONLY)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function removeLeftovers(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) await removeLeftovers(path)
    else if (isLeftover(path)) await rm(path, { force: true })
  }
}

function isLeftover(path: string): boolean {
  const writer = /^\.[A-Za-z0-9_-]{12}\.(\d+)\.tmp$/.exec(basename(path))?.[1]
  if (writer === undefined || inFlight.has(path)) return false
  return Number(writer) === process.pid || !isRunning(Number(writer))
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return codeOf(error) === 'EPERM'
  }
}

async function openForReading(path: string): Promise<FileHandle | undefined> {
  const handle = await open(path, 'r').catch(ignoreAbsent)
  if (!handle) return undefined
  if ((await handle.stat()).isFile()) return handle
  await handle.close()
  return undefined
}

const CHUNK_BYTES = 64 * 1024

/** Owns the handle: it is closed at the end, at a fault and when the reader goes away. */
function streamOf(handle: FileHandle, start: number, end: number): ReadableStream<Uint8Array> {
  let position = start
  return new ReadableStream({
    async pull(controller) {
      try {
        const wanted = Math.min(CHUNK_BYTES, end - position + 1)
        const { bytesRead, buffer } =
          wanted > 0 ? await handle.read(new Uint8Array(wanted), 0, wanted, position) : { bytesRead: 0, buffer: empty }
        position += bytesRead
        if (bytesRead > 0) controller.enqueue(buffer.subarray(0, bytesRead))
        if (bytesRead > 0 && position <= end) return
        await handle.close()
        controller.close()
      } catch (error) {
        await handle.close()
        throw error
      }
    },
    cancel: () => handle.close(),
  })
}

const empty = new Uint8Array(0)

const codeOf = (error: unknown): unknown => (error as { code?: unknown } | null)?.code

function ignoreAbsent(error: unknown): undefined {
  if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return undefined
  throw error
}
