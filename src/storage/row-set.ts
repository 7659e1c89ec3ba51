const BITS = 15
const WORDS = 2 ** (BITS - 5)

/** A set of row numbers that takes a bit for each, so that a million of them are 128 KB. */
export interface RowSet {
  has(row: number): boolean
  /** False when it was in already. */
  add(row: number): boolean
}

export function rowSet(): RowSet {
  const blocks = new Map<number, Uint32Array>()
  const bit = (row: number): number => 1 << (row & 31)
  const word = (row: number): number => (row & (2 ** BITS - 1)) >>> 5
  // A row number can be longer than the 32 bits that shifts work on.
  const block = (row: number): number => Math.floor(row / 2 ** BITS)
  return {
    has: (row) => ((blocks.get(block(row))?.[word(row)] ?? 0) & bit(row)) !== 0,
    add(row) {
      let words = blocks.get(block(row))
      if (!words) {
        words = new Uint32Array(WORDS)
        blocks.set(block(row), words)
      }
      const before = words[word(row)] as number
      words[word(row)] = before | bit(row)
      return (before & bit(row)) === 0
    },
  }
}
