import type { Digest } from '../shared/digest.ts'
import { HOUR_MS } from '../shared/time.ts'

/*
 * Threat: a delivery that nobody but its maker wrote, which would put invented orders into a shop.
 * A delivery is signed over its raw bytes with a secret that only the shop system and we know; the signature is checked
 * before anything is read, in constant time, and a shop without a secret takes no delivery. A delivery that is sent
 * again has the same event ids and so no second effect.
 * Left open: whoever knows the secret; and a delivery that is sent again long after, which says what it said then.
 */

export const WEBHOOK_SOURCES = ['shopify', 'woocommerce'] as const
export type WebhookSource = (typeof WEBHOOK_SOURCES)[number]

export interface WebhookSecret {
  readonly shopId: string
  readonly source: WebhookSource
  readonly secret: string
  readonly setAt: number
  /** The secret before, which may still sign for an hour after it was replaced. */
  readonly previous?: string
}

export interface WebhookStore {
  /** Replaces the secret; the one before is kept as `previous`. */
  setSecret(secret: Omit<WebhookSecret, 'previous'>): Promise<void>
  findSecret(shopId: string, source: WebhookSource): Promise<WebhookSecret | undefined>
}

const ROTATION_MS = HOUR_MS

/** Whether a base64 HMAC-SHA-256 over these bytes was made with the shop's secret. */
export function isSigned(
  bytes: Uint8Array,
  signature: string | undefined,
  known: WebhookSecret | undefined,
  { digest, now }: { digest: Digest; now: () => number },
): boolean {
  const secrets = known ? [known.secret] : []
  if (known?.previous !== undefined && now() - known.setAt < ROTATION_MS) secrets.push(known.previous)
  // All are tried, so that the time taken does not tell which one fits.
  return secrets.map((secret) => digest.equal(base64Hmac(secret, bytes, digest), signature ?? '')).includes(true)
}

const base64Hmac = (secret: string, bytes: Uint8Array, digest: Digest): string =>
  `${digest.hmac(secret, bytes).replaceAll('-', '+').replaceAll('_', '/')}=`
