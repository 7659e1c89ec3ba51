import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { HOUR_MS, SECOND_MS } from '../shared/time.ts'
import { isLive } from './auth.ts'
import type { Deps } from './deps.ts'
import type { AppEnv } from './env.ts'
import type { ApiKey } from './keys.ts'

/*
 * Threat: a stolen or forged sign-in to the studio.
 * The cookie names the key by its public id and an end, signed by the service; it holds nothing about a person and not
 * the key itself. It is for HTTP only, for this site only, and for https only where the service is reached by https.
 * The key is looked up at every request, so that a revoked one ends its sessions. Left open: whoever copies the cookie
 * from the browser is signed in until it ends.
 */
const COOKIE = 'secondglance'
const SESSION_MS = 12 * HOUR_MS

type SessionDeps = Pick<Deps, 'keys' | 'digest' | 'signingKeys' | 'publicUrl' | 'now'>

export function startSession(c: Context<AppEnv>, key: ApiKey, deps: SessionDeps): void {
  const [signingKey] = deps.signingKeys
  if (signingKey === undefined) throw new Error('there is no signing key')
  const claim = `${key.keyId}.${(deps.now() + SESSION_MS).toString(36)}`
  setCookie(c, COOKIE, `${claim}.${signatureOf(claim, signingKey, deps)}`, {
    ...attributes(deps),
    maxAge: SESSION_MS / SECOND_MS,
  })
}

export const endSession = (c: Context<AppEnv>, deps: SessionDeps): void =>
  void deleteCookie(c, COOKIE, attributes(deps))

/** The key a request is signed in with; undefined when it is not, or no longer. */
export async function sessionKey(c: Context<AppEnv>, deps: SessionDeps): Promise<ApiKey | undefined> {
  const cookie = getCookie(c, COOKIE)
  const [, claim, keyId, end, signature] = /^(([^.]{1,80})\.([0-9a-z]{1,12}))\.([\w-]{43})$/.exec(cookie ?? '') ?? []
  if (claim === undefined || keyId === undefined || end === undefined || signature === undefined) return undefined
  const isOurs = deps.signingKeys.some((key) => deps.digest.equal(signature, signatureOf(claim, key, deps)))
  if (!isOurs || Number.parseInt(end, 36) <= deps.now()) return undefined
  const key = await deps.keys.findKey(keyId)
  return key && isLive(key, deps.now()) ? key : undefined
}

const signatureOf = (claim: string, signingKey: string, { digest }: SessionDeps): string =>
  digest.hmac(signingKey, `studio session ${claim}`)

const attributes = ({ publicUrl }: SessionDeps) =>
  ({ path: '/', httpOnly: true, sameSite: 'Strict', secure: publicUrl.startsWith('https:') }) as const
