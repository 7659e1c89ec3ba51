import { beforeEach, describe, expect, it } from 'vitest'
import { eventJson, type TestService, testService } from './service.ts'

let service: TestService
let admin: string

beforeEach(async () => {
  service = await testService()
  admin = await service.key('admin', 'default')
  const events = [
    eventJson('a', { visitorId: 'laptop', userId: 'u1' }),
    eventJson('b', { visitorId: 'phone', userId: 'u1', traits: { email: 'Name@Shop.example' } }),
    eventJson('c', { visitorId: 'other' }),
  ]
  await service.json('POST', '/v1/events', events, { key: admin })
})

describe('the rights of a person', () => {
  it('are to get what is kept, to have it removed, and to stay out', async () => {
    const subject = { email: ' name@shop.example ' }
    const given = await (await service.json('POST', '/v1/persons/export', subject, { key: admin })).json()
    expect(given).toMatchObject({ visitorIds: ['laptop', 'phone'], deadLetters: [] })
    expect(given.events.map(({ eventId }: { eventId: string }) => eventId).sort()).toEqual(['a', 'b'])
    const erased = await service.json('POST', '/v1/persons/erase', subject, { key: admin })
    expect(await erased.json()).toEqual({
      visitors: 2,
      events: given.events.length,
      items: given.items.length,
      deadLetters: 0,
    })
    const left = await service.request('/v1/visitors/laptop/abandoned', { key: admin })
    expect(await left.json()).toMatchObject({ items: [] })
    const again = await service.json('POST', '/v1/events', eventJson('d', { visitorId: 'new', userId: 'u1' }), {
      key: admin,
    })
    expect(await again.json()).toMatchObject({ received: 1, stored: 0, consentDropped: 1 })
    expect((await (await service.json('POST', '/v1/persons/export', subject, { key: admin })).json()).events).toEqual(
      [],
    )
  })

  it.each([
    ['nobody', {}],
    ['a hash that is none', { emailSha256: 'abc' }],
    ['a list', []],
  ])('are not answered for %s', async (_name, subject) => {
    for (const what of ['erase', 'export'])
      expect((await service.json('POST', `/v1/persons/${what}`, subject, { key: admin })).status).toBe(400)
  })

  it('are served with an admin key only', async () => {
    for (const role of ['marketer', 'read', 'write', 'feed'] as const)
      for (const what of ['erase', 'export']) {
        const answer = await service.json(
          'POST',
          `/v1/persons/${what}`,
          { visitorId: 'other' },
          { key: await service.key(role, 'default') },
        )
        expect(answer.status).toBe(403)
      }
    expect((await service.deps.events.stats('default')).stored).toBe(3)
  })

  it('names nobody in the log', async () => {
    await service.json('POST', '/v1/persons/erase', { visitorId: 'laptop' }, { key: admin })
    expect(service.lines.join('\n')).not.toContain('laptop')
  })
})
