import { describe, expect, it } from 'vitest'
import { createSourceUpkeep } from '../../src/http/source-upkeep.ts'
import { NOW, testService } from './service.ts'

const FEED = 'id,title,link,price,availability\na,A,https://shop.example/a,5.00 EUR,in stock\n'

async function service() {
  const made = await testService()
  const { deps, web } = made
  const upkeep = createSourceUpkeep({
    ...deps,
    fetcher: {
      ...deps.fetcher,
      async open(url, limits) {
        const { body, ...resource } = await deps.fetcher.fetch(url, limits)
        return {
          ...resource,
          body: (async function* () {
            yield body
          })(),
        }
      },
    },
  })
  const give = (url: string, text: string) =>
    web.set(url, { status: 200, url, headers: {}, body: new TextEncoder().encode(text) })
  return { ...made, upkeep, give, marketer: await made.key('marketer', 'default') }
}

describe('/v1/sources', () => {
  it('keeps a source, fetches it, and tells of its runs and imports', async () => {
    const { json, request, give, upkeep, marketer } = await service()
    give('https://shop.example/feed.csv', FEED)
    const created = await json('POST', '/v1/sources', { url: 'https://shop.example/feed.csv' }, { key: marketer })
    expect(created.status).toBe(201)
    const source = await created.json()
    expect(source).toMatchObject({ shop: 'default', url: 'https://shop.example/feed.csv', failures: 0 })
    const asked = await request(`/v1/sources/${source.id}/refresh`, { method: 'POST', key: marketer })
    expect(asked.status).toBe(202)
    expect(await asked.json()).toMatchObject({ source: source.id, status: 'waiting' })
    await upkeep()
    const { runs } = await (await request(`/v1/sources/${source.id}/runs`, { key: marketer })).json()
    expect(runs).toMatchObject([{ status: 'published', added: 1, rejected: 0 }])
    const { imports } = await (await request('/v1/imports', { key: marketer })).json()
    expect(imports).toMatchObject([{ importId: runs[0].importId, sourceId: source.id, added: 1, changes: [] }])
    expect((await request('/v1/offers/a', { key: marketer })).status).toBe(200)
  })

  it('never gives away what a source is opened with', async () => {
    const { json, request, lines, upkeep, marketer } = await service()
    const auth = { type: 'basic', username: 'feed', password: 'hush-hush' }
    const created = await json('POST', '/v1/sources', { url: 'https://shop.example/x', auth }, { key: marketer })
    const text = await created.text()
    await upkeep()
    const listed = await (await request('/v1/sources', { key: marketer })).text()
    expect(JSON.parse(listed).sources).toMatchObject([{ auth: 'basic', failures: 1 }])
    expect(text + listed + lines.join('')).not.toContain('hush-hush')
  })

  it('takes the offers of a source away with it', async () => {
    const { json, request, give, upkeep, marketer } = await service()
    give('https://shop.example/feed.csv', FEED)
    const { id } = await (
      await json('POST', '/v1/sources', { url: 'https://shop.example/feed.csv' }, { key: marketer })
    ).json()
    await upkeep()
    expect((await request(`/v1/sources/${id}`, { method: 'DELETE', key: marketer })).status).toBe(204)
    expect((await request('/v1/offers/a', { key: marketer })).status).toBe(404)
    expect((await request(`/v1/sources/${id}/runs`, { key: marketer })).status).toBe(404)
  })

  it('fetches by its schedule', async () => {
    const { json, request, give, upkeep, clock, marketer } = await service()
    give('https://shop.example/feed.csv', FEED)
    const body = { url: 'https://shop.example/feed.csv', schedule: '0 * * * *' }
    const { id } = await (await json('POST', '/v1/sources', body, { key: marketer })).json()
    const runs = async () =>
      (await (await request(`/v1/sources/${id}/runs`, { key: marketer })).json()).runs.map(
        (run: { status: string }) => run.status,
      )
    await upkeep()
    await upkeep()
    expect(await runs()).toEqual(['published'])
    clock.at = NOW + 66 * 60_000
    await upkeep()
    expect(await runs()).toEqual(['unchanged', 'published'])
  })

  it('is closed to keys that may not, and to other shops', async () => {
    const { json, request, key, marketer } = await service()
    const body = { url: 'https://shop.example/feed.csv' }
    expect((await json('POST', '/v1/sources', body, { key: await key('read', 'default') })).status).toBe(403)
    expect((await json('POST', '/v1/sources', body)).status).toBe(401)
    expect((await json('POST', '/v1/sources', { url: 'ftp://x' }, { key: marketer })).status).toBe(400)
    const { id } = await (await json('POST', '/v1/sources', body, { key: marketer })).json()
    const stranger = await key('marketer', 'other')
    expect((await request(`/v1/sources/${id}/refresh`, { method: 'POST', key: stranger })).status).toBe(404)
  })
})
