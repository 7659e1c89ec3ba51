import type { Deps } from './deps.ts'
import { type ApiKey, ROLES, type Role } from './keys.ts'

/*
 * Threat: a key that is guessed, stolen, outdated, or used for more than it was made for.
 * A key carries 256 random bits and only its SHA-256 is kept; it is found by its public id and compared in constant
 * time; it can be limited to one shop, one role and a time, and revoked. A `write` key stands in public pages and can
 * only send events. Left open: whoever has a key may use it until it ends; keys in a query reach proxies' logs, which is
 * why only feeds take them there (ad platforms can do nothing else) and `feed` keys open nothing but feeds.
 */

/** What a request may want to do. */
export const PERMISSIONS = [
  'events:send',
  'catalog:read',
  'catalog:write',
  'visitors:read',
  'persons:erase',
  'feeds:read',
  'studio:view',
  'metrics:read',
] as const
export type Permission = (typeof PERMISSIONS)[number]

const MAY: Readonly<Record<Role, readonly Permission[]>> = {
  admin: PERMISSIONS,
  marketer: ['catalog:read', 'catalog:write', 'visitors:read', 'feeds:read', 'studio:view'],
  read: ['catalog:read', 'visitors:read', 'feeds:read'],
  write: ['events:send'],
  feed: ['feeds:read'],
}

export const may = (role: Role, permission: Permission): boolean => MAY[role].includes(permission)

/** Whether the key serves this shop; a key without a shop serves all. */
export const serves = (key: ApiKey, shopId: string): boolean => key.shopId === undefined || key.shopId === shopId

export const isLive = (key: ApiKey, now: number): boolean =>
  key.revokedAt === undefined && (key.expiresAt === undefined || key.expiresAt > now)

type KeyDeps = Pick<Deps, 'keys' | 'digest' | 'now' | 'newId' | 'newSecret'>

export interface KeyRequest {
  readonly role: Role
  /** Undefined: every shop. */
  readonly shopId?: string
  readonly name?: string
  readonly expiresAt?: number
}

/** Makes and saves a key `sg_<role>_<keyId>_<secret>`. Its text is not kept, except a `feed` key's: show it now. */
export async function createKey(request: KeyRequest, deps: KeyDeps): Promise<{ key: string; record: ApiKey }> {
  const keyId = deps.newId().replace(/[^A-Za-z0-9]/g, '')
  const key = `sg_${request.role}_${keyId}_${deps.newSecret()}`
  const record: ApiKey = {
    keyId,
    role: request.role,
    shopId: request.shopId,
    hash: deps.digest.sha256(key),
    token: request.role === 'feed' ? key : undefined,
    name: request.name,
    createdAt: deps.now(),
    expiresAt: request.expiresAt,
  }
  await deps.keys.saveKey(record)
  return { key, record }
}

const KEY = new RegExp(`^sg_(?:${ROLES.join('|')})_(?<keyId>[A-Za-z0-9]{1,64})_[A-Za-z0-9_-]{16,256}$`)
const KEY_CHARS_MAX = 512

/** The record of a key's text; undefined when it is unknown, expired or revoked. */
export async function findLiveKey(
  text: string,
  deps: Pick<Deps, 'keys' | 'digest' | 'now'>,
): Promise<ApiKey | undefined> {
  if (text === '' || text.length > KEY_CHARS_MAX) return undefined
  const hash = deps.digest.sha256(text)
  const record = await deps.keys.findKey(keyIdOf(text, hash))
  // Compared even when there is none, so that the time taken tells nothing about which ids exist.
  const same = deps.digest.equal(hash, record?.hash ?? '0'.repeat(hash.length))
  return record && same && isLive(record, deps.now()) ? record : undefined
}

/** A key an operator made up has no id inside; the beginning of its hash stands in. */
const keyIdOf = (text: string, hash: string): string =>
  KEY.exec(text)?.groups?.keyId ?? `configured-${hash.slice(0, 16)}`

const CONFIGURED = 'SECONDGLANCE_ADMIN_KEY'

/**
 * Called once at start. A configured admin key is saved as a key, and one that was configured before and is no longer
 * is revoked. Without a configured key, and when no admin key lives, one is made: its text is returned, to be shown once.
 */
export async function ensureAdminKey(secretText: string | undefined, deps: KeyDeps): Promise<string | undefined> {
  const now = deps.now()
  const hash = secretText === undefined ? undefined : deps.digest.sha256(secretText)
  const live = (await deps.keys.listKeys()).filter((key) => key.role === 'admin' && isLive(key, now))
  const outdated = live.filter((key) => key.name === CONFIGURED && key.hash !== hash)
  for (const key of outdated) await deps.keys.revokeKey(key.keyId, now)

  if (secretText !== undefined && hash !== undefined) {
    if (live.some((key) => key.hash === hash && key.shopId === undefined)) return undefined
    await deps.keys.saveKey({
      keyId: keyIdOf(secretText, hash),
      role: 'admin',
      hash,
      name: CONFIGURED,
      createdAt: now,
    })
    return undefined
  }
  if (live.some((key) => !outdated.includes(key) && key.shopId === undefined)) return undefined
  const { key } = await createKey({ role: 'admin', name: 'first start' }, deps)
  return key
}

/**
 * The keys a request presents: `Authorization: Bearer <key>`, or Basic with the key as user name (as Segment's
 * libraries send it) or as password (as ad platforms do).
 */
export function presentedKeys(authorization: string | undefined): string[] {
  const [, scheme, value] = /^(bearer|basic) +(\S+)\s*$/i.exec(authorization ?? '') ?? []
  if (scheme === undefined || value === undefined) return []
  if (scheme.toLowerCase() === 'bearer') return [value]
  const credentials = decodeBase64(value)
  const colon = credentials.indexOf(':')
  if (colon < 0) return []
  return [credentials.slice(colon + 1), credentials.slice(0, colon)].filter((text) => text !== '')
}

function decodeBase64(text: string): string {
  try {
    return atob(text)
  } catch {
    return ''
  }
}
