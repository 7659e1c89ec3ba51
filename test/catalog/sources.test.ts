import { describe, expect, it } from 'vitest'
import { newSource } from '../../src/catalog/new-source.ts'
import type { FetchLimits, StreamingFetcher } from '../../src/catalog/photo.ts'
import { askForRun, refreshSource } from '../../src/catalog/refresh-source.ts'
import type { Source } from '../../src/catalog/source.ts'
import { backOffMs, checkSchedule, nextRunAt, retryAfterMs } from '../../src/catalog/source-schedule.ts'
import { nodeDigest } from '../../src/platform/node/digest.ts'
import { AppError } from '../../src/shared/errors.ts'
import { bytesOf, inPieces, NOW, openStores, SHOP } from './fixtures.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const FEED = (...ids: string[]) =>
  `id,title,link,price,availability\n${ids.map((id) => `${id},Glasses ${id},https://shop.example/${id},5.00 EUR,in stock\n`).join('')}`

interface Answer {
  readonly status?: number
  readonly headers?: Record<string, string>
  readonly body?: string
}

/** A shop with one source, and a web that gives one answer after another and remembers what it was asked. */
async function house(request: Partial<Source> = {}) {
  const stores = await openStores()
  const clock = { at: NOW }
  const answers: (Answer | AppError)[] = []
  const asked: FetchLimits[] = []
  const fetcher: StreamingFetcher = {
    fetch: () => Promise.reject(new AppError('unavailable', 'nothing is fetched whole here')),
    async open(url, limits) {
      asked.push(limits)
      const answer = answers.shift()
      if (answer instanceof AppError) throw answer
      const { status = 200, headers = {}, body = '' } = answer ?? { status: 500 }
      return { status, url, headers, body: inPieces(bytesOf(body), 50) }
    },
  }
  let ids = 0
  const deps = { ...stores, fetcher, digest: nodeDigest, now: () => clock.at, newId: () => `id-${++ids}` }
  const source: Source = {
    ...newSource({ url: 'https://shop.example/feed.csv?key=secret' }, { shopId: SHOP.shopId, sources: 0 }, deps),
    ...request,
  }
  await stores.sources.saveSource(source)
  const refresh = (answer: Answer | AppError) => {
    answers.push(answer)
    return refreshSource(SHOP, source, deps)
  }
  const state = () => stores.sources.sourceState(SHOP.shopId, source.sourceId)
  return { ...deps, deps, clock, asked, source, refresh, state }
}

describe('a source', () => {
  it('is fetched, imported under its own name, and its run is kept', async () => {
    const { refresh, catalog, sources, source, deps } = await house()
    const asked = await askForRun(source, {}, deps)
    expect((await askForRun(source, {}, deps)).runId).toBe(asked.runId)
    const run = await refresh({ body: FEED('a', 'b') })
    expect(run).toMatchObject({ runId: asked.runId, status: 'published', counts: { added: 2 }, endedAt: NOW })
    expect(await sources.listRuns(SHOP.shopId, source.sourceId, 5)).toEqual([run])
    const [report] = await catalog.listImports(SHOP.shopId, 1)
    expect(report).toMatchObject({ sourceId: source.sourceId, source: 'https://shop.example/feed.csv' })
  })

  it('leaves the offers of others alone', async () => {
    const { refresh, catalog } = await house()
    const staged = await catalog.startImport(SHOP.shopId, NOW)
    const offer = {
      offerId: 'mine',
      title: 'Mine',
      link: 'https://shop.example/',
      price: { minor: 1, currency: 'EUR' },
    }
    await staged.stage([{ offer: { ...offer, availability: 'in_stock' } }])
    await staged.publish()
    expect(await refresh({ body: FEED('a') })).toMatchObject({ status: 'published', counts: { added: 1, removed: 0 } })
    expect((await catalog.status(SHOP.shopId)).offers).toBe(2)
  })

  it('is asked whether it has changed, until somebody else touches the offers', async () => {
    const { refresh, asked, catalog, clock } = await house()
    await refresh({ body: FEED('a', 'b'), headers: { etag: '"1"', 'last-modified': 'Tue, 24 Nov 2026 10:00:00 GMT' } })
    expect(asked[0]?.headers).toEqual({})
    expect(await refresh({ status: 304 })).toMatchObject({ status: 'unchanged' })
    expect(asked[1]?.headers).toEqual({
      'if-none-match': '"1"',
      'if-modified-since': 'Tue, 24 Nov 2026 10:00:00 GMT',
    })
    clock.at += MINUTE
    await catalog.deleteOffer(SHOP.shopId, 'a', clock.at)
    expect(await refresh({ body: FEED('a', 'b') })).toMatchObject({ status: 'published', counts: { added: 1 } })
    expect(asked[2]?.headers).toEqual({})
  })

  it.each([
    [{ type: 'basic', username: 'ü', password: 'p:w' } as const, { authorization: 'Basic w7w6cDp3' }],
    [{ type: 'header', name: 'X-Api-Key', value: 'k' } as const, { 'x-api-key': 'k' }],
  ])('gives what it was told to give: %j', async (auth, headers) => {
    const { refresh, asked, sources, source } = await house({ auth })
    const run = await refresh({ status: 401 })
    expect(asked[0]?.headers).toEqual(headers)
    expect(run).toMatchObject({ status: 'failed', reason: expect.stringContaining('refuses what was given as auth') })
    expect(JSON.stringify(await sources.listRuns(SHOP.shopId, source.sourceId, 5))).not.toMatch(/p:w|secret/)
  })

  it('rests longer after each failure, at least as long as its server asks, and is well after a success', async () => {
    const { refresh, state, clock } = await house({ schedule: '*/5 * * * *' })
    const rests: number[] = []
    const answers = [
      new AppError('unavailable', 'no'),
      { status: 500 },
      { status: 503, headers: { 'retry-after': '7200' } },
    ]
    for (const answer of answers) {
      expect((await refresh(answer)).status).toBe('failed')
      rests.push(((await state()).nextAt ?? 0) - clock.at)
    }
    expect(rests).toEqual([MINUTE, 2 * MINUTE, 2 * HOUR])
    await refresh({ body: FEED('a') })
    const { failures, nextAt = 0 } = await state()
    expect(failures).toBe(0)
    expect(nextAt - clock.at).toBeLessThan(6 * MINUTE)
  })

  it('is not fetched again by itself without a schedule', async () => {
    const { refresh, state } = await house()
    await refresh({ status: 500 })
    expect((await state()).nextAt).toBeUndefined()
  })

  it('holds an import that would lose too much until a run is asked for that accepts it', async () => {
    const { refresh, deps, source, state } = await house()
    await refresh({ body: FEED('a', 'b', 'c') })
    expect((await refresh({ body: FEED('a') })).status).toBe('held')
    await askForRun(source, { accept: true }, deps)
    expect((await refresh({ body: FEED('a') })).status).toBe('published')
    expect((await state()).accept).toBeUndefined()
  })
})

