import type { Offer } from '../../src/catalog/offer.ts'
import type { StagedEntry } from '../../src/catalog/store.ts'

/** Offers as an import stages them that knows nothing of the records they came from. */
export const entriesOf = (...offers: readonly Offer[]): StagedEntry[] => offers.map((offer) => ({ offer }))
