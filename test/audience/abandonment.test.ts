import { describe, expect, it } from 'vitest'
import { applyEvent, emptyVisitor, VISITOR_ITEMS_MAX } from '../../src/audience/abandonment.ts'
import type { VisitorItem } from '../../src/audience/visitor-item.ts'
import type { EventItem, EventType, ShopEvent } from '../../src/events/event.ts'

type Step = readonly [type: EventType, items?: readonly (string | EventItem)[]]

/** The state after steps at 10, 20, 30, … */
function itemsAfter(...steps: readonly Step[]): ReadonlyMap<string, VisitorItem> {
  const events = steps.map(
    ([type, items], at): ShopEvent => ({
      eventId: `e${at}`,
      type,
      visitorId: 'v1',
      occurredAt: (at + 1) * 10,
      receivedAt: 1_000,
      consent: {},
      items: items?.map((item) => (typeof item === 'string' ? { offerId: item, quantity: 1 } : item)),
    }),
  )
  return events.reduce(applyEvent, emptyVisitor('v1')).items
}

const many = (offerId: string, quantity: number): EventItem => ({ offerId, quantity })
const seenAt = (offerId: string, minor: number): EventItem => ({
  offerId,
  quantity: 1,
  price: { minor, currency: 'EUR' },
})

interface Case {
  readonly steps: readonly Step[]
  readonly a: Partial<VisitorItem> | undefined
}

