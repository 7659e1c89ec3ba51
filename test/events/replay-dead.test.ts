import { describe, expect, it } from 'vitest'
import { collectEvents } from '../../src/events/collect.ts'
import { replayDeadLetters } from '../../src/events/replay-dead.ts'
import { nodeDigest } from '../../src/platform/node/digest.ts'
import { withEveryBackEnd } from '../contracts/back-ends.ts'
import { testShop } from './test-shop.ts'

const RECEIVED_AT = Date.UTC(2026, 10, 22, 12)
const sent = (eventId: string, more: object = {}) => ({
  eventId,
  type: 'view_item',
  visitorId: 'v1',
  occurredAt: '2026-11-22T10:00:00Z',
  items: [{ offerId: 'a' }],
  ...more,
})

describe('what is set aside', () => {
  it('is kept with its reason, without an address, and becomes an event once it can be read', async () => {
    await withEveryBackEnd(async (stores, name) => {
      const deps = { ...stores, digest: nodeDigest }
      const options = { shop: testShop(), receivedAt: RECEIVED_AT, onInvalid: 'set-aside', dialect: 'segment' } as const
      const bad = sent('bad', { items: [], traits: { email: 'Ann@shop.example' }, userAgent: 'Firefox' })
      const report = await collectEvents([sent('good'), bad, bad, null], options, deps)
      expect(report, name).toMatchObject({ received: 4, stored: 1, rejected: 0, deadLettered: 3 })
      const letters = await stores.events.deadLetters('one', 10)
      expect(letters.map(({ rule }) => rule).sort(), name).toEqual(['event-not-an-object', 'items-missing'])
      expect(JSON.stringify(letters), name).not.toMatch(/ann@|firefox/i)
      expect(
        letters.find(({ rule }) => rule === 'items-missing'),
        name,
      ).toMatchObject({
        dialect: 'segment',
        receivedAt: RECEIVED_AT,
        visitorId: 'v1',
        message: expect.stringContaining('items'),
        input: { eventId: 'bad', traits: { emailSha256: nodeDigest.sha256('ann@shop.example') } },
      })

      expect(await replayDeadLetters(testShop(), deps), name).toMatchObject({ letters: 2, left: 2, stored: 0 })
      expect(await stores.events.stats('one'), name).toMatchObject({ received: 4, stored: 1, deadLettered: 3 })

      // A letter of a version that could not read what this one can.
      const readable = { letterId: 'l-1', receivedAt: RECEIVED_AT, dialect: 'segment', rule: 'old', message: 'old' }
      await stores.events.append('one', [], { deadLetters: [{ ...readable, input: sent('late') }] })
      expect(await stores.events.stats('one'), name).toMatchObject({ received: 5, deadLettered: 4 })
      expect(await replayDeadLetters(testShop(), deps), name).toMatchObject({ letters: 3, left: 2, stored: 1 })
      expect(await stores.events.stats('one'), name).toMatchObject({ received: 5, stored: 2, deadLettered: 3 })
      expect(await replayDeadLetters(testShop(), deps), name).toMatchObject({ letters: 2, left: 2, stored: 0 })
    })
  })

  it('holds nothing of somebody who refused ads', async () => {
    await withEveryBackEnd(async (stores, name) => {
      const options = { shop: testShop(), receivedAt: RECEIVED_AT, onInvalid: 'set-aside' } as const
      const inputs = [sent('bad', { items: [], consent: { adPersonalization: 'denied' } })]
      const report = await collectEvents(inputs, options, { ...stores, digest: nodeDigest })
      expect(report, name).toMatchObject({ received: 1, consentDropped: 1, deadLettered: 0 })
      expect(await stores.events.deadLetters('one', 10), name).toEqual([])
    })
  })

  it('is refused whole where the sender is to be told of everything', async () => {
    await withEveryBackEnd(async (stores, name) => {
      const options = { shop: testShop(), receivedAt: RECEIVED_AT, onInvalid: 'refuse-all' } as const
      const collecting = collectEvents([sent('a'), null], options, { ...stores, digest: nodeDigest })
      await expect(collecting, name).rejects.toMatchObject({
        code: 'invalid',
        details: [expect.stringContaining('event 1')],
      })
      expect(await stores.events.stats('one'), name).toMatchObject({ received: 0 })
    })
  })
})
