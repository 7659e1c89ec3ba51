/**
 * What an ad is about. A family says which words and photos a picture has; a style says how it is set. Neither knows
 * the other, so that every family stands in every style at every placement.
 */
export interface Family {
  readonly id: string
  /** Grows with every change of the family that alters a picture. */
  readonly version: number
  readonly says: readonly ('headline' | 'name' | 'price' | 'badge' | 'code')[]
  /** How several photos share their frame: all alike, or the first one large. */
  readonly several: 'alike' | 'lead'
  readonly photosMax: number
}

/** Every family there is; adding one is an entry here. */
export const families: readonly Family[] = [
  // One offer that a visitor left.
  { id: 'reminder', version: 1, says: ['headline', 'name', 'price'], several: 'alike', photosMax: 1 },
  // An offer that costs less than it did, and by how much.
  { id: 'price-drop', version: 1, says: ['headline', 'name', 'price', 'badge'], several: 'alike', photosMax: 1 },
  // An offer of which few are left.
  { id: 'low-stock', version: 1, says: ['headline', 'name', 'price', 'badge'], several: 'alike', photosMax: 1 },
  // An offer that is new in the shop.
  { id: 'new-in', version: 1, says: ['headline', 'price', 'badge'], several: 'alike', photosMax: 1 },
  // An offer with a code and its last day.
  { id: 'offer', version: 1, says: ['headline', 'price', 'code'], several: 'alike', photosMax: 1 },
  // The product and the mark, for channels that allow hardly any text.
  { id: 'clean', version: 1, says: [], several: 'alike', photosMax: 1 },
  // What lies in one cart.
  { id: 'cart', version: 1, says: ['headline', 'name', 'price'], several: 'alike', photosMax: 6 },
  // An offer and what goes with it.
  { id: 'collection', version: 1, says: ['headline', 'name', 'price'], several: 'lead', photosMax: 4 },
]
