import type { SourceFile } from './source-files.ts'

/** Who may import whom; `data` is the JSON in the top-level `feeds` folder, `fonts` the list of faces. */
export const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  shared: [],
  config: ['shared'],
  channels: ['shared', 'data'],
  catalog: ['shared'],
  events: ['catalog', 'shared'],
  audience: ['events', 'catalog', 'channels', 'shared'],
  creative: ['catalog', 'channels', 'fonts', 'shared'],
  feeds: ['creative', 'audience', 'catalog', 'channels', 'shared'],
  studio: ['feeds', 'creative', 'audience', 'catalog', 'channels', 'shared'],
  demo: ['events', 'catalog', 'shared'],
  http: ['studio', 'demo', 'feeds', 'creative', 'audience', 'events', 'catalog', 'channels', 'config', 'shared'],
  cli: ['http', 'studio', 'demo', 'feeds', 'creative', 'audience', 'events', 'catalog', 'channels', 'config', 'shared'],
  storage: ['shared'],
  platform: ['shared', 'fonts'],
}

/** These fill the rooms' interfaces: they may name a room's types, never call its code. */
const FILLERS = new Set(['storage', 'platform'])

/** A render process puts itself together out of these: it is the root of a program of its own. */
const RENDER_PROCESS = /^src\/platform\/node\/(render-process|in-process-renderer|warm-up)\.ts$/

/** Files that put everything together; nothing imports them but one another. */
/** A program of its own, which runs in browsers. */
const PIXEL = /^src\/pixel\//

export const isRoot = (path: string): boolean =>
  (/^src\/[a-z-]+\.tsx?$/.test(path) && path !== 'src/config.ts') || RENDER_PROCESS.test(path) || PIXEL.test(path)

export function roomOf(path: string): string {
  if (path.startsWith('feeds/')) return 'data'
  if (path.startsWith('fonts/')) return 'fonts'
  if (isRoot(path)) return 'root'
  return /^src\/([a-z]+)/.exec(path)?.[1] ?? path
}

/** Every import that the table does not allow, as `file -> file`. */
export const forbiddenImports = (files: readonly SourceFile[]): string[] =>
  files.flatMap(({ path, imports }) =>
    imports
      .filter(({ ours, target, typeOnly }) => ours && !allowed(roomOf(path), roomOf(target), typeOnly))
      .map(({ target }) => `${path} -> ${target}`),
  )

function allowed(from: string, to: string, typeOnly: boolean): boolean {
  if (from === to) return true
  if (from === 'root') return true
  if (to === 'root') return false
  if (MAY_IMPORT[from]?.includes(to)) return true
  return FILLERS.has(from) && typeOnly && !FILLERS.has(to)
}

/**
 * One circle of files that need each other to be loaded, first file repeated at the end; undefined when there is none.
 * Two files of a room may name each other's types.
 */
export function findCycle(files: readonly SourceFile[]): string[] | undefined {
  return cycleIn(
    new Map(
      files.map(({ path, imports }) => [
        path,
        imports.filter(({ ours, typeOnly }) => ours && !typeOnly).map(({ target }) => target),
      ]),
    ),
  )
}

export function cycleIn(targets: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const state = new Map<string, 'open' | 'done'>()
  const trail: string[] = []
  const visit = (path: string): string[] | undefined => {
    if (state.get(path) === 'done') return undefined
    if (state.get(path) === 'open') return [...trail.slice(trail.indexOf(path)), path]
    state.set(path, 'open')
    trail.push(path)
    for (const target of targets.get(path) ?? []) {
      const cycle = visit(target)
      if (cycle) return cycle
    }
    trail.pop()
    state.set(path, 'done')
    return undefined
  }
  for (const path of targets.keys()) {
    const cycle = visit(path)
    if (cycle) return cycle
  }
  return undefined
}
