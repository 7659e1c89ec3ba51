import { gzipSync } from 'node:zlib'
import { beforeEach, describe, expect, it } from 'vitest'
import { offerJson, type TestService, testService } from './service.ts'

let service: TestService
let admin: string
beforeEach(async () => {
  service = await testService()
  admin = await service.key('admin')
})

const upload = (body: BodyInit, query = '', headers: Record<string, string> = {}) =>
  service.request(`/v1/catalog${query}`, { method: 'POST', body, headers, key: admin })
const offers = (count: number) => Array.from({ length: count }, (_, i) => offerJson(`o-${String(i).padStart(3, '0')}`))
const CSV = 'id,title,link,price,availability\nc-1,Round,https://default.example/1,19.99,in_stock\n'

describe('a catalog', () => {
  it.each([
    ['JSON', JSON.stringify(offers(3)), '?filename=a.json', {}, 3],
    [
      'JSON Lines',
      offers(3)
        .map((offer) => JSON.stringify(offer))
        .join('\n'),
      '?filename=a.jsonl',
      {},
      3,
    ],
    ['CSV', CSV, '?filename=a.csv&currency=EUR', { 'Content-Type': 'text/csv' }, 1],
    ['gzip in transit', new Uint8Array(gzipSync(JSON.stringify(offers(3)))), '', { 'Content-Encoding': 'gzip' }, 3],
  ] as const)('is published from %s', async (_name, body, query, headers, count) => {
    const response = await upload(body as BodyInit, query, headers)
    const report = (await response.json()) as Record<string, unknown>
    expect(report).toMatchObject({ status: 'published', records: count, added: count, rejected: 0, shop: 'default' })
    expect(response.status).toBe(200)
    expect((await service.deps.catalog.status('default')).offers).toBe(count)
  })

  it('that would lose too much is held until it is accepted', async () => {
    await upload(JSON.stringify(offers(10)))
    const held = await upload(JSON.stringify(offers(2)))
    expect(held.status).toBe(409)
    expect(await held.json()).toMatchObject({ status: 'held' })
    expect((await service.deps.catalog.status('default')).offers).toBe(10)
    const accepted = await upload(JSON.stringify(offers(2)), '?accept=1')
    expect(accepted.status).toBe(200)
    expect((await service.deps.catalog.status('default')).offers).toBe(2)
  })

  it('is only looked at in a dry run', async () => {
    const response = await upload(JSON.stringify(offers(3)), '?dryRun')
    expect(await response.json()).toMatchObject({ added: 3 })
    expect((await service.deps.catalog.status('default')).offers).toBe(0)
  })

  it('tells every record it refused', async () => {
    const bad = { ...offerJson('bad'), price: 'free' }
    const report = (await (await upload(JSON.stringify([...offers(2), bad]))).json()) as {
      rejected: number
      rejections: { rule: string; message: string }[]
    }
    expect(report.rejected).toBe(1)
    expect(report.rejections[0]?.message).toContain('bad')
  })

  it.each([
    ['an unknown currency', '?currency=euro', 400],
    ['an address that is none', '?shopUrl=shop', 400],
    ['a shop address that runs', '?shopUrl=javascript:alert(1)', 400],
    ['a flag that is none', '?accept=maybe', 400],
  ])('is refused with %s', async (_name, query, status) => {
    expect((await upload('[]', query)).status).toBe(status)
  })

  it('that is no catalog at all changes nothing', async () => {
    await upload(JSON.stringify(offers(3)))
    for (const body of ['', 'hello', '\0\0\0', '{"a":1}', '<html></html>', '[1,2,3]']) {
      const response = await upload(body)
      expect(response.status, body).toBeGreaterThanOrEqual(400)
      expect(response.status, body).toBeLessThan(500)
      expect((await service.deps.catalog.status('default')).offers, body).toBe(3)
    }
  })

  it('is counted by its end', async () => {
    await upload(JSON.stringify(offers(3)))
    await upload(JSON.stringify(offers(3)))
    const text = await service.deps.metrics.expose()
    expect(text).toContain('catalog_import_total{result="published"} 1')
    expect(text).toContain('catalog_import_total{result="unchanged"} 1')
  })
})

