import { AppError, messageOf } from '../shared/errors.ts'
import type { CommandContext } from './context.ts'

const BYTES_MAX = 4 * 1024 * 1024

/** The JSON of a file that a person has written. Throws AppError for one that is too large or no JSON. */
export async function readJson(path: string, context: CommandContext): Promise<unknown> {
  const { name, body } = await context.openInput(path)
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of body) {
    bytes += chunk.length
    if (bytes > BYTES_MAX) throw new AppError('too-large', `${name} is over ${BYTES_MAX} bytes`)
    chunks.push(chunk)
  }
  return parseJson(await new Response(new Blob(chunks as Uint8Array<ArrayBuffer>[])).text(), name)
}

/** Throws AppError `invalid` for what is no JSON. */
export function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new AppError('invalid', `${name} is no JSON: ${messageOf(error)}`)
  }
}
