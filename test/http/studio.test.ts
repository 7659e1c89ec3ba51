import { beforeEach, describe, expect, it } from 'vitest'
import { ensureFeedToken } from '../../src/http/feed-address.ts'
import { discPicture } from './pictures.ts'
import { eventJson, NOW, offerJson, PUBLIC_URL, type TestService, testService } from './service.ts'

let service: TestService
let admin: string
beforeEach(async () => {
  service = await testService()
  admin = await service.key('admin')
  for (const shop of ['demo', 'default'])
    for (const id of ['a', 'b'])
      await service.json('PUT', `/v1/offers/${id}?shop=${shop}`, offerJson(id), { key: admin })
  await service.json('POST', '/v1/events?shop=demo', eventJson('e-1', { visitorId: 'v-secret' }), { key: admin })
})

const signIn = (key: string, next?: string, headers: Record<string, string> = {}) =>
  service.request('/login', {
    method: 'POST',
    body: new URLSearchParams({ key, ...(next === undefined ? {} : { next }) }),
    headers,
  })
const cookieOf = (response: Response) => (response.headers.get('Set-Cookie') ?? '').split(';')[0] as string
const page = async (path: string, cookie?: string) => {
  const response = await service.request(path, cookie === undefined ? {} : { headers: { Cookie: cookie } })
  return { status: response.status, location: response.headers.get('Location'), html: await response.text() }
}

describe('signing in', () => {
  it('sets a cookie that only this site and no script can use, and that says nothing about anybody', async () => {
    const key = await service.key('marketer', 'default')
    const response = await signIn(key)
    expect(response.status).toBe(303)
    expect(response.headers.get('Location')).toBe('/')
    const cookie = response.headers.get('Set-Cookie') as string
    for (const attribute of ['HttpOnly', 'SameSite=Strict', 'Secure', 'Path=/', 'Max-Age=43200'])
      expect(cookie).toContain(attribute)
    expect(cookie).not.toContain(key.split('_').slice(3).join('_'))
    expect((await page('/?shop=default', cookieOf(response))).status).toBe(200)
  })

  it('works over plain http where that is how the service is reached', async () => {
    const local = await testService({ publicUrl: 'http://localhost:8787' })
    const body = new URLSearchParams({ key: await local.key('admin') })
    const response = await local.request('/login', { method: 'POST', body })
    expect(response.headers.get('Set-Cookie')).not.toContain('Secure')
  })

  it.each(['write', 'read', 'feed'] as const)('is not for a key of role %s', async (role) => {
    const response = await signIn(await service.key(role))
    expect(response.status).toBe(403)
    expect(response.headers.get('Set-Cookie')).toBeNull()
    expect(await response.text()).toContain(role)
  })

  it.each(['', 'x', 'sg_admin_x_y', '<script>alert(1)</script>'])('is not for %j', async (key) => {
    const response = await signIn(key)
    expect(response.status).toBe(401)
    expect(await response.text()).not.toContain('<script>alert')
  })

  it.each([
    ['/?shop=demo', '/?shop=demo'],
    ['https://evil.example/', '/'],
    ['//evil.example/x', '/'],
    ['/\\evil.example', '/'],
    ['javascript:alert(1)', '/'],
    ['/docs', '/'],
  ])('goes on inside the studio: %s', async (next, location) => {
    expect((await signIn(admin, next)).headers.get('Location')).toBe(location)
  })

  it('is refused to a form that stands elsewhere, and so is signing out', async () => {
    const headers = { 'Sec-Fetch-Site': 'cross-site' }
    expect((await signIn(admin, undefined, headers)).status).toBe(403)
    expect((await service.request('/logout', { method: 'POST', headers })).status).toBe(403)
    expect((await signIn(admin, undefined, { 'Sec-Fetch-Site': 'same-origin' })).status).toBe(303)
  })

  it('takes a form of a few kilobytes at most', async () => {
    expect((await signIn('x'.repeat(10_000))).status).toBe(413)
  })
})

