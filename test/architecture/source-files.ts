import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))

export interface SourceFile {
  /** From the repository's root: `src/catalog/offer.ts`. */
  readonly path: string
  /** Without comments, strings kept. */
  readonly code: string
  readonly imports: readonly Import[]
}

export interface Import {
  /** A path from the repository's root for files of ours, else the package's name as written. */
  readonly target: string
  readonly ours: boolean
  readonly typeOnly: boolean
}

export const sourceFiles = (): SourceFile[] =>
  readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .sort()
    .map((name) => {
      const path = `src/${name.replaceAll('\\', '/')}`
      return readSource(path, readFileSync(join(root, path), 'utf8'))
    })

export function readSource(path: string, text: string): SourceFile {
  const code = withoutComments(text)
  return { path, code, imports: [...importsIn(path, code)] }
}

const STATEMENT = /^\s*(?:import|export)\s+(type\s+)?(?:[^'"`;]*?\sfrom\s+)?['"]([^'"]+)['"]/gm
const DYNAMIC = /\bimport\(\s*['"]([^'"]+)['"]\s*\)/g

function* importsIn(path: string, code: string): Generator<Import> {
  for (const match of code.matchAll(STATEMENT)) yield importOf(path, match[2] as string, match[1] !== undefined)
  for (const match of code.matchAll(DYNAMIC)) yield importOf(path, match[1] as string, false)
  for (const match of code.matchAll(/\bnew URL\(\s*['"](\.[^'"]+\.tsx?)['"]\s*,\s*import\.meta\.url/g))
    yield importOf(path, match[1] as string, false)
}

function importOf(from: string, specifier: string, typeOnly: boolean): Import {
  const ours = specifier.startsWith('.')
  const target = ours ? relative(root, join(root, dirname(from), specifier)).replaceAll('\\', '/') : specifier
  return { target, ours, typeOnly }
}

const withoutComments = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[\s;{}(),])\/\/.*$/gm, '$1')
