/**
 * Threat: a file that is small on the wire and endless once inflated, that is no text at all, or whose encoding is
 * another than it says. Layers: caps on wire bytes, on inflated bytes and on their ratio, one layer of compression
 * only, binary refused at sight, decoding that fails loudly. Left open: a file in a code page whose first accents
 * happen to be valid UTF-8 is read as UTF-8.
 */
import { crc32 } from '../shared/crc32.ts'
import { AppError, messageOf } from '../shared/errors.ts'
import { guessEncoding } from './guess-encoding.ts'
import { onlyEntry, ZIP_BYTES_MAX } from './zip-entry.ts'

export interface SourceText {
  /** As the report says it: `utf-8`, `utf-16le`, `windows-1252` …; settled once the text has been read. */
  readonly encoding: () => string
  readonly notices: () => readonly string[]
  readonly text: AsyncIterable<string>
}

export interface SourceLimits {
  readonly wireBytesMax: number
  readonly inflatedBytesMax: number
  /** Of inflated to wire bytes, looked at once more than `ratioFromBytes` have come out. */
  readonly ratioMax: number
  readonly ratioFromBytes: number
}

/** The platforms take files of 4 GB; real feeds shrink to a tenth, deflate's own bound is a thousandth. */
export const SOURCE_LIMITS: SourceLimits = {
  wireBytesMax: 4 * 1024 ** 3,
  inflatedBytesMax: 8 * 1024 ** 3,
  ratioMax: 250,
  ratioFromBytes: 32 * 1024 ** 2,
}

/** Enough to see what a file is. */
const HEAD_BYTES = 4_096

/**
 * Opens a file as text. Throws AppError for what is no text, here or while the text is read; a source that breaks off
 * is an AppError `unavailable`. Never breaks a character at the edge of a chunk. The charset of `contentType` is asked
 * only where the bytes themselves say nothing, since servers often send a wrong one.
 */
export async function openSourceText(
  body: AsyncIterable<Uint8Array>,
  limits: SourceLimits = SOURCE_LIMITS,
  contentType?: string,
): Promise<SourceText> {
  const source = metered(body, limits)
  let inner = source
  try {
    const wire = await peeked(source)
    const pack = packOf(wire.head)
    if (pack === 'gzip') inner = inflated(wire.bytes, 'gzip', limits)
    if (pack === 'zip') inner = unzipped(wire.bytes, limits)
    const plain = pack ? await peeked(inner) : wire
    refuseBinary(plain.head, pack)
    const declared = encodingOf(plain.head)
    if (declared !== undefined) return decodedAs(declared, plain.bytes)
    return utf8OrFallback(plain.bytes, charsetOf(contentType))
  } catch (error) {
    // Nobody will read on, so nobody else closes the source.
    await inner.return(undefined)
    await source.return(undefined)
    throw error
  }
}

/** Counts wire bytes and words the source's own faults. */
async function* metered(body: AsyncIterable<Uint8Array>, limits: SourceLimits): AsyncGenerator<Uint8Array> {
  let bytes = 0
  try {
    for await (const chunk of body) {
      bytes += chunk.length
      if (bytes > limits.wireBytesMax) break
      yield chunk
    }
  } catch (error) {
    if (error instanceof AppError) throw error
    throw new AppError('unavailable', `the source broke off after ${bytes} bytes: ${messageOf(error)}`, {
      cause: error,
    })
  }
  if (bytes > limits.wireBytesMax)
    throw new AppError('too-large', `the file has more than the ${limits.wireBytesMax} bytes that are taken`)
}

/** Looks at the first bytes and hands out all of them. */
async function peeked(
  source: AsyncGenerator<Uint8Array>,
): Promise<{ head: Uint8Array; bytes: AsyncGenerator<Uint8Array> }> {
  const first: Uint8Array[] = []
  let length = 0
  let done = false
  while (length < HEAD_BYTES && !done) {
    const next = await source.next()
    if (next.done) done = true
    else {
      first.push(next.value)
      length += next.value.length
    }
  }
  const head = new Uint8Array(Math.min(length, HEAD_BYTES))
  let offset = 0
  for (const chunk of first) {
    const part = chunk.subarray(0, head.length - offset)
    head.set(part, offset)
    offset += part.length
  }
  return { head, bytes: replay(first, source) }
}

