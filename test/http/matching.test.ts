import { beforeEach, describe, expect, it } from 'vitest'
import { createMatchUpkeep } from '../../src/http/match-upkeep.ts'
import { eventJson, offerJson, type TestService, testService } from './service.ts'

let service: TestService
let admin: string
beforeEach(async () => {
  service = await testService()
  admin = await service.key('admin')
  await service.json('PUT', '/v1/offers/12', offerJson('12'), { key: admin })
  await service.json('PUT', '/v1/offers/13', offerJson('13'), { key: admin })
  const events = ['12', 'gla_13', 'odd'].map((offerId) =>
    eventJson(`e-${offerId}`, { type: 'view_item', items: [{ offerId }] }),
  )
  await service.json('POST', '/v1/events', events, { key: admin })
})

const read = async (key = admin) => (await service.request('/v1/matching', { key })).json()
const left = async () => {
  const response = await service.request('/v1/visitors/v-123/abandoned', { key: admin })
  return ((await response.json()) as { items: { offerId: string }[] }).items.map(({ offerId }) => offerId).sort()
}

describe('the matching of ids', () => {
  it('is told with its rate and its rules', async () => {
    expect(await read()).toEqual({
      ids: 3,
      exact: 1,
      matched: 1,
      rate: 2 / 3,
      rules: [{ rule: 'event-prefix:gla_', ids: 1 }],
      ties: [],
      unmatched: ['odd'],
    })
    expect(await left()).toEqual(['12', '13'])
  })

  it('is mended by a marketer, and taken back', async () => {
    const marketer = await service.key('marketer', 'default')
    const put = (body: unknown, key = marketer) => service.json('PUT', '/v1/matching', body, { key })
    const set = await put({
      ids: [
        ['odd', '12'],
        ['gla_13', null],
      ],
    })
    expect(await set.json()).toMatchObject({ matched: 1, rules: [{ rule: 'set', ids: 1 }], unmatched: ['gla_13'] })
    expect(await left()).toEqual(['12'])
    expect(await (await put({ refusedRules: ['event-prefix:gla_'] })).json()).toMatchObject({ matched: 0 })
    expect(await (await put({})).json()).toMatchObject({ matched: 1 })
    expect((await put({ ids: [['odd']] })).status).toBe(400)
    expect((await put({}, await service.key('read', 'default'))).status).toBe(403)
  })

  it('goes on by itself when the offer appears', async () => {
    const upkeep = createMatchUpkeep(service.deps)
    await upkeep()
    expect(await left()).toEqual(['12', '13'])
    await service.json('PUT', '/v1/offers/odd', offerJson('ODD', { offerId: undefined }), { key: admin })
    await upkeep()
    expect(await left()).toContain('odd')
  })
})
