import { randomBytes } from 'node:crypto'
import { rm, stat, statfs, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { messageOf } from '../../shared/errors.ts'

/** One thing to look at: `look` resolves with what was found, and throws where it is a fault. */
export interface Probe {
  readonly name: string
  readonly remedy: string
  look(): Promise<string>
}

interface Examined {
  readonly name: string
  readonly ok: boolean
  readonly detail: string
  readonly remedy?: string
}

/** Looks at everything, whatever becomes of the things before it. */
export async function examineAll(probes: readonly Probe[]): Promise<Examined[]> {
  const findings: Examined[] = []
  for (const { name, remedy, look } of probes) {
    try {
      findings.push({ name, ok: true, detail: await look() })
    } catch (error) {
      findings.push({ name, ok: false, detail: messageOf(error), remedy })
    }
  }
  return findings
}

/** That a file can be made in the folder and flushed to the disk. */
export async function lookAtFolder(folder: string): Promise<string> {
  const path = join(folder, `.doctor-${randomBytes(6).toString('hex')}`)
  await writeFile(path, 'x', { flush: true })
  await rm(path)
  const { mode } = await stat(folder)
  const others = (mode & 0o077) !== 0 ? ', which other users of this machine may enter' : ''
  return `${folder}${others}`
}

const FREE_BYTES_MIN = 500_000_000

export async function lookAtDisk(folder: string): Promise<string> {
  const { bavail, bsize } = await statfs(folder)
  const free = bavail * bsize
  const text = `${(free / 1e9).toFixed(1)} GB free`
  if (free < FREE_BYTES_MIN) throw new Error(`${text}, at least ${FREE_BYTES_MIN / 1e9} GB are needed`)
  return text
}

/** The day this version was made is the earliest that it can be. */
const EARLIEST = Date.UTC(2026, 10, 1)
const LATEST = Date.UTC(2100, 0, 1)

/** A clock that is wrong shows in abandonments, sale dates and keys that end; only the coarse faults can be seen here. */
export async function lookAtClock(now: number): Promise<string> {
  const text = new Date(now).toISOString()
  if (now < EARLIEST || now > LATEST) throw new Error(`it says ${text}`)
  return text
}

/** Other users of the machine must not read what signs the addresses. */
export async function lookAtSecret(path: string): Promise<string> {
  const { mode, size } = await stat(path)
  if (size < SECRET_BYTES_MIN) throw new Error(`${path} holds only ${size} bytes`)
  if ((mode & 0o077) !== 0) throw new Error(`${path} can be read by other users (mode ${(mode & 0o777).toString(8)})`)
  return `kept in ${path}`
}

const SECRET_BYTES_MIN = 32

/** The formats that product photos come in. */
const PICTURE_FORMATS = ['jpeg', 'png', 'webp', 'heif', 'gif'] as const

export async function lookAtDecoders(): Promise<string> {
  const missing = PICTURE_FORMATS.filter((name) => !sharp.format[name]?.input.buffer)
  if (missing.length > 0) throw new Error(`libvips ${sharp.versions.vips} cannot read ${missing.join(', ')}`)
  return `libvips ${sharp.versions.vips} reads JPEG, PNG, WebP, AVIF and GIF`
}
