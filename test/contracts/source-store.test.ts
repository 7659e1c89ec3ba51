import { expect, it } from 'vitest'
import type { Source, SourceRun } from '../../src/catalog/source.ts'
import { onEveryBackEnd } from './back-ends.ts'

const source = (sourceId: string, more: Partial<Source> = {}): Source => ({
  shopId: 'one',
  sourceId,
  url: 'https://shop.example/feed.xml',
  createdAt: 5,
  ...more,
})
const run = (runId: string, startedAt: number, more: Partial<SourceRun> = {}): SourceRun => ({
  shopId: 'one',
  sourceId: 's',
  runId,
  startedAt,
  status: 'waiting',
  ...more,
})

onEveryBackEnd('source store', (stores) => {
  it('gives back a source as it was saved, and lists those of one shop by age', async () => {
    const { sources } = stores()
    const whole = source('s', { schedule: '0 * * * *', auth: { type: 'basic', username: 'u', password: 'p' } })
    await sources.saveSource(whole)
    await sources.saveSource(source('older', { createdAt: 1 }))
    await sources.saveSource(source('s', { shopId: 'two' }))
    expect(await sources.findSource('one', 's')).toEqual(whole)
    expect(await sources.findSource('one', 'x')).toBeUndefined()
    expect((await sources.listSources('one')).map(({ sourceId }) => sourceId)).toEqual(['older', 's'])
  })

  it('keeps state and runs of a source, newest first, and nothing of one that is not there', async () => {
    const { sources } = stores()
    await sources.saveSource(source('s'))
    expect(await sources.sourceState('one', 's')).toEqual({ failures: 0 })
    await sources.saveSourceState('one', 's', { failures: 2, nextAt: 9, etag: '"e"' })
    await sources.saveSource(source('s', { url: 'https://shop.example/other.xml' }))
    expect(await sources.sourceState('one', 's')).toEqual({ failures: 2, nextAt: 9, etag: '"e"' })
    for (const made of [run('a', 1), run('c', 3), run('b', 2), run('a', 1, { status: 'failed', reason: 'no' })])
      await sources.saveRun(made)
    await sources.saveRun(run('x', 9, { sourceId: 'gone' }))
    expect(await sources.listRuns('one', 's', 2)).toEqual([run('c', 3), run('b', 2)])
    expect(await sources.listRuns('one', 's', 9)).toHaveLength(3)
    expect((await sources.listRuns('one', 's', 9)).at(-1)).toMatchObject({ status: 'failed', reason: 'no' })
    expect(await sources.listRuns('one', 'gone', 9)).toEqual([])
  })

  it('forgets a source with its state and runs', async () => {
    const { sources } = stores()
    await sources.saveSource(source('s'))
    await sources.saveSourceState('one', 's', { failures: 1 })
    await sources.saveRun(run('a', 1))
    expect(await sources.removeSource('two', 's')).toBe(false)
    expect(await sources.removeSource('one', 's')).toBe(true)
    expect(await sources.removeSource('one', 's')).toBe(false)
    await sources.saveSource(source('s'))
    expect(await sources.sourceState('one', 's')).toEqual({ failures: 0 })
    expect(await sources.listRuns('one', 's', 9)).toEqual([])
  })
})
