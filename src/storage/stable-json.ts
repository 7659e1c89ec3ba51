/** JSON with its keys in order, so that equal values have equal texts. */
export const stableJson = (value: unknown): string => JSON.stringify(value, sortKeys)

function sortKeys(_key: string, value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value
  const entries = Object.entries(value)
  for (let at = 1; at < entries.length; at++)
    if (entries[at - 1]![0] > entries[at]![0]) return Object.fromEntries(entries.sort(byKey))
  return value
}

const byKey = ([a]: [string, unknown], [b]: [string, unknown]): number => (a < b ? -1 : 1)
