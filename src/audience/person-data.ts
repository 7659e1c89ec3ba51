import type { ShopEvent } from '../events/event.ts'
import type { DeadLetter, Erasure, EventStore, Subject } from '../events/store.ts'
import type { Digest } from '../shared/digest.ts'
import { AppError } from '../shared/errors.ts'
import type { AudienceStore } from './store.ts'
import type { VisitorItem } from './visitor-item.ts'

/** Everything that is kept of a person: what an erasure would remove. */
export interface PersonData {
  readonly visitorIds: readonly string[]
  readonly events: readonly ShopEvent[]
  readonly items: readonly VisitorItem[]
  readonly deadLetters: readonly DeadLetter[]
}

type PersonDeps = { readonly events: EventStore; readonly audience: AudienceStore }

const LETTERS_MAX = 100_000

/** Ad images and feeds hold nobody's ids; there is nothing of a person in them to give or to remove. */
export async function exportPerson(
  shopId: string,
  subject: Subject,
  { events, audience }: PersonDeps,
): Promise<PersonData> {
  const visitorIds = await audience.findVisitors(shopId, subject)
  const log: ShopEvent[] = []
  const items: VisitorItem[] = []
  for (const visitorId of visitorIds) {
    for await (const page of events.scan(shopId, { visitorId })) log.push(...page)
    items.push(...(await audience.visitorItems(shopId, visitorId)))
  }
  const named = new Set(visitorIds)
  const letters = await events.deadLetters(shopId, LETTERS_MAX)
  return {
    visitorIds,
    events: log,
    items,
    deadLetters: letters.filter(({ visitorId }) => visitorId !== undefined && named.has(visitorId)),
  }
}

/** Removes all that `exportPerson` gives, and keeps it out from then on. */
export const erasePerson = (
  shopId: string,
  subject: Subject,
  at: number,
  { events }: Pick<PersonDeps, 'events'>,
): Promise<Erasure> => events.erase(shopId, subject, at)

/** By what a person asks to be found; an e-mail address is hashed here and goes no further. */
export function subjectOf(
  given: { visitorId?: string; userId?: string; email?: string; emailSha256?: string },
  digest: Digest,
): Subject {
  const { visitorId, userId, email, emailSha256 } = given
  const subject: Subject = {
    visitorId,
    userId,
    emailSha256: email === undefined ? emailSha256?.toLowerCase() : digest.sha256(email.trim().toLowerCase()),
  }
  if (Object.values(subject).every((id) => id === undefined))
    throw new AppError('invalid', 'nobody is named: give a visitor id, a user id or an e-mail address')
  return subject
}
