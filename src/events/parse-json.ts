/**
 * JSON as `JSON.parse` reads it, except that whole numbers beyond 2^53 are handed on as the text they were written as:
 * shops have ids of 18 digits, which a number would round. Throws SyntaxError.
 */
export function parseJson(text: string): unknown {
  // Most texts hold no such number, and a reviver makes reading several times slower.
  return /\d{16}/.test(text) ? JSON.parse(text, keepLongNumbers) : JSON.parse(text)
}

/** The third argument came with ES2026; an engine without it leaves the number rounded. */
const keepLongNumbers = (_key: string, value: unknown, context?: { source?: string }): unknown =>
  typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(context?.source ?? '')
    ? context?.source
    : value
