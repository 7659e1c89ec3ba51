import { Cron } from 'croner'
import type { Digest } from '../shared/digest.ts'
import { AppError, messageOf } from '../shared/errors.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../shared/time.ts'
import { quoted } from './plain-text.ts'
import type { Source } from './source.ts'

/** Sources of many shops that are all due at midnight come spread over this much of the time between two runs. */
const JITTER_SHARE = 0.1
const JITTER_MS_MAX = 5 * MINUTE_MS
const BACK_OFF_MS_MIN = MINUTE_MS
const BACK_OFF_MS_MAX = 6 * HOUR_MS

/** Throws AppError for what is no schedule. */
export function checkSchedule(schedule: string): void {
  try {
    if (schedule.trim().split(/\s+/).length === 5 && cronOf(schedule).nextRun(new Date(0))) return
  } catch (error) {
    throw wrongSchedule(schedule, ` (${messageOf(error)})`)
  }
  throw wrongSchedule(schedule, '')
}

const wrongSchedule = (schedule: string, why: string): AppError =>
  new AppError(
    'invalid',
    `schedule ${quoted(schedule)} is no time in five fields of cron${why}; write "0 */6 * * *" for every six hours`,
  )

const cronOf = (schedule: string): Cron => new Cron(schedule, { paused: true, timezone: 'Etc/UTC', mode: '5-part' })

/** The next time after `now`, later by a part of the interval that is always the same for a source. */
export function nextRunAt(
  { schedule, shopId, sourceId }: Source,
  now: number,
  digest: Pick<Digest, 'sha256'>,
): number | undefined {
  if (schedule === undefined) return undefined
  const cron = cronOf(schedule)
  const next = cron.nextRun(new Date(now))
  if (!next) return undefined
  const after = cron.nextRun(next) ?? new Date(next.getTime() + DAY_MS)
  const window = Math.min(JITTER_MS_MAX, (after.getTime() - next.getTime()) * JITTER_SHARE)
  const share = Number.parseInt(digest.sha256(`${shopId}/${sourceId}`).slice(0, 8), 16) / 0x1_0000_0000
  return next.getTime() + Math.floor(share * window)
}

/** How long a source rests that has failed so often in a row; what its server asks for is kept to, up to a day. */
export function backOffMs(failures: number, retryAfterMs = 0): number {
  const own = Math.min(BACK_OFF_MS_MAX, BACK_OFF_MS_MIN * 2 ** Math.min(20, Math.max(0, failures - 1)))
  return Math.max(own, Math.min(DAY_MS, retryAfterMs))
}

/** The header `Retry-After`: seconds or a date. Undefined where it says nothing. */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * SECOND_MS
  const at = Date.parse(header)
  return Number.isNaN(at) ? undefined : Math.max(0, at - now)
}
