/** The tables of every SQL back end. Instants are epoch milliseconds; columns named `json` hold a whole value. */
export interface Schema {
  shops: { shop_id: string; json: string }
  /** What is served: a view on the versions that hold now. */
  offers: OfferTable
  offer_versions: OfferVersionTable
  catalog_state: CatalogStateTable
  imports: { shop_id: string; import_id: string; started_at: number; json: string }
  photos: { shop_id: string; url: string; hash: string; json: string }
  photo_faults: { shop_id: string; url: string; reason: string; failed_at: number }
  events: EventTable
  event_counts: EventCountTable
  visitors: VisitorTable
  visitor_items: VisitorItemTable
  identities: IdentityTable
  suppressions: SuppressionTable
  dead_letters: DeadLetterTable
  webhook_secrets: WebhookSecretTable
  /** By which offer the catalog knows an id that events carry. */
  offer_matches: { shop_id: string; sent_id: string; offer_id: string; rule: string }
  /** Ids that the catalog did not know when they came, with the others that were sent for the same offer, as JSON. */
  sent_ids: { shop_id: string; sent_id: string; other_ids: string }
  audience_state: { shop_id: string; revision: number }
  feeds: { shop_id: string; channel_id: string; format: string; json: string }
  feed_fetches: FeedFetchTable
  /** Which offers each revision of the catalog changed. */
  offer_changes: { shop_id: string; revision: number; offer_id: string }
  /** The one table that no shop owns: an admin key opens all of them. */
  api_keys: { key_id: string; created_at: number; json: string }
}

export interface OfferTable {
  shop_id: string
  offer_id: string
  item_group_id: string | null
  image_link: string | null
  updated_at: number
  /** Lower case, made by `searchText`. */
  search_text: string
  /** With its keys in order: equal offers have equal texts. */
  json: string
}

export interface OfferVersionTable extends OfferTable {
  /** The row is served while `since <= version < until`. */
  since: number
  until: number
  source_id: string
  /** Of the record that the offer was read from; null where it came by the API. */
  digest: string | null
}

export interface CatalogStateTable {
  shop_id: string
  revision: number
  changed_at: number | null
  /** Numbers the last import that began; one that holds an older number has been superseded. */
  staging: number
  /** The version of the offers that is served: the number of the last import that was published. */
  version: number
  /** The number of an import that has written rows and has not ended, or whose process died. */
  open_import: number | null
  /** JSON: by source, the digest of the file from which its offers stand as they are. */
  source_digests: string | null
  /** `offer_changes` is complete for the revisions after this one. */
  changes_since: number
}

export interface FeedFetchTable {
  shop_id: string
  /** Counted within the shop. */
  fetch_id: number
  channel_id: string
  format: string
  key_id: string
  at: number
  status: number
  /** 1 or 0. */
  gzip: number
  hash: string
}

export interface EventTable {
  shop_id: string
  event_id: string
  visitor_id: string
  occurred_at: number
  received_at: number
  type: string
  /** What the columns do not hold. */
  json: string
  /** As `itemsToText` writes them. Null: none, or they stand in `json`. */
  items: string | null
}

export interface EventCountTable {
  shop_id: string
  stored: number
  duplicate: number
  rejected: number
  dead_lettered: number
  consent_dropped: number
  bots: number
}

export interface DeadLetterTable {
  shop_id: string
  letter_id: string
  received_at: number
  visitor_id: string | null
  /** The same letter in the same millisecond is kept once and counted as often as it came. */
  copies: number
  json: string
}

export interface WebhookSecretTable {
  shop_id: string
  source: string
  secret: string
  set_at: number
  /** The secret before, which still signs for a while. */
  previous: string | null
}

export interface VisitorTable {
  shop_id: string
  visitor_id: string
  up_to_at: number
  up_to_event_id: string
  /** The last touch of any open item; null when none is open. */
  open_last_at: number | null
  events: number
  /** 1 or 0. */
  is_program: number
  /** The smallest id among the visitors who are one person with this one; null for a visitor who stands alone. */
  person_id: string | null
  /** JSON of `VisitorState.orders`; null for who ordered nothing. */
  orders: string | null
  /** JSON of the state that events led to which are too old to be kept; null where the log holds all. */
  base: string | null
}

export interface IdentityTable {
  shop_id: string
  /** `u:` and a user id, `e:` and the hash of an e-mail. */
  identity: string
  visitor_id: string
}

export interface SuppressionTable {
  shop_id: string
  /** Hash of an id or identity: nothing that came with it before `since` is stored, or ever. */
  subject: string
  /** `withdrawn`: until a newer grant. `erased`: for good. */
  kind: string
  since: number
}

export interface VisitorItemTable {
  shop_id: string
  visitor_id: string
  offer_id: string
  /** Null when closed. */
  stage: string | null
  first_at: number
  last_at: number
  quantity: number
  price_minor: number | null
  price_currency: string | null
  purchased_at: number | null
}
