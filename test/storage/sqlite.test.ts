import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { applyEvent, emptyVisitor } from '../../src/audience/abandonment.ts'
import type { Offer } from '../../src/catalog/offer.ts'
import { nodeDigest } from '../../src/platform/node/digest.ts'
import { migrations } from '../../src/storage/migrations/index.ts'
import { type SqliteStores, sqliteStores } from '../../src/storage/sqlite.ts'
import { entriesOf } from '../contracts/catalog-entries.ts'
import { logOf, shopEvent } from '../contracts/shop-events.ts'

let folder: string
let path: string
const opened: SqliteStores[] = []

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sqlite-'))
  path = join(folder, 'shop.sqlite')
})
afterEach(async () => {
  for (const stores of opened.splice(0)) await stores.close()
  rmSync(folder, { recursive: true, force: true })
})

async function open(): Promise<SqliteStores> {
  const stores = sqliteStores(new Database(path), {
    apply: applyEvent,
    digest: nodeDigest,
    openReader: () => new Database(path, { readonly: true }),
  })
  await stores.migrate()
  opened.push(stores)
  return stores
}

const offer = (offerId: string): Offer => ({
  offerId,
  title: offerId,
  link: 'https://shop.example/',
  price: { minor: 1, currency: 'EUR' },
  availability: 'in_stock',
})

describe('a database file', () => {
  it('is written ahead and synced at every commit', () => {
    const database = new Database(path)
    sqliteStores(database, { apply: applyEvent, digest: nodeDigest })
    const pragma = (name: string) => database.pragma(name, { simple: true })
    expect([pragma('journal_mode'), pragma('synchronous'), pragma('foreign_keys')]).toEqual(['wal', 2, 1])
    expect(pragma('busy_timeout')).toBeGreaterThan(0)
    database.close()
  })

  it.each(['3.51.2', '3.50.9', '2.99.99'])('is refused on SQLite %s, in words', (version) => {
    const database = new Database(path)
    database.function('sqlite_version', () => version)
    expect(() => sqliteStores(database, { apply: applyEvent, digest: nodeDigest })).toThrow(
      `SQLite ${version} can lose a commit; 3.51.3 or newer is needed`,
    )
    database.close()
  })

  it.each(['3.51.3', '3.52.0', '4.0.0'])('is taken on SQLite %s', (version) => {
    const database = new Database(path)
    database.function('sqlite_version', () => version)
    expect(() => sqliteStores(database, { apply: applyEvent, digest: nodeDigest })).not.toThrow()
    database.close()
  })

  it('is migrated once, and says what was applied', async () => {
    const stores = sqliteStores(new Database(path), { apply: applyEvent, digest: nodeDigest })
    opened.push(stores)
    expect(await stores.migrate()).toEqual(Object.keys(migrations))
    expect(await stores.migrate()).toEqual([])
  })

  it('is left alone when a newer program has migrated it', async () => {
    await (await open()).shops.listShops()
    const database = new Database(path)
    database.prepare("insert into kysely_migration values ('999-from-the-future', '2030-01-01')").run()
    database.close()
    const older = sqliteStores(new Database(path), { apply: applyEvent, digest: nodeDigest })
    opened.push(older)
    await expect(older.migrate()).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('999-from-the-future'),
    })
  })

  it('has the shop first in every primary key but that of the keys', async () => {
    await open()
    const database = new Database(path)
    const tables = database
      .prepare<[], { name: string; key: string }>(
        `select t.name, (select c.name from pragma_table_info(t.name) c where c.pk = 1) as key
         from sqlite_schema t where t.type = 'table' and t.name not like 'sqlite_%' and t.name not like 'kysely_%'`,
      )
      .all()
    database.close()
    expect(tables.length).toBeGreaterThan(10)
    expect(tables.filter(({ key }) => key !== 'shop_id').map(({ name }) => name)).toEqual(['api_keys'])
  })

  it('serves the old catalog when an import broke off, and clears what it left', async () => {
    const first = await open()
    await first.catalog.putOffer('one', offer('old'), 1)
    const staged = await first.catalog.startImport('one', 2)
    await staged.stage(entriesOf(offer('new'), offer('newer')))
    await opened.pop()?.close()

    const second = await open()
    expect((await second.catalog.listOffers('one', { limit: 9 })).offers).toEqual([offer('old')])
    await second.catalog.startImport('one', 3)
    const database = new Database(path, { readonly: true })
    expect(database.prepare('select offer_id from offer_versions').all()).toEqual([{ offer_id: 'old' }])
    database.close()
  })

  it('keeps a catalog scan whole while an import is published', async () => {
    const { catalog } = await open()
    const staged = await catalog.startImport('one', 1)
    await staged.stage(entriesOf(...Array.from({ length: 1_300 }, (_, at) => offer(`old${at}`))))
    await staged.publish()
    const seen: string[] = []
    for await (const page of catalog.scanOffers('one')) {
      if (seen.length === 0) {
        const next = await catalog.startImport('one', 2)
        await next.stage(entriesOf(offer('new'), offer('zzz')))
        await next.publish()
      }
      seen.push(...page.map(({ offerId }) => offerId))
    }
    expect(seen).toHaveLength(1_300)
    expect(seen.some((id) => !id.startsWith('old'))).toBe(false)
    expect((await catalog.status('one')).offers).toBe(2)
  })

  it('does not write rows that an import did not change', async () => {
    const { catalog } = await open()
    for (const at of [1, 2]) {
      const staged = await catalog.startImport('one', at)
      await staged.stage(entriesOf(offer('same'), { ...offer('other'), title: `Title at ${at}` }))
      await staged.publish()
    }
    const database = new Database(path, { readonly: true })
    expect(database.prepare('select offer_id, updated_at from offers order by offer_id').all()).toEqual([
      { offer_id: 'other', updated_at: 2 },
      { offer_id: 'same', updated_at: 1 },
    ])
    database.close()
  })
})

