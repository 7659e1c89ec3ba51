import { describe, expect, it } from 'vitest'
import { applyEvent, emptyVisitor } from '../../src/audience/abandonment.ts'
import { VISITOR_ORDERS_MAX } from '../../src/audience/orders.ts'
import type { Order } from '../../src/audience/visitor-item.ts'
import type { ShopEvent } from '../../src/events/event.ts'
import { shopEvent } from '../contracts/shop-events.ts'

const eur = (minor: number) => ({ minor, currency: 'EUR' })
const line = (offerId: string, quantity = 1, minor = 1_000) => ({ offerId, quantity, price: eur(minor) })
const bought = (orderId: string | undefined, at: number, items: ShopEvent['items'], more: Partial<ShopEvent> = {}) =>
  shopEvent({ eventId: `p${at}`, type: 'purchase', orderId, occurredAt: at, items, ...more })
const refund = (at: number, more: Partial<ShopEvent>) =>
  shopEvent({ eventId: `r${at}`, type: 'refund', occurredAt: at, items: undefined, ...more })

const ordersOf = (...events: ShopEvent[]): readonly Order[] | undefined =>
  events.reduce(applyEvent, emptyVisitor('v1')).orders

describe('the orders of a visitor', () => {
  it.each<[string, ShopEvent[], readonly Order[] | undefined]>([
    ['none without a purchase', [shopEvent({ occurredAt: 1 })], undefined],
    [
      'one, worth its items',
      [bought('o1', 5, [line('a', 2), line('b')])],
      [{ orderId: 'o1', at: 5, offerIds: ['a', 'b'], value: eur(3_000) }],
    ],
    [
      'the value that was told before that of the items',
      [bought('o1', 5, [line('a')], { value: eur(700) })],
      [{ orderId: 'o1', at: 5, offerIds: ['a'], value: eur(700) }],
    ],
    [
      'one that page and server both tell of, once',
      [bought('o1', 5, [line('a')]), bought('o1', 6, [line('a'), line('b')])],
      [{ orderId: 'o1', at: 5, offerIds: ['a', 'b'], value: eur(1_000) }],
    ],
    [
      'what was in the cart, where the purchase lists nothing',
      [shopEvent({ type: 'add_to_cart', occurredAt: 1, items: [line('c')] }), bought('o1', 5, undefined)],
      [{ orderId: 'o1', at: 5, offerIds: ['c'], value: undefined }],
    ],
    [
      'one without an id by its event',
      [bought(undefined, 5, [line('a')])],
      [{ orderId: 'p5', at: 5, offerIds: ['a'], value: eur(1_000) }],
    ],
    ['none after it was given back whole', [bought('o1', 5, [line('a')]), refund(6, { orderId: 'o1' })], undefined],
    [
      'what is left of one that was given back in part',
      [bought('o1', 5, [line('a'), line('b')]), refund(6, { orderId: 'o1', items: [line('b')] })],
      [{ orderId: 'o1', at: 5, offerIds: ['a'], value: eur(1_000) }],
    ],
    [
      'one beside another that was given back',
      [bought('o1', 5, [line('a')]), bought('o2', 6, [line('b')]), refund(7, { orderId: 'o1' })],
      [{ orderId: 'o2', at: 6, offerIds: ['b'], value: eur(1_000) }],
    ],
    [
      'one, whatever a refund of something else says',
      [bought('o1', 5, [line('a')]), refund(6, { orderId: 'o9' }), refund(7, {})],
      [{ orderId: 'o1', at: 5, offerIds: ['a'], value: eur(1_000) }],
    ],
    ['none of a trial', [bought('o1', 5, [line('a')], { isTest: true })], undefined],
  ])('are %s', (_name, events, expected) => {
    expect(ordersOf(...events)).toEqual(expected)
  })

  it('are the latest so many', () => {
    const many = Array.from({ length: VISITOR_ORDERS_MAX + 5 }, (_, at) => bought(`o${at}`, at + 1, [line('a')]))
    const orders = ordersOf(...many) ?? []
    expect(orders).toHaveLength(VISITOR_ORDERS_MAX)
    expect(orders[0]?.orderId).toBe('o5')
  })
})

describe('a trial', () => {
  it('changes nothing that a visitor left behind', () => {
    const state = [shopEvent({ occurredAt: 1 }), shopEvent({ occurredAt: 2, isTest: true, type: 'purchase' })].reduce(
      applyEvent,
      emptyVisitor('v1'),
    )
    expect([...state.items.values()]).toMatchObject([{ stage: 'viewed' }])
  })
})