describe('a session', () => {
  it('ends when its key is revoked, when it is old, and when it is signed out', async () => {
    const key = await service.key('admin')
    const cookie = cookieOf(await signIn(key))
    expect((await page('/?shop=default', cookie)).status).toBe(200)

    const out = await service.request('/logout', { method: 'POST', headers: { Cookie: cookie } })
    expect(out.headers.get('Set-Cookie')).toMatch(/Max-Age=0/)

    await service.deps.keys.revokeKey(key.split('_')[2] as string, NOW)
    expect((await page('/?shop=default', cookie)).location).toBe('/login?next=%2F%3Fshop%3Ddefault')

    const other = cookieOf(await signIn(admin))
    service.clock.at += 12 * 3_600_000
    expect((await page('/?shop=default', other)).status).toBe(303)
  })

  it('cannot be made up', async () => {
    const cookie = cookieOf(await signIn(admin))
    const [name, value] = cookie.split('=') as [string, string]
    for (let place = 0; place < value.length; place++) {
      const changed = `${value.slice(0, place)}${value[place] === 'x' ? 'y' : 'x'}${value.slice(place + 1)}`
      expect((await page('/?shop=default', `${name}=${changed}`)).status, changed).toBe(303)
    }
  })

  it('opens the studio and no other route', async () => {
    const cookie = cookieOf(await signIn(admin))
    for (const path of ['/v1/offers', '/metrics', '/feeds/default/google-merchant.xml'])
      expect((await page(path, cookie)).status, path).toBe(401)
  })
})

