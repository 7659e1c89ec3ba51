import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { stripTypeScriptTypes } from 'node:module'

/** Read as text, never loaded: it runs in browsers only. */
const FOLDER = new URL('../../pixel/', import.meta.url)
const BUILT = new URL('pixel.js', FOLDER)
const SOURCE = new URL('pixel.ts', FOLDER)

/** The pixel as browsers run it: what was built beside this, or made from the source where this is source. */
export async function readPixel(): Promise<string> {
  if (existsSync(BUILT)) return packed(await readFile(BUILT, 'utf8'))
  return packed(stripTypeScriptTypes(await readFile(SOURCE, 'utf8')))
}

/** Without indents, lines of comment and the mark that makes a module of it; no text of the script spans lines. */
const packed = (code: string): string =>
  `${code
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('//') && line !== 'export {};')
    .join('\n')}\n`
