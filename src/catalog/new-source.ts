import { AppError } from '../shared/errors.ts'
import { quoted } from './plain-text.ts'
import type { Source, SourceAuth } from './source.ts'
import { checkSchedule } from './source-schedule.ts'

export type SourceRequest = Pick<Source, 'url' | 'schedule' | 'format' | 'auth'>

const SOURCES_MAX = 100
/** What a fetch says itself, or what would change where it goes. */
const OWN_HEADERS = new Set([
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
  'user-agent',
  'accept-encoding',
])

/** A source as it was asked for, with nothing in it that could not be fetched. Throws AppError. */
export function newSource(
  request: SourceRequest,
  shop: { shopId: string; sources: number },
  { now, newId }: { now: () => number; newId: () => string },
): Source {
  const url = URL.parse(request.url)
  if (!url || !/^https?:$/.test(url.protocol))
    throw new AppError('invalid', `${quoted(request.url)} is no address; write "https://shop.example/feed.xml"`)
  if (url.username !== '' || url.password !== '')
    throw new AppError(
      'invalid',
      'the address holds a user name or password; give them as "auth", where nobody lists them',
    )
  if (request.schedule !== undefined) checkSchedule(request.schedule)
  if (request.auth) checkAuth(request.auth)
  if (shop.sources >= SOURCES_MAX)
    throw new AppError('invalid', `the shop has ${SOURCES_MAX} sources already; remove one before adding another`)
  return { ...request, shopId: shop.shopId, sourceId: newId(), url: url.href, createdAt: now() }
}

function checkAuth(auth: SourceAuth): void {
  if (auth.type === 'basic') {
    if (auth.username.includes(':')) throw new AppError('invalid', 'a user name for Basic auth holds no colon')
    return
  }
  if (!/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/.test(auth.name) || OWN_HEADERS.has(auth.name.toLowerCase()))
    throw new AppError('invalid', `${quoted(auth.name)} is no header for auth; write one such as "X-Api-Key"`)
  if (!/^[\t\x20-\x7e]+$/.test(auth.value))
    throw new AppError('invalid', `the value of header ${quoted(auth.name)} must be plain ASCII on one line`)
}