async function* replay(first: readonly Uint8Array[], rest: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* first
    yield* rest
  } finally {
    await rest.return(undefined)
  }
}

type Pack = 'gzip' | 'zip'

function packOf([a, b, c, d]: Uint8Array): Pack | undefined {
  if (a === 0x1f && b === 0x8b) return 'gzip'
  return a === 0x50 && b === 0x4b && ((c === 3 && d === 4) || (c === 5 && d === 6)) ? 'zip' : undefined
}

async function* unzipped(wire: AsyncGenerator<Uint8Array>, limits: SourceLimits): AsyncGenerator<Uint8Array> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of wire) {
    length += chunk.length
    if (length > ZIP_BYTES_MAX)
      throw new AppError('too-large', `the zip file has more than ${ZIP_BYTES_MAX} bytes; pack the catalog with gzip`)
    chunks.push(chunk)
  }
  const archive = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    archive.set(chunk, at)
    at += chunk.length
  }
  const entry = onlyEntry(archive)
  async function* compressed(): AsyncGenerator<Uint8Array> {
    yield entry.compressed
  }
  let bytes = 0
  let sum = 0
  const damaged = (): never => {
    throw new AppError(
      'invalid',
      `the zip file is damaged: its file is not what the directory says, after ${bytes} bytes`,
    )
  }
  for await (const chunk of entry.deflated ? inflated(compressed(), 'deflate-raw', limits) : compressed()) {
    bytes += chunk.length
    if (bytes > entry.bytes) damaged()
    sum = crc32(chunk, sum)
    yield chunk
  }
  if (bytes !== entry.bytes || sum !== entry.crc32) damaged()
}

async function* inflated(
  wire: AsyncGenerator<Uint8Array>,
  format: 'gzip' | 'deflate-raw',
  limits: SourceLimits,
): AsyncGenerator<Uint8Array> {
  const pack = format === 'gzip' ? 'gzip' : 'zip'
  const stream = new DecompressionStream(format)
  const writer = stream.writable.getWriter()
  const reader = stream.readable.getReader()
  let wireBytes = 0
  let bytes = 0
  let sourceFault: unknown
  const pump = async (): Promise<void> => {
    try {
      for await (const chunk of wire) {
        wireBytes += chunk.length
        await writer.write(chunk.slice())
      }
      await writer.close()
    } catch (error) {
      sourceFault ??= error
      await writer.abort(error).catch(() => undefined)
    }
  }
  const pumping = pump()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      bytes += value.length
      if (bytes > limits.inflatedBytesMax)
        throw new AppError(
          'too-large',
          `the ${pack} file holds more than the ${limits.inflatedBytesMax} bytes that are taken`,
        )
      if (bytes > limits.ratioFromBytes && bytes > wireBytes * limits.ratioMax)
        throw new AppError('too-large', `the ${pack} file unpacks to more than ${limits.ratioMax} times its size`)
      yield value
    }
  } catch (error) {
    if (error instanceof AppError) throw error
    if (sourceFault instanceof AppError) throw sourceFault
    throw new AppError('invalid', `the ${pack} data is damaged or cut after ${bytes} unpacked bytes`, { cause: error })
  } finally {
    await reader.cancel().catch(() => undefined)
    await writer.abort().catch(() => undefined)
    await pumping
  }
}

