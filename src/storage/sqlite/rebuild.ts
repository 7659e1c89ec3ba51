import type { ApplyEvent } from '../../audience/abandonment.ts'
import type { VisitorState } from '../../audience/visitor-item.ts'
import type { EventType, ShopEvent } from '../../events/event.ts'
import type { RebuildOptions, RebuildReport } from '../../events/store.ts'
import { noEvents } from '../fold-visitor.ts'
import { identitiesOf } from '../identities.ts'
import { itemsFromText } from '../items-text.ts'
import type { Connection } from './database.ts'
import type { Persons } from './persons.ts'
import { stateCache } from './state-cache.ts'
import { isSameState, parseState, stateText, type VisitorStates } from './visitor-states.ts'

interface RebuildDeps {
  readonly apply: ApplyEvent
  readonly states: VisitorStates
  readonly persons: Persons
}

/** States held at once; those of visitors who come back later wait in a temporary table. About 150 MB. */
const WEIGHT_MAX = 400_000

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
  connection.prepare('drop table if exists temp.rebuilt').run()
  connection.prepare('drop table if exists temp.rebuilt_identities').run()
  connection.prepare('create temp table rebuilt (visitor_id text primary key, state text) without rowid').run()
  connection
    .prepare(
      'create temp table rebuilt_identities (identity text, visitor_id text, primary key (identity, visitor_id)) without rowid',
    )
    .run()
  try {
    deps.states.forget()
    const events = foldLog(connection, shopId, options, deps.apply)
    const sums = replaceStates(connection, shopId, options.compare, deps.states)
    const joined = replacePersons(connection, shopId, options.compare, deps.persons)
    return { ...sums, events, differences: sums.differences + joined }
  } finally {
    deps.states.forget()
    connection.prepare('drop table temp.rebuilt').run()
    connection.prepare('drop table temp.rebuilt_identities').run()
  }
}

/** Leaves every visitor's state and identities in the temporary tables; returns how many events there were. */
function foldLog(connection: Connection, shopId: string, { onProgress }: RebuildOptions, apply: ApplyEvent): number {
  const save = connection.prepare('insert or replace into temp.rebuilt (visitor_id, state) values (?, ?)')
  const find = connection.prepare('select state from temp.rebuilt where visitor_id = ?')
  const link = connection.prepare('insert or ignore into temp.rebuilt_identities (identity, visitor_id) values (?, ?)')
  const saveState = (state: VisitorState): void => void save.run(state.visitorId, stateText(state))
  const cache = stateCache({ weightMax: WEIGHT_MAX, onEvict: saveState })

  // What events too old to be kept led to, and by what those visitors were known.
  connection
    .prepare(
      'insert into temp.rebuilt (visitor_id, state) select visitor_id, base from visitors where shop_id = ? and base is not null',
    )
    .run(shopId)
  connection
    .prepare(`insert into temp.rebuilt_identities (identity, visitor_id)
      select i.identity, i.visitor_id from identities i join visitors v on v.shop_id = i.shop_id and v.visitor_id = i.visitor_id
      where i.shop_id = ? and v.base is not null`)
    .run(shopId)

  let count = 0
  // Page by page, since a connection cannot write while it reads.
  const read = connection.prepare(READ_LOG).raw()
  let page = read.all(shopId, Number.MIN_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, '') as LogRow[]
  while (page.length > 0) {
    for (const row of page) {
      const event = eventOf(row)
      let state = cache.get(shopId, event.visitorId)
      if (!state) {
        const saved = find.get(event.visitorId) as { state: string } | undefined
        state = saved ? parseState(saved.state) : noEvents(event.visitorId)
      }
      cache.set(shopId, apply(state, event))
      if (event.userId !== undefined || event.emailSha256 !== undefined)
        for (const identity of identitiesOf([event])) link.run(identity, event.visitorId)
    }
    count += page.length
    onProgress?.(count)
    const [eventId, , occurredAt] = page.at(-1) as LogRow
    page = read.all(shopId, occurredAt, occurredAt, eventId) as LogRow[]
  }
  for (const state of cache.states()) saveState(state)
  return count
}

type LogRow = [
  eventId: string,
  visitorId: string,
  occurredAt: number,
  type: EventType,
  json: string,
  items: string | null,
]

const READ_LOG = `
  select event_id, visitor_id, occurred_at, type, json, items from events
  where shop_id = ? and occurred_at >= ? and (occurred_at > ? or event_id > ?)
  order by occurred_at, event_id limit 5000`

/** An event as far as the fold reads it; what stands in JSON is only read where it matters. */
function eventOf([eventId, visitorId, occurredAt, type, json, items]: LogRow): ShopEvent {
  const known = { eventId, visitorId, occurredAt, receivedAt: occurredAt, type, consent: {} }
  if (items !== null && !NEEDS_JSON.has(type) && !NAMES.test(json)) return { ...known, items: itemsFromText(items) }
  const event: ShopEvent = { ...(JSON.parse(json) as Partial<ShopEvent>), ...known }
  return items === null ? event : { ...event, items: itemsFromText(items) }
}

const NEEDS_JSON: ReadonlySet<EventType> = new Set(['purchase', 'refund', 'identify'])
const NAMES = /"(userId|emailSha256|isTest)"/

function replaceStates(
  connection: Connection,
  shopId: string,
  compare: boolean,
  states: VisitorStates,
): Omit<RebuildReport, 'events'> {
  let [visitors, items, differences] = [0, 0, 0]
  const next = connection.prepare(
    'select visitor_id, state from temp.rebuilt where visitor_id > ? order by visitor_id limit 1000',
  )
  for (let page = next.all('') as StateRow[]; page.length > 0; page = next.all(page.at(-1)?.visitor_id) as StateRow[])
    for (const row of page) {
      const state = parseState(row.state)
      visitors++
      items += state.items.size
      if (isSameState(state, states.load(shopId, row.visitor_id))) continue
      differences++
      if (!compare) states.replace(shopId, state)
    }
  // Visitors of whom the log tells nothing.
  const stray = connection
    .prepare(
      'select visitor_id from visitors where shop_id = ? and visitor_id not in (select visitor_id from temp.rebuilt)',
    )
    .all(shopId) as Pick<StateRow, 'visitor_id'>[]
  for (const { visitor_id } of stray) {
    differences++
    if (!compare) states.refold(shopId, visitor_id)
  }
  return { visitors, items, differences }
}

interface StateRow {
  readonly visitor_id: string
  readonly state: string
}

/** Puts the identities of the log in place, and who is one person by them; returns how many were kept otherwise. */
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
