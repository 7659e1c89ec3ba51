import type { Severity } from './rules.ts'

/** What the table of a channel itself can object to, whichever attribute it is. */
export const TABLE_RULES = {
  'attribute-missing': {
    severity: 'excludes',
    cause: 'The platform requires this attribute, and the offer has none or none that it would take.',
    remedy: 'Give it in the catalog.',
  },
  'value-too-long': {
    severity: 'excludes',
    cause: 'The value is over the limit and cannot be cut without becoming another one.',
    remedy: 'Give a shorter one.',
  },
  'value-cut': {
    severity: 'warns',
    cause: 'The text is over the limit of the platform; it was cut at a word.',
    remedy: 'Write it shorter, the most important words first.',
  },
  'value-left-out': {
    severity: 'warns',
    cause: 'The value is over the limit of the platform and would not be itself when cut; it was left out.',
    remedy: 'Give a shorter one.',
  },
  'value-short': {
    severity: 'warns',
    cause: 'The text is shorter than the platform wants it.',
    remedy: 'Write more.',
  },
  'value-unknown': {
    severity: 'warns',
    cause: 'The platform has a closed list of values, and this is none of them; it was left out.',
    remedy: 'Use a value of the list.',
  },
  'number-out-of-range': {
    severity: 'warns',
    cause: 'The number is outside of what the platform takes; it was left out.',
    remedy: 'Give a number within the range.',
  },
  'unit-unknown': {
    severity: 'warns',
    cause: 'The platform does not know this unit; the value was left out.',
    remedy: 'Give it in one of the units listed.',
  },
  'json-unreadable': {
    severity: 'warns',
    cause: 'The platform wants a JSON object here, and the text is none; it was left out.',
    remedy: 'Write it as {"name": "value"}.',
  },
  'group-incomplete': {
    severity: 'warns',
    cause: 'A part without which the platform refuses the whole is missing; the group was left out.',
    remedy: 'Give every required part of it.',
  },
  'too-many-values': {
    severity: 'warns',
    cause: 'There are more values than the platform takes; the first ones were written.',
    remedy: 'Put the most important ones first.',
  },
  'too-few-values': {
    severity: 'warns',
    cause: 'There are fewer values than the platform takes; none was written.',
    remedy: 'Give more of them or none.',
  },
  'characters-refused': {
    severity: 'excludes',
    cause: 'The value has characters that the platform does not take, and without them it would be another one.',
    remedy: 'Use letters, digits, "-" and "_", such as "SKU-42".',
  },
  'nothing-to-say': {
    severity: 'excludes',
    cause: 'The feed is about something that the offer has nothing of, such as stores or other languages.',
    remedy: 'Give it in the catalog, or leave the offer out of this feed.',
  },
  'filtered-out': {
    severity: 'excludes',
    cause: 'The feed was named for other offers.',
    remedy: 'Nothing is wrong with it; widen what the feed includes to have it there.',
  },
  'market-text-missing': {
    severity: 'excludes',
    cause: 'The feed is for a language, and the catalog says nothing in it.',
    remedy: 'Give the offer an entry in markets with that language and a title.',
  },
  'market-price-missing': {
    severity: 'excludes',
    cause: 'The feed is for a currency, and the catalog gives no price in it; no rate is made up.',
    remedy: 'Give the offer an entry in markets with that country and a price in its currency.',
  },
  'line-too-long': {
    severity: 'excludes',
    cause: 'The row is longer than the platform reads.',
    remedy: 'Shorten the longest texts or lists of the offer.',
  },
} as const satisfies Readonly<Record<string, TableRule>>

export interface TableRule {
  readonly severity: Severity
  readonly cause: string
  readonly remedy: string
}

export type TableRuleName = keyof typeof TABLE_RULES
