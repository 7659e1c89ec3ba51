import type { Connection } from './database.ts'
import { FOREVER } from './offer-versions.ts'

/** An import that changed more offers is not told offer by offer: who follows has to look at all of them. */
const CHANGES_OF_AN_IMPORT_MAX = 50_000

/** All of these are called within the transaction that makes the change, after it has moved the revision on. */

export function noteChange(connection: Connection, shopId: string, offerId: string): void {
  connection.prepare(NOTE).run({ shopId, offerId })
}

/** The offers whose picture is at that address. */
export function notePhoto(connection: Connection, shopId: string, url: string): void {
  connection.prepare(NOTE_PHOTO).run(shopId, url)
}

/** What the import with that number brought, replaced and took away. */
export function noteImport(connection: Connection, shopId: string, staging: number, changes: number): void {
  if (changes > CHANGES_OF_AN_IMPORT_MAX) connection.prepare(FORGET_ALL).run(shopId)
  else connection.prepare(NOTE_IMPORT).run({ shopId, staging })
}

export function changesSince(
  connection: Connection,
  shopId: string,
  since: number,
  limit: number,
): string[] | undefined {
  const state = connection.prepare('select changes_since from catalog_state where shop_id = ?').get(shopId)
  if (since < ((state as { changes_since: number } | undefined)?.changes_since ?? 0)) return undefined
  const rows = connection.prepare(CHANGED).all({ shopId, since, limit: limit + 1 }) as { offer_id: string }[]
  return rows.length > limit ? undefined : rows.map(({ offer_id }) => offer_id)
}

export function forgetChanges(connection: Connection, shopId: string, through: number): void {
  connection.transaction(() => {
    const { changes } = connection
      .prepare('delete from offer_changes where shop_id = ? and revision <= ?')
      .run(shopId, through)
    if (Number(changes) > 0) connection.prepare(RAISE).run({ shopId, through })
  })
}

const NOTE = `
  insert into offer_changes (shop_id, revision, offer_id)
  select shop_id, revision, @offerId from catalog_state where shop_id = @shopId on conflict do nothing`

const NOTE_PHOTO = `
  insert into offer_changes (shop_id, revision, offer_id)
  select o.shop_id, s.revision, o.offer_id from offers o join catalog_state s on s.shop_id = o.shop_id
  where o.shop_id = ? and o.image_link = ? on conflict do nothing`

const NOTE_IMPORT = `
  insert into offer_changes (shop_id, revision, offer_id)
  select s.shop_id, s.revision, v.offer_id from catalog_state s join (
    select offer_id from offer_versions where shop_id = @shopId and since = @staging
    union select offer_id from offer_versions where shop_id = @shopId and until = @staging and until < ${FOREVER}
  ) v where s.shop_id = @shopId on conflict do nothing`

const FORGET_ALL = 'update catalog_state set changes_since = revision where shop_id = ?'

const RAISE = `
  update catalog_state set changes_since = max(changes_since, min(revision, @through)) where shop_id = @shopId`

const CHANGED = `
  with changed as (select distinct offer_id from offer_changes where shop_id = @shopId and revision > @since)
  select offer_id from changed
  union
  select o.offer_id from changed c join offers o on o.shop_id = @shopId and o.item_group_id = c.offer_id
  order by offer_id limit @limit`
