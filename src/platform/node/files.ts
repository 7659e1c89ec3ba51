import { createReadStream } from 'node:fs'
import { mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import { AppError, messageOf } from '../../shared/errors.ts'

/** A file that the caller named, opened for reading once. */
export async function openInput(
  path: string,
): Promise<{ name: string; bytes: number; body: AsyncIterable<Uint8Array> }> {
  const found = await stat(path).catch((error: unknown) => {
    throw new AppError('not-found', `cannot read "${path}": ${reasonOf(error)}`, { cause: error })
  })
  if (!found.isFile()) throw new AppError('invalid', `cannot read "${path}": it is no file`)
  return { name: basename(path), bytes: found.size, body: createReadStream(path, { highWaterMark: 256 * 1024 }) }
}

/** Writes beside the target and renames over it: the file is whole or untouched. Resolves with its size. */
export async function writeOutput(path: string, body: AsyncIterable<Uint8Array>): Promise<number> {
  const target = resolve(path)
  const temporary = `${target}.${process.pid}.tmp`
  try {
    await mkdir(dirname(target), { recursive: true })
    const handle = await open(temporary, 'w')
    let bytes = 0
    try {
      for await (const chunk of body) {
        await handle.writeFile(chunk)
        bytes += chunk.byteLength
      }
    } finally {
      await handle.close()
    }
    await rename(temporary, target)
    return bytes
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined)
    if (error instanceof AppError) throw error
    throw new AppError('unavailable', `cannot write "${path}": ${reasonOf(error)}`, { cause: error })
  }
}

const REASONS: ReadonlyMap<unknown, string> = new Map([
  ['ENOENT', 'there is no such file or folder'],
  ['EACCES', 'not permitted to this user'],
  ['EPERM', 'not permitted to this user'],
  ['EISDIR', 'it is a folder'],
  ['ENOTDIR', 'a part of the path is no folder'],
  ['ENOSPC', 'the disk is full'],
])

const reasonOf = (error: unknown): string => REASONS.get((error as { code?: unknown } | null)?.code) ?? messageOf(error)
