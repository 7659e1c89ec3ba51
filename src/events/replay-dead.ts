import type { Shop } from '../catalog/shop.ts'
import type { CatalogStore } from '../catalog/store.ts'
import type { Digest } from '../shared/digest.ts'
import { parseEvent } from './parse-event.ts'
import type { AppendOutcome, DeadLetter, EventStore } from './store.ts'

export interface ReplayReport {
  /** Letters that were tried. */
  readonly letters: number
  readonly stored: number
  readonly duplicate: number
  /** Of people who refused ads meanwhile. */
  readonly suppressed: number
  /** They still cannot be read, and stay. */
  readonly left: number
}

/** Letters that are tried in one go. */
const LETTERS_MAX = 10_000

/**
 * Judges what was set aside once more, as it would have been judged when it came, and stores what can be read by now;
 * that is set aside no longer. What is still wrong stays. The sum of what was received does not change by it.
 */
export async function replayDeadLetters(
  shop: Shop,
  deps: { events: EventStore; catalog: CatalogStore; digest: Digest },
): Promise<ReplayReport> {
  const letters = await deps.events.deadLetters(shop.shopId, LETTERS_MAX)
  const report = { letters: letters.length, stored: 0, duplicate: 0, suppressed: 0, left: 0 }
  for (const letter of letters) {
    const outcome = await replay(letter, shop, deps)
    report[outcome ?? 'left']++
  }
  return report
}

async function replay(
  { letterId, receivedAt, input }: DeadLetter,
  shop: Shop,
  { events, digest }: { events: EventStore; digest: Digest },
): Promise<AppendOutcome | undefined> {
  const parsed = parseEvent(input, { shop, receivedAt, digest })
  if (!parsed.ok) return undefined
  // In one transaction: stopped anywhere, the letter is either still there or has become an event.
  const [outcome] = await events.append(shop.shopId, [parsed.event], { settled: [letterId] })
  return outcome
}
