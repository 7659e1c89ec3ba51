import type { ApplyEvent } from '../../audience/abandonment.ts'
import type { VisitorState } from '../../audience/visitor-item.ts'
import type { EventType, ShopEvent } from '../../events/event.ts'
import type { RebuildOptions, RebuildReport } from '../../events/store.ts'
import { noEvents } from '../fold-visitor.ts'
import { identitiesOf } from '../identities.ts'
import { itemsFromText } from '../items-text.ts'
import type { Connection } from './database.ts'
import type { Persons } from './persons.ts'
import { isSameState, parseState, stateText, type VisitorStates } from './visitor-states.ts'

interface RebuildDeps {
  readonly apply: ApplyEvent
  readonly states: VisitorStates
  readonly persons: Persons
}

/** Visitors held at once, twice: those who come back later wait in a temporary table. */
const VISITORS_MAX = 40_000

/**
 * Reads the log once, in its own order, and folds each visitor apart from all that is kept. Must be called within a
 * transaction, of which a comparison only reads.
 */
export function rebuild(
  connection: Connection,
  shopId: string,
  options: RebuildOptions,
  deps: RebuildDeps,
): RebuildReport {
  for (const statement of TEMPORARY) connection.prepare(statement).run()
  deps.states.forget()
  try {
    const events = foldLog(connection, shopId, options, deps.apply)
    const sums = options.compare
      ? compareStates(connection, shopId, deps.states)
      : replaceStates(connection, shopId, deps.states)
    const joined = replacePersons(connection, shopId, options.compare, deps.persons)
    return { ...sums, events, differences: sums.differences + (options.compare ? joined : 0) }
  } finally {
    deps.states.forget()
    for (const table of ['rebuilt', 'rebuilt_identities']) connection.prepare(`delete from temp.${table}`).run()
  }
}

const TEMPORARY = [
  'create temp table if not exists rebuilt (visitor_id text primary key, state text) without rowid',
  `create temp table if not exists rebuilt_identities (
    identity text, visitor_id text, primary key (identity, visitor_id)) without rowid`,
]

/** Leaves every visitor's state and identities in the temporary tables; returns how many events there were. */
function foldLog(connection: Connection, shopId: string, { onProgress }: RebuildOptions, apply: ApplyEvent): number {
  const save = connection.prepare('insert or replace into temp.rebuilt (visitor_id, state) values (?, ?)')
  const find = connection.prepare('select state from temp.rebuilt where visitor_id = ?')
  const link = connection.prepare('insert or ignore into temp.rebuilt_identities (identity, visitor_id) values (?, ?)')
  // What events too old to be kept led to, and by what those visitors were known.
  for (const statement of [COPY_BASES, COPY_IDENTITIES]) connection.prepare(statement).run(shopId)

  // Two generations: who did nothing while the younger one filled up goes to the temporary table.
  let young = new Map<string, VisitorState>()
  let old = new Map<string, VisitorState>()
  const saveOld = (): void => {
    for (const [visitorId, state] of old) if (!young.has(visitorId)) save.run(visitorId, stateText(state))
  }
  const stateOf = (visitorId: string): VisitorState => {
    const held = young.get(visitorId) ?? old.get(visitorId)
    if (held) return held
    const saved = find.get(visitorId) as { state: string } | undefined
    return saved ? parseState(saved.state) : noEvents(visitorId)
  }

  let count = 0
  // Page by page, since a connection cannot write while it reads.
  const read = connection.prepare(READ_LOG).raw()
  let page = read.all(shopId, Number.MIN_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, '') as LogRow[]
  while (page.length > 0) {
    for (const row of page) {
      const event = eventOf(row)
      young.set(event.visitorId, apply(stateOf(event.visitorId), event))
      if (event.userId !== undefined || event.emailSha256 !== undefined)
        for (const identity of identitiesOf([event])) link.run(identity, event.visitorId)
    }
    if (young.size > VISITORS_MAX) {
      saveOld()
      old = young
      young = new Map()
    }
    count += page.length
    onProgress?.(count)
    const [eventId, , occurredAt] = page.at(-1) as LogRow
    page = read.all(shopId, occurredAt, occurredAt, eventId) as LogRow[]
  }
  saveOld()
  old = young
  young = new Map()
  saveOld()
  return count
}

const COPY_BASES = `
  insert into temp.rebuilt (visitor_id, state)
  select visitor_id, base from visitors where shop_id = ? and base is not null`
