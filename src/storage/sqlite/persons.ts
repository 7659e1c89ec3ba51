import type { ShopEvent } from '../../events/event.ts'
import { identitiesOf, PERSON_VISITORS_MAX } from '../identities.ts'
import type { Connection } from './database.ts'

export interface Persons {
  /** Notes by which identities the visitor was known. True when somebody joined somebody. */
  link(shopId: string, visitorId: string, fresh: readonly ShopEvent[]): boolean
  /** Every visitor who is one person with this one, itself first. */
  visitorsOf(shopId: string, visitorId: string): string[]
  /** Identities of one visitor. */
  identitiesOf(shopId: string, visitorId: string): string[]
  /** Visitors who were known by one identity, at most as many as a person may have. */
  knownBy(shopId: string, identity: string): string[]
  /** Whether the person kept with a visitor is the one that the identities say. */
  isRight(shopId: string, visitorId: string): boolean
  /** Works out anew who is one person with this visitor. True when that was kept otherwise. */
  relabel(shopId: string, visitorId: string): boolean
  /** Forgets a visitor's identities; those who are left are joined anew. */
  unlink(shopId: string, visitorId: string): void
}

/**
 * Visitors who share an identity are one person, and so are those they share another with. The person's id is the
 * smallest of the visitors' ids, kept with each of them, so that it depends on who shared what and on no order. More
 * than {@link PERSON_VISITORS_MAX} visitors are no person (a till, a shared account): they all stand alone.
 */
export function sqlitePersons(connection: Connection): Persons {
  const visitorsBy = (shopId: string, identity: string): string[] =>
    connection
      .prepare(`select visitor_id from identities where shop_id = ? and identity = ? limit ${PERSON_VISITORS_MAX + 1}`)
      .all(shopId, identity)
      .map((row) => (row as { visitor_id: string }).visitor_id)

  const identitiesOfVisitor = (shopId: string, visitorId: string): string[] =>
    connection
      .prepare('select identity from identities where shop_id = ? and visitor_id = ?')
      .all(shopId, visitorId)
      .map((row) => (row as { identity: string }).identity)

  /** Undefined for more than a person has. */
  function component(shopId: string, visitorId: string): string[] | undefined {
    const visitors = new Set([visitorId])
    const identities = new Set<string>()
    for (const visitor of visitors)
      for (const identity of identitiesOfVisitor(shopId, visitor)) {
        if (identities.has(identity)) continue
        identities.add(identity)
        for (const other of visitorsBy(shopId, identity)) visitors.add(other)
        if (visitors.size > PERSON_VISITORS_MAX) return undefined
      }
    return [...visitors]
  }

  const personOf = (shopId: string, visitorId: string): string | null => {
    const row = connection
      .prepare('select person_id from visitors where shop_id = ? and visitor_id = ?')
      .get(shopId, visitorId) as { person_id: string | null } | undefined
    return row?.person_id ?? null
  }

  const visitorsOfPerson = (shopId: string, personId: string): string[] =>
    connection
      .prepare('select visitor_id from visitors where shop_id = ? and person_id = ?')
      .all(shopId, personId)
      .map((row) => (row as { visitor_id: string }).visitor_id)

  const label = (shopId: string, visitorId: string, personId: string | null): boolean =>
    Number(
      connection
        .prepare('update visitors set person_id = ? where shop_id = ? and visitor_id = ? and person_id is not ?')
        .run(personId, shopId, visitorId, personId).changes,
    ) > 0

  /** Writes the person of a visitor, and of all who were one with those it now touches. */
  function relabel(shopId: string, visitorId: string): boolean {
    const visitors = component(shopId, visitorId)
    let changed = false
    if (visitors) {
      const personId = personIdOf(visitors)
      for (const visitor of visitors) if (label(shopId, visitor, personId)) changed = true
      return changed
    }
    // Too many: whoever was a person with one of them until now is none any more.
    const touched = new Set([visitorId])
    for (const identity of identitiesOfVisitor(shopId, visitorId))
      for (const other of visitorsBy(shopId, identity)) touched.add(other)
    for (const visitor of touched) {
      const personId = personOf(shopId, visitor)
      if (personId === null) continue
      for (const member of visitorsOfPerson(shopId, personId)) label(shopId, member, null)
      changed = true
    }
    return changed
  }

  return {
    link(shopId, visitorId, fresh) {
      let isNew = false
      const insert = connection.prepare(
        'insert into identities (shop_id, identity, visitor_id) values (?, ?, ?) on conflict do nothing',
      )
      for (const identity of identitiesOf(fresh))
        if (Number(insert.run(shopId, identity, visitorId).changes) > 0) isNew = true
      return isNew && relabel(shopId, visitorId)
    },

    visitorsOf(shopId, visitorId) {
      const personId = personOf(shopId, visitorId)
      if (personId === null) return [visitorId]
      return [visitorId, ...visitorsOfPerson(shopId, personId).filter((other) => other !== visitorId)]
    },

    relabel,
    isRight: (shopId, visitorId) => {
      const visitors = component(shopId, visitorId)
      return personOf(shopId, visitorId) === (visitors ? personIdOf(visitors) : null)
    },
    identitiesOf: identitiesOfVisitor,
    knownBy: visitorsBy,

    unlink(shopId, visitorId) {
      const identities = identitiesOfVisitor(shopId, visitorId)
      const others = new Set(identities.flatMap((identity) => visitorsBy(shopId, identity)))
      others.delete(visitorId)
      connection.prepare('delete from identities where shop_id = ? and visitor_id = ?').run(shopId, visitorId)
      label(shopId, visitorId, null)
      for (const other of others) relabel(shopId, other)
    },
  }
}

/** Of the visitors of one person; null for who stands alone. */
const personIdOf = (visitors: readonly string[]): string | null =>
  visitors.length > 1 ? visitors.reduce((a, b) => (a < b ? a : b)) : null
