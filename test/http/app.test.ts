import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { eventJson, offerJson, PUBLIC_URL, type TestService, testService } from './service.ts'

let service: TestService
let admin: string
beforeAll(async () => {
  service = await testService()
  admin = await service.key('admin')
  await service.json('PUT', '/v1/offers/a', offerJson('a'), { key: admin })
})

describe('a refusal', () => {
  it.each([
    ['an unknown address', '/nowhere', {}, 404, 'not-found'],
    ['no key', '/v1/offers', {}, 401, 'unauthorized'],
    ['a wrong query', '/v1/offers?limit=x', { key: 'admin' }, 400, 'invalid'],
    ['another method', '/v1/events', {}, 405, 'method-not-allowed'],
  ] as const)('of %s is a problem document', async (_name, path, init, status, code) => {
    const response = await service.request(path, 'key' in init ? { key: admin } : {})
    expect(response.status).toBe(status)
    expect(response.headers.get('Content-Type')).toBe('application/problem+json')
    expect(response.headers.get('Cache-Control')).toBe('no-store')
    const problem = (await response.json()) as Record<string, unknown>
    expect(problem).toMatchObject({ type: `${PUBLIC_URL}/docs#problem-${code}`, status, code })
    expect(String(problem.title).length).toBeGreaterThan(5)
    expect(String(problem.detail).length).toBeGreaterThan(10)
    expect(problem.requestId).toBe(response.headers.get('X-Request-Id'))
  })

  it('of a wrong query names each fault', async () => {
    const response = await service.request('/v1/catalog?currency=x&accept=maybe', {
      method: 'POST',
      body: 'x',
      key: admin,
    })
    const { errors } = (await response.json()) as { errors: { detail: string }[] }
    expect(errors.map(({ detail }) => detail.split(':')[0]).sort()).toEqual(['accept', 'currency'])
  })

  it.each([
    ['/v1/events', 'GET', 'POST'],
    ['/v1/offers', 'POST', 'GET, HEAD'],
    ['/v1/offers/a', 'POST', 'GET, HEAD, PUT, DELETE'],
    ['/feeds/default/google-merchant.xml', 'POST', 'GET, HEAD'],
    ['/login', 'DELETE', 'GET, HEAD, POST'],
    ['/healthz', 'PATCH', 'GET, HEAD'],
  ])('of a wrong method at %s says which are right', async (path, method, allow) => {
    const response = await service.request(path, { method })
    expect(response.status).toBe(405)
    expect(response.headers.get('Allow')).toBe(allow)
  })

  it('that nobody foresaw tells the log all and the caller nothing', async () => {
    const broken = await testService({
      checks: async () => {
        throw new Error('disk /var/secret is gone', { cause: new Error('EIO') })
      },
    })
    const response = await broken.request('/readyz')
    expect(response.status).toBe(500)
    const problem = (await response.json()) as { detail: string; requestId: string; code: string }
    expect(problem.code).toBe('internal')
    expect(JSON.stringify(problem)).not.toMatch(/secret|EIO|at /)
    const entry = broken.lines.map((line) => JSON.parse(line)).find(({ level }) => level === 'error')
    expect(entry).toMatchObject({ requestId: problem.requestId, error: 'disk /var/secret is gone', cause: 'EIO' })
  })
})

describe('health', () => {
  it('is alive, ready, and says what is not', async () => {
    expect(await (await service.request('/healthz')).json()).toEqual({ status: 'ok' })
    expect(await (await service.request('/readyz')).json()).toEqual({
      ready: true,
      checks: { database: true, blobs: true },
    })
    const half = await testService({ checks: async () => ({ database: true, blobs: false }) })
    const response = await half.request('/readyz')
    expect(response.status).toBe(503)
    expect(await response.json()).toEqual({ ready: false, checks: { database: true, blobs: false } })
  })

  const from = (address: string | undefined) =>
    testService({
      connInfo: () => ({ remote: address === undefined ? {} : { address, addressType: undefined } }),
    })
  it.each([
    ['127.0.0.1', { Host: 'localhost:8787' }, 200],
    ['::1', { Host: '[::1]:8787' }, 200],
    ['::ffff:127.0.0.1', { Host: '127.0.0.1:8787' }, 200],
    ['10.0.0.7', { Host: 'localhost:8787' }, 401],
    [undefined, { Host: 'localhost:8787' }, 401],
    ['127.0.0.1', { Host: 'ads.shop.example' }, 401],
    ['127.0.0.1', { Host: 'localhost.evil.example' }, 401],
    ['127.0.0.1', { Host: 'localhost:8787', 'X-Forwarded-For': '203.0.113.7' }, 401],
    ['127.0.0.1', { Host: 'localhost:8787', Forwarded: 'for=203.0.113.7' }, 401],
  ])('shows its metrics without a key to this machine only: %s %j', async (address, headers, status) => {
    const local = await from(address)
    expect((await local.request('/metrics', { headers: headers as Record<string, string> })).status).toBe(status)
  })

  it('measures catalogs and feeds when it is asked', async () => {
    const fresh = await testService()
    const key = await fresh.key('admin')
    await fresh.json('PUT', '/v1/offers/a', offerJson('a'), { key })
    await fresh.request('/feeds/default/google-merchant.xml', { key })
    fresh.clock.at += 90_000
    const text = await (await fresh.request('/metrics', { key })).text()
    expect(text).toContain('catalog_items 1\n')
    expect(text).toContain('feed_items 1\n')
    expect(text).toContain('feed_age_seconds 90\n')
    expect(text).toContain('http_requests_total{route="/v1/offers/:id",method="PUT",status="200"} 1')
  })
})

