import type { z } from 'zod'
import { EXPECTED } from './event-schema.ts'

const SHOWN_CHARS_MAX = 60

/** The first fault of an event, as a stable rule and a sentence. Rules are made of the schema's own names only. */
export function describeIssue(error: z.ZodError, input: object): { rule: string; message: string } {
  const path = error.issues[0]?.path ?? []
  const names = path.filter((part) => typeof part === 'string')
  const place = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('')
  const came = valueAt(input, path)
  const isMissing = came === undefined || came === null
  return {
    rule: `${names.map(toKebab).join('-')}-${isMissing ? 'missing' : 'invalid'}`,
    message: `${place.slice(1)}: ${isMissing ? 'missing' : `came ${show(came, names)}`}; expected ${EXPECTED[names.join('.')] ?? 'an object'}`,
  }
}

const toKebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input
  for (const part of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined
    value = (value as Record<PropertyKey, unknown>)[part]
  }
  return value
}

/** What came, short enough to read; a person's address is not repeated. */
function show(value: unknown, names: readonly string[]): string {
  if (names[0] === 'traits') return typeof value === 'string' ? 'another text' : typeof value
  if (Array.isArray(value)) return `a list of ${value.length}`
  if (typeof value === 'object') return 'an object'
  const text = JSON.stringify(value)
  return text.length <= SHOWN_CHARS_MAX ? text : `${text.slice(0, SHOWN_CHARS_MAX)}…`
}
