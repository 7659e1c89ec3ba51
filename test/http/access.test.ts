import { beforeAll, describe, expect, it } from 'vitest'
import { eventJson, NOW, offerJson, type TestService, testService } from './service.ts'

/** Who asks. `own` keys serve the shop `default` only, `any` keys serve every shop. */
const CALLERS = [
  'nobody',
  'wrong',
  'expired',
  'revoked',
  'foreign',
  'admin any',
  'admin own',
  'marketer',
  'read',
  'write',
  'feed',
] as const
type Caller = (typeof CALLERS)[number]

const bearers: Partial<Record<Caller, string>> = {}
let service: TestService

beforeAll(async () => {
  service = await testService()
  const { key, deps } = service
  const revoked = await key('admin', 'default')
  await deps.keys.revokeKey(revoked.split('_')[2] as string, NOW)
  Object.assign(bearers, {
    wrong: `sg_admin_abc_${'x'.repeat(43)}`,
    expired: await key('admin', 'default', NOW),
    revoked,
    foreign: await key('admin', 'other'),
    'admin any': await key('admin'),
    'admin own': await key('admin', 'default'),
    marketer: await key('marketer', 'default'),
    read: await key('read', 'default'),
    write: await key('write', 'default'),
    feed: await key('feed', 'default'),
  } satisfies Partial<Record<Caller, string>>)
  for (const shop of ['default', 'demo', 'other'])
    await service.json('PUT', `/v1/offers/a?shop=${shop}`, offerJson('a'), { key: bearers['admin any'] })
})

const JSON_TYPE = { 'Content-Type': 'application/json' }
const body = (value: unknown): RequestInit => ({ method: 'POST', body: JSON.stringify(value), headers: JSON_TYPE })

/** What each caller gets, in the order of CALLERS, for the shop `default`. */
const ROUTES: Record<string, { path: string; init?: () => RequestInit; expected: readonly number[] }> = {
  'send events': {
    path: '/v1/events?shop=default',
    init: () => body(eventJson('e-1')),
    expected: [401, 401, 401, 401, 404, 202, 202, 403, 403, 202, 403],
  },
  'upload a catalog': {
    path: '/v1/catalog?shop=default&dryRun',
    init: () => body([offerJson('a')]),
    expected: [401, 401, 401, 401, 404, 200, 200, 200, 403, 403, 403],
  },
  'list offers': {
    path: '/v1/offers?shop=default',
    expected: [401, 401, 401, 401, 404, 200, 200, 200, 200, 403, 403],
  },
  'see an offer': {
    path: '/v1/offers/a?shop=default',
    expected: [401, 401, 401, 401, 404, 200, 200, 200, 200, 403, 403],
  },
  'put an offer': {
    path: '/v1/offers/a?shop=default',
    init: () => ({ ...body(offerJson('a')), method: 'PUT' }),
    expected: [401, 401, 401, 401, 404, 200, 200, 200, 403, 403, 403],
  },
  'delete an offer that is not there': {
    path: '/v1/offers/none?shop=default',
    init: () => ({ method: 'DELETE' }),
    expected: [401, 401, 401, 401, 404, 404, 404, 404, 403, 403, 403],
  },
  'see what a visitor left': {
    path: '/v1/visitors/v-123/abandoned?shop=default',
    expected: [401, 401, 401, 401, 404, 200, 200, 200, 200, 403, 403],
  },
  'fetch a feed': {
    path: '/feeds/default/google-merchant.xml',
    expected: [401, 401, 401, 401, 404, 200, 200, 200, 200, 403, 200],
  },
  'read metrics from elsewhere': {
    path: '/metrics',
    expected: [401, 401, 401, 401, 403, 200, 403, 403, 403, 403, 403],
  },
  'see the studio of the shop': {
    path: '/?shop=default',
    expected: [303, 303, 303, 303, 404, 200, 200, 200, 303, 303, 303],
  },
  'ask whether it is alive': { path: '/healthz', expected: CALLERS.map(() => 200) },
  'read the API': { path: '/openapi.json', expected: CALLERS.map(() => 200) },
}

describe.each(Object.entries(ROUTES))('to %s', (_name, { path, init, expected }) => {
  it.each(CALLERS.map((caller, index) => [caller, expected[index]] as const))('%s gets %i', async (caller, status) => {
    const response = await service.request(path, { ...init?.(), key: bearers[caller] })
    expect(response.status).toBe(status)
    if (status === 401) expect(response.headers.get('WWW-Authenticate')).toMatch(/^Bearer/)
  })
})