describe('offers', () => {
  const list = async (query = '') =>
    (await (await service.request(`/v1/offers${query}`, { key: admin })).json()) as {
      offers: { offerId: string }[]
      next?: string
    }

  it('come in pages, each once', async () => {
    await upload(JSON.stringify(offers(25)))
    const seen: string[] = []
    let after: string | undefined
    do {
      const page = await list(`?limit=10${after === undefined ? '' : `&after=${encodeURIComponent(after)}`}`)
      seen.push(...page.offers.map(({ offerId }) => offerId))
      after = page.next
    } while (after !== undefined)
    expect(seen).toEqual(offers(25).map(({ offerId }) => offerId))
  })

  it('are found by words', async () => {
    await upload(JSON.stringify([...offers(3), offerJson('z', { title: 'Marsk Square' })]))
    expect((await list('?q=marsk')).offers.map(({ offerId }) => offerId)).toEqual(['z'])
    expect((await list('?q=nothing-like-it')).offers).toEqual([])
    expect((await list('?q=')).offers).toHaveLength(4)
  })

  it.each(['?limit=0', '?limit=-1', '?limit=ten', '?limit=1&limit=2', '?limit=1e9'])('refuse %s', async (query) => {
    expect((await service.request(`/v1/offers${query}`, { key: admin })).status).toBe(400)
  })

  it('are put, read back the same, changed and deleted', async () => {
    const put = (changes = {}) => service.json('PUT', '/v1/offers/a', offerJson('a', changes), { key: admin })
    expect(await (await put()).json()).toMatchObject({ result: 'added' })
    expect(await (await put()).json()).toMatchObject({ result: 'unchanged' })
    expect(await (await put({ price: '99.00' })).json()).toMatchObject({ result: 'changed' })

    const read = await service.request('/v1/offers/a', { key: admin })
    const offer = (await read.json()) as Record<string, unknown>
    expect(offer).toMatchObject({ offerId: 'a', price: '99.00', currency: 'USD', availability: 'in_stock' })
    expect(offer.channels).toEqual([
      expect.objectContaining({ channel: 'google-merchant', included: true, rejections: [] }),
      expect.objectContaining({ channel: 'meta-catalog' }),
    ])
    const { channels: _channels, creatives: _creatives, ...plain } = offer
    expect(await (await service.json('PUT', '/v1/offers/a', plain, { key: admin })).json()).toMatchObject({
      result: 'unchanged',
    })

    expect((await service.request('/v1/offers/a', { method: 'DELETE', key: admin })).status).toBe(204)
    expect((await service.request('/v1/offers/a', { method: 'DELETE', key: admin })).status).toBe(404)
    expect((await service.request('/v1/offers/a', { key: admin })).status).toBe(404)
  })

  it('take their id from the address', async () => {
    const { offerId: _offerId, ...nameless } = offerJson('a')
    expect((await service.json('PUT', '/v1/offers/a', nameless, { key: admin })).status).toBe(200)
    const other = await service.json('PUT', '/v1/offers/a', offerJson('b'), { key: admin })
    expect(other.status).toBe(400)
    expect(((await other.json()) as { detail: string }).detail).toContain('"b"')
  })

  it('that are not whole are refused with every fault', async () => {
    const response = await service.json('PUT', '/v1/offers/a', { title: 'Only a title' }, { key: admin })
    expect(response.status).toBe(400)
    const { errors } = (await response.json()) as { errors: { detail: string }[] }
    expect(errors.length).toBeGreaterThanOrEqual(2)
  })

  it.each([
    ['null', 'null'],
    ['a list', '[]'],
    ['a text', '"x"'],
    ['a prototype', '{"__proto__":{"title":"x"}}'],
    ['broken JSON', '{'],
    ['an id that is no text', '{"offerId":{"toString":0}}'],
    ['300 KB', JSON.stringify(offerJson('a', { description: 'x'.repeat(300_000) }))],
  ])('are not %s', async (_name, body) => {
    const response = await service.request('/v1/offers/a', {
      method: 'PUT',
      body,
      key: admin,
      headers: { 'Content-Type': 'application/json' },
    })
    expect([400, 413]).toContain(response.status)
    expect((await service.deps.catalog.status('default')).offers).toBe(0)
  })
})
