import type { Offer } from '../catalog/offer.ts'

/** What a query is looked for in: id, title and brand, in lower case of every script, which a database's own is not. */
export const searchText = ({ offerId, title, brand }: Offer): string =>
  `${offerId}\n${title}\n${brand ?? ''}`.toLowerCase()
