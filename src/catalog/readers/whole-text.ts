import { AppError } from '../../shared/errors.ts'

/** Characters of formats that make sense as a whole only. */
const WHOLE_CHARS_MAX = 64_000_000

/** All of a text at once. Throws AppError `too-large` for more than `max` characters. */
export async function wholeText(text: AsyncIterable<string>, format: string, max = WHOLE_CHARS_MAX): Promise<string> {
  const pieces: string[] = []
  let length = 0
  for await (const piece of text) {
    length += piece.length
    if (length > max)
      throw new AppError(
        'too-large',
        `${format} is read as a whole and has more than the ${max} characters that are taken`,
      )
    pieces.push(piece)
  }
  return pieces.join('')
}
