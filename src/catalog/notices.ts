/**
 * Gathers what a person should know about an import. Sentences about single offers are said once for each kind, with
 * the number of offers that it holds for, so that a million of them make one line.
 */
export interface Notices {
  /** A sentence about the whole file. */
  say(text: string): void
  /** A sentence about one record; `kind` tells which belong together. */
  about(kind: string, text: string): void
  all(): string[]
}

const KINDS_MAX = 200

export function gatherNotices(): Notices {
  const said = new Set<string>()
  const kinds = new Map<string, { text: string; count: number }>()
  return {
    say(text) {
      if (said.size < KINDS_MAX) said.add(text)
    },
    about(kind, text) {
      const known = kinds.get(kind)
      if (known) known.count++
      else if (kinds.size < KINDS_MAX) kinds.set(kind, { text, count: 1 })
    },
    all: () => [
      ...said,
      ...[...kinds.values()].map(({ text, count }) => (count === 1 ? text : `${text} (and ${count - 1} more like it)`)),
    ],
  }
}
