import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type RenderPool, type RenderPoolOptions, renderPool } from '../../src/platform/node/render-pool.ts'
import { jobOf } from '../creative/jobs.ts'
import { DRAWINGS, drawn, photoOf } from '../creative/pictures.ts'

const open: RenderPool[] = []
const start = (options: RenderPoolOptions): RenderPool => {
  const pool = renderPool(options)
  open.push(pool)
  return pool
}

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'second-glance-pool-'))
})
afterEach(async () => {
  await Promise.all(open.splice(0).map((pool) => pool.close()))
  rmSync(folder, { recursive: true })
})

/** A process that does as the picture's first byte says: what no real picture could be trusted to do on command. */
function obedientEntry(extra = ''): string {
  const path = join(folder, 'entry.mjs')
  writeFileSync(
    path,
    `${extra}
    process.on('message', ({ id, task }) => {
      const order = task.bytes[0]
      if (order === 1) process.kill(process.pid, 'SIGKILL')
      else if (order === 2) return
      else if (order === 3) process.send({ kind: 'failed', id, code: 'invalid', message: 'not a picture' })
      else setTimeout(() => process.send({ kind: 'done', id, value: { pid: process.pid, order } }), 20)
    })
    process.on('disconnect', () => process.exit(0))
    process.send({ kind: 'ready' })`,
  )
  return path
}

const order = (value: number): Uint8Array => new Uint8Array([value])

describe('a pool of render processes', () => {
  it('renders and normalises in the built process, and survives the death of every one of them', async () => {
    const crashes: string[] = []
    const pool = start({ processes: 1, onCrash: (reason) => crashes.push(reason) })
    await pool.ready()
    const job = jobOf({ photo: await photoOf('transparent') })
    const first = await pool.render(job)
    expect(first).toMatchObject({ contentType: 'image/jpeg', width: 1080, height: 1080 })
    expect(await pool.normalize(drawn(DRAWINGS.white))).toMatchObject({ ground: 'white' })
    const [pid] = pool.pids()
    const waiting = pool.render(job)
    process.kill(pid!, 'SIGKILL')
    expect(Buffer.from((await waiting).bytes).equals(Buffer.from(first.bytes))).toBe(true)
    expect(crashes).toEqual(['SIGKILL'])
    expect(pool.pids()).not.toContain(pid)
    await expect(pool.render({ ...job, template: 'none' })).rejects.toMatchObject({ code: 'unsupported' })
  }, 60_000)

  it('hands on the fault of a job in its own words', async () => {
    const pool = start({ processes: 1, entry: obedientEntry() })
    await expect(pool.normalize(order(3))).rejects.toMatchObject({ code: 'invalid', message: 'not a picture' })
    expect(await pool.normalize(order(0))).toMatchObject({ order: 0 })
  })

  it('gives up a job that kills two processes, and goes on with the others', async () => {
    const crashes: string[] = []
    const pool = start({ processes: 1, entry: obedientEntry(), onCrash: (reason) => crashes.push(reason) })
    const [killer, other] = await Promise.allSettled([pool.normalize(order(1)), pool.normalize(order(0))])
    expect(killer).toMatchObject({ status: 'rejected', reason: { code: 'invalid' } })
    expect(other.status).toBe('fulfilled')
    expect(crashes).toHaveLength(2)
  })

  it('ends a job that takes too long, with its process', async () => {
    const pool = start({ processes: 1, entry: obedientEntry(), timeoutMs: 200 })
    await expect(pool.normalize(order(2))).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('0.2 s'),
    })
    expect(await pool.normalize(order(0))).toMatchObject({ order: 0 })
  })

  it('refuses what its queue cannot hold', async () => {
    const pool = start({ processes: 1, entry: obedientEntry(), queueMax: 3 })
    await pool.ready()
    const jobs = await Promise.allSettled(Array.from({ length: 10 }, () => pool.normalize(order(0))))
    expect(jobs.filter(({ status }) => status === 'fulfilled')).toHaveLength(4)
    for (const job of jobs) if (job.status === 'rejected') expect(job.reason).toMatchObject({ code: 'overloaded' })
  })

  it('shares the work among its processes', async () => {
    const pool = start({ processes: 2, entry: obedientEntry() })
    await pool.ready()
    const results = await Promise.all(Array.from({ length: 6 }, () => pool.normalize(order(0))))
    expect(new Set(results.map((result) => (result as unknown as { pid: number }).pid)).size).toBe(2)
  })

  it('says so when its processes cannot be started, and tries again later', async () => {
    const entry = join(folder, 'broken.mjs')
    writeFileSync(entry, 'process.exit(1)')
    const pool = start({ processes: 1, entry })
    await expect(pool.ready()).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('cannot be started'),
    })
    await expect(pool.normalize(order(0))).rejects.toMatchObject({ code: 'unavailable' })
    obedientEntry()
    writeFileSync(entry, `import ${JSON.stringify(pathToFileURL(join(folder, 'entry.mjs')).href)}`)
    expect(await pool.normalize(order(0))).toMatchObject({ order: 0 })
  })

  it('gives its processes nothing of the environment', async () => {
    process.env.SECONDGLANCE_TEST_SECRET = 'secret'
    const pool = start({
      processes: 1,
      entry: obedientEntry(`if (process.env.SECONDGLANCE_TEST_SECRET) process.exit(1)`),
    })
    await pool.ready()
    delete process.env.SECONDGLANCE_TEST_SECRET
    expect(pool.pids()).toHaveLength(1)
  })

  it('lets what is running end when it is closed, and takes nothing more', async () => {
    const pool = start({ processes: 1, entry: obedientEntry() })
    await pool.ready()
    const running = pool.normalize(order(0))
    const closing = pool.close()
    await expect(pool.normalize(order(0))).rejects.toMatchObject({ code: 'unavailable' })
    expect(await running).toMatchObject({ order: 0 })
    await closing
    expect(pool.pids()).toHaveLength(0)
  })
})
