import { type BreakUnit, breakUnits, splitUnit } from './break-text.ts'
import { graphemesOf } from './plain-text.ts'
import type { Typesetter, Weight } from './typesetter.ts'

export interface TextStyle {
  readonly weight: Weight
  /** Leads where it has the script; the grotesk by default. */
  readonly family?: string
  /** A part of the text that is set in italics where the family has them. */
  readonly emphasis?: string
  /** Shares of the font size. */
  readonly letterSpacing: number
}

export interface FitBounds {
  /** Pixels. */
  readonly width: number
  readonly sizeMax: number
  readonly sizeMin: number
  readonly linesMax: number
  /** Fewer lines are preferred to larger type down to this size; `sizeMax` by default, where type is kept large. */
  readonly sizeLiked?: number
}

export interface FittedText {
  readonly lines: readonly string[]
  /** Font size in pixels. */
  readonly size: number
  /** Of the widest line, in pixels. */
  readonly width: number
  /** The text did not fit at the smallest size and ends in an ellipsis. */
  readonly cut: boolean
}

/** Kerning is not measured; this covers the pairs that it pushes apart. */
const SLACK = 1.004

/**
 * The largest size at which the text fits its bounds, in balanced lines; at the smallest size what is too long is
 * cut by grapheme and ends in an ellipsis. No line is ever wider than the bounds.
 */
export function fitText(
  text: string,
  style: TextStyle,
  bounds: FitBounds,
  { typesetter, locale }: { typesetter: Typesetter; locale: string },
): FittedText {
  const units = measured(breakUnits(text, locale), style, text, typesetter)
  if (units.length === 0) return { lines: [], size: bounds.sizeMax, width: 0, cut: false }
  const attempt = (size: number, linesMax: number): FittedText | undefined => {
    const limit = bounds.width / size
    const count = linesNeeded(units, limit)
    if (count === undefined || count > linesMax) return undefined
    return result(balance(units, limit, count), size, false)
  }
  for (let lines = 1; lines <= bounds.linesMax; lines++) {
    const floor = lines === bounds.linesMax ? bounds.sizeMin : (bounds.sizeLiked ?? bounds.sizeMax)
    for (let size = bounds.sizeMax; size >= floor; size--) {
      const fitted = attempt(size, lines)
      if (fitted) return fitted
    }
  }
  return cut(text, style, bounds, { typesetter, locale })
}

interface MeasuredUnit extends BreakUnit {
  readonly width: number
  readonly space: number
}

function measured(
  units: readonly BreakUnit[],
  style: TextStyle,
  within: string,
  typesetter: Typesetter,
): MeasuredUnit[] {
  const { weight, family, emphasis } = style
  const space = typesetter.widthOf(' ', weight, within, { family }) + style.letterSpacing
  const slanted = emphasis && typesetter.hasItalic(within, family) ? emphasis : undefined
  const widthOf = (text: string): number => {
    const upright = typesetter.widthOf(text, weight, within, { family })
    // Which of its pieces are slanted shows when the lines are set; the wider cut always fits.
    return slanted && (text.includes(slanted) || slanted.includes(text))
      ? Math.max(upright, typesetter.widthOf(text, weight, within, { family, italic: true }))
      : upright
  }
  return units.map((unit) => ({
    ...unit,
    width: (widthOf(unit.text) + style.letterSpacing * graphemesOf(unit.text).length) * SLACK,
    space: unit.spaced ? space : 0,
  }))
}

/** Lines that a greedy setting takes; undefined when one piece alone is too wide. */
function linesNeeded(units: readonly MeasuredUnit[], limit: number): number | undefined {
  let lines = 1
  let width = 0
  for (const unit of units) {
    if (unit.width > limit) return undefined
    const wider = width === 0 ? unit.width : width + unit.space + unit.width
    if (wider <= limit) width = wider
    else {
      lines++
      width = unit.width
    }
  }
  return lines
}

/** What a single short word on a line of its own costs, against the square of an empty line. */
const ORPHAN = 0.35

