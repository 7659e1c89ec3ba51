/** One value of a source before it is understood: text, a number, lists and nested maps of them. */
export type RawValue = string | number | boolean | readonly RawValue[] | RawFields

/** Fields by {@link fieldKey}. A Map, so that a field called `__proto__` is a field like any other. */
export interface RawFields extends ReadonlyMap<string, RawValue> {}

/** One record of a source, on its way to become an offer. */
export interface RawRecord {
  /** Line of the source on which it begins, from 1, where the format has lines. */
  readonly line?: number
  readonly fields: RawFields
  /** True: several values share one text cell, as the grammar of text feeds has it; false: lists are lists. */
  readonly packed?: boolean
}

/**
 * The one spelling under which fields are looked up: `g:sale_price`, `salePrice` and `Sale price` are all `saleprice`.
 */
export const fieldKey = (name: string): string =>
  name
    .replace(/^g:/i, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '')

export const isFields = (value: RawValue): value is RawFields => value instanceof Map

export const isList = (value: RawValue): value is readonly RawValue[] => Array.isArray(value)

/** Adds a value under a key; a key that comes again makes a list. */
export function addField(fields: Map<string, RawValue>, key: string, value: RawValue): void {
  const before = fields.get(key)
  if (before === undefined) fields.set(key, value)
  else fields.set(key, Array.isArray(before) ? [...before, value] : [before, value])
}
