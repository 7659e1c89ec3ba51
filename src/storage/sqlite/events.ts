import type { Kysely } from 'kysely'
import type { ApplyEvent } from '../../audience/abandonment.ts'
import type { ShopEvent } from '../../events/event.ts'
import type { AppendBeside, AppendOutcome, EventFilter, EventStats, EventStore, Refusal } from '../../events/store.ts'
import type { Digest } from '../../shared/digest.ts'
import { sumOfStats } from '../event-stats.ts'
import { PAGE_ROWS } from '../pages.ts'
import type { EventCountTable, EventTable, Schema } from '../schema.ts'
import type { Connection, SqliteStatement } from './database.ts'
import { letterBox } from './dead-letters.ts'
import { sqliteErasures } from './erasure.ts'
import { eventRow, parseEvent } from './event-row.ts'
import { groupCommit } from './group-commit.ts'
import type { Persons } from './persons.ts'
import { prune } from './prune.ts'
import { rebuild } from './rebuild.ts'
import type { Snapshots } from './snapshot.ts'
import { visitorStates } from './visitor-states.ts'

/** One caller's wish: events to store, and what becomes of those that are not to be stored. */
interface Job {
  readonly shopId: string
  readonly events: readonly ShopEvent[]
  readonly beside: AppendBeside
}

/** Bounds how long one transaction keeps the process busy. */
const TRANSACTION_EVENTS_MAX = 5_000

export function sqliteEvents(
  db: Kysely<Schema>,
  connection: Connection,
  snapshot: Snapshots,
  { apply, persons, digest }: { apply: ApplyEvent; persons: Persons; digest: Pick<Digest, 'sha256'> },
): EventStore & { flush(): void } {
  const states = visitorStates(connection, apply)
  const letters = letterBox(connection)
  const erasures = sqliteErasures(connection, { persons, states, hashOf: digest.sha256 })
  const commits = groupCommit<Job, AppendOutcome[]>(connection, {
    size: ({ events }) => events.length + 1,
    sizeMax: TRANSACTION_EVENTS_MAX,
    work: storeAll,
    undone: states.forget,
  })

  return {
    async append(shopId, events, beside = {}) {
      return events.length === 0 && isNothing(beside) ? [] : commits.submit({ shopId, events, beside })
    },

    async count(shopId, counts) {
      await commits.submit({ shopId, events: [], beside: { counts } })
    },

    async erase(shopId, subject, at) {
      return connection.transaction(() => {
        const erasure = erasures.erase(shopId, subject, at)
        bump(shopId, 1)
        return erasure
      })
    },

    async prune(shopId, ages) {
      return connection.transaction(() => {
        states.begin()
        const removed = prune(connection, shopId, ages, { apply, states, persons })
        bump(shopId, removed)
        return removed
      })
    },

    async rebuild(shopId, options) {
      const work = () => rebuild(connection, shopId, options, { apply, states, persons })
      if (options.compare) return connection.reading(work)
      return connection.transaction(() => {
        const report = work()
        bump(shopId, 1)
        return report
      })
    },

    async deadLetters(shopId, limit) {
      return letters.list(shopId, limit)
    },

    async stats(shopId) {
      const row = connection.get(db.selectFrom('event_counts').selectAll().where('shop_id', '=', shopId))
      return statsOf(row)
    },

    scan(shopId, filter) {
      return snapshot(async function* (reader) {
        for (let after: EventTable | undefined, more = true; more; ) {
          const page = reader.all(scanQuery(db, shopId, filter, after))
          after = page.at(-1)
          more = page.length === PAGE_ROWS
          if (page.length > 0) yield page.map(parseEvent)
        }
      })
    },

    flush: commits.flush,
  }

  function storeAll(jobs: readonly Job[]): AppendOutcome[][] {
    states.begin()
    const fresh = new Map<string, Map<string, ShopEvent[]>>()
    const counts = new Map<string, EventCountTable>()
    const outcomes = jobs.map(({ shopId, events, beside }) => {
      const ofShop = countsOf(counts, shopId)
      const { counts: given = {}, deadLetters = [], settled = [], refused = [], unknownIds = [] } = beside
      for (const { sentId, otherIds } of unknownIds)
        connection.prepare(NOTE_UNKNOWN).run(shopId, sentId, JSON.stringify(otherIds))
      ofShop.rejected += given.rejected ?? 0
      ofShop.dead_lettered += (given.deadLettered ?? 0) + deadLetters.length - letters.settle(shopId, settled)
      ofShop.consent_dropped += given.consentDropped ?? 0
      ofShop.bots += given.bots ?? 0
      letters.keep(shopId, deadLetters)
      if (refused.length === 0) return storeEvents(shopId, events, ofShop, fresh)
      // Before, so that what comes along is judged by it; after, for those whom only this batch made known.
      advanceAll(fresh)
      withdrawAll(shopId, refused)
      const stored = storeEvents(shopId, events, ofShop, fresh)
      advanceAll(fresh)
      withdrawAll(shopId, refused)
      return stored
    })
    advanceAll(fresh)
    for (const row of counts.values()) connection.prepare(ADD_COUNTS).run(row)
    return outcomes
  }

  function storeEvents(
    shopId: string,
    events: readonly ShopEvent[],
    counts: EventCountTable,
    fresh: Map<string, Map<string, ShopEvent[]>>,
  ): AppendOutcome[] {
    const insertEvent = connection.prepare(INSERT_EVENT)
    const isAnySuppressed = events.length > 0 && erasures.isAny(shopId)
    return events.map((event) => {
      if (isAnySuppressed && erasures.isSuppressed(shopId, event)) {
        counts.consent_dropped++
        return 'suppressed'
      }
      const outcome = isStored(insertEvent, shopId, event) ? 'stored' : 'duplicate'
      counts[outcome]++
      if (outcome === 'stored') addFresh(fresh, shopId, event)
      return outcome
    })
  }

  /** Brings the states up to what is in the log now. */
  function advanceAll(fresh: Map<string, Map<string, ShopEvent[]>>): void {
    for (const [shopId, visitors] of fresh) {
      let changes = 0
      for (const [visitorId, events] of visitors) {
        if (states.advance(shopId, visitorId, events)) changes++
        if (persons.link(shopId, visitorId, events)) changes++
      }
      bump(shopId, changes)
    }
    fresh.clear()
  }

  function withdrawAll(shopId: string, refusals: readonly Refusal[]): void {
    bump(shopId, refusals.filter((refusal) => erasures.withdraw(shopId, refusal)).length)
  }

  function bump(shopId: string, changes: number): void {
    if (changes > 0) connection.prepare(BUMP_AUDIENCE).run({ shop_id: shopId, changes })
  }
}

