import type { Offer } from './offer.ts'
import type { AttributeChange } from './offer-changes.ts'
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
  /** That of {@link status}, without counting anything. */
  revision(shopId: string): Promise<number>
  /**
   * Offers that may look different since that revision, in order of id: put, deleted, their photo come, or their item
   * group bears the id of one that was. Undefined when there are more than `limit`, or it is no longer known.
   */
  changedOfferIds(shopId: string, since: number, limit: number): Promise<string[] | undefined>
  /** Lets go of what is only needed to tell of changes up to that revision. */
  forgetChanges(shopId: string, through: number): Promise<void>
  /** One offer, effective at once. */
  putOffer(shopId: string, offer: Offer, at: number): Promise<'added' | 'changed' | 'unchanged'>
  deleteOffer(shopId: string, offerId: string, at: number): Promise<boolean>
  /**
   * Opens a staging area beside the catalog; the catalog is untouched until `publish`. The import replaces the offers
   * of its own source only, `''` unless it is named; whoever stages an offer takes it over.
   */
  startImport(shopId: string, at: number, sourceId?: string): Promise<StagedImport>
  /**
   * The digest with which the source's last import was published, as long as nothing has touched the shop's offers
   * since.
   */
  sourceDigest(shopId: string, sourceId: string): Promise<string | undefined>
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

/** A row of the store, to be handed back to it unseen. */
export type OfferHandle = number | string

/** What one record of the source stands for. */
export type StagedEntry =
  /** The offer stays as it is. */
  | { readonly kept: OfferHandle }
  | {
      readonly offer: Offer
      /** Of the record that the offer was read from: with it the next import finds the offer without reading. */
      readonly digest?: string
    }

export interface StagedPage {
  /** Ids that were staged before in this import. */
  readonly repeated: readonly string[]
  /** What differs from the catalog, as it was and as it will be. */
  readonly changed: readonly { readonly before: Offer; readonly after: Offer }[]
}

export interface StagedImport {
  /** The offers of the catalog that were read from records with these digests. */
  find(digests: readonly string[]): Promise<(OfferHandle | undefined)[]>
  /** Later stagings of an id win over earlier ones of the same import. Others have their turn before it resolves. */
  stage(entries: readonly StagedEntry[]): Promise<StagedPage>
  /** What `publish` would do now. */
  counts(): Promise<ImportCounts>
  /** Ids of item groups that are ids of offers too, in the catalog as it would be; at most `limit`. */
  groupsNamedLikeOffers(limit: number): Promise<string[]>
  /**
   * Swaps the staged catalog in: readers see all of it or nothing of it, and rows that did not change are not written.
   * Works in steps between which others have their turn. `sourceDigest`: see {@link CatalogStore.sourceDigest}.
   */
  publish(sourceDigest?: string): Promise<void>
  /** Forgets what was staged. */
  discard(): Promise<void>
}

export interface ImportCounts {
  /** Offers of the source in the catalog before. */
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
  /** Of a source that is kept; an upload or a file has none. */
  readonly sourceId?: string
  /** Of the file with all that decides what is read from it, where the file could be read twice. */
  readonly fileDigest?: string
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
  /** What changed in offers that stay: the first thousand attributes. */
  readonly changes?: readonly AttributeChange[]
  /** How many offers changed in which attribute. */
  readonly changedAttributes?: Readonly<Record<string, number>>
}
