import type { Offer } from './offer.ts'
import type { Rejection } from './rejection.ts'
import type { Shop } from './shop.ts'

export interface ShopStore {
  /** False when the id is taken. */
  createShop(shop: Shop): Promise<boolean>
  getShop(shopId: string): Promise<Shop | undefined>
  listShops(): Promise<Shop[]>
  saveShop(shop: Shop): Promise<void>
}

export interface CatalogStore {
  getOffer(shopId: string, offerId: string): Promise<Offer | undefined>
  /** Those that exist, keyed by id. */
  getOffers(shopId: string, offerIds: readonly string[]): Promise<Map<string, Offer>>
  /** Those of the ids that exist, without reading the offers. */
  knownOfferIds(shopId: string, offerIds: readonly string[]): Promise<Set<string>>
  /** In order of id, after `after`; `query` looks in id, title and brand without regard to case. */
  listOffers(shopId: string, page: OfferPage): Promise<{ offers: Offer[]; next?: string }>
  /** Every offer in order of id, in pages, so that no reader holds a lock while it works. */
  scanOffers(shopId: string): AsyncIterable<readonly Offer[]>
  status(shopId: string): Promise<CatalogStatus>
  /** One offer, effective at once. */
  putOffer(shopId: string, offer: Offer, at: number): Promise<'added' | 'changed' | 'unchanged'>
  deleteOffer(shopId: string, offerId: string, at: number): Promise<boolean>
  /** Opens a staging area beside the catalog; the catalog is untouched until `publish`. */
  startImport(shopId: string, at: number): Promise<StagedImport>
  /** Adds to the import history, whatever its end. */
  recordImport(report: ImportReport): Promise<void>
  /** Newest first. */
  listImports(shopId: string, limit: number): Promise<ImportReport[]>
}

export interface OfferPage {
  readonly after?: string
  readonly limit: number
  readonly query?: string
}

export interface CatalogStatus {
  /** Grows with every change of any offer; 0 for an empty shop. */
  readonly revision: number
  readonly offers: number
  readonly itemGroups: number
  readonly changedAt?: number
}

export interface StagedImport {
  /** Later stagings of an id win over earlier ones of the same import; the number of ids staged before is returned. */
  stage(offers: readonly Offer[]): Promise<{ repeated: string[] }>
  /** What `publish` would do now. */
  counts(): Promise<ImportCounts>
  /** Swaps the staged catalog in, in one transaction; rows that did not change are not written. */
  publish(): Promise<void>
  /** Forgets what was staged. */
  discard(): Promise<void>
}

export interface ImportCounts {
  /** Offers in the catalog before. */
  readonly before: number
  readonly added: number
  readonly changed: number
  readonly unchanged: number
  readonly removed: number
}

export interface ImportReport extends Omit<ImportCounts, 'before'> {
  readonly shopId: string
  readonly importId: string
  readonly startedAt: number
  readonly endedAt: number
  /** `held`: it would lose too much and waits for a word; `failed`: nothing was published. */
  readonly status: 'published' | 'unchanged' | 'held' | 'failed'
  /** Why it was held or failed. */
  readonly reason?: string
  readonly source: string
  readonly format: string
  readonly encoding: string
  /** Records of the source, whatever became of them. */
  readonly records: number
  /** Records that are no offers because something in them is wrong; one may have several rejections. */
  readonly rejected: number
  /** The first thousand. */
  readonly rejections: readonly Rejection[]
  /** Things a person should know that rejected nothing, one sentence each. */
  readonly notices: readonly string[]
}
