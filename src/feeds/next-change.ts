import type { Attribute } from '../catalog/attribute.ts'
import { OFFER_ATTRIBUTES, type Offer } from '../catalog/offer.ts'
import type { Channel } from '../channels/channel.ts'
import { DAY_MS, HOUR_MS, type Interval } from '../shared/time.ts'

/** How old the figures may be that say how recently visitors left an offer. */
const FIGURES_AGE_MAX_MS = HOUR_MS

/** Platforms measure from today how far ahead a date may lie. */
const DAYS_AHEAD = 366

/**
 * The first time after `now` at which an offer's rows may be others although nothing about it changes: a date it holds
 * has come, or is no longer too far ahead, or the visitors' figures have aged.
 */
export function nextChangeAt(
  offer: Offer,
  { channel, now, hasFigures }: { channel: Channel; now: number; hasFigures: boolean },
): number | undefined {
  let next = hasFigures ? now + FIGURES_AGE_MAX_MS : Number.POSITIVE_INFINITY
  const consider = (at: number): void => {
    if (at > now && at < next) next = at
  }
  for (const read of READERS) {
    read(offer, (at) => {
      consider(at)
      consider(at - DAYS_AHEAD * DAY_MS)
      if (channel.expirationDaysMax !== undefined) consider(at - channel.expirationDaysMax * DAY_MS)
    })
  }
  return Number.isFinite(next) ? next : undefined
}

type Reader = (value: unknown, tell: (at: number) => void) => void

/** One for each attribute that holds times, whatever it is called. */
const READERS: readonly Reader[] = readersOf(OFFER_ATTRIBUTES)

function readersOf(attributes: Readonly<Record<string, Attribute>>): Reader[] {
  return Object.entries(attributes).flatMap(([name, attribute]) => {
    const single = readerOf(attribute)
    if (!single) return []
    return (holder, tell) => {
      const value = (holder as Readonly<Record<string, unknown>>)[name]
      if (value === undefined) return
      if (!attribute.list) single(value, tell)
      else for (const item of value as readonly unknown[]) single(item, tell)
    }
  })
}

function readerOf({ kind, fields }: Attribute): Reader | undefined {
  if (kind === 'instant') return (value, tell) => tell(value as number)
  if (kind === 'interval')
    return (value, tell) => {
      const { startAt, endAt } = value as Interval
      tell(startAt)
      tell(endAt)
    }
  const readers = fields ? readersOf(fields) : []
  if (readers.length === 0) return undefined
  return (value, tell) => {
    for (const read of readers) read(value, tell)
  }
}
