/** An instant is epoch milliseconds throughout; ISO 8601 with zone stands at the doors only. */
export interface Interval {
  readonly startAt: number
  readonly endAt: number
}

export const SECOND_MS = 1_000
export const MINUTE_MS = 60 * SECOND_MS
export const HOUR_MS = 60 * MINUTE_MS
export const DAY_MS = 24 * HOUR_MS

const ISO =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|[+-]\d{2}(?::?\d{2})?)?)?$/i

/**
 * Reads ISO 8601: a date, or a date and time with or without zone (`2026-11-22T10:00:00Z`, `…+0200`, `…+02:00`).
 * What carries no zone is UTC. Undefined for anything else, including days that do not exist.
 */
export function parseInstant(text: string): number | undefined {
  const match = ISO.exec(text.trim())
  if (!match) return undefined
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zone = 'Z'] = match
  const parts = [year, month, day, hour, minute, second].map(Number) as [number, number, number, number, number, number]
  const [y, mo, d, h, mi, s] = parts
  // Date.UTC takes years below 100 for those of the 1900s; no shop means them.
  if (y < 1000 || mo < 1 || mo > 12 || d < 1 || d > 31 || h > 23 || mi > 59 || s > 60) return undefined
  const milliseconds = Number(fraction.padEnd(3, '0').slice(0, 3))
  const utc = Date.UTC(y, mo - 1, d, h, mi, s, milliseconds)
  if (new Date(Date.UTC(y, mo - 1, d)).getUTCDate() !== d) return undefined
  const offset = zoneOffsetMs(zone)
  return offset === undefined ? undefined : utc - offset
}

/** Undefined for an offset that no place has. */
function zoneOffsetMs(zone: string): number | undefined {
  if (zone.toUpperCase() === 'Z') return 0
  const hours = Number(zone.slice(1, 3))
  const minutes = Number(zone.slice(3).replace(':', '') || '0')
  if (hours > 14 || minutes > 59) return undefined
  return (zone[0] === '-' ? -1 : 1) * (hours * HOUR_MS + minutes * MINUTE_MS)
}

export const formatInstant = (at: number): string => new Date(at).toISOString()

const UNITS: Record<string, number> = { s: SECOND_MS, m: MINUTE_MS, h: HOUR_MS, d: DAY_MS, w: 7 * DAY_MS }

/** Reads `30m`, `14d`, `2w`; undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d{1,6})\s*([smhdw])$/.exec(text.trim().toLowerCase())
  return match ? Number(match[1]) * (UNITS[match[2] as string] as number) : undefined
}
