import type { ShopEvent } from '../events/event.ts'
import type { Subject } from '../events/store.ts'

/** More visitors than this are no person. */
export const PERSON_VISITORS_MAX = 50

/** By which a visitor is known as the same person on another device, each once. */
export function identitiesOf(events: readonly ShopEvent[]): ReadonlySet<string> {
  const identities = new Set<string>()
  for (const event of events) for (const identity of identitiesNamed(event)) identities.add(identity)
  return identities
}

export function identitiesNamed({ userId, emailSha256 }: Subject): string[] {
  const identities: string[] = []
  if (userId !== undefined) identities.push(userIdentity(userId))
  if (emailSha256 !== undefined) identities.push(emailIdentity(emailSha256))
  return identities
}

export const userIdentity = (userId: string): string => `u:${userId}`
export const emailIdentity = (emailSha256: string): string => `e:${emailSha256}`
