import type { Digest } from '../shared/digest.ts'
import { type ConsentSignals, decideConsent } from './consent.ts'
import type { EventRejection } from './event.ts'
import type { DeadLetter } from './store.ts'

interface LetterOptions {
  readonly receivedAt: number
  readonly secGpc?: boolean
  readonly dialect?: string
}

/**
 * What is kept of an event that could not be read. Of a person's traits only the hash of the e-mail stays; of somebody
 * who refused ads nothing does, which is the answer then.
 */
export function deadLetterOf(
  input: unknown,
  { rule, message }: Omit<EventRejection, 'index'>,
  { receivedAt, secGpc, dialect = 'canonical' }: LetterOptions,
  digest: Digest,
): DeadLetter | 'refused-ads' {
  if (decideConsent({ ...signalsOf(input), ...(secGpc && { secGpc }) }).ads === false) return 'refused-ads'
  const kept = rule === 'event-too-large' ? undefined : withoutPerson(input, digest)
  const { visitorId } = recordOf(input)
  return {
    letterId: `${receivedAt}-${digest.sha256(`${dialect} ${rule} ${JSON.stringify(kept)}`).slice(0, 24)}`,
    receivedAt,
    dialect,
    rule,
    message,
    visitorId: typeof visitorId === 'string' || typeof visitorId === 'number' ? String(visitorId) : undefined,
    input: kept,
  }
}

const TEXT_CHARS_MAX = 200

function withoutPerson(input: unknown, digest: Digest): unknown {
  if (Array.isArray(input)) return undefined
  if (typeof input === 'string') return input.slice(0, TEXT_CHARS_MAX)
  if (typeof input !== 'object' || input === null) return input
  const { userAgent, traits, ...rest } = input as Record<string, unknown>
  const { email, emailSha256 } = recordOf(traits)
  const hash = typeof email === 'string' ? digest.sha256(email.trim().toLowerCase()) : emailSha256
  return hash === undefined ? rest : { ...rest, traits: { emailSha256: hash } }
}

/** The signals of an event whose other parts may be anything. */
function signalsOf(input: unknown): ConsentSignals {
  const consent = recordOf(recordOf(input).consent)
  const text = (name: string): string | undefined => {
    const value = Object.hasOwn(consent, name) ? consent[name] : undefined
    return typeof value === 'string' ? value : undefined
  }
  const flag = (name: string): boolean | undefined => {
    const value = Object.hasOwn(consent, name) ? consent[name] : undefined
    return typeof value === 'boolean' ? value : undefined
  }
  return {
    ads: flag('ads'),
    adStorage: text('adStorage'),
    adUserData: text('adUserData'),
    adPersonalization: text('adPersonalization'),
    tcString: text('tcString'),
    gdprApplies: flag('gdprApplies'),
    gpp: text('gpp'),
    usPrivacy: text('usPrivacy'),
    secGpc: flag('secGpc'),
    country: text('country'),
  }
}

const recordOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}
