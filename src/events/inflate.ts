import { AppError } from '../shared/errors.ts'

/** A log packs well, a bomb better. */
const RATIO_MAX = 1_000
const RATIO_FROM_BYTES = 64 * 1024 * 1024

/**
 * The bytes of a file, unpacked where it begins as gzip does; one layer. Throws AppError `invalid` for a damaged one
 * and `too-large` for one that unpacks to more than a thousand times its size.
 */
export async function* inflated(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const source = body[Symbol.asyncIterator]()
  const first = await source.next()
  const head = first.done ? new Uint8Array() : first.value
  async function* whole(): AsyncGenerator<Uint8Array> {
    yield head
    for (let next = await source.next(); !next.done; next = await source.next()) yield next.value
  }
  if (head[0] !== 0x1f || head[1] !== 0x8b) return yield* whole()

  let packed = 0
  let unpacked = 0
  async function* counted(): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    for await (const bytes of whole()) {
      packed += bytes.length
      // A copy, because the stream takes the buffer over.
      yield bytes.slice()
    }
  }
  const reader = streamOf(counted()).pipeThrough(new DecompressionStream('gzip')).getReader()
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      unpacked += next.value.length
      if (unpacked > RATIO_FROM_BYTES && unpacked > packed * RATIO_MAX)
        throw new AppError('too-large', `the gzip file unpacks to more than ${RATIO_MAX} times its size`)
      yield next.value
    }
  } catch (error) {
    if (error instanceof AppError) throw error
    throw new AppError('invalid', `the gzip file is damaged or cut after ${unpacked} unpacked bytes`, { cause: error })
  } finally {
    await reader.cancel().catch(() => undefined)
  }
}

function streamOf(pieces: AsyncGenerator<Uint8Array<ArrayBuffer>>): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await pieces.next()
      if (done) controller.close()
      else controller.enqueue(value)
    },
    async cancel() {
      await pieces.return(undefined)
    },
  })
}
