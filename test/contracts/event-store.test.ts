import { expect, it } from 'vitest'
import type { ShopEvent } from '../../src/events/event.ts'
import { onEveryBackEnd } from './back-ends.ts'
import { logOf, shopEvent } from './shop-events.ts'

const NOTHING = { received: 0, stored: 0, duplicate: 0, rejected: 0, deadLettered: 0, consentDropped: 0, bots: 0 }

onEveryBackEnd('event store', (stores) => {
  it('gives back an event as it was appended', async () => {
    const { events } = stores()
    const whole: ShopEvent = {
      eventId: 'ü-😀',
      type: 'purchase',
      visitorId: "v'1",
      userId: 'u1',
      occurredAt: 1_700_000_000_123,
      receivedAt: 1_700_000_000_456,
      pageUrl: 'https://shop.example/thanks',
      orderId: '1001',
      value: { minor: 12_345, currency: 'EUR' },
      consent: { ads: true },
      items: [{ offerId: 'a', quantity: 2, price: { minor: 6_000, currency: 'EUR' } }],
      emailSha256: 'ab'.repeat(32),
    }
    expect(await events.append('one', [whole])).toEqual(['stored'])
    expect(await logOf(events, 'one')).toEqual([whole])
  })

  it('tells an event without items from one whose list is empty', async () => {
    const { events } = stores()
    const bare = shopEvent({ eventId: 'a', type: 'view_cart', items: undefined })
    const empty = shopEvent({ eventId: 'b', type: 'view_cart', items: [] })
    await events.append('one', [bare, empty])
    expect((await logOf(events, 'one')).map(({ items }) => items)).toEqual([undefined, []])
  })

  it('stores an id once per shop, within a batch and across batches', async () => {
    const { events } = stores()
    const first = shopEvent({ eventId: 'same' })
    const other = shopEvent({ eventId: 'same', visitorId: 'v2' })
    const fresh = shopEvent({ eventId: 'fresh' })
    expect(await events.append('one', [first, other])).toEqual(['stored', 'duplicate'])
    expect(await events.append('one', [other, fresh])).toEqual(['duplicate', 'stored'])
    expect(await events.append('two', [other])).toEqual(['stored'])
    expect(await logOf(events, 'one')).toEqual([fresh, first].sort((a, b) => (a.eventId < b.eventId ? -1 : 1)))
    expect(await logOf(events, 'two')).toEqual([other])
  })

  it('stores an id once when many send it at the same time', async () => {
    const { events } = stores()
    const sent = Array.from({ length: 40 }, () => events.append('one', [shopEvent({ eventId: 'same' })]))
    const outcomes = (await Promise.all(sent)).flat()
    expect(outcomes.filter((outcome) => outcome === 'stored')).toHaveLength(1)
    expect(await logOf(events, 'one')).toHaveLength(1)
    expect(await events.stats('one')).toEqual({ ...NOTHING, received: 40, stored: 1, duplicate: 39 })
  })

  it('answers an empty batch', async () => {
    const { events } = stores()
    expect(await events.append('one', [])).toEqual([])
    expect(await events.stats('one')).toEqual(NOTHING)
  })

  it('counts what was received as the sum of what became of it', async () => {
    const { events } = stores()
    await Promise.all([
      events.append('one', [shopEvent({ eventId: 'a' }), shopEvent({ eventId: 'a' }), shopEvent({ eventId: 'b' })]),
      events.count('one', { rejected: 3, consentDropped: 2 }),
      events.count('one', { deadLettered: 1, bots: 5, rejected: 1 }),
      events.count('two', { rejected: 9 }),
    ])
    const stats = await events.stats('one')
    expect(stats).toEqual({
      received: 15,
      stored: 2,
      duplicate: 1,
      rejected: 4,
      deadLettered: 1,
      consentDropped: 2,
      bots: 5,
    })
    expect((await events.stats('two')).received).toBe(9)
  })

  it('scans in order of time, then id, over many pages', async () => {
    const { events } = stores()
    const many = Array.from({ length: 1_700 }, (_, at) =>
      shopEvent({ eventId: `id${(at * 7919) % 1_700}`, visitorId: `v${at % 3}`, occurredAt: 1_000 + (at % 40) }),
    )
    for (let at = 0; at < many.length; at += 300) await events.append('one', many.slice(at, at + 300))
    const ids = (list: readonly ShopEvent[]) => list.map(({ occurredAt, eventId }) => `${occurredAt} ${eventId}`)
    expect(ids(await logOf(events, 'one'))).toEqual(ids(many).sort())
    expect(ids(await logOf(events, 'one', { from: 1_005, to: 1_006 }))).toEqual(
      ids(many.filter(({ occurredAt }) => occurredAt === 1_005 || occurredAt === 1_006)).sort(),
    )
    expect(ids(await logOf(events, 'one', { visitorId: 'v2', to: 1_020 }))).toEqual(
      ids(many.filter(({ visitorId, occurredAt }) => visitorId === 'v2' && occurredAt <= 1_020)).sort(),
    )
    expect(await logOf(events, 'two')).toEqual([])
  })

  it('scans the state at which it began, whatever is appended meanwhile', async () => {
    const { events } = stores()
    await events.append(
      'one',
      Array.from({ length: 700 }, (_, at) => shopEvent({ occurredAt: at })),
    )
    const seen: string[] = []
    for await (const page of events.scan('one', {})) {
      await events.append('one', [shopEvent({ occurredAt: 0 })])
      seen.push(...page.map(({ eventId }) => eventId))
    }
    expect(seen).toHaveLength(700)
    expect(new Set(seen).size).toBe(700)
  })
})