const CASES: Readonly<Record<string, Case>> = {
  'a view opens': {
    steps: [['view_item', ['a']]],
    a: { stage: 'viewed', quantity: 1, firstAt: 10, lastAt: 10 },
  },
  'another view goes on with the same period': {
    steps: [
      ['view_item', ['a']],
      ['view_item', ['a']],
    ],
    a: { stage: 'viewed', quantity: 1, firstAt: 10, lastAt: 20 },
  },
  'a view never lowers a stage or a quantity': {
    steps: [
      ['add_to_cart', [many('a', 3)]],
      ['view_item', ['a']],
    ],
    a: { stage: 'carted', quantity: 3, firstAt: 10, lastAt: 20 },
  },
  'what is added from a mere view starts at the quantity added': {
    steps: [
      ['view_item', ['a']],
      ['add_to_cart', [many('a', 2)]],
    ],
    a: { stage: 'carted', quantity: 2, firstAt: 10, lastAt: 20 },
  },
  'what is added again adds up': {
    steps: [
      ['add_to_cart', [many('a', 2)]],
      ['add_to_cart', ['a', 'a']],
    ],
    a: { stage: 'carted', quantity: 4 },
  },
  'adding during the checkout does not fall back to the cart': {
    steps: [
      ['begin_checkout', ['a']],
      ['add_to_cart', ['a']],
    ],
    a: { stage: 'checkout', quantity: 2 },
  },
  'removing a part leaves the rest': {
    steps: [
      ['add_to_cart', [many('a', 3)]],
      ['remove_from_cart', [many('a', 2)]],
    ],
    a: { stage: 'carted', quantity: 1, lastAt: 20 },
  },
  'removing all closes': {
    steps: [
      ['add_to_cart', [many('a', 3)]],
      ['remove_from_cart', [many('a', 3)]],
    ],
    a: { stage: undefined, quantity: 0, firstAt: 10, lastAt: 20, purchasedAt: undefined },
  },
  'removing more than there is closes': {
    steps: [
      ['add_to_cart', ['a']],
      ['remove_from_cart', [many('a', 9)]],
    ],
    a: { stage: undefined },
  },
  'removing what was never there is no memory': { steps: [['remove_from_cart', ['a']]], a: undefined },
  'a view after a removal opens anew': {
    steps: [
      ['add_to_cart', [many('a', 3)]],
      ['remove_from_cart', [many('a', 3)]],
      ['view_item', ['a']],
    ],
    a: { stage: 'viewed', quantity: 1, firstAt: 30, lastAt: 30 },
  },
  'a cart that is shown replaces quantities': {
    steps: [
      ['add_to_cart', [many('a', 3)]],
      ['view_cart', [many('a', 1), 'b']],
    ],
    a: { stage: 'carted', quantity: 1 },
  },
  'a cart that is shown without an item closes it': {
    steps: [
      ['add_to_cart', ['a']],
      ['view_cart', ['b']],
    ],
    a: { stage: undefined, lastAt: 20 },
  },
  'a cart that is shown empty closes what is in the checkout too': {
    steps: [
      ['begin_checkout', ['a']],
      ['view_cart', []],
    ],
    a: { stage: undefined },
  },
  'a cart that is shown leaves what was only viewed': {
    steps: [
      ['view_item', ['a']],
      ['view_cart', ['b']],
    ],
    a: { stage: 'viewed', lastAt: 10 },
  },
  'a cart view that names no items says nothing': {
    steps: [['add_to_cart', ['a']], ['view_cart']],
    a: { stage: 'carted', lastAt: 10 },
  },
  'a checkout takes the named items with their quantity': {
    steps: [
      ['add_to_cart', [many('a', 5)]],
      ['begin_checkout', [many('a', 2)]],
    ],
    a: { stage: 'checkout', quantity: 2 },
  },
  'a checkout of others leaves an item in the cart': {
    steps: [
      ['add_to_cart', ['a']],
      ['begin_checkout', ['b']],
    ],
    a: { stage: 'carted', lastAt: 10 },
  },
  'a checkout without items takes the whole cart': {
    steps: [['add_to_cart', [many('a', 5)]], ['begin_checkout']],
    a: { stage: 'checkout', quantity: 5, lastAt: 20 },
  },
  'a checkout without items leaves what was only viewed': {
    steps: [['view_item', ['a']], ['begin_checkout']],
    a: { stage: 'viewed', lastAt: 10 },
  },
  'a purchase closes': {
    steps: [
      ['add_to_cart', [many('a', 2)]],
      ['purchase', ['a']],
    ],
    a: { stage: undefined, quantity: 0, lastAt: 20, purchasedAt: 20 },
  },
  'a purchase of others leaves an item open': {
    steps: [
      ['add_to_cart', ['a']],
      ['purchase', ['b']],
    ],
    a: { stage: 'carted' },
  },
  'a purchase without items closes the cart and the checkout': {
    steps: [['add_to_cart', ['a']], ['purchase']],
    a: { stage: undefined, purchasedAt: 20 },
  },
  'a purchase without items leaves what was only viewed': {
    steps: [['view_item', ['a']], ['purchase']],
    a: { stage: 'viewed', purchasedAt: undefined },
  },
  'a purchase of what was never seen is remembered closed': {
    steps: [['purchase', ['a']]],
    a: { stage: undefined, firstAt: 10, lastAt: 10, quantity: 0, purchasedAt: 10 },
  },
  'a view after a purchase opens anew and remembers the purchase': {
    steps: [
      ['view_item', ['a']],
      ['purchase', ['a']],
      ['view_item', ['a']],
    ],
    a: { stage: 'viewed', firstAt: 30, lastAt: 30, purchasedAt: 20 },
  },
  'a refund reopens nothing': {
    steps: [
      ['purchase', ['a']],
      ['refund', ['a']],
    ],
    a: { stage: undefined, purchasedAt: 10, lastAt: 10 },
  },
  'a sign-in touches nothing': {
    steps: [['view_item', ['a']], ['identify']],
    a: { stage: 'viewed', lastAt: 10 },
  },
  'the price is the last one that was shown': {
    steps: [
      ['view_item', [seenAt('a', 900)]],
      ['add_to_cart', [seenAt('a', 800)]],
      ['view_item', ['a']],
    ],
    a: { priceSeen: { minor: 800, currency: 'EUR' } },
  },
}

describe('a visitor’s items', () => {
  it.each(Object.entries(CASES))('%s', (_name, { steps, a }) => {
    const item = itemsAfter(...steps).get('a')
    if (a === undefined) expect(item).toBeUndefined()
    else expect(item).toMatchObject(a)
  })

  it('come back as the same map when an event changes nothing', () => {
    const before = { ...emptyVisitor('v1'), items: itemsAfter(['view_item', ['a']]) }
    const next = applyEvent(before, {
      eventId: 'x',
      type: 'identify',
      visitorId: 'v1',
      occurredAt: 99,
      receivedAt: 99,
      consent: {},
    })
    expect(next.items).toBe(before.items)
    expect(next.upTo).toEqual({ occurredAt: 99, eventId: 'x' })
  })

  it('are bounded: the one left alone the longest is forgotten first', () => {
    const steps = Array.from({ length: VISITOR_ITEMS_MAX + 2 }, (_, at): Step => ['view_item', [`o${at}`]])
    const items = itemsAfter(['view_item', ['__proto__']], ...steps)
    expect(items.size).toBe(VISITOR_ITEMS_MAX)
    expect([items.has('__proto__'), items.has('o0'), items.has('o1'), items.has('o2')]).toEqual([
      false,
      false,
      false,
      true,
    ])
  })
})
