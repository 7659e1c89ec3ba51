import { describe, expect, it } from 'vitest'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/shared/time.ts'
import {
  sayAgo,
  sayAmounts,
  sayBytes,
  sayCommand,
  sayCount,
  sayDuration,
  sayMoney,
  sayRule,
  saySeveral,
} from '../../src/studio/words.ts'

describe('words', () => {
  const CASES: Record<string, [said: string, expected: string]> = {
    'a price with cents': [sayMoney({ minor: 129_900, currency: 'USD' }), '$1,299.00'],
    'a price in a currency without cents': [sayMoney({ minor: 5800, currency: 'JPY' }), '¥5,800'],
    'a price in a currency with three decimals': [sayMoney({ minor: 1500, currency: 'KWD' }), 'KWD 1.500'],
    'amounts of two currencies': [
      sayAmounts([
        { minor: 100, currency: 'USD' },
        { minor: 200, currency: 'EUR' },
      ]),
      '$1.00 and €2.00',
    ],
    'amounts of many currencies': [
      sayAmounts(['USD', 'EUR', 'GBP', 'PLN', 'SEK'].map((currency) => ({ minor: 100, currency }))),
      '$1.00, €1.00, £1.00, and 2 more currencies',
    ],
    'one of a thing': [saySeveral(1, 'offer'), '1 offer'],
    'many of a thing': [saySeveral(1200, 'offer'), '1,200 offers'],
    'a count that stopped': [sayCount({ count: 1000, atLeast: true }), '1,000+'],
    'one at least': [saySeveral({ count: 1, atLeast: true }, 'offer'), '1+ offers'],
    'this moment': [sayAgo(1000, 1000), 'just now'],
    'a time ahead of now': [sayAgo(90_000, 0), 'just now'],
    'a minute ago': [sayAgo(0, MINUTE_MS), '1 minute ago'],
    'hours ago': [sayAgo(0, 5 * HOUR_MS + 59 * MINUTE_MS), '5 hours ago'],
    'days ago': [sayAgo(0, 2 * DAY_MS), '2 days ago'],
    'a look-back of days': [sayDuration(30 * DAY_MS), '30 days'],
    'a look-back of one day': [sayDuration(DAY_MS), '24 hours'],
    'a size in kilobytes': [sayBytes(48_200), '48 KB'],
    'a size in megabytes': [sayBytes(2_340_000), '2.3 MB'],
    'a command about the embedded shop': [sayCommand('import feed.xml', 'default'), 'npx secondglance import feed.xml'],
    'a command about another shop': [sayCommand('abandoned', 'acme'), 'npx secondglance abandoned --shop acme'],
    'a rule': [sayRule('price-without-currency'), 'Price without currency'],
  }
  for (const [name, [said, expected]] of Object.entries(CASES))
    it(`say ${name}`, () => expect(said.replaceAll('\u00a0', ' ')).toBe(expected))
})
