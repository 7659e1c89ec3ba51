/** Whose offer an id that events carry means, where the catalog knows it by another id. */
export interface OfferMatch {
  readonly sentId: string
  readonly offerId: string
  /** By which the two were found to be one; `set` where a person said so. */
  readonly rule: string
}

/** An id that the catalog did not know when it came. */
export interface SentId {
  readonly sentId: string
  /** Others that were sent for the same offer. */
  readonly otherIds: readonly string[]
}

/**
 * Matches are a view: the log and the state keep every id as it was sent, and are read through the matches that hold
 * now, so that a match that is learned, mended or taken back is true of the past too.
 */
export interface MatchStore {
  listMatches(shopId: string): Promise<OfferMatch[]>
  /** Those of the ids that are matched to an offer. */
  matchedIds(shopId: string, sentIds: readonly string[]): Promise<Set<string>>
  /** Puts these in the place of all others; true when anything is different, which changes what visitors left behind. */
  replaceMatches(shopId: string, matches: readonly OfferMatch[]): Promise<boolean>
  /** In order of id. */
  listSentIds(shopId: string): Promise<SentId[]>
  /** How many different ids the remembered items carry, and how many of them the catalog knows as they are. */
  countSentIds(shopId: string): Promise<{ ids: number; exact: number }>
}
