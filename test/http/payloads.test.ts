import { createHmac } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { beforeEach, describe, expect, it } from 'vitest'
import { type TestService, testService } from './service.ts'

const folder = fileURLToPath(new URL('../../../shared/data/events/payloads/', import.meta.url))

const jsonOf = (path: string) => JSON.parse(readFileSync(folder + path, 'utf8')) as Record<string, unknown>[]

// The collected payloads lie beside the repository on some machines only.
describe.runIf(existsSync(folder))('every collected payload', () => {
  let service: TestService
  let write: string
  beforeEach(async () => {
    service = await testService()
    write = await service.key('write', 'default')
    await service.deps.webhooks.setSecret({ shopId: 'default', source: 'shopify', secret: 'hush', setAt: 0 })
  })
  const stats = () => service.deps.events.stats('default')
  const rules = async () => (await service.deps.events.deadLetters('default', 100)).map(({ rule }) => rule)
  const deliver = (topic: string, body: string, id = 'w') =>
    service.request('/webhooks/default/shopify', {
      method: 'POST',
      body,
      headers: {
        'X-Shopify-Topic': topic,
        'X-Shopify-Webhook-Id': id,
        'X-Shopify-Hmac-Sha256': createHmac('sha256', 'hush').update(body).digest('base64'),
      },
    })

  it('for Segment is taken: those of phones that forbid ad tracking leave a count', async () => {
    for (const message of jsonOf('rudderstack-2022/track_events.json')) {
      const call = ['track', 'page', 'group'].includes(String(message.type)) ? message.type : 'track'
      expect((await service.json('POST', `/v1/${call}`, message, { key: write })).status).toBe(200)
    }
    expect(await stats()).toMatchObject({ received: 16, consentDropped: 16, stored: 0 })
  })

  it('for Segment is stored where nobody forbade anything', async () => {
    const batch = jsonOf('rudderstack-2022/track_events.json').map((message, at) => ({
      ...message,
      messageId: `m-${at}`,
      context: {},
    }))
    expect((await service.json('POST', '/v1/batch', { batch }, { key: write })).status).toBe(200)
    expect(await stats()).toMatchObject({ received: 16, stored: 15, deadLettered: 1 })
    expect(await rules()).toEqual(['items-missing'])
  })

  it('for the Measurement Protocol is taken', async () => {
    for (const body of jsonOf('rudderstack-2022/ga4_mp_bodies.json'))
      expect((await service.json('POST', `/mp/collect?api_secret=${write}`, body)).status).toBe(204)
    expect(await stats()).toMatchObject({ received: 13, stored: 10, duplicate: 3, deadLettered: 0 })
  })

  it('for the Conversions API is taken', async () => {
    const data = jsonOf('rudderstack-2022/meta_capi_events.json')
    const response = await service.json('POST', '/meta/1/events', { data, access_token: write })
    expect([response.status, await response.json()]).toEqual([200, expect.objectContaining({ events_received: 29 })])
    expect(await stats()).toMatchObject({ received: 12, stored: 4, duplicate: 8 })
  })

  it('of Shopify is taken, or set aside for a time that is none', async () => {
    const seen: [string, string[]][] = []
    for (const version of readdirSync(`${folder}shopify-webhook-exemplars`))
      for (const resource of readdirSync(`${folder}shopify-webhook-exemplars/${version}`))
        for (const file of readdirSync(`${folder}shopify-webhook-exemplars/${version}/${resource}`)) {
          const before = await stats()
          const body = readFileSync(`${folder}shopify-webhook-exemplars/${version}/${resource}/${file}`, 'utf8')
          const name = `${version}/${resource}/${file}`
          const topic = resource === 'orders' ? 'orders/create' : `${resource}/update`
          expect((await deliver(topic, body, name)).status, name).toBe(200)
          const after = await stats()
          seen.push([
            name,
            [
              `${after.stored - before.stored + after.duplicate - before.duplicate} taken`,
              `${after.deadLettered - before.deadLettered} aside`,
            ],
          ])
        }
    expect(Object.fromEntries(seen.filter(([, [, aside]]) => aside !== '0 aside'))).toEqual({
      '2024-01/checkouts/1.json': ['0 taken', '2 aside'],
    })
    expect(seen).toHaveLength(8)
    expect(new Set(await rules())).toEqual(new Set(['occurred-at-invalid']))
  })

  it.each([
    ['carts', 'carts/update'],
    ['checkouts', 'checkouts/update'],
    ['orders', 'orders/create'],
  ] as const)('of Shopify’s older API is taken: %s', async (name, topic) => {
    const wrapped = JSON.parse(readFileSync(`${folder}shopify-api-fixtures/${name}.json`, 'utf8')) as Record<
      string,
      object[]
    >
    for (const [at, one] of (wrapped[name] ?? []).entries())
      expect((await deliver(topic, JSON.stringify(one), `w-${at}`)).status).toBe(200)
    const { stored, deadLettered } = await stats()
    expect(stored).toBeGreaterThan(0)
    expect(deadLettered).toBe(0)
  })
})
