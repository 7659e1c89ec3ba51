/** The tables of every SQL back end. Instants are epoch milliseconds; columns named `json` hold a whole value. */
export interface Schema {
  shops: { shop_id: string; json: string }
  offers: OfferTable
  staged_offers: OfferTable
  /** `staging` numbers the open import; one that holds an older number has been superseded. */
  catalog_state: { shop_id: string; revision: number; changed_at: number | null; staging: number }
  imports: { shop_id: string; import_id: string; started_at: number; json: string }
  photos: { shop_id: string; url: string; hash: string; json: string }
  photo_faults: { shop_id: string; url: string; reason: string; failed_at: number }
  events: EventTable
  event_counts: EventCountTable
  visitors: VisitorTable
  visitor_items: VisitorItemTable
  audience_state: { shop_id: string; revision: number }
  feeds: { shop_id: string; channel_id: string; format: string; json: string }
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

export interface EventTable {
  shop_id: string
  event_id: string
  visitor_id: string
  occurred_at: number
  received_at: number
  type: string
  /** What the columns do not hold. */
  json: string
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
