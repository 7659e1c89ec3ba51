import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import manifest from '../../../fonts/fonts.json' with { type: 'json' }
import type { Font } from '../../creative/ports.ts'
import { packageRoot } from './package-root.ts'

/** Reads every face that `fonts/fonts.json` lists. Throws naming the file that is missing. */
export function readFonts(folder: string = join(packageRoot(import.meta.url), 'fonts')): Font[] {
  return manifest.faces.map(({ family, weight, style, file }) => ({
    name: family,
    weight: weight as Font['weight'],
    style: style as Font['style'],
    data: new Uint8Array(readFileSync(join(folder, file))),
  }))
}
