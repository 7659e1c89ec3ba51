import { type Kysely, sql } from 'kysely'
import type { Offer } from '../../catalog/offer.ts'
import type { CatalogStore, ImportReport } from '../../catalog/store.ts'
import { PAGE_ROWS } from '../pages.ts'
import type { Schema } from '../schema.ts'
import { amongTexts } from './among-texts.ts'
import { type CatalogFigures, countFigures } from './catalog-figures.ts'
import { bumpCatalog, catalogState, saveSourceDigests, sourceDigests } from './catalog-state.ts'
import type { Connection } from './database.ts'
import { changesSince, forgetChanges, noteChange } from './offer-changes.ts'
import { offerRow } from './offer-row.ts'
import { FOREVER } from './offer-versions.ts'
import type { Snapshots } from './snapshot.ts'
import { startStagedImport } from './staged-import.ts'

export function sqliteCatalog(db: Kysely<Schema>, connection: Connection, snapshot: Snapshots): CatalogStore {
  const figures = new Map<string, { at: string; counted: Promise<CatalogFigures> }>()
  const offersOf = (shopId: string) =>
    db.selectFrom('offers').select(['offer_id', 'json']).where('shop_id', '=', shopId)
  const find = (shopId: string, offerId: string) => connection.get(offersOf(shopId).where('offer_id', '=', offerId))

  return {
    async getOffer(shopId, offerId) {
      const row = find(shopId, offerId)
      return row && parseOffer(row)
    },

    async getOffers(shopId, offerIds) {
      const rows = connection.all(offersOf(shopId).where('offer_id', 'in', amongTexts(offerIds)))
      return new Map(rows.map((row) => [row.offer_id, parseOffer(row)]))
    },

    async knownOfferIds(shopId, offerIds) {
      const rows = connection.prepare(KNOWN_IDS).all(shopId, JSON.stringify(offerIds)) as { offer_id: string }[]
      return new Set(rows.map(({ offer_id }) => offer_id))
    },

    async listOffers(shopId, { after, limit, query }) {
      let wanted = offersOf(shopId)
      if (after !== undefined) wanted = wanted.where('offer_id', '>', after)
      if (query !== undefined) wanted = wanted.where(sql<boolean>`instr(search_text, ${query.toLowerCase()}) > 0`)
      const rows = connection.all(wanted.orderBy('offer_id').limit(limit + 1))
      const offers = rows.slice(0, limit).map(parseOffer)
      return rows.length > limit ? { offers, next: offers.at(-1)?.offerId } : { offers }
    },

    scanOffers(shopId) {
      return snapshot(async function* (reader) {
        for (let after = '', more = true; more; ) {
          const page = reader.all(offersOf(shopId).where('offer_id', '>', after).orderBy('offer_id').limit(PAGE_ROWS))
          after = page.at(-1)?.offer_id ?? after
          more = page.length === PAGE_ROWS
          if (page.length > 0) yield page.map(parseOffer)
        }
      })
    },

    async status(shopId) {
      const state = connection.get(
        db.selectFrom('catalog_state').select(['revision', 'changed_at']).where('shop_id', '=', shopId),
      )
      const revision = state?.revision ?? 0
      const { offers, itemGroups } = await figuresOf(shopId)
      return { revision, offers, itemGroups, changedAt: state?.changed_at ?? undefined }
    },

    async revision(shopId) {
      return catalogState(connection, shopId).revision
    },

    async changedOfferIds(shopId, since, limit) {
      return changesSince(connection, shopId, since, limit)
    },

    async forgetChanges(shopId, through) {
      forgetChanges(connection, shopId, through)
    },

    async putOffer(shopId, offer, at) {
      return connection.transaction(() => {
        const row = offerRow(shopId, offer, at)
        const before = find(shopId, offer.offerId)
        if (before?.json === row.json) return 'unchanged'
        const { version } = catalogState(connection, shopId)
        if (before) connection.prepare(CHANGE_SERVED).run({ ...row, version })
        else connection.prepare(ADD_SERVED).run({ ...row, version })
        touched(shopId, offer.offerId, at)
        return before ? 'changed' : 'added'
      })
    },

    async deleteOffer(shopId, offerId, at) {
      return connection.transaction(() => {
        const { version } = catalogState(connection, shopId)
        const { changes } = connection.prepare(END_SERVED).run({ shopId, offerId, version })
        if (Number(changes) === 0) return false
        touched(shopId, offerId, at)
        return true
      })
    },

    async startImport(shopId, at, sourceId = '') {
      return startStagedImport(db, connection, { shopId, at, sourceId })
    },

    async sourceDigest(shopId, sourceId) {
      return sourceDigests(connection, shopId).get(sourceId)
    },

    async recordImport(report) {
      const { shopId, importId, startedAt } = report
      connection.run(
        db
          .insertInto('imports')
          .values({ shop_id: shopId, import_id: importId, started_at: startedAt, json: JSON.stringify(report) }),
      )
    },

    async listImports(shopId, limit) {
      const ofShop = db.selectFrom('imports').select('json').where('shop_id', '=', shopId)
      const rows = connection.all(ofShop.orderBy('started_at', 'desc').orderBy('import_id', 'desc').limit(limit))
      return rows.map(({ json }) => JSON.parse(json) as ImportReport)
    },
  }

  /** An offer is no longer as the file of its source has it. */
  function touched(shopId: string, offerId: string, at: number): void {
    bumpCatalog(db, connection, shopId, at)
    noteChange(connection, shopId, offerId)
    saveSourceDigests(connection, shopId, new Map())
  }

  /** Counting takes a walk over the offers, so it is done once for each state of them. */
  function figuresOf(shopId: string): Promise<CatalogFigures> {
    const { version, changed_at: changedAt } = catalogState(connection, shopId)
    const at = `${version} ${changedAt}`
    const known = figures.get(shopId)
    if (known?.at === at) return known.counted
    const counted = countFigures(connection, shopId, version)
    figures.set(shopId, { at, counted })
    counted.catch(() => figures.delete(shopId))
    return counted
  }
}

const parseOffer = ({ json }: { json: string }): Offer => JSON.parse(json) as Offer

/** Asked at every batch of events. */
const KNOWN_IDS = 'select offer_id from offers where shop_id = ? and offer_id in (select value from json_each(?))'

/** What came by the API was read from no record. */
const CHANGE_SERVED = `
  update offer_versions set digest = null, item_group_id = @item_group_id, image_link = @image_link,
    updated_at = @updated_at, search_text = @search_text, json = @json
  where shop_id = @shop_id and offer_id = @offer_id and since <= @version and until > @version`

/** An import under way may have staged the id already; a row of the same version may have been deleted before. */
const ADD_SERVED = `
  insert into offer_versions
    (shop_id, offer_id, since, until, source_id, digest, item_group_id, image_link, updated_at, search_text, json)
  values (@shop_id, @offer_id, @version,
    coalesce((select min(since) from offer_versions
      where shop_id = @shop_id and offer_id = @offer_id and since > @version), ${FOREVER}),
    '', null, @item_group_id, @image_link, @updated_at, @search_text, @json)
  on conflict do update set until = excluded.until, source_id = '', digest = null,
    item_group_id = excluded.item_group_id, image_link = excluded.image_link, updated_at = excluded.updated_at,
    search_text = excluded.search_text, json = excluded.json`

const END_SERVED = `
  update offer_versions set until = @version, digest = null
  where shop_id = @shopId and offer_id = @offerId and since <= @version and until > @version`
