import { describe, expect, it } from 'vitest'
import { openItems } from '../../src/audience/person-items.ts'
import type { VisitorItem } from '../../src/audience/visitor-item.ts'
import type { Offer } from '../../src/catalog/offer.ts'

const offer = (offerId: string, itemGroupId?: string): Offer => ({
  offerId,
  itemGroupId,
  title: offerId,
  link: 'https://shop.example/',
  price: { minor: 1, currency: 'EUR' },
  availability: 'in_stock',
})
const offers = new Map([offer('a', 'g'), offer('b', 'g'), offer('c')].map((each) => [each.offerId, each]))

const item = (visitorId: string, offerId: string, more: Partial<VisitorItem>): VisitorItem => ({
  visitorId,
  offerId,
  stage: 'carted',
  firstAt: 10,
  lastAt: 10,
  quantity: 1,
  ...more,
})
const boughtOn = (visitorId: string, offerId: string, at: number): VisitorItem =>
  item(visitorId, offerId, { stage: undefined, quantity: 0, lastAt: at, purchasedAt: at })

const left = (items: VisitorItem[], purchaseCloses: 'offer' | 'item-group' | 'shop' = 'offer') =>
  openItems(items, { purchaseCloses, offers }).map(({ offerId }) => offerId)

describe('what a person has open', () => {
  it('is closed on the laptop by a purchase on the phone, and not by an earlier one', () => {
    expect(left([item('laptop', 'a', {}), boughtOn('phone', 'a', 20)])).toEqual([])
    expect(left([item('laptop', 'a', { lastAt: 30 }), boughtOn('phone', 'a', 20)])).toEqual(['a'])
  })

  it.each([
    ['offer', ['a', 'c']],
    ['item-group', ['c']],
    ['shop', []],
  ] as const)('is closed by a purchase of a variant as far as the shop wants: %s', (purchaseCloses, expected) => {
    expect(
      left([item('laptop', 'a', {}), item('laptop', 'c', {}), boughtOn('phone', 'b', 20)], purchaseCloses),
    ).toEqual(expected)
  })

  it('counts once where it is open on two devices: the furthest stage, the latest touch and price', () => {
    const price = { minor: 900, currency: 'EUR' }
    const [open, ...more] = openItems(
      [
        item('laptop', 'a', {
          stage: 'checkout',
          quantity: 2,
          firstAt: 5,
          priceSeen: { minor: 1_000, currency: 'EUR' },
        }),
        item('phone', 'a', { stage: 'viewed', firstAt: 8, lastAt: 40, priceSeen: price }),
      ],
      { purchaseCloses: 'offer', offers },
    )
    expect(more).toEqual([])
    expect(open).toMatchObject({ stage: 'checkout', firstAt: 5, lastAt: 40, quantity: 1, priceSeen: price })
  })
})
