import { beforeAll, describe, expect, it } from 'vitest'
import type { CreativeRenderer } from '../../src/creative/ports.ts'
import { inProcessRenderer } from '../../src/platform/node/in-process-renderer.ts'
import { discPicture } from './pictures.ts'
import { offerJson, PUBLIC_URL, type TestService, testService } from './service.ts'

const IMAGE_URL = 'https://default.example/i/a.jpg'

/** A renderer that counts. */
function countingRenderer(): CreativeRenderer & { count: number; fail?: Error } {
  const inner = inProcessRenderer()
  const counting: CreativeRenderer & { count: number; fail?: Error } = {
    count: 0,
    async render(job) {
      counting.count += 1
      if (counting.fail) throw counting.fail
      return inner.render(job)
    },
  }
  return counting
}

const renderer = countingRenderer()
let service: TestService
let admin: string

interface OfferAnswer {
  readonly creatives: Record<string, Record<string, string>>
}

/** The path of the offer's square creative, as the API hands it out. */
async function addressOf(offerId = 'a'): Promise<string> {
  const response = await service.request(`/v1/offers/${offerId}`, { key: admin })
  const { creatives } = (await response.json()) as OfferAnswer
  const [address] = Object.values(creatives.reminder ?? {})
  expect(address?.startsWith(`${PUBLIC_URL}/creatives/default/reminder/`)).toBe(true)
  return (address as string).slice(PUBLIC_URL.length)
}

beforeAll(async () => {
  service = await testService({ renderer })
  admin = await service.key('admin')
  service.web.set(IMAGE_URL, {
    status: 200,
    url: IMAGE_URL,
    headers: { 'content-type': 'image/jpeg' },
    body: await discPicture(),
  })
  await service.json('PUT', '/v1/offers/a', offerJson('a'), { key: admin })
  // The first render fetches the photo; addresses made from then on know it.
  await service.request(await addressOf())
})

describe('a creative', () => {
  it('is a picture for ever, with its ETag, and 304 to who has it', async () => {
    const path = await addressOf()
    const response = await service.request(path)
    expect(response.status).toBe(200)
    expect(response.headers.get('Content-Type')).toBe('image/jpeg')
    expect(response.headers.get('Cache-Control')).toBe('public, max-age=31536000, immutable')
    expect(response.headers.get('Cross-Origin-Resource-Policy')).toBe('cross-origin')
    const bytes = new Uint8Array(await response.arrayBuffer())
    expect([...bytes.subarray(0, 3)]).toEqual([0xff, 0xd8, 0xff])
    expect(response.headers.get('Content-Length')).toBe(String(bytes.length))

    const etag = response.headers.get('ETag') as string
    for (const header of [etag, `W/${etag}`, `"x", ${etag}`, '*']) {
      const again = await service.request(path, { headers: { 'If-None-Match': header } })
      expect(again.status, header).toBe(304)
      expect(await again.text()).toBe('')
    }
    expect((await service.request(path, { headers: { 'If-None-Match': '"other"' } })).status).toBe(200)
  })

  it('tells HEAD what it would tell GET, without the picture', async () => {
    const path = await addressOf()
    const get = await service.request(path)
    const head = await service.request(path, { method: 'HEAD' })
    expect(head.status).toBe(200)
    expect(head.headers.get('Content-Length')).toBe(get.headers.get('Content-Length'))
    expect(head.headers.get('ETag')).toBe(get.headers.get('ETag'))
    expect(await head.text()).toBe('')
  })

  it('is rendered once for many who ask at the same time, and not again', async () => {
    await service.json('PUT', '/v1/offers/many', offerJson('many', { imageLink: IMAGE_URL }), { key: admin })
    const path = await addressOf('many')
    const before = renderer.count
    const responses = await Promise.all(Array.from({ length: 12 }, () => service.request(path)))
    expect(responses.map(({ status }) => status)).toEqual(Array.from({ length: 12 }, () => 200))
    expect(renderer.count - before).toBe(1)
    await service.request(path)
    expect(renderer.count - before).toBe(1)
  })

  it('gets a new address with a new price, and the old address keeps the old picture', async () => {
    await service.json('PUT', '/v1/offers/b', offerJson('b', { imageLink: IMAGE_URL }), { key: admin })
    const old = await addressOf('b')
    const oldEtag = (await service.request(old)).headers.get('ETag')
    await service.json('PUT', '/v1/offers/b', offerJson('b', { imageLink: IMAGE_URL, price: '99.00' }), { key: admin })
    const fresh = await addressOf('b')
    expect(fresh).not.toBe(old)
    expect((await service.request(fresh)).headers.get('ETag')).not.toBe(oldEtag)
    const kept = await service.request(old)
    expect(kept.headers.get('ETag')).toBe(oldEtag)
    expect(kept.headers.get('Cache-Control')).toContain('immutable')
  })

  it('answers with today’s picture under an address whose picture was never made, and that is not kept', async () => {
    await service.json('PUT', '/v1/offers/c', offerJson('c', { imageLink: IMAGE_URL }), { key: admin })
    const old = await addressOf('c')
    await service.json('PUT', '/v1/offers/c', offerJson('c', { imageLink: IMAGE_URL, price: '99.00' }), { key: admin })
    const response = await service.request(old)
    expect(response.status).toBe(200)
    expect(response.headers.get('Cache-Control')).toBe('no-store')
  })

  it('is not there for an offer that is gone and whose picture was never made', async () => {
    await service.json('PUT', '/v1/offers/gone', offerJson('gone'), { key: admin })
    const path = await addressOf('gone')
    await service.request('/v1/offers/gone', { method: 'DELETE', key: admin })
    expect((await service.request(path)).status).toBe(404)
  })

  it('of an offer with a strange id has an address that holds', async () => {
    for (const id of ['a/b', 'a b', 'a%2Fb', 'ä.ö', 'x?y#z', '日本', "it's (1)"]) {
      const put = await service.json('PUT', `/v1/offers/${encodeURIComponent(id)}`, offerJson(id), { key: admin })
      expect(put.status, id).toBe(200)
      const path = await addressOf(encodeURIComponent(id))
      expect((await service.request(path, { method: 'HEAD' })).status, id).toBe(200)
    }
  })

  it('that fails to render is a fault of ours, told in general words', async () => {
    await service.json('PUT', '/v1/offers/fails', offerJson('fails', { imageLink: IMAGE_URL }), { key: admin })
    const path = await addressOf('fails')
    renderer.fail = new Error('secret of the rasterizer')
    const response = await service.request(path)
    renderer.fail = undefined
    expect(response.status).toBe(500)
    const problem = (await response.json()) as { detail: string; requestId: string }
    expect(JSON.stringify(problem)).not.toContain('secret')
    expect(problem.detail).toContain(problem.requestId)
    expect(
      service.lines.some((line) => line.includes('secret of the rasterizer') && line.includes(problem.requestId)),
    ).toBe(true)
    expect((await service.request(path)).status).toBe(200)
  })

  it('is counted by what became of it', async () => {
    const text = await service.deps.metrics.expose()
    expect(text).toMatch(/render_total\{result="rendered"\} [1-9]/)
    expect(text).toMatch(/render_total\{result="kept"\} [1-9]/)
    expect(text).toMatch(/render_total\{result="failed"\} [1-9]/)
    expect(text).toMatch(/render_seconds_count\{stage="total"\} [1-9]/)
  })
})

