import { AppError, messageOf } from '../shared/errors.ts'

/*
 * Threat: a body that is endless, or small on the wire and huge once inflated.
 * Bytes are counted as they are read, on the wire and after inflating, whatever Content-Length says; reading stops at
 * the cap. One layer of gzip is undone. Left open: a body that trickles; the root's request time-out cuts it.
 */

export interface BodyCaps {
  readonly wireBytes: number
  readonly inflatedBytes: number
}

/** The whole body, inflated. Throws AppError `too-large`, `unsupported` or `invalid`. */
export async function readBody(request: Request, caps: BodyCaps): Promise<Uint8Array> {
  const declared = declaredLength(request, caps)
  if (declared !== undefined && isPlain(request)) {
    // The server never hands on more than was declared; the check stands for callers without one in front.
    const bytes = new Uint8Array(await request.arrayBuffer())
    if (bytes.length > caps.wireBytes) throw tooLarge(caps.wireBytes)
    return bytes
  }
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of streamBody(request, caps)) {
    parts.push(part)
    length += part.length
  }
  const whole = new Uint8Array(length)
  let offset = 0
  for (const part of parts) {
    whole.set(part, offset)
    offset += part.length
  }
  return whole
}

/** The body piece by piece, inflated. Throws the same faults while it is read. */
export async function* streamBody(request: Request, caps: BodyCaps): AsyncGenerator<Uint8Array, void, undefined> {
  declaredLength(request, caps)
  const plain = isPlain(request)
  if (!request.body) return
  let fault: AppError | undefined
  let wireBytes = 0
  const counted = request.body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array<ArrayBuffer>>({
      transform(part, controller) {
        wireBytes += part.length
        if (wireBytes <= caps.wireBytes) return controller.enqueue(part as Uint8Array<ArrayBuffer>)
        fault = tooLarge(caps.wireBytes)
        controller.error(fault)
      },
    }),
  )
  const reader = (plain ? counted : counted.pipeThrough(new DecompressionStream('gzip'))).getReader()
  let bytes = 0
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      bytes += value.length
      if (bytes > caps.inflatedBytes) throw tooLarge(caps.inflatedBytes, 'inflated')
      yield value
    }
  } catch (error) {
    if (error instanceof AppError) throw error
    if (fault) throw fault
    throw new AppError('invalid', plain ? 'the body broke off' : 'the body is no whole gzip file', { cause: error })
  } finally {
    reader.cancel().catch(() => {})
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** The body as JSON. Throws AppError `invalid` for what is none, naming the place. */
export const readJson = async (request: Request, caps: BodyCaps): Promise<unknown> =>
  parseJsonText(await readJsonText(request, caps))

/** The text of a body that is declared as JSON, or as plain text, as pages send it when they close. */
export async function readJsonText(request: Request, caps: BodyCaps): Promise<string> {
  const type = request.headers.get('Content-Type')?.split(';', 1)[0]?.trim().toLowerCase()
  if (type && !/^(application\/([a-z0-9.-]+\+)?json|text\/plain)$/.test(type))
    throw new AppError('unsupported', `the body is declared as "${type.slice(0, 100)}"; send "application/json"`)
  const bytes = await readBody(request, caps)
  if (bytes.length === 0) throw new AppError('invalid', 'the body is empty; send JSON')
  try {
    return utf8.decode(bytes)
  } catch {
    throw new AppError('invalid', 'the body is no text in UTF-8')
  }
}

export function parseJsonText(text: string, parse: (text: string) => unknown = JSON.parse): unknown {
  try {
    return parse(text)
  } catch (error) {
    throw new AppError('invalid', `the body is no JSON: ${messageOf(error).slice(0, 200)}`)
  }
}

function declaredLength(request: Request, caps: BodyCaps): number | undefined {
  const text = request.headers.get('Content-Length')
  if (text === null || !/^\d{1,15}$/.test(text)) return undefined
  const length = Number(text)
  if (length > caps.wireBytes) throw tooLarge(caps.wireBytes)
  return length
}

function isPlain(request: Request): boolean {
  const encoding = request.headers.get('Content-Encoding')?.trim().toLowerCase() ?? ''
  if (encoding === '' || encoding === 'identity') return true
  if (encoding === 'gzip' || encoding === 'x-gzip') return false
  throw new AppError('unsupported', `Content-Encoding "${encoding.slice(0, 60)}" is not read; send "gzip" or none`)
}

const tooLarge = (cap: number, how = 'on the wire'): AppError =>
  new AppError('too-large', `the body is over ${cap} bytes ${how}; send less at a time`)