const COPY_IDENTITIES = `
  insert into temp.rebuilt_identities (identity, visitor_id)
  select i.identity, i.visitor_id from identities i
  join visitors v on v.shop_id = i.shop_id and v.visitor_id = i.visitor_id
  where i.shop_id = ? and v.base is not null`

type LogRow = [
  eventId: string,
  visitorId: string,
  occurredAt: number,
  type: EventType,
  items: string | null,
  json: string | null,
]

/** What stands in JSON is only read where the fold looks at it. */
const READ_LOG = `
  select event_id, visitor_id, occurred_at, type, items,
    case when items is null or type in ('purchase', 'refund', 'identify') or instr(json, '"userId"')
      or instr(json, '"emailSha256"') or instr(json, '"isTest"') then json end
  from events
  where shop_id = ? and occurred_at >= ? and (occurred_at > ? or event_id > ?)
  order by occurred_at, event_id limit 2000`

/** An event as far as the fold reads it. */
function eventOf([eventId, visitorId, occurredAt, type, text, json]: LogRow): ShopEvent {
  const items = text === null ? undefined : itemsFromText(text)
  if (json === null) return { eventId, visitorId, occurredAt, receivedAt: occurredAt, type, consent: {}, items }
  const rest = JSON.parse(json) as Partial<ShopEvent>
  return {
    ...rest,
    eventId,
    visitorId,
    occurredAt,
    receivedAt: occurredAt,
    type,
    consent: {},
    items: items ?? rest.items,
  }
}

function* rebuiltStates(connection: Connection): Generator<VisitorState> {
  const next = connection.prepare(
    'select visitor_id, state from temp.rebuilt where visitor_id > ? order by visitor_id limit 1000',
  )
  for (let after = '', more = true; more; ) {
    const page = next.all(after) as { visitor_id: string; state: string }[]
    for (const { state } of page) yield parseState(state)
    after = page.at(-1)?.visitor_id ?? after
    more = page.length > 0
  }
}

function compareStates(connection: Connection, shopId: string, states: VisitorStates): Omit<RebuildReport, 'events'> {
  const sums = { visitors: 0, items: 0, differences: 0 }
  for (const state of rebuiltStates(connection)) {
    sums.visitors++
    sums.items += state.items.size
    if (!isSameState(state, states.load(shopId, state.visitorId))) sums.differences++
  }
  // Visitors of whom the log tells nothing.
  const stray = connection
    .prepare(
      `select count(*) as count from visitors
       where shop_id = ? and visitor_id not in (select visitor_id from temp.rebuilt)`,
    )
    .get(shopId) as { count: number }
  sums.differences += stray.count
  return sums
}

function replaceStates(connection: Connection, shopId: string, states: VisitorStates): Omit<RebuildReport, 'events'> {
  const sums = { visitors: 0, items: 0, differences: 0 }
  connection.prepare('delete from visitor_items where shop_id = ?').run(shopId)
  for (const state of rebuiltStates(connection)) {
    sums.visitors++
    sums.items += state.items.size
    states.write(shopId, state)
  }
  connection
    .prepare('delete from visitors where shop_id = ? and visitor_id not in (select visitor_id from temp.rebuilt)')
    .run(shopId)
  return sums
}

function replacePersons(connection: Connection, shopId: string, compare: boolean, persons: Persons): number {
  const extra =
    'select identity, visitor_id from identities where shop_id = ? except select identity, visitor_id from temp.rebuilt_identities'
  const missing =
    'select identity, visitor_id from temp.rebuilt_identities except select identity, visitor_id from identities where shop_id = ?'
  const differing = new Set<string>()
  for (const sql of [extra, missing])
    for (const row of connection.prepare(sql).all(shopId) as { visitor_id: string }[]) differing.add(row.visitor_id)
  if (differing.size > 0 && !compare) {
    connection.prepare('delete from identities where shop_id = ?').run(shopId)
    connection
      .prepare(
        'insert into identities (shop_id, identity, visitor_id) select ?, identity, visitor_id from temp.rebuilt_identities',
      )
      .run(shopId)
  }
  const joined = connection
    .prepare(
      `select visitor_id from temp.rebuilt_identities
       union select visitor_id from visitors where shop_id = ? and person_id is not null`,
    )
    .all(shopId) as { visitor_id: string }[]
  for (const { visitor_id } of joined)
    if (compare ? !persons.isRight(shopId, visitor_id) : persons.relabel(shopId, visitor_id)) differing.add(visitor_id)
  return differing.size
}
