/**
 * Threat: see `shared/url-safety.ts`. This is its second half: the addresses that a name resolves to are judged in
 * the connection's own lookup, so what was judged is what is dialled, and each redirect is a new request that passes
 * every layer again. Bytes and time are capped here; nothing is decompressed.
 */
import { type LookupAddress, type LookupOptions, lookup as resolve } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { Agent, type Dispatcher, request } from 'undici'
import type { FetchedResource, FetchLimits, OpenedResource, StreamingFetcher } from '../../catalog/photo.ts'
import { AppError, messageOf } from '../../shared/errors.ts'
import type { Metrics } from '../../shared/telemetry.ts'
import { isPublicAddress, judgeUrl } from '../../shared/url-safety.ts'

export interface FetcherOptions {
  /** `host` or `host:port` that may be fetched although private. */
  readonly allowHosts: readonly string[]
  readonly metrics?: Metrics
  /** Stands in for the system's resolver. */
  readonly lookup?: LookupFunction
}

const REDIRECTS_MAX = 5
const CONNECT_TIMEOUT_MS = 10_000
const USER_AGENT = 'SecondGlance/0.1 (+product catalog and photos)'

/** Headers that must not follow a redirect to another origin. */
const SECRET_HEADERS = new Set(['authorization', 'cookie', 'proxy-authorization'])

/** Fetches from the open web under the guard. Close it when the process ends. */
export function nodeFetcher(options: FetcherOptions): StreamingFetcher & { close(): Promise<void> } {
  const systemLookup = options.lookup ?? (resolve as LookupFunction)
  const open = new Agent({ connect: { timeout: CONNECT_TIMEOUT_MS, lookup: systemLookup } })
  const guarded = new Agent({ connect: { timeout: CONNECT_TIMEOUT_MS, lookup: publicOnly(systemLookup) } })

  const openUrl = async (address: string, limits: FetchLimits, signal: AbortSignal): Promise<OpenedResource> => {
    let target = address
    let headers: Record<string, string> = { ...limits.headers }
    for (let hop = 0; hop <= REDIRECTS_MAX; hop++) {
      const verdict = judgeUrl(target, options)
      if (!verdict.ok) throw new BlockedError(verdict.reason, verdict.message)
      const response = await request(verdict.url, {
        dispatcher: verdict.allowed ? open : guarded,
        headers: { 'user-agent': USER_AGENT, 'accept-encoding': 'identity', ...headers },
        signal,
      })
      // A body that breaks while nobody reads it would end the process; who reads it gets the error all the same.
      response.body.on('error', () => undefined)
      const location = redirectOf(response)
      if (location === undefined) return opened(verdict.url, response, limits)
      // An unread body would keep its connection busy for ever.
      await response.body.dump({ limit: 64 * 1024 }).catch(() => undefined)
      if (!URL.canParse(location, verdict.url))
        throw new AppError('invalid', `"${verdict.url.host}" redirects to "${location.slice(0, 80)}", no address`)
      const next = new URL(location, verdict.url)
      if (next.origin !== verdict.url.origin)
        headers = Object.fromEntries(
          Object.entries(headers).filter(([name]) => !SECRET_HEADERS.has(name.toLowerCase())),
        )
      target = next.href
    }
    throw new AppError('invalid', `more than ${REDIRECTS_MAX} redirects from "${hostOf(address)}"`)
  }

  const guard = async <T>(url: string, limits: FetchLimits, work: (signal: AbortSignal) => Promise<T>): Promise<T> => {
    const signal = AbortSignal.timeout(limits.timeoutMs)
    const kind = limits.kind ?? 'other'
    try {
      const result = await work(signal)
      options.metrics?.count('outbound_fetch_total', { kind, result: 'ok' })
      return result
    } catch (error) {
      const fault = faultOf(error, url, limits, signal)
      const blocked = blockedBy(error)
      options.metrics?.count('outbound_fetch_total', { kind, result: blocked ? 'blocked' : fault.code })
      if (blocked) options.metrics?.count('outbound_blocked_total', { reason: blocked.reason })
      throw fault
    }
  }

  return {
    fetch: (url, limits) =>
      guard(url, limits, async (signal): Promise<FetchedResource> => {
        const resource = await openUrl(url, limits, signal)
        const parts: Uint8Array[] = []
        for await (const part of resource.body) parts.push(part)
        return { ...resource, body: joined(parts) }
      }),
    open: (url, limits) =>
      guard(url, limits, async (signal): Promise<OpenedResource> => {
        const resource = await openUrl(url, limits, signal)
        return { ...resource, body: worded(resource.body, (error) => faultOf(error, url, limits, signal)) }
      }),
    close: async () => {
      await Promise.all([open.destroy(), guarded.destroy()])
    },
  }
}

