/** What a font file tells about its letters: which it has, and how wide each one is. Shares of the font size. */
export interface Typeface {
  has(codePoint: number): boolean
  /** Undefined when the face has no glyph for it. */
  advance(codePoint: number): number | undefined
}

/** Reads the `cmap`, `hmtx`, `hhea` and `head` tables of a TrueType font; throws when one that is needed is absent. */
export function readTypeface(bytes: Uint8Array): Typeface {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const tables = tableOffsets(view)
  const unitsPerEm = view.getUint16(need(tables, 'head') + 18)
  const hhea = need(tables, 'hhea')
  const longMetrics = view.getUint16(hhea + 34)
  const hmtx = need(tables, 'hmtx')
  const glyphOf = readCmap(view, need(tables, 'cmap'))
  return {
    has: (codePoint) => glyphOf(codePoint) !== 0,
    advance(codePoint) {
      const glyph = glyphOf(codePoint)
      if (glyph === 0) return undefined
      return view.getUint16(hmtx + 4 * Math.min(glyph, longMetrics - 1)) / unitsPerEm
    },
  }
}

function tableOffsets(view: DataView): Map<string, number> {
  const tables = new Map<string, number>()
  for (let index = 0; index < view.getUint16(4); index++) {
    const record = 12 + 16 * index
    const tag = String.fromCharCode(...[0, 1, 2, 3].map((byte) => view.getUint8(record + byte)))
    tables.set(tag, view.getUint32(record + 8))
  }
  return tables
}

function need(tables: Map<string, number>, tag: string): number {
  const offset = tables.get(tag)
  if (offset === undefined) throw new Error(`font without a ${tag} table`)
  return offset
}

/** The glyph of a code point, 0 where there is none. Prefers the full-range table (format 12) to the basic plane (format 4). */
function readCmap(view: DataView, cmap: number): (codePoint: number) => number {
  let basic: number | undefined
  let full: number | undefined
  for (let index = 0; index < view.getUint16(cmap + 2); index++) {
    const subtable = cmap + view.getUint32(cmap + 4 + 8 * index + 4)
    const format = view.getUint16(subtable)
    if (format === 12) full = subtable
    if (format === 4) basic = subtable
  }
  if (full !== undefined) return (codePoint) => glyphFromGroups(view, full, codePoint)
  if (basic !== undefined) return (codePoint) => glyphFromSegments(view, basic, codePoint)
  throw new Error('font without a Unicode character map')
}

function glyphFromGroups(view: DataView, subtable: number, codePoint: number): number {
  let low = 0
  let high = view.getUint32(subtable + 12) - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const group = subtable + 16 + 12 * middle
    if (codePoint < view.getUint32(group)) high = middle - 1
    else if (codePoint > view.getUint32(group + 4)) low = middle + 1
    else return view.getUint32(group + 8) + codePoint - view.getUint32(group)
  }
  return 0
}

function glyphFromSegments(view: DataView, subtable: number, codePoint: number): number {
  if (codePoint > 0xffff) return 0
  const doubled = view.getUint16(subtable + 6)
  const ends = subtable + 14
  const starts = ends + doubled + 2
  const deltas = starts + doubled
  const ranges = deltas + doubled
  let low = 0
  let high = doubled / 2 - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if (view.getUint16(ends + 2 * middle) < codePoint) low = middle + 1
    else high = middle
  }
  const start = view.getUint16(starts + 2 * low)
  if (codePoint < start || codePoint > view.getUint16(ends + 2 * low)) return 0
  const delta = view.getUint16(deltas + 2 * low)
  const range = view.getUint16(ranges + 2 * low)
  if (range === 0) return (codePoint + delta) & 0xffff
  const glyph = view.getUint16(ranges + 2 * low + range + 2 * (codePoint - start))
  return glyph === 0 ? 0 : (glyph + delta) & 0xffff
}
