import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { applyEvent } from '../../src/audience/abandonment.ts'
import { nodeDigest } from '../../src/platform/node/digest.ts'
import { sqliteStores } from '../../src/storage/sqlite.ts'
import { bin, freePort } from '../runtime/service.ts'

export interface KillOptions {
  readonly kills: number
  readonly durationMs: number
  readonly eventsPerSecond: number
  /** Of the folder of data, which must be empty. */
  readonly data: string
  /** From 0 to 1. */
  readonly random: () => number
  readonly onKill?: (kill: number, backMs: number) => void
}

export interface KillReport {
  readonly kills: number
  readonly sent: number
  readonly acknowledged: number
  /** Acknowledged and not in the log; must be empty. */
  readonly lost: readonly string[]
  /** In the log more than once; must be empty. */
  readonly doubled: readonly string[]
  /** From each kill to the next event that was acknowledged. */
  readonly backMs: readonly number[]
  readonly inLog: number
  readonly stats: Readonly<Record<string, number>>
  /** Visitors whose state is not what the log says. */
  readonly differences: number
}

const BATCH = 10
const ADMIN_KEY = 'admin-key-of-the-fault-test-0123456789'

/**
 * Sends events to the built service at a steady rate, kills it without warning at random moments, starts it again at
 * once, and looks at what the log holds in the end. What was not acknowledged is sent again, as a shop's page does.
 */
export async function killService(options: KillOptions): Promise<KillReport> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}/v1/events`
  let child = start(port, options.data)
  const acknowledged = new Set<string>()
  const backMs: number[] = []
  let sent = 0
  let killedAt: number | undefined
  await firstAnswer(url)

  const endAt = performance.now() + options.durationMs
  let isKilling = true
  const sendUntilTaken = async (batch: object[], ids: string[]): Promise<void> => {
    let askedAt = performance.now()
    while (!(await isTaken(url, batch))) {
      await sleep(20)
      askedAt = performance.now()
    }
    for (const id of ids) acknowledged.add(id)
    // An answer to what was asked before the kill says nothing about the service being back.
    if (killedAt === undefined || askedAt < killedAt) return
    backMs.push(performance.now() - killedAt)
    options.onKill?.(backMs.length, performance.now() - killedAt)
    killedAt = undefined
  }

  const sending = (async () => {
    const waiting = new Set<Promise<void>>()
    const startedAt = performance.now()
    for (let batches = 0; isKilling || performance.now() < endAt; batches++) {
      const dueAt = startedAt + (batches * BATCH * 1000) / options.eventsPerSecond
      const waitMs = dueAt - performance.now()
      if (waitMs > 0) await sleep(waitMs)
      // A page does not wait for ever either: while nothing answers, so many wait and no more are made.
      while (waiting.size >= 500) await Promise.race(waiting)
      const ids = Array.from({ length: BATCH }, () => `event-${++sent}`)
      const task = sendUntilTaken(ids.map(eventOf), ids).finally(() => waiting.delete(task))
      waiting.add(task)
    }
    await Promise.all(waiting)
  })()

  const killing = (async () => {
    const spanMs = options.durationMs / options.kills
    for (let kill = 0; kill < options.kills; kill++) {
      await sleep(spanMs * (0.15 + 0.7 * options.random()))
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      killedAt = performance.now()
      await ended
      child = start(port, options.data)
      while (killedAt !== undefined) await sleep(10)
      await sleep(Math.max(0, spanMs * 0.15 * options.random()))
    }
    isKilling = false
  })()

  await Promise.all([sending, killing])
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  await ended
  return {
    kills: backMs.length,
    sent,
    acknowledged: acknowledged.size,
    backMs,
    ...(await examine(options.data, acknowledged)),
  }
}

const start = (port: number, data: string): ChildProcess =>
  spawn(process.execPath, [bin, 'serve', '--no-demo', '--port', String(port)], {
    env: {
      PATH: process.env.PATH,
      SECONDGLANCE_DATA: data,
      SECONDGLANCE_ADMIN_KEY: ADMIN_KEY,
      SECONDGLANCE_LOG: 'error',
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  })

const eventOf = (eventId: string): object => {
  const number = Number(eventId.slice('event-'.length))
  return {
    eventId,
    type: number % 17 === 0 ? 'purchase' : number % 3 === 0 ? 'add_to_cart' : 'view_item',
    visitorId: `visitor-${number % 701}`,
    userId: number % 29 === 0 ? `user-${number % 97}` : undefined,
    occurredAt: new Date(Date.now() - (number % 5) * 1000).toISOString(),
    currency: 'EUR',
    items: [{ offerId: `offer-${number % 83}`, price: '19.99' }],
  }
}

async function isTaken(url: string, batch: object[]): Promise<boolean> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${ADMIN_KEY}`,
        'content-type': 'application/json',
        // As a browser: what says that it is a program is counted as one.
        'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
      },
      body: JSON.stringify(batch),
      signal: AbortSignal.timeout(5_000),
    })
    const body = (await answer.json()) as { stored?: number; duplicate?: number }
    return answer.status === 202 && (body.stored ?? 0) + (body.duplicate ?? 0) === batch.length
  } catch {
    return false
  }
}

async function firstAnswer(url: string): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (await isTaken(url, [])) return
    await sleep(50)
  }
  throw new Error('the service did not come up')
}

async function examine(data: string, acknowledged: ReadonlySet<string>) {
  const database = new Database(join(data, 'secondglance.db'))
  const rows = database.prepare('select event_id as id, count(*) as copies from events group by event_id').all() as {
    id: string
    copies: number
  }[]
  const stores = sqliteStores(database, { apply: applyEvent, digest: nodeDigest })
  try {
    const inLog = new Set(rows.map(({ id }) => id))
    const { differences } = await stores.events.rebuild('default', { compare: true })
    return {
      lost: [...acknowledged].filter((id) => !inLog.has(id)),
      doubled: rows.filter(({ copies }) => copies > 1).map(({ id }) => id),
      inLog: inLog.size,
      stats: { ...(await stores.events.stats('default')) },
      differences,
    }
  } finally {
    await stores.close()
  }
}
