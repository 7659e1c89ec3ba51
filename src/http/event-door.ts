import type { Context, MiddlewareHandler } from 'hono'
import { cors } from 'hono/cors'
import { type CollectOptions, type CollectReport, collectEvents } from '../events/collect.ts'
import type { TranslateContext } from '../events/dialects/dialect.ts'
import { EVENT_BYTES_MAX } from '../events/event-schema.ts'
import { parseJson } from '../events/parse-json.ts'
import { AppError } from '../shared/errors.ts'
import type { Metrics } from '../shared/telemetry.ts'
import { accessByKeys } from './access.ts'
import { presentedKeys } from './auth.ts'
import { parseJsonText, readJsonText } from './body.ts'
import type { Deps } from './deps.ts'
import type { AppEnv } from './env.ts'

/*
 * Threat: more events than the machine can take, at once or in one request.
 * A body is 1 MB at most, on the wire and inflated, an event in it 32 KB; the bodies that are being worked on share a
 * fixed number of bytes, and a request that would go over it is told to come back. So memory is bounded, and what was
 * acknowledged is on disk. Left open: many slow senders of small bodies, whom the server's time-outs end.
 */

export const EVENT_BODY_BYTES_MAX = 1024 * 1024
const WORKING_BYTES_MAX = 64 * 1024 * 1024
/** Taken for a body that does not say its length, or is packed. */
const UNTOLD_BYTES = EVENT_BODY_BYTES_MAX / 2
/** What a request costs beside its body. */
const REQUEST_BYTES = 4 * 1024
const RETRY_AFTER_SECONDS = 5

export interface EventDoor {
  /** Lets a request in while there is room. */
  readonly enter: MiddlewareHandler<AppEnv>
  /** Lets pages of any shop send straight from the browser. */
  readonly anyOrigin: MiddlewareHandler<AppEnv>
  /**
   * Opens the shop that the key may send events to and resolves with the JSON of the body, numbers beyond 2^53 as text.
   * The key stands in the header, in `keys`, or in the body under `keyName`, where a closing page has to put it.
   */
  read(c: Context<AppEnv>, from: { keys?: readonly (string | undefined)[]; keyName?: string }): Promise<unknown>
  /** Stores the events for the shop that was opened; resolves when they are on disk. */
  receive(c: Context<AppEnv>, inputs: readonly unknown[], options?: ReceiveOptions): Promise<CollectReport>
  /** For translating records that came just now. */
  context(): Required<TranslateContext>
}

export type ReceiveOptions = Pick<CollectOptions, 'onInvalid' | 'dialect'>

export function eventDoor(deps: Deps): EventDoor {
  let workingBytes = 0
  return {
    async enter(c, next) {
      const bytes = REQUEST_BYTES + expectedBytes(c.req.raw)
      if (workingBytes + bytes > WORKING_BYTES_MAX)
        throw new AppError(
          'overloaded',
          `more events are coming than can be stored; send again in ${RETRY_AFTER_SECONDS} s`,
        )
      workingBytes += bytes
      try {
        await next()
      } finally {
        workingBytes -= bytes
      }
    },

    anyOrigin: cors({
      origin: '*',
      allowMethods: ['POST'],
      allowHeaders: ['Authorization', 'Content-Type', 'Content-Encoding'],
      exposeHeaders: ['X-Request-Id'],
      maxAge: 86_400,
    }),

    async read(c, { keys = [], keyName }) {
      const texts = [...presentedKeys(c.req.header('Authorization')), ...keys].filter((key) => key !== undefined)
      if (texts.length > 0 || keyName === undefined) await open(c, texts)
      const text = await readJsonText(c.req.raw, BODY_CAPS).catch((error: unknown) => refuse(c, error))
      let body: unknown
      try {
        body = parseJsonText(text, parseJson)
      } catch (error) {
        await refuse(c, error)
      }
      if (c.get('access') === undefined) await open(c, keysIn(body, keyName))
      return body
    },

    async receive(c, inputs, options = {}) {
      const receivedAt = deps.now()
      const report = await collectEvents(
        inputs,
        { shop: c.get('access').shop, receivedAt, ...browserOf(c), ...options },
        deps,
      )
      countEvents(report, deps.metrics)
      deps.metrics.observe('event_ack_seconds', Math.max(0, deps.now() - receivedAt) / 1000)
      return report
    },

    context: () => ({ receivedAt: deps.now() }),
  }

  async function open(c: Context<AppEnv>, texts: readonly string[]): Promise<void> {
    const access = await accessByKeys(texts, c.req.query('shop'), { permission: 'events:send' }, deps)
    c.set('access', access)
    c.set('shopId', access.shop.shopId)
  }

  /** Nobody without a key is told what is wrong with a body. */
  async function refuse(c: Context<AppEnv>, error: unknown): Promise<never> {
    const isRead = error instanceof AppError && error.code === 'invalid'
    if (isRead && c.get('access') === undefined) await open(c, [])
    throw error
  }
}

const BODY_CAPS = { wireBytes: EVENT_BODY_BYTES_MAX, inflatedBytes: EVENT_BODY_BYTES_MAX }

function keysIn(body: unknown, name: string | undefined): string[] {
  if (typeof body !== 'object' || body === null || name === undefined || !Object.hasOwn(body, name)) return []
  const key = (body as Record<string, unknown>)[name]
  return typeof key === 'string' && key !== '' ? [key] : []
}

/** What a body is counted as while it is worked on. */
function expectedBytes(request: Request): number {
  const declared = Number(request.headers.get('Content-Length') ?? Number.NaN)
  const isPlain = request.headers.get('Content-Encoding') === null
  return isPlain && declared >= 0 ? Math.min(declared, EVENT_BODY_BYTES_MAX) : UNTOLD_BYTES
}

/** A server speaks for its visitors in the events; only a browser speaks for its own in the headers. */
function browserOf(c: Context<AppEnv>): Pick<CollectOptions, 'secGpc' | 'userAgent'> {
  // Servers on Node.js send Sec-Fetch-Mode too; Sec-Fetch-Site is of browsers alone.
  const isBrowser = c.req.header('Origin') !== undefined || c.req.header('Sec-Fetch-Site') !== undefined
  return {
    secGpc: c.req.header('Sec-GPC')?.trim() === '1' || undefined,
    userAgent: isBrowser ? c.req.header('User-Agent') : undefined,
  }
}

/** Throws AppError `too-large` for a record over 32 KB as JSON; nothing of its request is stored. */
export function checkEventSizes(records: readonly unknown[]): void {
  for (const [index, record] of records.entries())
    if (bytesOf(record) > EVENT_BYTES_MAX)
      throw new AppError(
        'too-large',
        `event ${index} is over ${EVENT_BYTES_MAX} bytes; nothing was stored: send fewer items in one event`,
      )
}

function bytesOf(record: unknown): number {
  try {
    const json = JSON.stringify(record) ?? ''
    return json.length * 3 <= EVENT_BYTES_MAX ? json.length : new TextEncoder().encode(json).length
  } catch {
    // Nested beyond writing.
    return Number.POSITIVE_INFINITY
  }
}

function countEvents(report: CollectReport, metrics: Metrics): void {
  metrics.count('events_received_total', {}, report.received)
  metrics.count('events_stored_total', {}, report.stored)
  metrics.count('events_duplicate_total', {}, report.duplicate)
  metrics.count('events_dead_letter_total', {}, report.deadLettered)
  metrics.count('events_consent_dropped_total', {}, report.consentDropped)
  metrics.count('events_bot_total', {}, report.bots)
  for (const { rule } of report.rejections) metrics.count('events_rejected_total', { reason: rule })
}
