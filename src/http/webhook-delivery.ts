import type { Context } from 'hono'
import { parseJson } from '../events/parse-json.ts'
import { AppError } from '../shared/errors.ts'
import { existingShop } from './access.ts'
import { readBody } from './body.ts'
import type { Deps } from './deps.ts'
import type { AppEnv } from './env.ts'
import { EVENT_BODY_BYTES_MAX } from './event-door.ts'
import { isSigned, type WebhookSource } from './webhooks.ts'

/** The raw body of a delivery to the shop in the path. */
export const readDelivery = (c: Context<AppEnv>): Promise<Uint8Array> =>
  readBody(c.req.raw, { wireBytes: EVENT_BODY_BYTES_MAX, inflatedBytes: EVENT_BODY_BYTES_MAX })

/**
 * Lets a signed delivery in and opens its shop. Throws AppError `unauthorized` for any other, in the same words whether
 * the signature, the secret or the shop is missing.
 */
export async function verifyDelivery(
  c: Context<AppEnv>,
  bytes: Uint8Array,
  { source, header }: { source: WebhookSource; header: string },
  deps: Deps,
): Promise<void> {
  const shopId = c.req.param('shop') ?? ''
  const secret = await deps.webhooks.findSecret(shopId, source)
  if (!isSigned(bytes, c.req.header(header), secret, deps))
    throw new AppError(
      'unauthorized',
      `${header} does not fit the body; set the secret with "secondglance webhooks set ${source} --secret …"`,
    )
  const shop = await existingShop(shopId, deps, { embed: true })
  c.set('access', { shop })
  c.set('shopId', shop.shopId)
}

/** What the bytes say; a text that is no JSON object is handed on as it is, to be set aside. */
export function deliveryBody(bytes: Uint8Array): Record<string, unknown> | string {
  const text = new TextDecoder().decode(bytes)
  try {
    const value = parseJson(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  } catch {
    // Told apart below.
  }
  return 'the body is no JSON object'
}
