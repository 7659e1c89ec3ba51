import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { applyEvent } from '../../src/audience/abandonment.ts'
import { nodeDigest } from '../../src/platform/node/digest.ts'
import { sqliteStores } from '../../src/storage/sqlite.ts'
import { writeSeededFile } from '../bench/seeded-file.ts'
import { seeded } from '../bench/seeded-offers.ts'

/** Twenty moments of a larger import with `SECONDGLANCE_FAULTS=full`; in CI two of a small one. */
const isFull = process.env.SECONDGLANCE_FAULTS === 'full'
const KILLS = isFull ? 20 : 2
const RECORDS = isFull ? 20_000 : 1_000

const script = fileURLToPath(new URL('import-until-killed.ts', import.meta.url))
let folder: string
const at = (name: string) => join(folder, name)

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'killed-'))
  await writeSeededFile(at('old.csv'), 'csv', RECORDS / 2)
  await writeSeededFile(at('new.csv'), 'csv', RECORDS, 3)
  await run(at('old.sqlite'), at('old.csv'))
  copyFileSync(at('old.sqlite'), at('clean.sqlite'))
  await run(at('clean.sqlite'), at('new.csv'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Runs an import, killed once `killWhen` says so of what it printed last. Resolves with whether it ended by itself. */
async function run(database: string, file: string, killWhen?: (line: string) => boolean | number): Promise<boolean> {
  const child = spawn(process.execPath, [script, database, file], { stdio: ['ignore', 'pipe', 'inherit'] })
  let isDone = false
  child.stdout.on('data', async (part: Buffer) => {
    for (const line of part.toString().split('\n')) {
      if (line === 'done') isDone = true
      const when = killWhen?.(line) ?? false
      if (when === false) continue
      if (typeof when === 'number') await sleep(when)
      child.kill('SIGKILL')
    }
  })
  await once(child, 'close')
  return isDone
}

/** Every offer that is served, in order. */
async function served(database: string): Promise<string> {
  const stores = sqliteStores(new Database(database), { apply: applyEvent, digest: nodeDigest })
  const offers: string[] = []
  for await (const page of stores.catalog.scanOffers('one')) offers.push(...page.map((offer) => JSON.stringify(offer)))
  await stores.close()
  return nodeDigest.sha256(offers.join('\n'))
}

describe('an import whose process is killed', () => {
  it(
    'leaves the old catalog or the whole new one, and comes to the same end when it is run again',
    async () => {
      const [before, after] = [await served(at('old.sqlite')), await served(at('clean.sqlite'))]
      expect(before).not.toBe(after)
      const random = seeded(isFull ? Date.now() : 7)
      let interrupted = 0
      for (let kill = 0; kill < KILLS; kill++) {
        const database = at(`kill-${kill}.sqlite`)
        copyFileSync(at('old.sqlite'), database)
        // The last quarter of the kills, or the second of two, fall into what comes after the last record: publishing.
        const records = (kill + 1) * 4 > KILLS * 3 ? RECORDS : Math.floor(random() * RECORDS)
        const delayMs = Math.floor(random() * 20)
        if (!(await run(database, at('new.csv'), (line) => (Number(line) >= records ? delayMs : false)))) interrupted++
        expect([before, after]).toContain(await served(database))
        expect(await run(database, at('new.csv'))).toBe(true)
        expect(await served(database)).toBe(after)
      }
      expect(interrupted).toBeGreaterThan(0)
    },
    isFull ? 600_000 : 120_000,
  )
})
