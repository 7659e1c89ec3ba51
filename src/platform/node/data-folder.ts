import { randomBytes } from 'node:crypto'
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'

/** Everything a service keeps on this machine, in one folder that only its own user may enter. */
export interface DataFolder {
  readonly path: string
  readonly database: string
  readonly blobs: string
  readonly lock: string
  readonly signingKey: string
}

export const dataFolder = (path: string): DataFolder => {
  const folder = resolve(path)
  return {
    path: folder,
    database: join(folder, 'secondglance.db'),
    blobs: join(folder, 'blobs'),
    lock: join(folder, 'serve.lock'),
    signingKey: join(folder, 'signing-key'),
  }
}

export async function makeDataFolder({ path }: DataFolder): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 })
}

/** The secret kept in this file; made on first use, readable by its own user only. */
export async function secretIn(path: string, newSecret: () => string): Promise<string> {
  const known = await readSecretFile(path)
  if (known) return known
  // Written beside and linked into place: two processes that start at once end up with one whole secret.
  const temporary = join(dirname(path), `.${randomBytes(9).toString('hex')}.tmp`)
  await writeFile(temporary, `${newSecret()}\n`, { mode: 0o600, flag: 'wx', flush: true })
  try {
    await link(temporary, path)
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'EEXIST') throw error
  } finally {
    await rm(temporary, { force: true })
  }
  const secret = await readSecretFile(path)
  if (!secret) throw new Error(`${path} holds no secret: delete it, and a new one is made`)
  return secret
}

async function readSecretFile(path: string): Promise<string | undefined> {
  try {
    return (await readFile(path, 'utf8')).trim()
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return undefined
    throw error
  }
}
