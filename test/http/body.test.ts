import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readBody, readJson, streamBody } from '../../src/http/body.ts'

const CAPS = { wireBytes: 1000, inflatedBytes: 4000 }

function requestOf(body: BodyInit | null, headers: Record<string, string> = {}): Request {
  return new Request('http://localhost/', { method: 'POST', body, headers, duplex: 'half' } as RequestInit)
}

/** A body of unknown length that tells how much of it was taken. */
function endless(part: Uint8Array): {
  body: ReadableStream<Uint8Array>
  taken: () => number
  cancelled: () => boolean
} {
  let taken = 0
  let cancelled = false
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      taken += part.length
      controller.enqueue(part)
    },
    cancel() {
      cancelled = true
    },
  })
  return { body, taken: () => taken, cancelled: () => cancelled }
}

const whole = async (source: AsyncIterable<Uint8Array>) => {
  const parts: Uint8Array[] = []
  for await (const part of source) parts.push(part)
  return Buffer.concat(parts)
}

describe('a body', () => {
  it('is read whole, plain or gzip, of whatever length', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 900 }), fc.boolean(), async (bytes, gzip) => {
        const sent = gzip ? new Uint8Array(gzipSync(bytes)) : bytes
        const headers: Record<string, string> = gzip ? { 'Content-Encoding': 'gzip' } : {}
        expect(new Uint8Array(await readBody(requestOf(sent as BodyInit, headers), CAPS))).toEqual(
          new Uint8Array(bytes),
        )
        expect(new Uint8Array(await whole(streamBody(requestOf(sent as BodyInit, headers), CAPS)))).toEqual(
          new Uint8Array(bytes),
        )
      }),
      { numRuns: 50 },
    )
  })

  it('is read up to the cap and refused one byte beyond, whatever its length says', async () => {
    for (const headers of [{}, { 'Content-Length': '10' }] as Record<string, string>[]) {
      expect((await readBody(requestOf('x'.repeat(1000), headers), CAPS)).length).toBe(1000)
      await expect(readBody(requestOf('x'.repeat(1001), headers), CAPS)).rejects.toMatchObject({ code: 'too-large' })
    }
  })

  it('is refused by its declared length before a byte is read', async () => {
    const { body, taken } = endless(new Uint8Array(100))
    await expect(readBody(requestOf(body, { 'Content-Length': '1001' }), CAPS)).rejects.toMatchObject({
      code: 'too-large',
    })
    expect(taken()).toBeLessThanOrEqual(100)
  })

  it('without an end is read no further than the cap', async () => {
    const { body, taken, cancelled } = endless(new Uint8Array(100))
    await expect(readBody(requestOf(body), CAPS)).rejects.toMatchObject({ code: 'too-large' })
    expect(taken()).toBeLessThan(CAPS.wireBytes + 500)
    expect(cancelled()).toBe(true)
  })

  it('that is small on the wire and huge inflated stops at the cap', async () => {
    const bomb = new Uint8Array(gzipSync(Buffer.alloc(50_000_000)))
    const caps = { wireBytes: 1_000_000, inflatedBytes: 1_000_000 }
    let seen = 0
    const reading = (async () => {
      for await (const part of streamBody(requestOf(bomb, { 'Content-Encoding': 'gzip' }), caps)) seen += part.length
    })()
    await expect(reading).rejects.toMatchObject({ code: 'too-large', message: /inflated/ })
    expect(seen).toBeLessThanOrEqual(caps.inflatedBytes)
  })

  it.each([
    ['gzip that is none', 'hello', { 'Content-Encoding': 'gzip' }, 'invalid'],
    [
      'gzip that breaks off',
      new Uint8Array(gzipSync('hello hello hello').subarray(0, 20)),
      { 'Content-Encoding': 'gzip' },
      'invalid',
    ],
    ['two layers', 'hello', { 'Content-Encoding': 'gzip, gzip' }, 'unsupported'],
    ['an unknown encoding', 'hello', { 'Content-Encoding': 'br' }, 'unsupported'],
  ] as const)('of %s is refused', async (_name, body, headers, code) => {
    await expect(readBody(requestOf(body, headers), CAPS)).rejects.toMatchObject({ code })
  })
})

describe('JSON', () => {
  it.each([
    ['an empty body', '', {}, 'invalid'],
    ['half a document', '{"a":', {}, 'invalid'],
    ['bytes that are no UTF-8', new Uint8Array([0x22, 0xff, 0x22]), {}, 'invalid'],
    ['another type', '{}', { 'Content-Type': 'application/xml' }, 'unsupported'],
    ['a form', 'a=1', { 'Content-Type': 'application/x-www-form-urlencoded' }, 'unsupported'],
  ] as const)('is refused as %s', async (_name, body, headers, code) => {
    await expect(readJson(requestOf(body, headers), CAPS)).rejects.toMatchObject({ code })
  })

  it.each(['application/json', 'application/json; charset=utf-8', 'text/plain;charset=UTF-8', 'application/ld+json'])(
    'is taken as %s',
    async (type) => {
      expect(await readJson(requestOf('{"a":1}', { 'Content-Type': type }), CAPS)).toEqual({ a: 1 })
    },
  )

  it('keeps a key called __proto__ as a mere key', async () => {
    const value = (await readJson(requestOf('{"__proto__":{"admin":true}}'), CAPS)) as object
    expect(Object.hasOwn(value, '__proto__')).toBe(true)
    expect('admin' in value).toBe(false)
  })
})
