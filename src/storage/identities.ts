import type { ShopEvent } from '../events/event.ts'

/** More visitors than this are no person. */
export const PERSON_VISITORS_MAX = 50

/** By which a visitor is known as the same person on another device, each once. */
export function identitiesOf(events: readonly ShopEvent[]): ReadonlySet<string> {
  const identities = new Set<string>()
  for (const { userId, emailSha256 } of events) {
    if (userId !== undefined) identities.add(userIdentity(userId))
    if (emailSha256 !== undefined) identities.add(emailIdentity(emailSha256))
  }
  return identities
}

export const userIdentity = (userId: string): string => `u:${userId}`
export const emailIdentity = (emailSha256: string): string => `e:${emailSha256}`
