import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe } from 'vitest'
import { applyEvent } from '../../src/audience/abandonment.ts'
import { nodeDigest } from '../../src/platform/node/digest.ts'
import { memoryStores } from '../../src/storage/memory.ts'
import { sqliteStores } from '../../src/storage/sqlite.ts'
import type { Stores } from '../../src/storage/stores.ts'

interface BackEnd {
  readonly open: (folder: string) => Promise<{ stores: Stores; close: () => Promise<void> }>
}

/** Every implementation of the stores; a new one is a line here. */
const BACK_ENDS: Readonly<Record<string, BackEnd>> = {
  memory: {
    open: async () => ({ stores: memoryStores({ apply: applyEvent }), close: async () => {} }),
  },
  'sqlite file': {
    open: async (folder) => {
      const path = join(folder, 'shop.sqlite')
      const stores = sqliteStores(new Database(path), {
        apply: applyEvent,
        digest: nodeDigest,
        openReader: () => new Database(path, { readonly: true }),
      })
      await stores.migrate()
      return { stores, close: () => stores.close() }
    },
  },
  'sqlite in memory': {
    open: async () => {
      const stores = sqliteStores(new Database(':memory:'), { apply: applyEvent, digest: nodeDigest })
      await stores.migrate()
      return { stores, close: () => stores.close() }
    },
  },
}

/** Runs a suite on fresh stores of every back end. */
export function onEveryBackEnd(subject: string, suite: (stores: () => Stores) => void): void {
  describe.each(Object.entries(BACK_ENDS))(`${subject} on %s`, (_name, backEnd) => {
    let folder: string
    let opened: Awaited<ReturnType<BackEnd['open']>>
    beforeEach(async () => {
      folder = mkdtempSync(join(tmpdir(), 'stores-'))
      opened = await backEnd.open(folder)
    })
    afterEach(async () => {
      await opened.close()
      rmSync(folder, { recursive: true, force: true })
    })
    suite(() => opened.stores)
  })
}

/** Fresh stores of every back end, for tests that need many of them. */
export async function withEveryBackEnd(work: (stores: Stores, name: string) => Promise<void>): Promise<void> {
  for (const [name, backEnd] of Object.entries(BACK_ENDS)) {
    const folder = mkdtempSync(join(tmpdir(), 'stores-'))
    const { stores, close } = await backEnd.open(folder)
    try {
      await work(stores, name)
    } finally {
      await close()
      rmSync(folder, { recursive: true, force: true })
    }
  }
}