/** Sets the pieces in exactly `count` lines whose widths differ least; a lone word on the last line is avoided. */
function balance(units: readonly MeasuredUnit[], limit: number, count: number): MeasuredUnit[][] {
  const total = units.length
  // best[n][end]: least cost of setting the first `end` pieces in n lines, and where its last line begins.
  const best: { cost: number; start: number }[][] = [[{ cost: 0, start: 0 }]]
  for (let n = 1; n <= count; n++) {
    const row: { cost: number; start: number }[] = []
    for (let end = n; end <= total; end++) {
      let width = 0
      for (let start = end - 1; start >= n - 1; start--) {
        const unit = units[start]!
        width += unit.width + (start === end - 1 ? 0 : units[start + 1]!.space)
        if (width > limit) break
        const before = best[n - 1]![start]
        if (!before) continue
        const lone = end - start === 1 && total > count && (end === total || start === 0) && width < limit * 0.5
        const cost = before.cost + ((limit - width) / limit) ** 2 + (lone ? ORPHAN : 0)
        const known = row[end]
        if (!known || cost < known.cost) row[end] = { cost, start }
      }
    }
    best.push(row)
  }
  const lines: MeasuredUnit[][] = []
  for (let n = count, end = total; n > 0; n--) {
    const start = best[n]![end]!.start
    lines.unshift(units.slice(start, end))
    end = start
  }
  return lines
}

function result(lines: readonly (readonly MeasuredUnit[])[], size: number, isCut: boolean): FittedText {
  return {
    lines: lines.map(textOf),
    size,
    width:
      size *
      Math.max(
        ...lines.map((line) => line.reduce((sum, unit, index) => sum + unit.width + (index > 0 ? unit.space : 0), 0)),
      ),
    cut: isCut,
  }
}

function cut(
  text: string,
  style: TextStyle,
  bounds: FitBounds,
  tools: { typesetter: Typesetter; locale: string },
): FittedText {
  const limit = bounds.width / bounds.sizeMin
  const unitsOf = (part: string): MeasuredUnit[] =>
    measured(breakUnits(part, tools.locale), style, text, tools.typesetter).flatMap((unit) =>
      unit.width <= limit ? [unit] : measured(splitUnit(unit), style, text, tools.typesetter),
    )
  const fits = (units: readonly MeasuredUnit[]): boolean => (linesNeeded(units, limit) ?? Infinity) <= bounds.linesMax
  const whole = unitsOf(text)
  // Only a single word was too wide: broken, the text is complete.
  if (fits(whole)) return result(balance(whole, limit, linesNeeded(whole, limit)!), bounds.sizeMin, false)
  const graphemes = graphemesOf(reachOf(whole, limit, bounds.linesMax))
  const shortened = (length: number): MeasuredUnit[] =>
    unitsOf(
      `${graphemes
        .slice(0, length)
        .join('')
        .replace(/[\s\p{P}]+$/u, '')}…`,
    )
  let low = 0
  let high = graphemes.length
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (fits(shortened(middle))) low = middle
    else high = middle - 1
  }
  const units = shortened(low)
  return result(greedy(units, limit), bounds.sizeMin, true)
}

/** The text of the lines there are room for, and of the piece after them: no more of it can be seen. */
function reachOf(units: readonly MeasuredUnit[], limit: number, linesMax: number): string {
  const shown = greedy(units, limit).slice(0, linesMax).flat()
  return textOf(units.slice(0, shown.length + 1))
}

const textOf = (line: readonly MeasuredUnit[]): string =>
  line.map((unit, index) => (index > 0 && unit.spaced ? ` ${unit.text}` : unit.text)).join('')

/** A cut text fills its lines; balancing would make it look as if it ended there. */
function greedy(units: readonly MeasuredUnit[], limit: number): MeasuredUnit[][] {
  const lines: MeasuredUnit[][] = []
  let width = 0
  for (const unit of units) {
    const line = lines.at(-1)
    const wider = line ? width + unit.space + unit.width : unit.width
    if (line && wider <= limit) {
      line.push(unit)
      width = wider
    } else {
      lines.push([unit])
      width = unit.width
    }
  }
  return lines
}
