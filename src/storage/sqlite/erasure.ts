import type { ShopEvent } from '../../events/event.ts'
import type { Erasure, Refusal, Subject } from '../../events/store.ts'
import type { EventTable, SuppressionTable } from '../schema.ts'
import {
  grantedAgainAt,
  type Suppression,
  standsAgainst,
  stronger,
  subjectsOf,
  visitorSubject,
} from '../suppression.ts'
import type { Connection } from './database.ts'
import { parseEvent } from './event-row.ts'
import type { Persons } from './persons.ts'
import type { VisitorStates } from './visitor-states.ts'

/** All of it must be called within a transaction. */
export interface Erasures {
  /** Whether the shop suppresses anybody at all; saves looking. */
  isAny(shopId: string): boolean
  /** Whether an event is of somebody who is suppressed. One that grants anew lifts a withdrawal. */
  isSuppressed(shopId: string, event: ShopEvent): boolean
  /** True when something was removed. */
  withdraw(shopId: string, refusal: Refusal): boolean
  erase(shopId: string, subject: Subject, at: number): Erasure
}

interface ErasureDeps {
  readonly persons: Persons
  readonly states: VisitorStates
  /** Of an id, so that the list of who is to be left alone names nobody. */
  readonly hashOf: (text: string) => string
}

export function sqliteErasures(connection: Connection, { persons, states, hashOf }: ErasureDeps): Erasures {
  const keyOf = (shopId: string, subject: string): string => hashOf(`${shopId} ${subject}`)

  function find(shopId: string, subject: string): Suppression | undefined {
    return connection
      .prepare('select kind, since from suppressions where shop_id = ? and subject = ?')
      .get(shopId, keyOf(shopId, subject)) as Suppression | undefined
  }

  function suppress(shopId: string, subjects: Iterable<string>, suppression: Suppression): void {
    for (const subject of new Set(subjects)) {
      const { kind, since } = stronger(find(shopId, subject), suppression)
      connection.prepare('insert or replace into suppressions (shop_id, subject, kind, since) values (?, ?, ?, ?)').run(
        ...Object.values({
          shop_id: shopId,
          subject: keyOf(shopId, subject),
          kind,
          since,
        } satisfies SuppressionTable),
      )
    }
  }

  /** Every visitor whom the subject names, with those who are one person with them. */
  function visitorsOf(shopId: string, { visitorId, ...identities }: Subject): string[] {
    const named = subjectsOf(identities).flatMap((identity) => persons.knownBy(shopId, identity))
    if (visitorId !== undefined) named.push(visitorId)
    return [...new Set(named.flatMap((visitor) => persons.visitorsOf(shopId, visitor)))]
  }

  const isKnown = (shopId: string, visitorId: string): boolean =>
    connection.prepare('select 1 from visitors where shop_id = ? and visitor_id = ?').get(shopId, visitorId) !==
    undefined

  const eventsOf = (shopId: string, visitorId: string): ShopEvent[] =>
    (
      connection
        .prepare('select * from events where shop_id = ? and visitor_id = ?')
        .all(shopId, visitorId) as EventTable[]
    ).map(parseEvent)

  function removeVisitors(shopId: string, visitorIds: readonly string[]): Erasure {
    const erasure = { visitors: 0, events: 0, items: 0, deadLetters: 0 }
    const remove = (table: string, visitorId: string): number =>
      Number(
        connection.prepare(`delete from ${table} where shop_id = ? and visitor_id = ?`).run(shopId, visitorId).changes,
      )
    for (const visitorId of visitorIds) {
      persons.unlink(shopId, visitorId)
      erasure.events += remove('events', visitorId)
      erasure.items += remove('visitor_items', visitorId)
      erasure.deadLetters += remove('dead_letters', visitorId)
      erasure.visitors += remove('visitors', visitorId)
    }
    states.forget()
    return erasure
  }

  /** Everything by which these visitors were known. */
  const subjectsOfVisitors = (shopId: string, visitorIds: readonly string[]): string[] =>
    visitorIds.flatMap((visitorId) => [visitorSubject(visitorId), ...persons.identitiesOf(shopId, visitorId)])

  return {
    isAny: (shopId) =>
      connection.prepare('select 1 from suppressions where shop_id = ? limit 1').get(shopId) !== undefined,

    isSuppressed(shopId, event) {
      const found = subjectsOf(event).flatMap((subject) => {
        const suppression = find(shopId, subject)
        return suppression ? [{ subject, suppression }] : []
      })
      if (found.some(({ suppression }) => standsAgainst(suppression, event))) return true
      for (const { subject } of found)
        connection
          .prepare('delete from suppressions where shop_id = ? and subject = ?')
          .run(shopId, keyOf(shopId, subject))
      return false
    },

    withdraw(shopId, refusal) {
      const visitorIds = visitorsOf(shopId, refusal)
      if (!visitorIds.some((visitorId) => isKnown(shopId, visitorId))) return false
      const since = grantedAgainAt(
        refusal,
        visitorIds.flatMap((visitorId) => eventsOf(shopId, visitorId)),
      )
      if (since === undefined) {
        const subjects = [...subjectsOf(refusal), ...subjectsOfVisitors(shopId, visitorIds)]
        removeVisitors(shopId, visitorIds)
        suppress(shopId, subjects, { kind: 'withdrawn', since: refusal.occurredAt })
        return true
      }
      for (const visitorId of visitorIds) {
        connection
          .prepare('delete from events where shop_id = ? and visitor_id = ? and occurred_at < ?')
          .run(shopId, visitorId, since)
        connection
          .prepare('update visitors set base = null where shop_id = ? and visitor_id = ?')
          .run(shopId, visitorId)
        persons.unlink(shopId, visitorId)
        states.refold(shopId, visitorId)
        persons.link(shopId, visitorId, eventsOf(shopId, visitorId))
      }
      return true
    },

    erase(shopId, subject, at) {
      const visitorIds = visitorsOf(shopId, subject)
      const subjects = [...subjectsOf(subject), ...subjectsOfVisitors(shopId, visitorIds)]
      const erasure = removeVisitors(shopId, visitorIds)
      suppress(shopId, subjects, { kind: 'erased', since: at })
      return erasure
    },
  }
}
