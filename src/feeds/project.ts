import { offerInMarket } from '../catalog/market.ts'
import type { NamedFeed } from '../catalog/named-feed.ts'
import type { Offer, OfferAttributeName } from '../catalog/offer.ts'
import type { Rejection } from '../catalog/rejection.ts'
import type { Channel } from '../channels/channel.ts'
import { cellValues } from './cell.ts'
import { type Column, columnsOf, rowKindOf } from './columns.ts'
import type { FeedContext } from './context.ts'
import { filteredOut } from './filter.ts'
import { narrowingOf } from './named-feeds.ts'
import type { Cell, Row } from './row.ts'
import type { RowPart } from './row-kinds.ts'
import { type FeedRule, feedRule } from './rules.ts'
import { TABLE_RULES, type TableRuleName } from './table-rules.ts'

/** What becomes of one offer on one channel. */
export interface Projection {
  /** In file order: one, or one for each part of the offer that the channel has rows for. None when there are rejections. */
  readonly rows: readonly Row[]
  /** Why the offer is not in the feed; empty when it is. */
  readonly rejections: readonly Rejection[]
  /** What of it is missing, changed or doubtful although it is in. */
  readonly notices: readonly Rejection[]
}

/** One offer as rows of the context's channel, or the reasons why it has none. */
export function project(sold: Offer, context: FeedContext): Projection {
  const kind = rowKindOf(context.channel)
  const findings = new Findings(sold.offerId)
  const offer = narrow(sold, context, findings)
  if (findings.rejections.length > 0) return projectionOf(findings, NO_ROWS)
  const dropped = checkRules(offer, context, findings)
  if (kind) return projectParts(offer, kind.partsOf(offer), context, findings, dropped)
  const cells = projectRow(offer, undefined, context, findings, dropped)
  return projectionOf(findings, [{ offerId: offer.offerId, cells }])
}

/** The offer as it is in the market of the feed; findings tell why it is not among those that the feed is for. */
function narrow(sold: Offer, { channel, language = '', now, figures }: FeedContext, findings: Findings): Offer {
  const { market, include } = narrowingOf(channel) ?? WHOLE
  let offer = sold
  if (market) {
    const view = offerInMarket(sold, market, language)
    offer = view.offer
    if (view.textMissing) findings.addTable('market-text-missing', 'title', `it says nothing in "${market.language}"`)
    if (view.priceMissing)
      findings.addTable(
        'market-price-missing',
        'price',
        `its price is in ${sold.price.currency}, not ${market.currency}`,
      )
  }
  const reason = include && filteredOut(include, offer, { now, figures: figures.get(sold.offerId) })
  if (reason !== undefined) findings.addTable('filtered-out', undefined, reason)
  return offer
}

const WHOLE: Pick<NamedFeed, 'market' | 'include'> = {}

/**
 * The rows that the shop itself has on a channel, one projection for each promotion; undefined where rows are made from
 * offers. Rejections carry the id of the promotion in place of an offer's.
 */
export function projectShop(context: FeedContext): readonly Projection[] | undefined {
  if (context.channel.rowOf !== 'promotion') return undefined
  return (context.promotions ?? []).map((promotion) => {
    const id = promotion.promotionId ?? ''
    const findings = new Findings(id, 'promotion')
    const cells = projectRow(undefined, promotion, context, findings, undefined)
    return projectionOf(findings, [{ offerId: id, cells }])
  })
}

/** One row for each part; a part that the platform would refuse leaves the others alone. */
function projectParts(
  offer: Offer,
  parts: readonly RowPart[],
  context: FeedContext,
  findings: Findings,
  dropped: ReadonlySet<OfferAttributeName> | undefined,
): Projection {
  const rows: Row[] = []
  let rejections = findings.rejections
  let notices = findings.notices
  for (const part of parts) {
    const own = new Findings(offer.offerId)
    const cells = projectRow(offer, part, context, own, dropped)
    notices = [...notices, ...own.notices]
    if (own.rejections.length === 0) rows.push({ offerId: offer.offerId, cells })
    else rejections = [...rejections, ...own.rejections]
  }
  if (findings.rejections.length > 0) return { rows: [], rejections, notices }
  if (rows.length > 0) return { rows, rejections: NONE, notices: [...notices, ...rejections] }
  if (rejections.length === 0) {
    findings.addTable('nothing-to-say', rowKindOf(context.channel)?.of, 'it says nothing of it')
    rejections = findings.rejections
  }
  return { rows, rejections, notices }
}

const projectionOf = ({ rejections, notices }: Findings, rows: readonly Row[]): Projection =>
  rejections.length > 0 ? { rows: NO_ROWS, rejections, notices } : { rows, rejections, notices }

/** The cells of one row; what is wrong with them is added to the findings. */
function projectRow(
  offer: Offer | undefined,
  part: RowPart | undefined,
  context: FeedContext,
  findings: Findings,
  dropped: ReadonlySet<OfferAttributeName> | undefined,
): readonly Cell[] {
  const cells: Cell[] = []
  let missing: Column[] | undefined
  const present = new Set<string>()
  for (const column of columnsOf(context.channel)) {
    const raw = dropped?.has(column.of) ? undefined : column.read(offer, context, part)
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
  return cells
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

const rulesByList = new WeakMap<Channel['rules'], readonly FeedRule[]>()

/** Throws for a rule that is not known: a fault of the files in `/feeds`, found by the channel suite. */
function rulesOf(channel: Channel): readonly FeedRule[] {
  let rules = rulesByList.get(channel.rules)
  if (!rules) {
    rules = channel.rules.map(({ rule }) => {
      const known = feedRule(rule)
      if (!known) throw new Error(`${channel.id}: there is no rule "${rule}"`)
      return known
    })
    rulesByList.set(channel.rules, rules)
  }
  return rules
}

const NONE: readonly Rejection[] = []
const NO_ROWS: readonly Row[] = []

/** Collects what is found about one offer or promotion; almost always nothing, so nothing is made beforehand. */
class Findings {
  rejections: readonly Rejection[] = NONE
  notices: readonly Rejection[] = NONE
  readonly #id: string
  readonly #noun: string

  constructor(id: string, noun: 'offer' | 'promotion' = 'offer') {
    this.#id = id
    this.#noun = noun
  }

  add(rule: TableRuleName, { of }: Column, found: string): void {
    this.addTable(rule, of, found)
  }

  addTable(rule: TableRuleName, attribute: OfferAttributeName | undefined, found: string): void {
    this.addRule({ ...TABLE_RULES[rule], rule, attribute }, found)
  }

  addRule(rule: Finding, found: string): void {
    const { severity, attribute, remedy } = rule
    const message = `${this.#noun} "${this.#id}": ${found}. ${remedy}`
    const rejection = { offerId: this.#id, attribute, rule: rule.rule, message }
    if (severity === 'excludes') this.rejections = [...this.rejections, rejection]
    else this.notices = [...this.notices, rejection]
  }
}

type Finding = Pick<FeedRule, 'rule' | 'severity' | 'remedy'> & { readonly attribute?: OfferAttributeName }