describe('the demo shop', () => {
  it.each([
    ['its offers', '/v1/offers?shop=demo', 200],
    ['one offer', '/v1/offers/a?shop=demo', 200],
    ['its studio', '/', 200],
    ['its studio by name', '/?shop=demo', 200],
    ['its feeds', '/feeds/demo/google-merchant.xml', 401],
    ['its visitors', '/v1/visitors/v-1/abandoned?shop=demo', 401],
  ])('without a key: %s', async (_name, path, status) => {
    expect((await service.request(path)).status).toBe(status)
  })

  it('cannot be changed without a key', async () => {
    const put = await service.json('PUT', '/v1/offers/a?shop=demo', offerJson('a', { title: 'changed' }))
    const post = await service.json('POST', '/v1/events?shop=demo', eventJson('e-9'))
    const remove = await service.request('/v1/offers/a?shop=demo', { method: 'DELETE' })
    expect([put.status, post.status, remove.status]).toEqual([401, 401, 401])
  })

  it('is open to keys of other shops as well, and to no wrong key', async () => {
    expect((await service.request('/v1/offers?shop=demo', { key: bearers.foreign })).status).toBe(200)
    expect((await service.request('/v1/offers?shop=demo', { key: bearers.feed })).status).toBe(200)
    expect((await service.request('/v1/offers?shop=demo', { key: bearers.wrong })).status).toBe(401)
  })
})

describe('absent and foreign', () => {
  const answerOf = async (path: string, caller: Caller) => {
    const response = await service.request(path, { key: bearers[caller] })
    const { requestId: _requestId, ...rest } = (await response.json()) as Record<string, unknown>
    return rest
  }
  it.each(['/v1/offers?shop=', '/v1/offers/a?shop=', '/v1/visitors/v/abandoned?shop='])(
    'are told apart by nothing at %s',
    async (path) => {
      const foreign = await answerOf(`${path}other`, 'read')
      expect(foreign).toMatchObject({ status: 404, code: 'not-found' })
      for (const absent of ['nowhere', '__proto__', 'x'.repeat(40), '%00'])
        expect(await answerOf(`${path}${absent}`, 'read'), absent).toEqual(foreign)
    },
  )

  it('are told apart by nothing at feeds', async () => {
    const foreign = await answerOf('/feeds/other/google-merchant.xml', 'feed')
    expect(foreign).toMatchObject({ status: 404 })
    expect(await answerOf('/feeds/nowhere/google-merchant.xml', 'feed')).toEqual(foreign)
  })
})

describe('a key reaches its route', () => {
  it('as user name of Basic, as Segment sends it', async () => {
    const headers = { Authorization: `Basic ${btoa(`${bearers.write}:`)}` }
    expect((await service.json('POST', '/v1/events', eventJson('e-2'), { headers })).status).toBe(202)
  })

  it('as password of Basic, as ad platforms send it', async () => {
    const headers = { Authorization: `Basic ${btoa(`feed:${bearers.feed}`)}` }
    expect((await service.request('/feeds/default/google-merchant.xml', { headers })).status).toBe(200)
  })

  it('as token in the query for feeds, and for nothing else', async () => {
    const statuses = await Promise.all(
      [
        `/feeds/default/google-merchant.xml?token=${bearers.feed}`,
        `/v1/offers?shop=default&token=${bearers['admin any']}`,
        `/metrics?token=${bearers['admin any']}`,
        `/v1/visitors/v/abandoned?token=${bearers.read}`,
      ].map(async (path) => (await service.request(path)).status),
    )
    expect(statuses).toEqual([200, 401, 401, 401])
  })
})

describe('the shop that is meant', () => {
  it('is the key’s own, else the embedded one, which comes into being when it is filled', async () => {
    const fresh = await testService()
    const { key, json, request } = fresh
    const admin = await key('admin')
    await json('PUT', '/v1/offers/b', offerJson('b'), { key: admin })
    const own = await request('/v1/offers', { key: await key('read', 'default') })
    expect(((await own.json()) as { offers: unknown[] }).offers).toHaveLength(1)
    const others = await request('/v1/offers', { key: await key('read', 'other') })
    expect(((await others.json()) as { offers: unknown[] }).offers).toHaveLength(0)
  })
})