describe('the studio', () => {
  it('shows everybody the demo, without what is secret', async () => {
    const token = await ensureFeedToken('demo', service.deps)
    const { status, html } = await page('/')
    expect(status).toBe(200)
    expect(html).toContain('Offer a')
    expect(html).toContain('href="/login"')
    expect(html).not.toContain(token)
    expect(html).not.toMatch(/sg_\w+_/)
    expect(html).not.toContain('v-secret')
    expect(html).not.toContain('My shop')
  })

  it('asks everybody to sign in for other shops, there or not', async () => {
    expect((await page('/?shop=default')).location).toBe('/login?next=%2F%3Fshop%3Ddefault')
    expect((await page('/?shop=nowhere')).location).toBe('/login?next=%2F%3Fshop%3Dnowhere')
  })

  it('asks to sign in where there is no demo', async () => {
    const bare = await testService()
    const { listShops, getShop } = bare.deps.shops
    const shops = {
      ...bare.deps.shops,
      listShops: async () => (await listShops()).filter(({ shopId }) => shopId !== 'demo'),
      getShop: async (shopId: string) => (shopId === 'demo' ? undefined : getShop(shopId)),
    }
    const without = await testService({ ...bare.deps, shops })
    expect((await without.request('/')).headers.get('Location')).toBe('/login?next=%2F')
  })

  it('shows who is signed in the feeds with addresses that open them', async () => {
    const { html } = await page('/?shop=default', cookieOf(await signIn(admin)))
    const addresses = [...html.matchAll(/https:\/\/ads\.shop\.example(\/feeds\/default\/[\w.-]+\?token=[\w-]+)/g)]
    expect(addresses.length).toBeGreaterThanOrEqual(4)
    for (const [, path] of addresses) expect((await service.request(path as string)).status, path).toBe(200)
  })

  it('shows the shops of the key and no others', async () => {
    const own = cookieOf(await signIn(await service.key('marketer', 'other')))
    const { html } = await page('/', own)
    expect(html).toContain('Other')
    expect(html).not.toContain('My shop')
    expect((await page('/?shop=default', own)).status).toBe(404)
    const all = await page('/', cookieOf(await signIn(admin)))
    for (const name of ['My shop', 'Demo', 'Other']) expect(all.html).toContain(name)
  })

  it('previews the chosen offer at every moment, with pictures that are there', async () => {
    const url = 'https://default.example/i/a.jpg'
    service.web.set(url, { status: 200, url, headers: {}, body: await discPicture() })
    const { html } = await page('/?offer=a&stage=carted')
    const sources = [...html.matchAll(/src="(\/creatives\/[^"]+)"/g)].map(([, src]) => src?.replaceAll('&amp;', '&'))
    expect(sources.length).toBeGreaterThan(2)
    const pictures = await Promise.all([...new Set(sources)].map((src) => service.request(src as string)))
    for (const picture of pictures) expect(picture.headers.get('Content-Type')).toMatch(/^image\/(jpeg|png)$/)
  })

  it('lets who is signed in try words of their own, and nobody else', async () => {
    const message = 'Back in blue & better'
    const query = `offer=a&message=${encodeURIComponent(message)}`
    const signedIn = await page(`/?shop=default&${query}`, cookieOf(await signIn(admin)))
    expect(signedIn.html).toContain('Back in blue &amp; better')
    expect(signedIn.html).toContain('&amp;m=Back%20in%20blue')
    const anybody = await page(`/?${query}`)
    expect(anybody.html).not.toContain('Back in blue')
  })

  it('passes over words that cannot be set', async () => {
    const cookie = cookieOf(await signIn(admin))
    for (const message of ['\u202e', ' ', 'x'.repeat(500)])
      expect((await page(`/?shop=default&message=${encodeURIComponent(message)}`, cookie)).status).toBe(200)
  })

  it('lists all offers in pages, and finds some', async () => {
    const many = Array.from({ length: 60 }, (_, i) => offerJson(`n-${String(i).padStart(2, '0')}`))
    await service.json('POST', '/v1/catalog?shop=demo&accept', [...many, offerJson('a'), offerJson('b')], {
      key: admin,
    })
    const seen = new Set<string>()
    let path: string | undefined = '/?show=all'
    let pages = 0
    while (path !== undefined && pages < 10) {
      const { html } = await page(path)
      for (const [, id] of html.matchAll(/title="Offer ([\w-]+)"/g)) seen.add(id as string)
      path = /href="([^"]+)">Next 25/.exec(html)?.[1]?.replaceAll('&amp;', '&')
      pages += 1
    }
    expect(pages).toBe(3)
    expect(seen.size).toBe(62)
    expect((await page('/?q=n-31&show=all')).html).toContain('Offer n-31')
  })

  it('counts what was left, in the order of how often', async () => {
    const events = ['v-1', 'v-2'].map((visitorId, i) =>
      eventJson(`m-${i}`, { visitorId, items: [{ offerId: 'b', quantity: 2, price: '129.00' }] }),
    )
    await service.json('POST', '/v1/events?shop=demo', events, { key: admin })
    const { html } = await page('/?show=left')
    expect(html.indexOf('title="Offer b"')).toBeGreaterThan(0)
    expect(html.indexOf('title="Offer b"')).toBeLessThan(html.indexOf('title="Offer a"'))
    expect(html).toMatch(/\$645\.00/)
  })

  it('lists no offer that the catalog does not have, however often it was left', async () => {
    const unknown = eventJson('u-1', { visitorId: 'v-7', items: [{ offerId: 'unknown' }, { offerId: 'b' }] })
    await service.json('POST', '/v1/events?shop=default', unknown, { key: admin })
    const { html } = await page('/?shop=default', cookieOf(await signIn(admin)))
    expect(html).toMatch(/Left behind <span class="tally">1</)
    expect(html).toContain('title="Offer b"')
    expect(html).not.toContain('title="Offer a"')
  })

  it('says that an import is held', async () => {
    const many = Array.from({ length: 10 }, (_, i) => offerJson(`n-${i}`))
    await service.json('POST', '/v1/catalog?shop=demo&accept', many, { key: admin })
    service.clock.at += 1000
    await service.json('POST', '/v1/catalog?shop=demo', many.slice(0, 2), { key: admin })
    expect((await page('/')).html).toContain('The last import is held')
  })

  it('holds what a hostile title holds as text', async () => {
    const title = '<img src=x onerror=alert(1)> & "quotes" \u0000</title>'
    await service.json('PUT', '/v1/offers/a?shop=demo', offerJson('a', { title }), { key: admin })
    const { html } = await page('/?offer=a')
    expect(html).not.toContain('<img src=x')
    expect(html).not.toContain('\u0000')
  })

  it('makes every address from the public one', async () => {
    const { html } = await page('/?offer=a')
    for (const [address] of html.matchAll(/https?:\/\/[^"'\s<]+\/creatives\//g)) expect(address).toContain(PUBLIC_URL)
  })
})
