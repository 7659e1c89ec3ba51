type Json = Readonly<Record<string, unknown>>

/** The value as an object; an empty one when it is something else, so that what it lacks is found missing. */
export const objectOf = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {}

/** The value as a list; one thing is a list of one. */
export const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : value == null ? [] : [value])
