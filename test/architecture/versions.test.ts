import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'

const require = createRequire(import.meta.url)

/** Older ones hold faults that reach us; each line says which. */
const FLOORS = {
  satori: '0.33.5', // markup in a text became markup in the picture
  sharp: '0.35.5', // decoders of libvips before it
  hono: '4.13.5', // request handling faults
  '@hono/node-server': '2.0.10', // request handling faults
  undici: '7.18.2', // redirect and decompression faults
} as const

const lock: { packages: Record<string, { version?: string }> } = JSON.parse(
  readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8'),
)

describe('version floors', () => {
  for (const [name, floor] of Object.entries(FLOORS)) {
    it(`the lock file has ${name} ${floor} or newer, wherever it stands in the tree`, () => {
      const versions = Object.entries(lock.packages)
        .filter(([path]) => path.endsWith(`node_modules/${name}`))
        // A tool that is no part of the service may hold an older copy of its own.
        .filter(([path]) => !path.startsWith('node_modules/@vercel/og/'))
        .map(([, { version }]) => version ?? '0')
      expect(versions).not.toEqual([])
      expect(versions.filter((version) => isOlder(version, floor))).toEqual([])
    })

    it(`${name} ${floor} or newer is what runs`, () => {
      expect(isOlder(installedVersion(name), floor)).toBe(false)
    })
  }

  it('SQLite 3.51.3 or newer is what runs: before it a reset of the write-ahead log could corrupt the file', () => {
    const database = new Database(':memory:')
    const { version } = database.prepare('SELECT sqlite_version() AS version').get() as { version: string }
    database.close()
    expect(isOlder(version, '3.51.3')).toBe(false)
  })

  it('tells an older version from a newer one', () => {
    expect(isOlder('3.51.2', '3.51.3')).toBe(true)
    expect(isOlder('3.51.3', '3.51.3')).toBe(false)
    expect(isOlder('10.0.0', '9.9.9')).toBe(false)
    expect(isOlder('0.9.10', '0.10.0')).toBe(true)
  })
})

/** The package's own file, found from its entry, since `exports` may hide package.json. */
function installedVersion(name: string): string {
  const folder = require.resolve(name).split(`node_modules/${name}/`)[0]
  const file = `${folder}node_modules/${name}/package.json`
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
}

function isOlder(version: string, floor: string): boolean {
  const have = version.split(/[.-]/).map(Number)
  const need = floor.split('.').map(Number)
  for (const [i, part] of need.entries()) if (have[i] !== part) return (have[i] ?? 0) < part
  return false
}
