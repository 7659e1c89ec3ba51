import type { Context } from 'hono'
import type { Deps } from './deps.ts'
import type { AppEnv } from './env.ts'

const FORWARDED = ['Forwarded', 'X-Forwarded-For', 'X-Forwarded-Host', 'X-Real-IP', 'Via', 'CF-Connecting-IP']

/**
 * Whether the request was made on this machine. A proxy beside us connects from loopback too and gives itself away by
 * its headers; a page that has its own name point to loopback, by the Host. A proxy that sends no header and Host
 * `localhost` is not told apart: what this guards is counts and nothing secret.
 */
export function isLoopbackRequest(c: Context<AppEnv>, deps: Pick<Deps, 'connInfo'>): boolean {
  const address = deps.connInfo?.(c).remote.address
  if (address === undefined || !/^(::ffff:)?127\.|^::1$/.test(address)) return false
  if (FORWARDED.some((name) => c.req.header(name) !== undefined)) return false
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i.test(c.req.header('Host') ?? '')
}