const MAGIC: readonly (readonly [number[], string])[] = [
  [[0x50, 0x4b, 0x03, 0x04], 'an archive inside an archive; pack the catalog once'],
  [[0x1f, 0x8b], 'an archive inside an archive; pack the catalog once'],
  [[0x42, 0x5a, 0x68], 'a bzip2 file; unpack it or pack it with gzip'],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a], 'an xz file; unpack it or pack it with gzip'],
  [[0x28, 0xb5, 0x2f, 0xfd], 'a zstd file; unpack it or pack it with gzip'],
  [[0x37, 0x7a, 0xbc, 0xaf], 'a 7z file; unpack it or pack it with gzip'],
  [[0x25, 0x50, 0x44, 0x46], 'a PDF document'],
  [[0x89, 0x50, 0x4e, 0x47], 'a PNG picture'],
  [[0xff, 0xd8, 0xff], 'a JPEG picture'],
  [[0xd0, 0xcf, 0x11, 0xe0], 'an old Excel or Word file; save it as CSV'],
]

/** What a catalog can be, for messages. */
export const ACCEPTED = 'XML, CSV, TSV, JSON, JSON Lines or YAML, plain or packed with gzip or zip'

function refuseBinary(head: Uint8Array, pack: Pack | undefined): void {
  const refuse = (what: string): never => {
    throw new AppError('unsupported', `the file is ${what}; a catalog is ${ACCEPTED}`)
  }
  if (head.length === 0) throw new AppError('invalid', pack ? `the ${pack} file holds nothing` : 'the file is empty')
  for (const [magic, what] of MAGIC) if (magic.every((byte, at) => head[at] === byte)) refuse(what)
  if (head.includes(0) && utf16Of(head) === undefined) refuse('binary: it holds zero bytes')
}

/** Undefined: nothing says it, so it is UTF-8 until a byte proves otherwise. */
function encodingOf(head: Uint8Array): string | undefined {
  const wide = utf16Of(head)
  if (wide) return wide
  const ascii = String.fromCharCode(...head.subarray(0, 1_024))
  const xml = /^(?:\xef\xbb\xbf)?\s*<\?xml[^>]{0,150}?encoding\s*=\s*["']([\w.:-]{1,40})["']/i.exec(ascii)?.[1]
  const html = /^\s*<(?:!doctype|html)[\s\S]*?<meta[^>]{0,100}?charset\s*=\s*["']?([\w.:-]{1,40})/i.exec(ascii)?.[1]
  const label = xml ?? html
  if (label === undefined || /^utf-?(8|16)$/i.test(label)) return undefined
  const known = knownEncoding(label)
  if (known !== undefined) return known
  const what = xml === undefined ? 'page' : 'XML'
  throw new AppError(
    'unsupported',
    `the ${what} declares the encoding "${label}", which is not known; save it as UTF-8`,
  )
}

function knownEncoding(label: string): string | undefined {
  try {
    return new TextDecoder(label).encoding
  } catch {
    return undefined
  }
}

/** Undefined where it is UTF-8, which is tried anyway, and where nobody knows it. */
function charsetOf(contentType: string | undefined): string | undefined {
  const label = /;\s*charset\s*=\s*"?([\w.:-]{1,40})/i.exec(contentType ?? '')?.[1]
  const known = label === undefined ? undefined : knownEncoding(label)
  return known === undefined || known.startsWith('utf-') ? undefined : known
}

function utf16Of(head: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const [a, b, c, d] = head
  if (a === 0xff && b === 0xfe) return 'utf-16le'
  if (a === 0xfe && b === 0xff) return 'utf-16be'
  if (a && b === 0 && c && d === 0) return 'utf-16le'
  if (a === 0 && b && c === 0 && d) return 'utf-16be'
  return undefined
}

function decodedAs(encoding: string, bytes: AsyncIterable<Uint8Array>): SourceText {
  return {
    encoding: () => encoding,
    notices: () => [],
    text: decode(encoding, bytes),
  }
}

async function* decode(encoding: string, bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true })
  let offset = 0
  const decoded = (chunk: Uint8Array | undefined): string => {
    try {
      return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode()
    } catch (error) {
      throw new AppError('invalid', `the file is declared as ${encoding} but is not, near byte ${offset}`, {
        cause: error,
      })
    }
  }
  for await (const chunk of bytes) {
    const text = withoutZeros(decoded(chunk), offset)
    offset += chunk.length
    if (text !== '') yield text
  }
  const last = decoded(undefined)
  if (last !== '') yield last
}

