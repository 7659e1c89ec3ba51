import type { JSXNode } from 'satori/jsx'
import { type LineRun, lineRuns } from '../line-runs.ts'
import { type Direction, directionOf } from '../plain-text.ts'
import type { Typesetter, Weight } from '../typesetter.ts'

export interface LinesProps {
  readonly lines: readonly string[]
  /** The text before it was broken and cut: it chooses the families. */
  readonly text: string
  readonly size: number
  /** Pixels from one baseline to the next. */
  readonly leading: number
  readonly weight: Weight
  /** Leads where it has the script; the grotesk by default. */
  readonly family?: string
  /** A part of the text that is set in italics where the family has them. */
  readonly emphasis?: string
  readonly color: string
  readonly letterSpacing?: number
  readonly align: 'start' | 'center' | 'end'
  /** Of the layout; each line reads in the direction of its own letters. */
  readonly direction: Direction
  readonly typesetter: Typesetter
  readonly strike?: boolean
}

/** Lines that were broken before: none of them wraps again. */
export function Lines(props: LinesProps): JSXNode {
  const { lines, size, leading, weight, color, letterSpacing = 0, align, direction, typesetter } = props
  const families = typesetter.families(props.text, props.family)
  const emphasis = typesetter.hasItalic(props.text, props.family) ? props.emphasis : undefined
  return (
    <div
      style={{
        display: 'flex',
        flexDirection: 'column',
        width: '100%',
        alignItems:
          align === 'center' ? 'center' : (align === 'start') === (direction === 'ltr') ? 'flex-start' : 'flex-end',
        fontFamily: families,
        fontSize: size,
        fontWeight: weight,
        color,
        letterSpacing: letterSpacing * size,
      }}
    >
      {lines.map((line) => {
        const lineDirection = directionOf(line, direction)
        return (
          <div
            style={{
              display: 'flex',
              flexDirection: lineDirection === 'ltr' ? 'row' : 'row-reverse',
              height: leading,
              lineHeight: `${leading}px`,
              whiteSpace: 'pre',
              ...(props.strike ? { textDecoration: 'line-through' } : {}),
            }}
          >
            {slanted(lineRuns(line, lineDirection), emphasis).map((run) => (
              <div
                style={{
                  display: 'flex',
                  direction: run.direction,
                  ...(run.isSlanted ? { fontStyle: 'italic' } : {}),
                  ...(run.isEmoji ? { fontFamily: typesetter.emojiFamily, letterSpacing: 0 } : {}),
                }}
              >
                {run.text}
              </div>
            ))}
          </div>
        )
      })}
    </div>
  )
}

/** Cuts the runs of a line where italics begin and end; closing punctuation is set as the word before it is. */
function slanted(
  runs: readonly LineRun[],
  emphasis: string | undefined,
): readonly (LineRun & { readonly isSlanted?: boolean })[] {
  if (!emphasis) return runs
  return runs.flatMap((run) => {
    const start = run.isEmoji || run.direction === 'rtl' ? -1 : run.text.indexOf(emphasis)
    if (start < 0) return [run]
    const closing = /^[\p{P}]*/u.exec(run.text.slice(start + emphasis.length))![0]
    const end = start + emphasis.length + closing.length
    return [
      { ...run, text: run.text.slice(0, start) },
      { ...run, text: run.text.slice(start, end), isSlanted: true },
      { ...run, text: run.text.slice(end) },
    ].filter(({ text }) => text !== '')
  })
}

/** Scripts that stack marks above and below the line need more room between lines than Latin does. */
const TALL_SCRIPTS = /[\p{Script=Thai}\p{Script=Devanagari}\p{Script=Arabic}]/u
const SQUARE_SCRIPTS = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u

export function leadingOf(text: string, latin: number): number {
  if (TALL_SCRIPTS.test(text)) return Math.max(latin, 1.4)
  return SQUARE_SCRIPTS.test(text) ? Math.max(latin, 1.22) : latin
}

/** Letter-spacing tears joined scripts apart. */
export const letterSpacingOf = (text: string, latin: number): number =>
  TALL_SCRIPTS.test(text) || SQUARE_SCRIPTS.test(text) ? 0 : latin
