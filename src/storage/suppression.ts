import type { ShopEvent } from '../events/event.ts'
import type { Refusal, Subject } from '../events/store.ts'
import { emailIdentity, userIdentity } from './identities.ts'

/** Why nothing of a person is stored: `withdrawn` until a newer grant, `erased` for good. */
export interface Suppression {
  readonly kind: 'withdrawn' | 'erased'
  readonly since: number
}

/** Everything by which an event names a person. */
export function subjectsOf({ visitorId, userId, emailSha256 }: Subject): string[] {
  const subjects: string[] = []
  if (visitorId !== undefined) subjects.push(visitorSubject(visitorId))
  if (userId !== undefined) subjects.push(userIdentity(userId))
  if (emailSha256 !== undefined) subjects.push(emailIdentity(emailSha256))
  return subjects
}

export const visitorSubject = (visitorId: string): string => `v:${visitorId}`

/** Whether a suppression stands against an event; a grant after a withdrawal lifts it. */
export const standsAgainst = ({ kind, since }: Suppression, event: ShopEvent): boolean =>
  kind === 'erased' || event.consent.ads !== true || event.occurredAt <= since

/** The stronger one: an erasure is never weakened, the later withdrawal counts. */
export const stronger = (a: Suppression | undefined, b: Suppression): Suppression =>
  a === undefined || b.kind === 'erased' || (a.kind !== 'erased' && b.since > a.since) ? b : a

/** When the person first agreed again after refusing; what lies before is not kept. */
export function grantedAgainAt(refusal: Refusal, events: readonly ShopEvent[]): number | undefined {
  let first: number | undefined
  for (const { consent, occurredAt } of events)
    if (consent.ads === true && occurredAt > refusal.occurredAt && (first === undefined || occurredAt < first))
      first = occurredAt
  return first
}
