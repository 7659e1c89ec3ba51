import { RE2JS } from 're2js'
import { AppError, messageOf } from '../../shared/errors.ts'
import { liquidExpression } from '../liquid.ts'
import { OFFER_ATTRIBUTES, type Offer } from '../offer.ts'
import { type OfferFromJson, offerFromJson, offerToJson } from '../offer-json.ts'
import { quoted } from '../plain-text.ts'
import { fieldsOfJson } from '../readers/json.ts'
import type { Shop } from '../shop.ts'
import type { Rule, RuleAction, RuleCondition } from './rule.ts'

/** `excluded`: the name of the rule that leaves the offer out. */
export type RuledOffer = { readonly excluded: string } | { readonly touched: boolean; readonly result: OfferFromJson }

export type ApplyRules = (offer: Offer) => RuledOffer

type Json = Record<string, unknown>
type Condition = (offer: Json) => boolean
/** False: the offer is left out. */
type Action = (offer: Json) => boolean

/** What an attribute may grow to by rules that append to each other. */
const CHARS_MAX = 20_000

/**
 * Rules ready to be applied, in their order, each to what the one before made. Patterns run in linear time whatever
 * they are given; templates are bounded as those of mappings are. Throws AppError `invalid` for a rule that cannot be.
 */
export function rulesFor(rules: readonly Rule[], shop: Shop): ApplyRules {
  const ready = rules.map((rule) => ({
    name: rule.name,
    conditions: (rule.when ?? []).map((condition) => named(rule, () => conditionOf(condition))),
    actions: rule.actions.map((action) => named(rule, () => actionOf(action))),
  }))
  return (offer) => {
    const json: Json = { ...offerToJson(offer) }
    let touched = false
    for (const { name, conditions, actions } of ready) {
      if (!conditions.every((holds) => holds(json))) continue
      touched = true
      for (const act of actions) if (!act(json)) return { excluded: name }
    }
    return { touched, result: touched ? offerFromJson(json, shop) : { ok: true, offer, notices: [] } }
  }
}

function named<T>(rule: Rule, make: () => T): T {
  try {
    return make()
  } catch (error) {
    throw new AppError('invalid', `rule ${quoted(rule.name)}: ${messageOf(error)}`, { cause: error })
  }
}

function conditionOf(condition: RuleCondition): Condition {
  const textOf = (offer: Json): string => asText(offer[condition.attribute])
  switch (condition.is) {
    case 'equal':
      return (offer) => fold(textOf(offer)) === fold(condition.value)
    case 'not-equal':
      return (offer) => fold(textOf(offer)) !== fold(condition.value)
    case 'containing':
      return (offer) => fold(textOf(offer)).includes(fold(condition.value))
    case 'not-containing':
      return (offer) => !fold(textOf(offer)).includes(fold(condition.value))
    case 'matching': {
      const pattern = compiled(condition.pattern)
      return (offer) => pattern.matcher(textOf(offer)).find()
    }
    case 'above':
      return (offer) => Number.parseFloat(textOf(offer)) > condition.value
    case 'below':
      return (offer) => Number.parseFloat(textOf(offer)) < condition.value
    case 'empty':
      return (offer) => textOf(offer) === ''
    case 'given':
      return (offer) => textOf(offer) !== ''
  }
}

function actionOf(action: RuleAction): Action {
  if (action.do === 'exclude') return () => false
  const { attribute } = action
  const write = (offer: Json, value: unknown): true => {
    if (value === '' || value === undefined) delete offer[attribute]
    else offer[attribute] = typeof value === 'string' ? value.slice(0, CHARS_MAX) : value
    return true
  }
  /** Each value of an attribute that repeats is changed by itself. */
  const change =
    (how: (text: string) => string): Action =>
    (offer) => {
      const value = offer[attribute]
      if (Array.isArray(value))
        return write(
          offer,
          value.map((each) => (typeof each === 'string' ? how(each) : each)),
        )
      return typeof value === 'string' ? write(offer, how(value)) : true
    }
  switch (action.do) {
    case 'set':
      return (offer) => write(offer, action.value)
    case 'template': {
      const expression = liquidExpression(action.template)
      return (offer) => write(offer, expression.value(fieldsOfJson(offer)).trim())
    }
    case 'replace': {
      if (!action.regex) return change((text) => text.replaceAll(action.find, () => action.with))
      const pattern = compiled(action.find)
      checkReplacement(pattern, action.with)
      return change((text) => pattern.matcher(text).replaceAll(action.with))
    }
    case 'map': {
      const table = new Map(action.table.map(([from, to]) => [fold(from), to]))
      return (offer) => {
        const found = table.get(fold(asText(offer[action.from ?? attribute])))
        return found === undefined ? true : write(offer, found)
      }
    }
    case 'case':
      return change(CASES[action.to])
    case 'append':
      return (offer) =>
        offer[attribute] === undefined ? write(offer, action.text.trim()) : change((text) => text + action.text)(offer)
    case 'split':
      return (offer) => {
        const parts = asText(offer[action.from ?? attribute])
          .split(action.at, 1_000)
          .map((part) => part.trim())
          .filter((part) => part !== '')
        if (parts.length === 0) return true
        if (action.part !== undefined)
          return parts[action.part - 1] === undefined ? true : write(offer, parts[action.part - 1])
        return write(offer, 'list' in OFFER_ATTRIBUTES[attribute] ? parts : parts[0])
      }
  }
}

const compiled = (pattern: string): RE2JS => {
  try {
    return RE2JS.compile(pattern, RE2JS.CASE_INSENSITIVE)
  } catch (error) {
    throw new AppError('invalid', `pattern ${quoted(pattern)} cannot be read: ${messageOf(error)}`, { cause: error })
  }
}

/** As in JavaScript: `$1` is what the first group matched, `$&` all of it. */
function checkReplacement(pattern: RE2JS, text: string): void {
  for (const [whole, group] of text.matchAll(/\$(\d)/g))
    if (Number(group) > pattern.groupCount())
      throw new AppError('invalid', `"with" names ${whole}, and the pattern has ${pattern.groupCount()} groups`)
}

const CASES = {
  lower: (text: string) => text.toLowerCase(),
  upper: (text: string) => text.toUpperCase(),
  title: (text: string) =>
    text
      .toLowerCase()
      .replace(/(^|[\s/-])(\p{L})/gu, (_whole, gap: string, letter: string) => gap + letter.toUpperCase()),
}

const fold = (text: string): string => text.trim().toLowerCase()

/** Values of an attribute that repeats, one after another. */
const asText = (value: unknown): string => {
  if (value === undefined || value === null) return ''
  if (Array.isArray(value)) return value.map(asText).join(', ')
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
