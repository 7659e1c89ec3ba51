import { isFields, isList, type RawFields, type RawValue } from '../raw-record.ts'

/** Careful looks into JSON that came from outside, its keys as {@link RawFields} have them. */

export function textOf(value: RawValue | undefined): string | undefined {
  if (value === undefined || isFields(value) || isList(value)) return undefined
  const text = String(value).trim()
  return text === '' ? undefined : text
}

/** The value at a path of field keys. */
export function at(value: RawValue | undefined, ...keys: readonly string[]): RawValue | undefined {
  let found = value
  for (const key of keys) found = found !== undefined && isFields(found) ? found.get(key) : undefined
  return found
}

/** A list as such; one value alone is a list of one. */
export const listAt = (value: RawValue | undefined, ...keys: readonly string[]): readonly RawValue[] => {
  const found = at(value, ...keys)
  return found === undefined || found === '' ? [] : isList(found) ? found : [found]
}

export const mapsAt = (value: RawValue | undefined, ...keys: readonly string[]): readonly RawFields[] =>
  listAt(value, ...keys).filter(isFields)

/** What a GraphQL connection holds: `{ edges: [{ node }] }`, `{ nodes: […] }` or a plain list. */
export function connection(value: RawValue | undefined, ...keys: readonly string[]): readonly RawFields[] {
  const found = at(value, ...keys)
  if (found === undefined || !isFields(found)) return mapsAt(found)
  const edges = mapsAt(found, 'edges').flatMap((edge) => {
    const node = edge.get('node')
    return node !== undefined && isFields(node) ? [node] : []
  })
  return edges.length > 0 ? edges : mapsAt(found, 'nodes')
}