describe('every answer', () => {
  it.each(['/', '/docs', '/login', '/openapi.json', '/nowhere', '/v1/offers', '/healthz', '/creatives/a/b/c/d'])(
    'of %s carries the headers that guard it',
    async (path) => {
      const { headers } = await service.request(path)
      expect(headers.get('X-Content-Type-Options')).toBe('nosniff')
      expect(headers.get('Referrer-Policy')).toBe('no-referrer')
      expect(headers.get('Content-Security-Policy')).toContain("frame-ancestors 'none'")
      expect(headers.get('Content-Security-Policy')).toContain("default-src 'none'")
      expect(headers.get('Content-Security-Policy')).not.toContain('unsafe')
      expect(headers.get('Cache-Control')).toBe('no-store')
      expect(headers.get('X-Request-Id')).toBeTruthy()
    },
  )

  it('that is a page allows exactly the style and script it holds', async () => {
    for (const path of ['/', '/login', '/docs']) {
      const response = await service.request(path)
      const policy = response.headers.get('Content-Security-Policy') as string
      const html = await response.text()
      for (const [tag, directive] of [
        ['style', 'style-src'],
        ['script', 'script-src'],
      ] as const) {
        const texts = [...html.matchAll(new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`, 'g'))].map(
          ([, text]) => text as string,
        )
        for (const text of texts) {
          const hash = Buffer.from(service.deps.digest.sha256(text), 'hex').toString('base64')
          expect(policy, path).toContain(`${directive} 'sha256-${hash}'`)
        }
      }
      expect(html, path).not.toMatch(
        /\sstyle="|\son\w+="|<script src|https?:\/\/(?!ads\.shop\.example|default\.example|shop\.example)[a-z]/i,
      )
    }
  })

  it('is made without a look at the Host header', async () => {
    for (const path of ['/', '/docs', '/openapi.json', '/login', '/nowhere', '/v1/offers/a?shop=demo']) {
      const headers = { Host: 'evil.example', 'X-Forwarded-Host': 'evil.example', Forwarded: 'host=evil.example' }
      const response = await service.app.request(new Request(`http://evil.example${path}`, { headers }))
      expect(await response.text(), path).not.toContain('evil.example')
      expect(JSON.stringify([...response.headers]), path).not.toContain('evil.example')
    }
  })
})

describe('the log', () => {
  it('has one line per request, with its pattern and never its address', async () => {
    const fresh = await testService()
    const key = await fresh.key('admin')
    await fresh.json('POST', '/v1/events', eventJson('e-1', { visitorId: 'visitor-secret' }), { key })
    await fresh.request('/v1/visitors/visitor-secret/abandoned?token=token-secret', { key })
    await fresh.request('/nowhere/path-secret?q=query-secret')
    await fresh.request('/v1/offers?shop=shop-secret', { key })
    const lines = fresh.lines.map((line) => JSON.parse(line))
    expect(lines).toHaveLength(4)
    expect(lines.map(({ message, method, route, status, shop }) => ({ message, method, route, status, shop }))).toEqual(
      [
        { message: 'request', method: 'POST', route: '/v1/events', status: 202, shop: 'default' },
        { message: 'request', method: 'GET', route: '/v1/visitors/:visitorId/abandoned', status: 200, shop: 'default' },
        { message: 'request', method: 'GET', route: 'none', status: 404, shop: undefined },
        { message: 'request', method: 'GET', route: '/v1/offers', status: 404, shop: undefined },
      ],
    )
    expect(fresh.lines.join('')).not.toMatch(/secret|sg_/)
  })

  it('and the metrics know methods nobody invented for us', async () => {
    const fresh = await testService()
    await fresh.request('/healthz', { method: 'BREW' })
    expect(await fresh.deps.metrics.expose()).toContain(
      'http_requests_total{route="none",method="other",status="405"} 1',
    )
  })
})

describe('hostile input', () => {
  const nasty = fc.oneof(
    fc.constantFrom(
      '__proto__',
      'constructor',
      'toString',
      '..',
      '%00',
      '%',
      '%E0%A4%A',
      '\\',
      '"',
      '<script>',
      '‮',
      '𝒳',
    ),
    fc.string({ maxLength: 12 }),
    fc.string({ unit: 'binary', maxLength: 12 }),
  )
  const PREFIXES = [
    '',
    '/v1',
    '/v1/offers',
    '/v1/visitors',
    '/feeds/default',
    '/creatives/default/reminder',
    '/photos/default',
    '/c',
  ]
  const NAMES = [
    'shop',
    'after',
    'limit',
    'q',
    'token',
    'within',
    'quiet',
    'v',
    's',
    'm',
    'next',
    'stage',
    'offer',
    'page',
    'style',
    'message',
    'show',
  ]

  it('in addresses and queries never is a fault of ours', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...PREFIXES),
        fc.array(nasty, { maxLength: 4 }),
        fc.array(fc.tuple(fc.oneof(fc.constantFrom(...NAMES), nasty), nasty, fc.boolean()), { maxLength: 4 }),
        fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS'),
        fc.boolean(),
        async (prefix, parts, pairs, method, raw) => {
          const written = (text: string) => (raw ? text.replace(/[\s#]/g, '') : encodeURIComponent(text.toWellFormed()))
          const path = [prefix, ...parts.map(written)].join('/')
          const query = pairs.map(([name, value]) => `${written(name)}=${written(value)}`).join('&')
          if (!URL.canParse(`http://localhost/${path}?${query}`)) return
          const response = await service.request(`/${path}?${query}`, { method, key: admin })
          expect(response.status).toBeLessThan(500)
        },
      ),
      { numRuns: 400 },
    )
  })

  it('as JSON never is a fault of ours', async () => {
    const json = fc.oneof(
      fc.jsonValue({ maxDepth: 4 }),
      fc.record({ events: fc.jsonValue() }),
      fc
        .dictionary(
          fc.constantFrom(
            ...Object.keys(eventJson('x')),
            '__proto__',
            'constructor',
            'userId',
            'consent',
            'traits',
            'value',
          ),
          fc.jsonValue({ maxDepth: 2 }),
        )
        .map((changes) => ({ ...eventJson('x'), ...changes })),
      fc
        .dictionary(
          fc.constantFrom(...Object.keys(offerJson('x')), '__proto__', 'gtins', 'shipping', 'salePrice', 'installment'),
          fc.jsonValue({ maxDepth: 2 }),
        )
        .map((changes) => ({ ...offerJson('x'), ...changes })),
    )
    await fc.assert(
      fc.asyncProperty(json, async (value) => {
        const init = { key: admin }
        for (const [method, path] of [
          ['POST', '/v1/events'],
          ['PUT', '/v1/offers/x'],
          ['POST', '/v1/catalog?dryRun'],
        ] as const)
          expect((await service.json(method, path, value, init)).status).toBeLessThan(500)
        for (const path of ['/v1/offers/x', '/v1/offers'])
          expect((await service.request(path, init)).status).toBeLessThan(500)
      }),
      { numRuns: 150 },
    )
  })

  it('as bytes never is a fault of ours', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 300 }),
        fc.constantFrom('', 'gzip', 'br', 'identity'),
        fc.constantFrom('application/json', 'text/csv', 'application/xml', 'multipart/form-data', 'x', ''),
        async (bytes, encoding, type) => {
          const headers: Record<string, string> = {}
          if (encoding !== '') headers['Content-Encoding'] = encoding
          if (type !== '') headers['Content-Type'] = type
          for (const [method, path] of [
            ['POST', '/v1/events'],
            ['POST', '/v1/catalog?dryRun'],
            ['PUT', '/v1/offers/x'],
            ['POST', '/login'],
          ] as const) {
            const response = await service.request(path, { method, body: bytes as BodyInit, headers, key: admin })
            expect(response.status, `${method} ${path}`).toBeLessThan(500)
          }
        },
      ),
      { numRuns: 150 },
    )
  })

  it('leaves the prototype of everything alone', () => {
    expect(Object.keys(Object.prototype)).toEqual([])
    expect(({} as Record<string, unknown>).title).toBeUndefined()
  })
})
