import type { OfferAttributeName } from '../catalog/offer.ts'
import type { Rejection } from '../catalog/rejection.ts'
import type { Shop } from '../catalog/shop.ts'
import type { Channel } from '../channels/channel.ts'
import { columnsOf } from './columns.ts'
import { type FeedSources, openContext, pageContext, shopContext } from './feed-context.ts'
import { type Projection, project, projectShop } from './project.ts'
import { feedRule, type Severity } from './rules.ts'
import { TABLE_RULES, type TableRule } from './table-rules.ts'

/** One rule and the offers that broke it. */
export interface FeedFinding {
  readonly rule: string
  readonly severity: Severity
  readonly attribute?: OfferAttributeName
  readonly cause: string
  readonly remedy: string
  readonly source: string
  readonly count: number
  /** The first twenty; `count` counts them all. */
  readonly offerIds: readonly string[]
}

export interface FeedCheck {
  readonly channel: string
  readonly offers: number
  readonly included: number
  readonly excluded: number
  /** What excludes first, then what concerns most offers. */
  readonly findings: readonly FeedFinding[]
}

const OFFER_IDS_KEPT = 20

/** Everything a channel would say about a shop's catalog, without writing a feed. */
export async function checkChannel(shop: Shop, channel: Channel, sources: FeedSources): Promise<FeedCheck> {
  const build = await openContext(shop, channel, sources)
  const found = new Map<string, FeedFinding & { count: number; offerIds: string[] }>()
  let offersSeen = 0
  let included = 0
  const note = ({ rows, rejections, notices }: Projection): void => {
    offersSeen++
    if (rows.length > 0) included++
    for (const rejection of [...rejections, ...notices]) {
      const key = `${rejection.rule} ${rejection.attribute ?? ''}`
      const finding = found.get(key) ?? { ...describeFinding(rejection, channel), count: 0, offerIds: [] }
      found.set(key, finding)
      finding.count++
      const { offerId = '' } = rejection
      if (finding.offerIds.length < OFFER_IDS_KEPT && finding.offerIds.at(-1) !== offerId)
        finding.offerIds.push(offerId)
    }
  }
  const ofShop = projectShop(shopContext(build))
  if (ofShop) for (const projection of ofShop) note(projection)
  else
    for await (const offers of sources.catalog.scanOffers(shop.shopId)) {
      const context = await pageContext(shop, build, offers, sources)
      for (const offer of offers) note(project(offer, context))
    }
  const weight = ({ severity }: FeedFinding): number => (severity === 'excludes' ? 0 : 1)
  const findings = [...found.values()].sort((a, b) => weight(a) - weight(b) || b.count - a.count)
  return { channel: channel.id, offers: offersSeen, included, excluded: offersSeen - included, findings }
}

/** What a rejection or notice of a channel means, for a person who is to mend it. */
export function describeFinding(
  { rule, attribute }: Pick<Rejection, 'rule' | 'attribute'>,
  channel: Channel,
): Omit<FeedFinding, 'count' | 'offerIds'> {
  const ofTable: TableRule | undefined = Object.hasOwn(TABLE_RULES, rule)
    ? TABLE_RULES[rule as keyof typeof TABLE_RULES]
    : undefined
  const known = feedRule(rule) ?? ofTable
  const source =
    channel.rules.find((named) => named.rule === rule)?.source ??
    columnsOf(channel).find(({ of }) => of === attribute)?.attribute.source
  return {
    rule,
    severity: known?.severity ?? 'excludes',
    attribute,
    cause: known?.cause ?? '',
    remedy: known?.remedy ?? '',
    source: source ?? channel.sources[0] ?? '',
  }
}
