import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ShopEvent } from '../../src/events/event.ts'
import { onEveryBackEnd, withEveryBackEnd } from './back-ends.ts'
import { logOf, shopEvent } from './shop-events.ts'

const RANGE = { from: 0, to: 10_000, purchaseCloses: 'offer' as const }

onEveryBackEnd('erasure', (stores) => {
  it('removes a person on all devices, by any of their ids, and nobody else', async () => {
    const { events, audience } = stores()
    await events.append('one', [
      shopEvent({ visitorId: 'laptop', userId: 'u1' }),
      shopEvent({ visitorId: 'phone', userId: 'u1', items: [{ offerId: 'b', quantity: 1 }] }),
      shopEvent({ eventId: 'kept', visitorId: 'other', userId: 'u2' }),
    ])
    await events.append('two', [shopEvent({ eventId: 'foreign', visitorId: 'laptop', userId: 'u1' })])
    expect(await events.erase('one', { userId: 'u1' }, 5_000)).toEqual({
      visitors: 2,
      events: 2,
      items: 2,
      deadLetters: 0,
    })
    expect((await logOf(events, 'one')).map(({ eventId }) => eventId)).toEqual(['kept'])
    expect(await logOf(events, 'two')).toHaveLength(1)
    expect(await audience.personItems('one', 'laptop')).toEqual([])
    expect(await audience.visitorsOfPerson('one', 'phone')).toEqual(['phone'])
    expect([...(await audience.offerFigures('one', RANGE))]).toEqual([
      ['a', { visitors: { viewed: 1, carted: 0, checkout: 0 }, lastAt: 1_000 }],
    ])
  })

  it('keeps them out for good, by every id they were known by', async () => {
    const { events } = stores()
    await events.append('one', [shopEvent({ visitorId: 'v1', userId: 'u1', emailSha256: 'ab' })])
    await events.erase('one', { visitorId: 'v1' }, 5_000)
    const granted = { consent: { ads: true }, occurredAt: 9_000 }
    expect(
      await events.append('one', [
        shopEvent({ visitorId: 'v1', ...granted }),
        shopEvent({ visitorId: 'new', userId: 'u1', ...granted }),
        shopEvent({ visitorId: 'new', emailSha256: 'ab', ...granted }),
        shopEvent({ visitorId: 'new', ...granted }),
      ]),
    ).toEqual(['suppressed', 'suppressed', 'suppressed', 'stored'])
    expect(await events.stats('one')).toMatchObject({ received: 5, stored: 2, consentDropped: 3 })
  })

  it('suppresses who is not known yet, and tells that nothing was there', async () => {
    const { events } = stores()
    expect(await events.erase('one', { emailSha256: 'cd' }, 5)).toEqual({
      visitors: 0,
      events: 0,
      items: 0,
      deadLetters: 0,
    })
    expect(await events.append('one', [shopEvent({ emailSha256: 'cd' })])).toEqual(['suppressed'])
  })

  it('removes what was set aside of them too', async () => {
    const { events } = stores()
    const letter = {
      letterId: 'l',
      receivedAt: 1,
      dialect: 'canonical',
      rule: 'r',
      message: 'm',
      visitorId: 'v1',
      input: {},
    }
    await events.append('one', [], { deadLetters: [letter] })
    expect(await events.erase('one', { visitorId: 'v1' }, 5)).toMatchObject({ deadLetters: 1 })
    expect(await events.deadLetters('one', 9)).toEqual([])
  })
})

