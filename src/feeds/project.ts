import type { Offer, OfferAttributeName } from '../catalog/offer.ts'
import type { Rejection } from '../catalog/rejection.ts'
import type { Channel } from '../channels/channel.ts'
import { cellValues } from './cell.ts'
import { type Column, columnsOf } from './columns.ts'
import type { FeedContext } from './context.ts'
import type { Cell, Row } from './row.ts'
import { type FeedRule, feedRule } from './rules.ts'
import { TABLE_RULES, type TableRuleName } from './table-rules.ts'

/** What becomes of one offer on one channel. */
export interface Projection {
  /** Undefined when there are rejections. */
  readonly row?: Row
  /** Why the offer is not in the feed; empty when it is. */
  readonly rejections: readonly Rejection[]
  /** What of it is missing, changed or doubtful although it is in. */
  readonly notices: readonly Rejection[]
}

/** One offer as a row of the context's channel, or the reasons why it is none. */
export function project(offer: Offer, context: FeedContext): Projection {
  const findings = new Findings(offer)
  const dropped = checkRules(offer, context, findings)
  const cells: Cell[] = []
  let missing: Column[] | undefined
  const present = new Set<string>()
  for (const column of columnsOf(context.channel)) {
    const raw = dropped?.has(column.of) ? undefined : column.read(offer, context)
    const values =
      raw === undefined
        ? []
        : cellValues(column, raw, context.channel.values, (rule, found) => findings.add(rule, column, found))
    if (values.length > 0) {
      cells.push({ index: column.index, values })
      present.add(column.attribute.name)
    } else if (column.attribute.need === 'always') {
      missing = [...(missing ?? []), column]
    }
  }
  for (const column of missing ?? []) {
    const { name, or } = column.attribute
    const isTold = findings.rejections.some(({ attribute }) => attribute === column.of)
    if (!isTold && (or === undefined || !present.has(or))) findings.add('attribute-missing', column, `${name} is empty`)
  }
  const { rejections, notices } = findings
  return rejections.length > 0
    ? { rejections, notices }
    : { row: { offerId: offer.offerId, cells }, rejections, notices }
}

/** Tries the channel's rules in order; returns the attributes that must stay out of the row. */
function checkRules(offer: Offer, context: FeedContext, findings: Findings): Set<OfferAttributeName> | undefined {
  let dropped: Set<OfferAttributeName> | undefined
  for (const rule of rulesOf(context.channel)) {
    const found = rule.check(offer, context)
    if (found === undefined) continue
    findings.addRule(rule, found)
    if (rule.drops) dropped = new Set([...(dropped ?? []), ...rule.drops])
  }
  return dropped
}

const rulesByChannel = new WeakMap<Channel, readonly FeedRule[]>()

/** Throws for a rule that is not known: a fault of the files in `/feeds`, found by the channel suite. */
function rulesOf(channel: Channel): readonly FeedRule[] {
  let rules = rulesByChannel.get(channel)
  if (!rules) {
    rules = channel.rules.map(({ rule }) => {
      const known = feedRule(rule)
      if (!known) throw new Error(`${channel.id}: there is no rule "${rule}"`)
      return known
    })
    rulesByChannel.set(channel, rules)
  }
  return rules
}

const NONE: readonly Rejection[] = []

/** Collects what is found about one offer; almost always nothing, so nothing is made beforehand. */
class Findings {
  rejections: readonly Rejection[] = NONE
  notices: readonly Rejection[] = NONE
  readonly #offer: Offer

  constructor(offer: Offer) {
    this.#offer = offer
  }

  add(rule: TableRuleName, { of }: Column, found: string): void {
    const { severity, remedy } = TABLE_RULES[rule]
    this.#push(severity, this.#rejection(rule, of, found, remedy))
  }

  addRule({ rule, severity, attribute, remedy }: FeedRule, found: string): void {
    this.#push(severity, this.#rejection(rule, attribute, found, remedy))
  }

  #rejection(rule: string, attribute: OfferAttributeName, found: string, remedy: string): Rejection {
    const { offerId } = this.#offer
    return { offerId, attribute, rule, message: `offer "${offerId}": ${found}. ${remedy}` }
  }

  #push(severity: FeedRule['severity'], rejection: Rejection): void {
    if (severity === 'excludes') this.rejections = [...this.rejections, rejection]
    else this.notices = [...this.notices, rejection]
  }
}
