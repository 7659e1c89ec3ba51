import type { EventStats } from '../events/store.ts'

/** What was received is what became of it, summed: nothing can be counted in and not out. */
export function sumOfStats(counts: Omit<EventStats, 'received'>): EventStats {
  const { stored, duplicate, rejected, deadLettered, consentDropped, bots } = counts
  const received = stored + duplicate + rejected + deadLettered + consentDropped + bots
  return { received, stored, duplicate, rejected, deadLettered, consentDropped, bots }
}
