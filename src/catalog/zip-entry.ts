/**
 * Reads the one file in a zip archive.
 *
 * Threat: names that lead out of a folder, archives in archives, encrypted or overlapping entries, sizes that lie, and
 * a header that names another file than the directory. Layers: nothing is written anywhere and names are only looked
 * at; exactly one file is taken, stored or deflated; what comes out is counted against the directory's length and
 * CRC-32 by the caller's caps. Left open: zip64, which is refused, as gzip serves for files of that size.
 */
import { AppError } from '../shared/errors.ts'

export interface ZipEntry {
  readonly name: string
  readonly compressed: Uint8Array
  readonly deflated: boolean
  /** Of the file once it is unpacked. */
  readonly bytes: number
  readonly crc32: number
}

/** The archive is held in memory, since its directory stands at its end. */
export const ZIP_BYTES_MAX = 256 * 1024 ** 2

const END = 0x06054b50
const CENTRAL = 0x02014b50
const LOCAL = 0x04034b50
const END_BYTES = 22
const CENTRAL_BYTES = 46
const LOCAL_BYTES = 30
const ENTRIES_MAX = 1_000

const refuse = (why: string): never => {
  throw new AppError('unsupported', `the zip file ${why}`)
}

/** Throws AppError `unsupported` for an archive that is damaged or holds anything but one plain file. */
export function onlyEntry(archive: Uint8Array): ZipEntry {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength)
  const files = entriesOf(archive, view).filter(({ name }) => !isClutter(name))
  const [file] = files
  if (!file) return refuse('holds no file')
  if (files.length > 1)
    return refuse(
      `holds ${files.length} files (${files
        .slice(0, 5)
        .map(({ name }) => `"${printable(name)}"`)
        .join(', ')}${files.length > 5 ? ' …' : ''}); give one with the catalog alone`,
    )
  if (isEscaping(file.name))
    return refuse(
      `holds "${printable(file.name)}", a name that leads out of its folder; pack the catalog by its plain name`,
    )
  if ((file.flags & 0x2041) !== 0) return refuse('is encrypted; pack it without a password')
  if (file.method !== 0 && file.method !== 8)
    return refuse(`is packed by method ${file.method}; pack it with deflate, as every zip program does by default`)
  return { ...file, compressed: dataOf(file, archive, view), deflated: file.method === 8 }
}

interface DirectoryEntry {
  readonly name: string
  readonly flags: number
  readonly method: number
  readonly crc32: number
  readonly compressedBytes: number
  readonly bytes: number
  readonly localAt: number
}

function entriesOf(archive: Uint8Array, view: DataView): DirectoryEntry[] {
  const endAt = endOfDirectory(view)
  const count = view.getUint16(endAt + 10, true)
  let at = view.getUint32(endAt + 16, true)
  if (count === 0xffff || at === 0xffffffff) return refuse('is a zip64; pack the catalog with gzip')
  if (count > ENTRIES_MAX) return refuse(`holds more than ${ENTRIES_MAX} files`)
  const entries: DirectoryEntry[] = []
  for (let index = 0; index < count; index++) {
    if (at + CENTRAL_BYTES > endAt || view.getUint32(at, true) !== CENTRAL)
      return refuse('is damaged: its directory is cut')
    const nameBytes = view.getUint16(at + 28, true)
    entries.push({
      name: textOf(archive.subarray(at + CENTRAL_BYTES, at + CENTRAL_BYTES + nameBytes)),
      flags: view.getUint16(at + 8, true),
      method: view.getUint16(at + 10, true),
      crc32: view.getUint32(at + 16, true),
      compressedBytes: view.getUint32(at + 20, true),
      bytes: view.getUint32(at + 24, true),
      localAt: view.getUint32(at + 42, true),
    })
    at += CENTRAL_BYTES + nameBytes + view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
  }
  return entries
}

/** A comment of up to 64 KiB may follow. */
function endOfDirectory(view: DataView): number {
  const last = view.byteLength - END_BYTES
  for (let at = last; at >= Math.max(0, last - 0xffff); at--) if (view.getUint32(at, true) === END) return at
  return refuse('is damaged or cut: it has no directory at its end')
}

function dataOf(file: DirectoryEntry, archive: Uint8Array, view: DataView): Uint8Array {
  const { localAt, name } = file
  if (localAt + LOCAL_BYTES > archive.length || view.getUint32(localAt, true) !== LOCAL)
    return refuse('is damaged: its directory leads to no file')
  const nameBytes = view.getUint16(localAt + 26, true)
  const nameAt = localAt + LOCAL_BYTES
  if (textOf(archive.subarray(nameAt, nameAt + nameBytes)) !== name)
    return refuse('is damaged: its directory and its file have different names')
  const start = nameAt + nameBytes + view.getUint16(localAt + 28, true)
  const end = start + file.compressedBytes
  if (end > archive.length) return refuse('is damaged or cut: its file is longer than the archive')
  return archive.subarray(start, end)
}

/** Latin letters stand for bytes; only their form is looked at. */
const textOf = (bytes: Uint8Array): string => new TextDecoder('windows-1252').decode(bytes)

const printable = (name: string): string => name.replace(/[^\x20-\x7e]+/g, '?').slice(0, 60)

/** Folders, and what macOS adds of its own. */
const isClutter = (name: string): boolean =>
  name.endsWith('/') || name.startsWith('__MACOSX/') || /(?:^|\/)(?:\.DS_Store|Thumbs\.db)$/i.test(name)

const isEscaping = (name: string): boolean =>
  name === '' || /^[/\\]|^[a-z]:|\\|\0/i.test(name) || name.split('/').includes('..')