describe('the signature of a creative', () => {
  it('holds for no other text: every character changed, dropped or doubled is refused', async () => {
    const path = await addressOf()
    const before = renderer.count
    const refused: string[] = []
    for (let place = '/creatives/'.length; place < path.length; place++) {
      const char = path[place] as string
      if ('/?&='.includes(char)) continue
      for (const other of [char === 'x' ? 'y' : 'x', '', char + char]) {
        const changed = path.slice(0, place) + other + path.slice(place + 1)
        const response = await service.request(changed)
        if (response.status !== 404) refused.push(`${changed} ${response.status}`)
      }
    }
    expect(refused).toEqual([])
    expect(renderer.count).toBe(before)
  })

  it.each([
    ['nothing', () => ''],
    ['a parameter more', (query: string) => `${query}&visitor=v-1`],
    ['a parameter twice', (query: string) => `${query}&v=${'0'.repeat(32)}`],
    ['no signature', (query: string) => query.replace(/&s=.*/, '')],
    ['another moment', (query: string) => `${query}&stage=carted`],
    ['a sentence', (query: string) => `${query}&m=You%20owe%20us`],
  ])('is not made up by %s', async (_name, change) => {
    const [path, query] = (await addressOf()).split('?') as [string, string]
    const changed = change(query)
    const response = await service.request(changed === '' ? path : `${path}?${changed}`)
    expect(response.status).toBe(404)
    expect(await response.json()).toMatchObject({ code: 'not-found' })
  })

  it('made with an older signing key holds until that key is taken away', async () => {
    const path = await addressOf()
    const [first, second] = service.deps.signingKeys as [string, string]
    const rotated = await testService({ signingKeys: ['a new key, and a long one it is', first], renderer })
    await rotated.json('PUT', '/v1/offers/a', offerJson('a'), { key: await rotated.key('admin') })
    expect((await rotated.request(path, { method: 'HEAD' })).status).toBe(200)
    const forgotten = await testService({ signingKeys: ['a new key, and a long one it is', second], renderer })
    expect((await forgotten.request(path)).status).toBe(404)
  })
})

describe('a photo', () => {
  const photo = async () => {
    const found = await service.deps.photos.find('default', IMAGE_URL)
    return found as NonNullable<typeof found>
  }

  it('is served clean under its hash, with any extension, for ever', async () => {
    const { hash } = await photo()
    for (const extension of ['', '.jpg', '.jpeg', '.png']) {
      const response = await service.request(`/photos/default/${hash}${extension}`)
      expect(response.status).toBe(200)
      expect(response.headers.get('Content-Type')).toBe('image/jpeg')
      expect(response.headers.get('Cache-Control')).toContain('immutable')
      expect(service.deps.digest.sha256(new Uint8Array(await response.arrayBuffer()))).toBe(hash)
    }
    const again = await service.request(`/photos/default/${hash}`, { headers: { 'If-None-Match': `"${hash}"` } })
    expect(again.status).toBe(304)
  })

  it('of another shop is as absent as none', async () => {
    const { hash } = await photo()
    const foreign = await service.request(`/photos/other/${hash}`)
    const absent = await service.request(`/photos/default/${'0'.repeat(64)}`)
    expect([foreign.status, absent.status]).toEqual([404, 404])
  })

  it.each(['x', '..%2f..%2fetc', `${'a'.repeat(64)}.svg`, `${'A'.repeat(64)}`])('is not %s', async (file) => {
    expect((await service.request(`/photos/default/${file}`)).status).toBe(400)
  })
})