describe('a schedule', () => {
  it.each(['* * * *', '* * * * * *', 'hello', '', '99 * * * *', '0 0 31 2 *'])('is not %j', (text) => {
    expect(() => checkSchedule(text)).toThrow('"0 */6 * * *"')
  })

  it('is met a little late, always by the same time for one source', () => {
    const at = (sourceId: string) =>
      nextRunAt(
        { shopId: 'one', sourceId, url: '', createdAt: 0, schedule: '0 3 * * *' },
        Date.UTC(2026, 10, 24, 12),
        nodeDigest,
      ) ?? 0
    const times = Array.from({ length: 20 }, (_, index) => at(`s${index}`) - Date.UTC(2026, 10, 25, 3))
    expect(Math.min(...times)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...times)).toBeLessThan(5 * MINUTE)
    expect(new Set(times).size).toBeGreaterThan(15)
    expect(at('s1')).toBe(at('s1'))
  })

  it.each<[number, number, number]>([
    [1, 0, MINUTE],
    [4, 0, 8 * MINUTE],
    [30, 0, 6 * HOUR],
    [1, 3 * HOUR, 3 * HOUR],
    [1, 999 * HOUR, 24 * HOUR],
  ])('gives way after %d failures and a Retry-After of %d ms for %d ms', (failures, retry, expected) => {
    expect(backOffMs(failures, retry)).toBe(expected)
  })

  it.each<[string | undefined, number | undefined]>([
    ['120', 120_000],
    ['Tue, 24 Nov 2026 12:01:00 GMT', 60_000],
    ['soon', undefined],
    [undefined, undefined],
  ])('reads Retry-After %j', (header, expected) => {
    expect(retryAfterMs(header, Date.UTC(2026, 10, 24, 12))).toBe(expected)
  })
})

describe('a new source', () => {
  const made = (request: Parameters<typeof newSource>[0]) =>
    newSource(request, { shopId: 'one', sources: 0 }, { now: () => NOW, newId: () => 'id' })

  it.each<[string, Parameters<typeof newSource>[0], string]>([
    ['another protocol', { url: 'file:///etc/passwd' }, 'is no address'],
    ['a password in the address', { url: 'https://u:p@shop.example/' }, 'give them as "auth"'],
    ['no schedule', { url: 'https://shop.example/', schedule: 'daily' }, 'five fields of cron'],
    [
      'a header that a fetch says itself',
      { url: 'https://shop.example/', auth: { type: 'header', name: 'Host', value: 'x' } },
      'no header for auth',
    ],
    [
      'a header of two lines',
      { url: 'https://shop.example/', auth: { type: 'header', name: 'X', value: 'a\r\nb: c' } },
      'plain ASCII',
    ],
  ])('is refused with %s', (_name, request, message) => {
    expect(() => made(request)).toThrow(message)
  })
})