onEveryBackEnd('withdrawal', (stores) => {
  it('removes what was kept at once, and keeps out what comes without a new grant', async () => {
    const { events, audience } = stores()
    await events.append('one', [shopEvent({ visitorId: 'v1', occurredAt: 10, consent: { ads: true } })])
    const before = await audience.revision('one')
    await events.append('one', [], { counts: { consentDropped: 1 }, refused: [{ visitorId: 'v1', occurredAt: 20 }] })
    expect(await logOf(events, 'one')).toEqual([])
    expect(await audience.personItems('one', 'v1')).toEqual([])
    expect(await audience.revision('one')).toBeGreaterThan(before)
    const late = shopEvent({ visitorId: 'v1', occurredAt: 15, consent: { ads: true } })
    const silent = shopEvent({ visitorId: 'v1', occurredAt: 25 })
    const granted = shopEvent({ visitorId: 'v1', occurredAt: 30, consent: { ads: true } })
    const after = shopEvent({ visitorId: 'v1', occurredAt: 35 })
    expect(await events.append('one', [late, silent, granted, after])).toEqual([
      'suppressed',
      'suppressed',
      'stored',
      'stored',
    ])
  })

  it('notes nothing of a stranger', async () => {
    const { events } = stores()
    await events.append('one', [], { refused: [{ visitorId: 'v1', userId: 'u1', occurredAt: 20 }] })
    expect(await events.append('one', [shopEvent({ visitorId: 'v1', occurredAt: 10 })])).toEqual(['stored'])
  })

  it('covers every device of the person', async () => {
    const { events } = stores()
    await events.append('one', [
      shopEvent({ visitorId: 'laptop', userId: 'u' }),
      shopEvent({ visitorId: 'phone', userId: 'u' }),
    ])
    await events.append('one', [], { refused: [{ visitorId: 'phone', occurredAt: 5_000 }] })
    expect(await logOf(events, 'one')).toEqual([])
    expect(await events.append('one', [shopEvent({ visitorId: 'laptop' })])).toEqual(['suppressed'])
  })

  it('that comes late leaves what was allowed again', async () => {
    const { events, audience } = stores()
    await events.append('one', [
      shopEvent({ eventId: 'old', occurredAt: 10, items: [{ offerId: 'old', quantity: 1 }] }),
      shopEvent({ eventId: 'between', occurredAt: 25, items: [{ offerId: 'between', quantity: 1 }] }),
      shopEvent({ eventId: 'new', occurredAt: 30, consent: { ads: true }, items: [{ offerId: 'new', quantity: 1 }] }),
    ])
    await events.append('one', [], { refused: [{ visitorId: 'v1', occurredAt: 20 }] })
    expect((await logOf(events, 'one')).map(({ eventId }) => eventId)).toEqual(['new'])
    expect((await audience.personItems('one', 'v1')).map(({ offerId }) => offerId)).toEqual(['new'])
    expect(await events.append('one', [shopEvent({ occurredAt: 40 })])).toEqual(['stored'])
  })
})

describe('erasing', () => {
  it('leaves every back end with the same log, whatever came before and after', async () => {
    const event = fc.record({
      visitorId: fc.constantFrom('v1', 'v2', 'v3'),
      userId: fc.option(fc.constantFrom('u1', 'u2'), { nil: undefined }),
      occurredAt: fc.integer({ min: 1, max: 9 }),
      ads: fc.option(fc.boolean(), { nil: undefined }),
    })
    const act = fc.oneof(
      { weight: 5, arbitrary: event.map((value) => ({ kind: 'event' as const, ...value })) },
      {
        weight: 1,
        arbitrary: fc.record({ kind: fc.constant('erase' as const), visitorId: fc.constantFrom('v1', 'v2') }),
      },
    )
    const acts = await fc.sample(fc.array(act, { minLength: 4, maxLength: 30 }), { numRuns: 60, seed: 8 })
    const seen: Record<string, unknown[]> = {}
    await withEveryBackEnd(async ({ events, audience }, name) => {
      const outcomes: unknown[] = []
      for (const [run, list] of acts.entries()) {
        const shopId = `s${run}`
        for (const [at, each] of list.entries()) {
          if (each.kind === 'erase') outcomes.push(await events.erase(shopId, { visitorId: each.visitorId }, 5))
          else {
            const { visitorId, userId, occurredAt, ads } = each
            const made: ShopEvent = shopEvent({ eventId: `e${at}`, visitorId, userId, occurredAt, consent: { ads } })
            outcomes.push(
              await events.append(
                shopId,
                ads === false ? [] : [made],
                ads === false ? { refused: [{ visitorId, userId, occurredAt }] } : {},
              ),
            )
          }
        }
        outcomes.push((await logOf(events, shopId)).map(({ eventId }) => eventId))
        for (const visitorId of ['v1', 'v2', 'v3'])
          outcomes.push(
            (await audience.visitorsOfPerson(shopId, visitorId)).sort(),
            await audience.visitorItems(shopId, visitorId),
          )
      }
      seen[name] = outcomes
    })
    expect(seen['sqlite file']).toEqual(seen.memory)
    expect(seen['sqlite in memory']).toEqual(seen.memory)
  })
})