/** False for an id that is in the log already. */
function isStored(insert: SqliteStatement, shopId: string, event: ShopEvent): boolean {
  const row = eventRow(shopId, event)
  const { changes } = insert.run(
    row.shop_id,
    row.event_id,
    row.visitor_id,
    row.occurred_at,
    row.received_at,
    row.type,
    row.json,
    row.items,
  )
  return Number(changes) > 0
}

const isNothing = ({ counts = {}, deadLetters = [], settled = [], refused = [] }: AppendBeside): boolean =>
  deadLetters.length === 0 &&
  refused.length === 0 &&
  settled.length === 0 &&
  Object.values(counts).every((count) => !count)

function addFresh(fresh: Map<string, Map<string, ShopEvent[]>>, shopId: string, event: ShopEvent): void {
  const visitors = fresh.get(shopId) ?? new Map<string, ShopEvent[]>()
  fresh.set(shopId, visitors)
  const events = visitors.get(event.visitorId)
  if (events) events.push(event)
  else visitors.set(event.visitorId, [event])
}

function countsOf(counts: Map<string, EventCountTable>, shopId: string): EventCountTable {
  const known = counts.get(shopId)
  if (known) return known
  const none = { shop_id: shopId, stored: 0, duplicate: 0, rejected: 0, dead_lettered: 0, consent_dropped: 0, bots: 0 }
  counts.set(shopId, none)
  return none
}

const statsOf = (row: EventCountTable | undefined): EventStats =>
  sumOfStats({
    stored: row?.stored ?? 0,
    duplicate: row?.duplicate ?? 0,
    rejected: row?.rejected ?? 0,
    deadLettered: row?.dead_lettered ?? 0,
    consentDropped: row?.consent_dropped ?? 0,
    bots: row?.bots ?? 0,
  })

function scanQuery(db: Kysely<Schema>, shopId: string, filter: EventFilter, after: EventTable | undefined) {
  let query = db.selectFrom('events').selectAll().where('shop_id', '=', shopId)
  if (filter.visitorId !== undefined) query = query.where('visitor_id', '=', filter.visitorId)
  if (filter.to !== undefined) query = query.where('occurred_at', '<=', filter.to)
  if (after)
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(refTuple('occurred_at', 'event_id'), '>', tuple(after.occurred_at, after.event_id)),
    )
  else if (filter.from !== undefined) query = query.where('occurred_at', '>=', filter.from)
  return query.orderBy('occurred_at').orderBy('event_id').limit(PAGE_ROWS)
}

const NOTE_UNKNOWN = `
  insert into sent_ids (shop_id, sent_id, other_ids) values (?, ?, ?)
  on conflict (shop_id, sent_id) do update set other_ids = excluded.other_ids
  where other_ids = '[]' and excluded.other_ids <> '[]'`

const INSERT_EVENT = `
  insert into events (shop_id, event_id, visitor_id, occurred_at, received_at, type, json, items)
  values (?, ?, ?, ?, ?, ?, ?, ?)
  on conflict (shop_id, event_id) do nothing`

const ADD_COUNTS = `
  insert into event_counts (shop_id, stored, duplicate, rejected, dead_lettered, consent_dropped, bots)
  values (@shop_id, @stored, @duplicate, @rejected, @dead_lettered, @consent_dropped, @bots)
  on conflict (shop_id) do update set
    stored = stored + excluded.stored,
    duplicate = duplicate + excluded.duplicate,
    rejected = rejected + excluded.rejected,
    dead_lettered = dead_lettered + excluded.dead_lettered,
    consent_dropped = consent_dropped + excluded.consent_dropped,
    bots = bots + excluded.bots`

const BUMP_AUDIENCE = `
  insert into audience_state (shop_id, revision) values (@shop_id, @changes)
  on conflict (shop_id) do update set revision = revision + excluded.revision`