describe('the event log on disk', () => {
  it('rejects exactly the requests that cannot be stored, and stores the others of the same moment', async () => {
    const { events } = await open()
    const broken = shopEvent({ eventId: 'broken', occurredAt: 1.5 })
    const requests = [
      [shopEvent({ eventId: 'a' })],
      [shopEvent({ eventId: 'b' }), broken, shopEvent({ eventId: 'c' })],
      [shopEvent({ eventId: 'd' })],
    ]
    const settled = await Promise.allSettled(requests.map((batch) => events.append('one', batch)))
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect((await logOf(events, 'one')).map(({ eventId }) => eventId)).toEqual(['a', 'd'])
    expect((await events.stats('one')).received).toBe(2)
    expect(await events.append('one', [shopEvent({ eventId: 'b' })])).toEqual(['stored'])
  })

  it('says that it cannot be written to while another process holds it, and loses nothing', async () => {
    const { events } = await open()
    const database = new Database(path)
    const holder = new Database(path)
    holder.prepare('begin immediate').run()
    const impatient = sqliteStores(database, { apply: applyEvent, digest: nodeDigest })
    database.pragma('busy_timeout = 1')
    opened.push(impatient)
    const settled = await Promise.allSettled([
      impatient.events.append('one', [shopEvent({ eventId: 'a' })]),
      impatient.events.append('one', [shopEvent({ eventId: 'b' })]),
    ])
    for (const outcome of settled) expect(outcome).toMatchObject({ reason: { code: 'unavailable' } })
    holder.prepare('rollback').run()
    holder.close()
    expect(await impatient.events.append('one', [shopEvent({ eventId: 'a' })])).toEqual(['stored'])
    expect(await logOf(events, 'one')).toHaveLength(1)
  })

  it('commits what waits before it closes', async () => {
    const stores = await open()
    const waiting = stores.events.append('one', [shopEvent({ eventId: 'a' })])
    await stores.close()
    opened.pop()
    expect(await waiting).toEqual(['stored'])
    expect(await logOf((await open()).events, 'one')).toHaveLength(1)
  })

  it('takes more at once than one transaction holds', async () => {
    const { events } = await open()
    const batches = Array.from({ length: 30 }, () => Array.from({ length: 400 }, () => shopEvent({ visitorId: 'v' })))
    const outcomes = await Promise.all(batches.map((batch) => events.append('one', batch)))
    expect(outcomes.flat().every((outcome) => outcome === 'stored')).toBe(true)
    expect((await events.stats('one')).stored).toBe(12_000)
  })

  it('is told from a state that somebody changed, and puts it right', async () => {
    const { events, audience } = await open()
    await events.append('one', [
      shopEvent({ visitorId: 'v1', userId: 'u' }),
      shopEvent({ visitorId: 'v2', userId: 'u' }),
      shopEvent({ visitorId: 'v3' }),
    ])
    const meddler = new Database(path)
    meddler.exec("update visitor_items set quantity = 9 where visitor_id = 'v1'")
    meddler.exec("update visitors set person_id = null where visitor_id = 'v2'")
    meddler.exec("delete from visitors where visitor_id = 'v3'; delete from visitor_items where visitor_id = 'v3'")
    meddler.exec("insert into visitors values ('one', 'stray', 1, 'x', null, 1, 0, null, null, null)")
    meddler.close()
    expect(await events.rebuild('one', { compare: true })).toMatchObject({ events: 3, visitors: 3, differences: 4 })
    await events.rebuild('one', { compare: false })
    expect(await events.rebuild('one', { compare: true })).toMatchObject({ differences: 0 })
    expect((await audience.personItems('one', 'v1')).map(({ visitorId, quantity }) => [visitorId, quantity])).toEqual([
      ['v1', 1],
      ['v2', 1],
    ])
    expect(await audience.visitorItems('one', 'v3')).toHaveLength(1)
  })

  it('holds every acknowledged event after the process was killed, with the state they lead to', async () => {
    const acknowledged = await appendUntilKilled(600)
    const { events, audience } = await open()
    const log = await logOf(events, 'one')
    const stored = new Set(log.map(({ eventId }) => eventId))
    expect(acknowledged.length).toBeGreaterThanOrEqual(600)
    expect(acknowledged.filter((eventId) => !stored.has(eventId))).toEqual([])
    expect((await events.stats('one')).stored).toBe(log.length)
    for (const visitorId of ['v0', 'v1', 'v49']) {
      const ofVisitor = log.filter((event) => event.visitorId === visitorId)
      const { items } = ofVisitor.reduce(applyEvent, emptyVisitor(visitorId))
      expect(new Map((await audience.visitorItems('one', visitorId)).map((item) => [item.offerId, item]))).toEqual(
        items,
      )
    }
  })
})

/** Runs the appending process until so many events were acknowledged, kills it, and returns their ids. */
async function appendUntilKilled(count: number): Promise<string[]> {
  const script = fileURLToPath(new URL('append-until-killed.ts', import.meta.url))
  const child: ChildProcess = spawn(process.execPath, [script, path], { stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  child.stdout?.on('data', (part: Buffer) => {
    text += part.toString()
    if (text.split('\n').length > count) child.kill('SIGKILL')
  })
  await once(child, 'close')
  // The last line may be cut off.
  return text.split('\n').slice(0, -1)
}