/** Resolves like `lookup`, and knows public addresses only. */
function publicOnly(lookup: LookupFunction): LookupFunction {
  return (hostname, options, callback) => {
    const all: LookupOptions = { ...options, all: true }
    lookup(hostname, all, (error, found) => {
      if (error) return callback(error, '', 0)
      const addresses = Array.isArray(found) ? (found as LookupAddress[]) : []
      const open = addresses.filter(({ address }) => isPublicAddress(address))
      const first = open[0]
      if (!first)
        return callback(
          new BlockedError(
            'private-address',
            `will not fetch from "${hostname}": it resolves to no public address (${addresses.map(({ address }) => address).join(', ') || 'none'})`,
          ),
          '',
          0,
        )
      if (options.all) return callback(null, open)
      callback(null, first.address, first.family)
    })
  }
}

class BlockedError extends AppError {
  readonly reason: string

  constructor(reason: string, message: string) {
    super('invalid', message)
    this.name = 'BlockedError'
    this.reason = reason
  }
}

/** The refusal of a guard, which the connection may have wrapped. */
function blockedBy(error: unknown): BlockedError | undefined {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    if (at instanceof BlockedError) return at
    if (at instanceof AggregateError) {
      const inner = at.errors.find((each) => each instanceof BlockedError)
      if (inner) return inner as BlockedError
    }
  }
  return undefined
}

function faultOf(error: unknown, url: string, limits: FetchLimits, signal: AbortSignal): AppError {
  const known = blockedBy(error) ?? error
  if (known instanceof AppError) return known
  if (signal.aborted)
    return new AppError('unavailable', `"${hostOf(url)}" did not answer in full within ${limits.timeoutMs} ms`, {
      cause: error,
    })
  const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : ''
  return new AppError('unavailable', `"${hostOf(url)}" cannot be fetched: ${messageOf(error)}${code}`, { cause: error })
}

function redirectOf(response: Dispatcher.ResponseData): string | undefined {
  if (![301, 302, 303, 307, 308].includes(response.statusCode)) return undefined
  const location = response.headers.location
  return typeof location === 'string' ? location : undefined
}

function opened(url: URL, response: Dispatcher.ResponseData, limits: FetchLimits): OpenedResource {
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(response.headers))
    if (value !== undefined) headers[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : value
  const tooLarge = (): AppError =>
    new AppError('too-large', `"${url.host}" answers with more than the ${limits.maxBytes} bytes that are taken`)
  const declared = Number(headers['content-length'] ?? 0)
  if (declared > limits.maxBytes) {
    response.body.destroy()
    throw tooLarge()
  }
  return {
    status: response.statusCode,
    url: url.href,
    headers,
    body: bounded(response.body, limits.maxBytes, tooLarge),
  }
}

/** Leaving the loop early closes the connection. */
async function* bounded(
  body: AsyncIterable<Uint8Array>,
  maxBytes: number,
  tooLarge: () => AppError,
): AsyncGenerator<Uint8Array> {
  let bytes = 0
  for await (const part of body) {
    bytes += part.length
    if (bytes > maxBytes) throw tooLarge()
    yield part
  }
}

async function* worded(
  body: AsyncIterable<Uint8Array>,
  word: (error: unknown) => AppError,
): AsyncGenerator<Uint8Array> {
  try {
    yield* body
  } catch (error) {
    throw word(error)
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let offset = 0
  for (const part of parts) {
    bytes.set(part, offset)
    offset += part.length
  }
  return bytes
}

/** Paths and queries may hold secrets; the host says enough. */
const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : url.slice(0, 80))
