import { expect, it } from 'vitest'
import { onEveryBackEnd } from './back-ends.ts'
import { logOf, shopEvent } from './shop-events.ts'

const old = { occurredAt: 100, receivedAt: 110 }
const fresh = { occurredAt: 1_000, receivedAt: 1_010 }

onEveryBackEnd('retention', (stores) => {
  it('removes old events and keeps what they led to, also when a late event asks for a replay', async () => {
    const { events, audience } = stores()
    await events.append('one', [
      shopEvent({ eventId: 'a', type: 'add_to_cart', ...old }),
      shopEvent({ eventId: 'b', type: 'add_to_cart', ...fresh }),
      shopEvent({ eventId: 'other', visitorId: 'v2', ...fresh }),
    ])
    expect(await events.prune('one', { eventsBefore: 500, stateFrom: 50 })).toBe(1)
    expect(await events.prune('one', { eventsBefore: 500, stateFrom: 50 })).toBe(0)
    expect((await logOf(events, 'one')).map(({ eventId }) => eventId)).toEqual(['b', 'other'])
    await events.append('one', [
      shopEvent({ eventId: 'late', type: 'add_to_cart', occurredAt: 900, receivedAt: 1_020 }),
    ])
    expect(await audience.visitorItems('one', 'v1')).toMatchObject([{ quantity: 3, firstAt: 100, lastAt: 1_000 }])
    expect(await events.rebuild('one', { compare: true })).toMatchObject({ events: 3, visitors: 2, differences: 0 })
    await events.rebuild('one', { compare: false })
    expect(await audience.visitorItems('one', 'v1')).toMatchObject([{ quantity: 3, firstAt: 100, lastAt: 1_000 }])
  })

  it('forgets a visitor of whom nothing young enough is left, with their ids', async () => {
    const { events, audience } = stores()
    await events.append('one', [
      shopEvent({ visitorId: 'gone', userId: 'u', ...old }),
      shopEvent({ visitorId: 'left', userId: 'u', ...fresh }),
    ])
    expect(await events.prune('one', { eventsBefore: 500, stateFrom: 500 })).toBe(1)
    expect(await audience.visitorItems('one', 'gone')).toEqual([])
    expect(await audience.findVisitors('one', { userId: 'u' })).toEqual(['left'])
    expect(await audience.visitorsOfPerson('one', 'left')).toEqual(['left'])
    expect(await events.rebuild('one', { compare: true })).toMatchObject({ visitors: 1, differences: 0 })
  })

  it('counts the age from when an event came in, so that an old log can be read', async () => {
    const { events } = stores()
    await events.append('one', [shopEvent({ occurredAt: 100, receivedAt: 1_000 })])
    expect(await events.prune('one', { eventsBefore: 500, stateFrom: 500 })).toBe(0)
    expect(await logOf(events, 'one')).toHaveLength(1)
  })

  it('removes what was set aside for too long', async () => {
    const { events } = stores()
    const letter = { letterId: 'l', receivedAt: 1, dialect: 'canonical', rule: 'r', message: 'm', input: {} }
    await events.append('one', [], { deadLetters: [letter] })
    expect(await events.prune('one', { eventsBefore: 500, stateFrom: 500 })).toBe(1)
    expect(await events.deadLetters('one', 9)).toEqual([])
  })
})
