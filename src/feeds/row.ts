/** One offer as a channel wants it: what a writer puts into a file, whatever its format. */
export interface Row {
  readonly offerId: string
  /** In column order; attributes that say nothing are absent. */
  readonly cells: readonly Cell[]
}

export interface Cell {
  /** Index of the attribute in the channel's table. */
  readonly index: number
  readonly values: readonly CellValue[]
}

/** Text as the platform spells it, unescaped; of a group, the text of each sub-attribute in the table's order. */
export type CellValue = string | readonly (string | undefined)[]