/** What is looked at to tell an encoding; a few hundred letters settle it. */
const SAMPLE_BYTES = 256 * 1024

/**
 * UTF-8 until an invalid byte. If all before it was ASCII the file is in the code page that `charset` names, or that
 * its letters speak for; if UTF-8 characters came before it, the file is UTF-8 with a damaged place, which becomes
 * U+FFFD.
 */
function utf8OrFallback(bytes: AsyncGenerator<Uint8Array>, charset: string | undefined): SourceText {
  let encoding = 'utf-8'
  const notices: string[] = []

  async function* text(): AsyncGenerator<string> {
    const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
    let onlyAscii = true
    let held = new Uint8Array(0)
    let offset = 0
    try {
      for (let next = await bytes.next(); ; next = await bytes.next()) {
        const joined = next.done ? held : held.length > 0 ? concat(held, next.value) : next.value
        const settled = next.done ? joined.length : completeLength(joined)
        const piece = joined.subarray(0, settled)
        let part: string
        try {
          part = withoutZeros(strict.decode(piece), offset)
        } catch (error) {
          if (error instanceof AppError) throw error
          const sample = await sampleFrom(joined, bytes)
          const decoder = settle(sample, offset, onlyAscii)
          yield* decodedWith(decoder, replay([sample], bytes), offset)
          return
        }
        onlyAscii &&= isAscii(part)
        const kept = offset === 0 && part.startsWith('\ufeff') ? part.slice(1) : part
        offset += settled
        held = joined.slice(settled)
        if (kept !== '') yield kept
        if (next.done) return
      }
    } finally {
      await bytes.return(undefined)
    }
  }

  /** Decides what the file is once it is no clean UTF-8, and says so. */
  const settle = (sample: Uint8Array, offset: number, onlyAscii: boolean): TextDecoder => {
    const lossy = new TextDecoder('utf-8', { ignoreBOM: true }).decode(sample)
    const valid = lossy.slice(0, lossy.indexOf('\ufffd'))
    const at = offset + new TextEncoder().encode(valid).length
    if (!onlyAscii || !isAscii(valid)) {
      notices.push(`the file is UTF-8 but damaged near byte ${at}; what could not be read became "\ufffd"`)
      return new TextDecoder('utf-8', { ignoreBOM: true })
    }
    encoding = charset ?? guessEncoding(sample)
    const why = charset === undefined ? 'as its letters suggest' : 'as its content type says'
    notices.push(`the file is not UTF-8 (byte ${at}); it was read as ${encoding}, ${why}`)
    return new TextDecoder(encoding)
  }

  return { encoding: () => encoding, notices: () => notices, text: text() }
}

/** `first` and what follows it, up to a sample's length. */
async function sampleFrom(first: Uint8Array, bytes: AsyncGenerator<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
  let sample = first.slice()
  while (sample.length < SAMPLE_BYTES) {
    const next = await bytes.next()
    if (next.done) break
    sample = concat(sample, next.value)
  }
  return sample
}

async function* decodedWith(
  decoder: TextDecoder,
  bytes: AsyncGenerator<Uint8Array>,
  from: number,
): AsyncGenerator<string> {
  let offset = from
  for await (const chunk of bytes) {
    const text = withoutZeros(decoder.decode(chunk, { stream: true }), offset)
    offset += chunk.length
    if (text !== '') yield text
  }
  const last = decoder.decode()
  if (last !== '') yield last
}

/** No text format has them; where they stand, something else was mixed into the file. */
function withoutZeros(text: string, offset: number): string {
  if (text.includes('\0')) throw new AppError('invalid', `the file holds zero bytes, near byte ${offset}`)
  return text
}

const isAscii = (text: string): boolean => !/[^\0-\x7f]/.test(text)

/** How many of the bytes are whole characters; up to three at the end may begin one that is not there yet. */
function completeLength(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] as number
    if ((byte & 0xc0) === 0x80) continue
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1
    return length > back ? bytes.length - back : bytes.length
  }
  return bytes.length
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(a.length + b.length)
  joined.set(a)
  joined.set(b, a.length)
  return joined
}
