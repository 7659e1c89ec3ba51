import { HOUR_MS } from '../shared/time.ts'
import type { FeedContext } from './context.ts'

/**
 * What an offer's visitors count as, in a text that is another one where they count differently: those who left it by
 * stage, the hour of the last, and those who bought it. Undefined where nobody did either.
 */
export function figuresText(
  offerId: string,
  { figures, buyers }: Pick<FeedContext, 'figures' | 'buyers'>,
): string | undefined {
  const left = figures.get(offerId)
  const bought = buyers?.get(offerId)
  if (left === undefined && bought === undefined) return undefined
  const { viewed = 0, carted = 0, checkout = 0 } = left?.visitors ?? {}
  return [viewed, carted, checkout, Math.floor((left?.lastAt ?? 0) / HOUR_MS), bought ?? 0].join('.')
}
